import { i18n } from "@lingui/core";
import type { Interview } from "@/shared/api/types";
import { exactly } from "@/shared/lib/words";
import { STATES } from "../words";

type State = Interview["state"];

/** The states of each phase, and the states in which a person of the organization has to act. */
const PHASES: { name: () => string; states: State[] }[] = [
  {
    name: () => i18n._("Planning"),
    states: ["RECEIVED", "INFO_NEEDED", "VALIDATING_SKILLS", "GENERATING_PLAN"],
  },
  { name: () => i18n._("Approval"), states: ["PENDING", "REJECTED"] },
  { name: () => i18n._("Interview"), states: ["APPROVED", "SCHEDULED", "IN_PROGRESS"] },
  { name: () => i18n._("Assessment"), states: ["COMPLETED", "ASSESSMENT_PENDING"] },
];
const WAITS_FOR_A_PERSON = new Set<State>(["INFO_NEEDED", "PENDING", "ASSESSMENT_PENDING"]);

/** The four phases of an interview: when each ended, and where it is now. A closed one is in none. */
export function Phases({ interview }: { interview: Interview }) {
  const { state, transitions } = interview;
  if (transitions.length === 0) return null;
  const ends = PHASES.map((_, at) => endOf(interview, at));
  const now = PHASES.findIndex(({ states }) => states.includes(state));
  const last = Math.max(now, ends.findLastIndex(Boolean));
  return (
    <ol aria-label={i18n._("Progress")} className="mt-6 grid grid-cols-2 gap-4 pad:grid-cols-4">
      {PHASES.map(({ name, states }, at) => {
        const isCurrent = at === now;
        const end = isCurrent ? null : ends[at];
        const isForPeople = isCurrent && WAITS_FOR_A_PERSON.has(state);
        return (
          <li
            key={states[0]}
            aria-current={isCurrent ? "step" : undefined}
            className={`border-t-2 pt-2 ${at > last ? "border-line" : isForPeople ? "border-clay" : "border-text"}`}
          >
            <p className={at > last ? "text-text2" : "font-[550]"}>{name()}</p>
            <p className={`text-small ${isForPeople ? "text-claytext" : "text-text3"}`}>
              {isCurrent ? STATES[state] : null}
              {end ? <time dateTime={end}>{exactly(new Date(end))}</time> : null}
              {at > last ? i18n._("Not reached") : null}
            </p>
          </li>
        );
      })}
    </ol>
  );
}

/** When a phase was left for a later one the last time; null if it was not. */
function endOf({ transitions }: Interview, phase: number): string | null {
  const later = PHASES.slice(phase + 1).flatMap(({ states }) => states);
  const ended = transitions.findLast(
    ({ from, to }) =>
      PHASES[phase]?.states.includes(from as State) &&
      (later.includes(to as State) || to === "ASSESSMENT_APPROVED"),
  );
  return ended?.at ?? null;
}
