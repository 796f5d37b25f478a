import type { HiringOutcome, HumanTask, Scorecard, Step } from "@/shared/api/types";

export { nameOf, OUTCOMES, RECOMMENDATIONS, STATES } from "@/shared/lib/interview-words";

/** A rejection needs a reason: the candidate may ask for it. */
export function isRejection(outcome: HiringOutcome): boolean {
  return outcome === "NO_HIRE" || outcome === "STRONG_NO_HIRE";
}

/** "built-in rules v1"; which build of them it was stands in the provenance. */
export function scorerOf({ scorer }: Scorecard): string {
  return `${scorer.kind} ${scorer.version.replace(/\+.*$/, "")}`;
}

export function canDecide(role: string | undefined): boolean {
  return role === "ADMIN" || role === "RECRUITER";
}

/** Who did it; for whom is only what a partner said. */
export function actorOf(step: Step): string {
  const who = step.actorKind === "candidate" ? "The candidate" : step.actor;
  return step.onBehalfOf ? `${who}, for ${step.onBehalfOf}` : who;
}

/** What a candidate asked for or did that a person should see. */
export const TASKS: Record<HumanTask["kind"], { title: string; did: string; since: string }> = {
  person_requested: {
    title: "Asked for a person",
    did: "Asked to speak with a person",
    since: "Waiting",
  },
  review_requested: {
    title: "Asked for a review",
    did: "Asks that a person reviews the result",
    since: "Waiting",
  },
  candidate_withdrew: {
    title: "Withdrew",
    did: "Withdrew from the interview",
    since: "For",
  },
};
