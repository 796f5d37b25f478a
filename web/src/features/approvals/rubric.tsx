import { i18n } from "@lingui/core";
import { useState } from "react";
import { asProblem } from "@/shared/api/problem";
import type { Interview, PlanVersion } from "@/shared/api/types";
import { nameOfAuthor } from "@/shared/lib/interview-words";
import { useStops } from "@/shared/lib/stops";
import { exactly } from "@/shared/lib/words";
import { Field, inputLook } from "@/shared/ui/field";
import { PageHead } from "@/shared/ui/page-head";
import { Failure, Skeleton } from "@/shared/ui/states";
import { type RubricRow, rubricRows } from "./edit/rubric-changes";
import { InterviewTabs } from "./parts/interview-tabs";
import { Thresholds } from "./parts/rubric";
import { RubricCompetency } from "./parts/rubric-row";
import { useInterview, usePlan, usePlanVersions } from "./queries";
import { jobOf, nameOf } from "./words";

/** How the answers of an interview are rated: competencies, weights and levels, in every version of its plan. */
export function RubricPage({ id }: { id: string }) {
  const interview = useInterview(id);
  const plan = usePlan(id, interview.data?.updatedAt);
  const versions = usePlanVersions(id, plan.data?.version ?? 1);
  const error = interview.error ?? plan.error ?? versions.error;
  if (interview.data && plan.data && (plan.data.version < 2 || versions.data)) {
    return <Shown interview={interview.data} versions={versions.data ?? [plan.data]} />;
  }
  const title = i18n._("Rubric");
  return (
    <>
      <PageHead trail={[title]} title={title} documentTitle={title} />
      <div className="mt-6">
        {error ? (
          <Failure
            problem={asProblem(error)}
            what={
              asProblem(error).status === 404
                ? i18n._("There is no rubric at this address.")
                : i18n._("The rubric did not load.")
            }
            onRetry={() => {
              void plan.refetch();
              void versions.refetch();
            }}
          />
        ) : (
          <Skeleton rows={6} label={i18n._("Loading the rubric")} />
        )}
      </div>
    </>
  );
}

/** `versions` are the newest first. */
function Shown({ interview, versions }: { interview: Interview; versions: PlanVersion[] }) {
  useStops();
  const [shownId, show] = useState("");
  const [otherId, compareWith] = useState<string | null>(null);
  const shown = versions.find(({ planId }) => planId === shownId) ?? versions[0];
  if (!shown) return null;
  const earlier = versions.filter(({ version }) => version < shown.version);
  const chosen = earlier.find(({ planId }) => planId === otherId);
  const other = otherId === "" ? undefined : (chosen ?? earlier[0]);
  const { document } = shown;
  const rows = rubricRows(document, other?.document ?? document);
  return (
    <>
      <PageHead
        interview={{ id: interview.id, name: nameOf(interview) }}
        trail={[i18n._("Rubric")]}
        title={i18n._("Rubric for {name}", { name: nameOf(interview) })}
        documentTitle={i18n._("{name}, rubric", { name: nameOf(interview) })}
        under={[jobOf(interview), describe(shown)].join(" · ")}
      />
      <InterviewTabs interview={interview} />
      <div className="mt-6 grid items-start gap-8 wide:grid-cols-[minmax(0,1fr)_19.5rem] wide:gap-x-11">
        <div className="min-w-0">
          {versions.length > 1 ? (
            <div className="mb-4 grid gap-4 pad:grid-cols-2">
              <VersionChoice
                label={i18n._("Version")}
                value={shown.planId}
                versions={versions}
                onChoose={show}
              />
              <VersionChoice
                label={i18n._("Changes since")}
                value={other?.planId ?? ""}
                versions={earlier}
                none={i18n._("Show no changes")}
                onChoose={compareWith}
              />
            </div>
          ) : null}
          <p role="status" className="mb-2 text-small text-text2">
            {other ? summaryOf(rows, other.version) : ""}
          </p>
          <ol className="border-t border-line">
            {rows.map((row) => (
              <RubricCompetency key={row.name} row={row} language={document.language} />
            ))}
          </ol>
        </div>
        <aside aria-label={i18n._("About this rubric")} className="grid min-w-0 gap-6">
          <Thresholds thresholds={document.thresholds} />
          <Versions versions={versions} />
        </aside>
      </div>
    </>
  );
}

interface VersionChoiceProps {
  label: string;
  value: string;
  versions: PlanVersion[];
  /** What to choose for none of them. */
  none?: string;
  onChoose: (planId: string) => void;
}

function VersionChoice({ label, value, versions, none, onChoose }: VersionChoiceProps) {
  return (
    <Field label={label}>
      {(control) => (
        <select
          {...control}
          className={inputLook}
          value={value}
          onChange={(event) => onChoose(event.target.value)}
        >
          {none ? <option value="">{none}</option> : null}
          {versions.map((version) => (
            <option key={version.planId} value={version.planId}>
              {describe(version)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

function describe({ version, document }: PlanVersion): string {
  return i18n._("Version {version}, {author}", {
    version,
    author: document.edited_by ?? nameOfAuthor(document.planner),
  });
}

function summaryOf(rows: RubricRow[], version: number): string {
  const changed = rows.filter(({ change }) => change !== "unchanged").length;
  return changed === 0
    ? i18n._("Nothing differs from version {version}.", { version })
    : i18n._(
        "{changed, plural, one {# of {all} competencies differs from version {version}.} other {# of {all} competencies differ from version {version}.}}",
        { changed, all: rows.length, version },
      );
}

/** Who wrote each version and when, the newest first. */
function Versions({ versions }: { versions: PlanVersion[] }) {
  return (
    <section>
      <h2>{i18n._("Versions")}</h2>
      <ol className="mt-2 border-t border-line text-small">
        {versions.map((version) => (
          <li key={version.planId} className="border-b border-line py-2">
            {describe(version)}
            <time dateTime={version.madeAt} className="block text-text3">
              {exactly(new Date(version.madeAt))}
              {version.approvedAt ? ` · ${i18n._("approved")}` : ""}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
}
