import { i18n } from "@lingui/core";
import { useState } from "react";
import type { Plan, PlanDocument } from "@/shared/api/types";
import { exactly } from "@/shared/lib/words";
import { sentence } from "@/shared/ui/sentence";
import { type MustHave, mustHavesOf } from "../reading";

/** The names of the competencies that this version of the plan requires. */
export function requiredIn(document: PlanDocument): string[] {
  return mustHavesOf(document)
    .filter((one) => one.isRequired)
    .map(({ name }) => name);
}

/** Whether two choices have the same names, in whatever order. */
export function isSameChoice(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((name) => other.includes(name));
}

interface MustHaveChoiceProps {
  document: PlanDocument;
  chosen: string[];
  onChoose: (names: string[]) => void;
}

/** Which competencies the approval makes must-haves: the proposed ones first, none ticked by itself. */
export function MustHaveChoice({ document, chosen, onChoose }: MustHaveChoiceProps) {
  const all = mustHavesOf(document);
  const offered = all.filter((one) => one.note !== null || one.isRequired);
  const others = all.filter((one) => !offered.includes(one));
  // Decided once: the list does not close under the hand that takes its last tick away.
  const [isOpen] = useState(() => others.some(({ name }) => chosen.includes(name)));
  const rows = (list: MustHave[]) => (
    <ul className="mt-1 grid gap-1">
      {list.map((one) => (
        <MustHaveRow
          key={one.name}
          mustHave={one}
          isChosen={chosen.includes(one.name)}
          onChange={(isChosen) =>
            onChoose(
              all
                .map(({ name }) => name)
                .filter((name) => (name === one.name ? isChosen : chosen.includes(name))),
            )
          }
        />
      ))}
    </ul>
  );
  return (
    <fieldset className="min-w-0">
      <legend className="font-[550]">{i18n._("Must-haves")}</legend>
      <p className="text-small text-text3">
        {offered.length > 0
          ? i18n._("Confirm what is needed, and leave the rest.")
          : i18n._("The plan proposes none.")}{" "}
        {i18n._("Below the minimum of a must-have, a candidate is not recommended.")}
      </p>
      {rows(offered)}
      {others.length > 0 ? (
        <details className="mt-1" open={isOpen}>
          <summary className="min-h-8 py-1.5 text-small text-text2">
            {offered.length > 0 ? i18n._("Other competencies") : i18n._("Choose a must-have")}
          </summary>
          {rows(others)}
        </details>
      ) : null}
    </fieldset>
  );
}

interface MustHaveRowProps {
  mustHave: MustHave;
  isChosen: boolean;
  onChange: (isChosen: boolean) => void;
}

function MustHaveRow({ mustHave, isChosen, onChange }: MustHaveRowProps) {
  const { name, line, note, least, isRequired } = mustHave;
  return (
    <li>
      <label className="flex min-h-11 items-start gap-2.5 py-2 text-small">
        <input
          type="checkbox"
          className="mt-0.5 size-4.5 shrink-0 accent-clay"
          checked={isChosen}
          onChange={(event) => onChange(event.target.checked)}
        />
        <span className="min-w-0 [overflow-wrap:anywhere]">
          <span className="font-[550]">{name}</span>
          {isRequired && least !== null ? (
            <span className="block text-text3">
              {i18n._("Required now, at least {least} of 5", { least })}
            </span>
          ) : null}
          {note ? <Why line={line} /> : null}
        </span>
      </label>
    </li>
  );
}

/** Why it is proposed, in the posting's own words where there are any. */
function Why({ line }: { line: string | null }) {
  if (line === null)
    return <span className="block text-text3">{i18n._("Proposed by the planner")}</span>;
  return (
    <span className="block text-text3">
      {i18n._("Proposed, because the job text says:")} <q>{line}</q>
    </span>
  );
}

/** What is required after the decision and who confirmed it; before it, what is proposed. */
export function MustHavesDecided({ plan }: { plan: Plan }) {
  const all = mustHavesOf(plan.document);
  const required = all.filter((one) => one.isRequired);
  const left = all.filter((one) => one.note !== null && !one.isRequired);
  if (required.length === 0 && left.length === 0) return null;
  const by = plan.decision?.approved ? plan.decision : null;
  return (
    <section className="mt-4 border-t border-line pt-3">
      <h3>{i18n._("Must-haves")}</h3>
      {required.length > 0 ? (
        <ul className="mt-1 grid gap-0.5 text-small">
          {required.map(({ name, least }) => (
            <li key={name} className="[overflow-wrap:anywhere]">
              {least === null ? name : i18n._("{name}, at least {least} of 5", { name, least })}
            </li>
          ))}
        </ul>
      ) : (
        <p className="mt-1 text-small text-text2">
          {by ? i18n._("None was confirmed.") : i18n._("None yet.")}
        </p>
      )}
      {required.length > 0 && by ? (
        <p className="mt-1 text-small text-text3">
          {sentence(
            (at) => i18n._("Confirmed by {name} on {time}.", { name: by.by, time: at.time }),
            {
              time: <time dateTime={by.at}>{exactly(new Date(by.at))}</time>,
            },
          )}
        </p>
      ) : null}
      {left.length > 0 ? (
        <p className="mt-1 text-small text-text3 [overflow-wrap:anywhere]">
          {by
            ? i18n._("Proposed and not confirmed: {names}.", { names: namesOf(left) })
            : i18n._("Proposed: {names}.", { names: namesOf(left) })}
        </p>
      ) : null}
    </section>
  );
}

const namesOf = (mustHaves: MustHave[]) => mustHaves.map(({ name }) => name).join(", ");
