import { i18n } from "@lingui/core";
import { Check, CircleHelp, TriangleAlert } from "lucide-react";
import type { RequestCheck } from "@/shared/api/types";
import { fieldName } from "@/shared/lib/field-names";
import { LEVELS } from "@/shared/lib/interview-words";
import { Icon } from "@/shared/ui/icon";

interface FoundFactsProps {
  check: RequestCheck | undefined;
  isRead: boolean;
  isChecking: boolean;
}

/** What was read in the job text, and what is still missing, while it is written. */
export function FoundFacts({ check, isRead, isChecking }: FoundFactsProps) {
  const found = check?.jobText;
  const missing = check?.missingFields ?? [];
  return (
    <aside
      aria-label={i18n._("Details found and missing")}
      aria-busy={isChecking}
      className="rounded-card border border-line bg-surface p-5 max-wide:order-1 wide:sticky wide:top-6"
    >
      <h2>{i18n._("In the job text")}</h2>
      {found && isRead ? (
        <ul className="mt-3 grid gap-2">
          <Fact isFound={Boolean(found.position)}>{found.position ?? i18n._("No position")}</Fact>
          <Fact isFound={Boolean(found.level)}>
            {found.level ? (LEVELS[found.level] ?? found.level) : i18n._("No level")}
          </Fact>
          <Fact isFound={found.skills.length > 0}>
            {found.skills.length > 0 ? found.skills.join(", ") : i18n._("No skills that we know")}
          </Fact>
          <Fact isFound={found.taskCount > 0}>
            {i18n._("{count, plural, one {# task} other {# tasks}}", { count: found.taskCount })}
          </Fact>
          <Fact isFound={found.requirementCount > 0}>
            {i18n._("{count, plural, one {# requirement} other {# requirements}}", {
              count: found.requirementCount,
            })}
          </Fact>
          {found.leftOut.map((note) => (
            <li key={note} className="flex gap-2 text-small text-ambertext">
              <span className="mt-0.5">
                <Icon of={TriangleAlert} small />
              </span>
              {note}
            </li>
          ))}
        </ul>
      ) : (
        <p className="mt-1 text-text2">
          {i18n._("Paste a job text: the position, the level and the skills are read from it.")}
        </p>
      )}
      <h2 className="mt-6">{i18n._("Still needed")}</h2>
      <div aria-live="polite">
        {check === undefined ? null : missing.length === 0 ? (
          <p className="mt-1 flex items-center gap-2 text-leaftext">
            <Icon of={Check} small /> {i18n._("Nothing")}
          </p>
        ) : (
          <ul className="mt-1 text-text2">
            {missing.map((gap) => (
              <li key={gap.field}>{NAMES[gap.field] ?? fieldName(gap.field)}</li>
            ))}
          </ul>
        )}
      </div>
      {check?.warnings.length ? (
        <ul className="mt-4 grid gap-2 text-small text-text3">
          {check.warnings.map((warning) => (
            <li key={warning.field}>{warning.message}</li>
          ))}
        </ul>
      ) : null}
    </aside>
  );
}

const NAMES: Record<string, string> = {
  get candidateName() {
    return i18n._("The candidate's name");
  },
  get candidateEmail() {
    return i18n._("The candidate's e-mail address");
  },
  get candidatePhone() {
    return i18n._("The candidate's phone number");
  },
  get jobDescription() {
    return i18n._("A job text, or a longer one");
  },
};

function Fact({ isFound, children }: { isFound: boolean; children: string }) {
  return (
    <li className={`flex gap-2 ${isFound ? "" : "text-text3"}`}>
      <span className={`mt-1 ${isFound ? "text-leaftext" : ""}`}>
        <Icon of={isFound ? Check : CircleHelp} small />
      </span>
      <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
    </li>
  );
}
