/** What the practice API says and takes, under the names that its pages use. */
import type { components } from "@/shared/api/schema";

type Shapes = components["schemas"];

export type Draft = Shapes["SessionShape"];
export type OutlineQuestion = Shapes["OutlineShape"];
export type SessionStatus = Draft["status"];
export type Persona = Shapes["PersonaShape"];
export type PractisedSession = Shapes["PractisedSessionShape"];
export type Assignment = Shapes["AssignmentShape"];
export type Result = Shapes["ResultShape"];
export type Unassigned = Shapes["UnassignedShape"];
export type Leaders = Shapes["LeaderboardShape"];
export type CompletedReview = Shapes["CompletedShape"];
export type Review =
  | CompletedReview
  | Shapes["ProcessingShape"]
  | Shapes["FailedShape"]
  | Shapes["NotEligibleShape"];
export type RubricScore = Shapes["RubricScoreShape"];
export type QuestionAnalysis = Shapes["QuestionShape"];
export type RatioCard = Shapes["RatioShape"];

export type InterviewType = "warm_up" | "behavioral" | "role_related" | "coding";
export type Difficulty = "student" | "easy" | "medium" | "hard";
export type Minutes = 5 | 10 | 15;

/** What a person wants to practise. */
export interface Wish {
  persona_id: string;
  interview_type: InterviewType;
  duration_minutes: Minutes;
  context: {
    target_role?: string;
    company_name?: string;
    job_description?: string;
    difficulty: Difficulty;
    framework?: string;
    assignment_id?: string;
  };
}

export interface GivenQuestion {
  question: string;
  topic?: string;
  expected_framework?: string;
}
