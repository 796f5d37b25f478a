/** What the practice API says, as far as the pages read it: snake_case, as its seed writes it. */

export type InterviewType = "warm_up" | "behavioral" | "role_related" | "coding";
export type Difficulty = "student" | "easy" | "medium" | "hard";
export type Minutes = 5 | 10 | 15;

export interface Persona {
  persona_id: string;
  name: string;
  style: string;
}

export interface Adjustment {
  field: string;
  requested: unknown;
  applied: unknown;
  reason: string;
}

export interface OutlineQuestion {
  index: number;
  question: string;
  topic: string | null;
  expected_framework: string | null;
  time_budget_s: number;
  source: "planner" | "edited" | "template";
}

export interface Draft {
  session_id: string;
  status: SessionStatus;
  needs_approval: boolean;
  plan_version: number;
  edits_remaining: number;
  planner: string;
  config: {
    persona_id: string;
    interview_type: InterviewType;
    duration_minutes: number;
    difficulty: Difficulty;
    framework: string | null;
    context: Record<string, unknown>;
  };
  adjustments: Adjustment[];
  opening_prompt: string;
  question_outline: OutlineQuestion[];
  planning_brief: { goal: string; focus_areas: string[]; rationale: string } | null;
  candidate_brief: { what_to_expect: string; how_to_prepare: string[]; tips: string[] } | null;
  expires_at: string;
}

export type SessionStatus =
  | "draft"
  | "configured"
  | "in_progress"
  | "completed"
  | "abandoned"
  | "failed"
  | "expired"
  | "cancelled";

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

export interface Quote {
  quote: string;
  turn: number;
  start_ms: number | null;
  end_ms: number | null;
}

export interface RubricScore {
  criterion: string;
  score: number | null;
  scale: number;
  weight: number;
  evidence: Quote[];
  comment: string;
}

export interface FrameworkPart {
  part: string;
  found: boolean;
  quote: string | null;
}

export interface QuestionAnalysis {
  question: string;
  answer_summary: string;
  framework_match: { framework: string; parts: FrameworkPart[] } | null;
  missing: string[];
  better_answer: string | null;
}

export interface RatioCard {
  key: string;
  label: string;
  value: number | null;
  target_min: number | null;
  target_max: number | null;
  verdict: string;
}

export interface CompletedReview {
  session_id: string;
  status: "completed";
  overall_score: number | null;
  no_score_reason?: string | null;
  rubric_scores: RubricScore[];
  summary: string;
  strengths: string[];
  weaknesses: string[];
  recommendations: string[];
  historical_comparison: {
    previous_session_id: string;
    delta_overall: number | null;
  } | null;
  deep_analysis: { per_question: QuestionAnalysis[] };
  trend_data: { session_id: string; completed_at: string; overall_score: number }[];
  improvement_roadmap: { step: string; why: string; exercise: string; horizon: string }[];
  ratio_cards: RatioCard[];
  video_analysis_status: string;
  session: {
    persona_id: string;
    type: InterviewType;
    difficulty: Difficulty;
    mode: string;
    questions_asked: number;
    questions_answered: number;
    ended_at: string | null;
  };
  generated_at: string;
  scorer: { kind: string; version: string };
}

export type Review =
  | CompletedReview
  | { session_id: string; status: "processing"; stage: string; retry_after_s: number }
  | {
      session_id: string;
      status: "failed";
      error: { code: string; message: string };
      retryable: boolean;
    }
  | { session_id: string; status: "not_eligible"; reason: string };

export interface PractisedSession {
  session_id: string;
  status: SessionStatus;
  interview_type: InterviewType;
  target_role: string | null;
  duration_minutes: number;
  created_at: string;
  review: { status: string; overall_score: number | null } | null;
}

export interface Assignment {
  assignment_id: string;
  batch_id: string;
  role: string;
  round: string;
  email: string;
  status: "pending" | "in_progress" | "completed" | "unassigned";
  session_id: string | null;
  assigned_at: string;
}

export interface Leaders {
  entries: {
    rank: number;
    display_name: string;
    overall_score: number;
    interview_type: InterviewType;
    target_role: string | null;
    completed_at: string;
  }[];
}
