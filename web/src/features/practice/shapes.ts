/** What the practice API says and takes, under the names that its pages use. */
import type { components } from "@/shared/api/schema";

type Shapes = components["schemas"];

export type Draft = Shapes["PracticeSessionResponse"];
export type OutlineQuestion = Shapes["QuestionOutlineResponse"];
export type SessionStatus = Draft["status"];
export type Persona = Shapes["PersonaResponse"];
export type PractisedSession = Shapes["ListedSessionResponse"];
export type Assignment = Shapes["AssignmentResponse"];
export type Result = Shapes["AssignmentResultResponse"];
export type Unassigned = Shapes["UnassignResponse"];
export type Leaders = Shapes["LeaderboardResponse"];
export type CompletedReview = Shapes["CompletedReviewResponse"];
export type Review =
  | CompletedReview
  | Shapes["ProcessingReviewResponse"]
  | Shapes["FailedReviewResponse"]
  | Shapes["NotEligibleReviewResponse"];
export type RubricScore = Shapes["RubricScoreResponse"];
export type QuestionAnalysis = Shapes["QuestionAnalysisResponse"];
export type NewAnswer = Shapes["NewAnswerResponse"];
export type ComparedAnswer = Shapes["ComparedAnswerResponse"];
export type FrameworkPart = Shapes["FrameworkPartResponse"];
export type ProgressGroup = Shapes["ProgressGroupResponse"];
export type ProgressSeries = Shapes["ProgressSeriesResponse"];
export type Transcript = Shapes["PracticeTranscriptResponse"];
export type RatioCard = Shapes["ReviewMetricResponse"];

export type InterviewType = "warm_up" | "behavioral" | "role_related" | "coding";
export type Difficulty = "student" | "easy" | "medium" | "hard";
export type Minutes = 5 | 10 | 15;

/** What a person wants to practice. */
export interface PracticeOptions {
  persona_id: Persona["persona_id"];
  interview_type: InterviewType;
  duration_minutes: Minutes;
  context: {
    target_role?: string;
    company_name?: string;
    job_description?: string;
    difficulty: Difficulty;
    /** The language of the questions, as a tag such as `de`. */
    language?: string;
    framework?: string;
    assignment_id?: string;
    /** Whether the score may appear on the leaderboard: only where the person says so. */
    leaderboard?: boolean;
  };
}

export interface GivenQuestion {
  question: string;
  topic?: string;
  expected_framework?: string;
}
