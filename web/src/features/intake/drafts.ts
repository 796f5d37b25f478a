import { i18n } from "@lingui/core";
import { type Draft, type FileFormat, KINDS, type Kind } from "./shapes";

/** One of the four drafts as the page shows it. */
export interface Shown {
  kind: Kind;
  /** The newest one that can be read. */
  readable: Draft | null;
  /** All that can be read, newest first. */
  versions: Draft[];
  /** What is going on with the newest version. */
  newest: Draft | null;
}

export const FILE_FORMATS: { format: FileFormat; name: string; extension: string }[] = [
  {
    format: "docx",
    name: "Word",
    extension: "docx",
  },
  { format: "pdf", name: "PDF", extension: "pdf" },
  {
    format: "markdown",
    name: "Markdown",
    extension: "md",
  },
];

/** What the author of a version is called that a person edited. */
export const HAND_AUTHOR = "a person";

export const NAMES: Record<Kind, string> = {
  get job_description() {
    return i18n._("Job description");
  },
  get interview_questions() {
    return i18n._("Questions");
  },
  get rating_rubric() {
    return i18n._("Rating rubric");
  },
  get job_simulation() {
    return i18n._("Job simulation");
  },
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
      versions: versions.filter((draft) => draft.status === "ready"),
    };
  });
}

export function isBeingWritten({ newest }: Shown): boolean {
  return newest?.status === "queued" || newest?.status === "writing";
}
