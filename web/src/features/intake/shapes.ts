/** What the intake says, as far as the pages use it. */
import type { components } from "@/shared/api/schema";

type Schemas = components["schemas"];

/** How much was said about a concept: never how well the person did. */
export type Concept = Schemas["IntakeConceptResponse"];

export type IntakeItem = Pick<
  Schemas["IntakeResponse"],
  "intakeId" | "state" | "title" | "createdAt"
> & {
  manager: Pick<Schemas["HiringManagerResponse"], "name">;
};

export type Intake = IntakeItem &
  Pick<Schemas["IntakeResponse"], "interviewId" | "sessionId" | "templateId"> & {
    concepts: Concept[];
  };

export const KINDS = [
  "job_description",
  "interview_questions",
  "rating_rubric",
  "job_simulation",
] as const satisfies readonly Schemas["IntakeArtifactResponse"]["kind"][];
export type Kind = Schemas["IntakeArtifactResponse"]["kind"];

export type DraftEdit = Schemas["EditArtifactRequest"];
export type FileFormat = "docx" | "pdf" | "markdown";

export type Draft = Omit<Schemas["IntakeArtifactResponse"], "instruction">;
