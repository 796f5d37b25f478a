import { type Draft, KINDS, type Kind } from "./shapes";

/** One of the four drafts as the page shows it. */
export interface Shown {
  kind: Kind;
  /** The newest one that can be read. */
  readable: Draft | null;
  /** What is going on with the newest version. */
  newest: Draft | null;
}

export const NAMES: Record<Kind, string> = {
  job_description: "Job description",
  interview_questions: "Questions",
  rating_rubric: "Rating rubric",
  job_simulation: "Job simulation",
};

/** A new version that is being written or failed never hides the one before it. */
export function shownDrafts(drafts: Draft[]): Shown[] {
  return KINDS.map((kind) => {
    const versions = drafts
      .filter((draft) => draft.kind === kind)
      .sort((one, other) => other.version - one.version);
    return {
      kind,
      newest: versions[0] ?? null,
      readable: versions.find((draft) => draft.status === "ready") ?? null,
    };
  });
}

export function isBeingWritten({ newest }: Shown): boolean {
  return newest?.status === "queued" || newest?.status === "writing";
}
