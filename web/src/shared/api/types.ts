/**
 * What the gateway says and takes.
 *
 * `schema.d.ts` is generated from the gateway's OpenAPI document (`npm run types:renew`). Written by hand
 * is only what the document leaves open: the JSON inside a plan and an assessment, and words that it
 * knows as plain text.
 */
import type { components } from "./schema";

export type { paths } from "./schema";

type Shapes = components["schemas"];

export type InterviewState = Shapes["State"];

/** A refusal: every part may be missing, because something in between may have answered. */
export type ProblemBody = Partial<Shapes["Problem"]> & {
  currentState?: InterviewState;
  allowedTransitions?: string[];
  triesLeft?: number;
};

export type SignedIn = Shapes["TokenCard"];
export type CallerCard = Shapes["CallerCard"];
export type InvitationOffer = Shapes["InvitationOfferResponse"];
export type MissingField = Shapes["GapShape"];
export type InterviewRow = Shapes["ItemShape"];
export type Interview = Shapes["DetailShape"];
export type InterviewPage = Shapes["PageShape"];
export type Counts = Shapes["CountsShape"];
export type MailPage = Shapes["MailPage"];
export type Step = Shapes["StepShape"];
export type Transcript = Shapes["TranscriptCard"];
export type TranscriptTurn = Shapes["TurnCard"];
export type HumanTask = Shapes["TaskResponse"];
export type HumanTaskList = Shapes["TaskListResponse"];
export type DecisionAnswer = Shapes["StateShape"];
export type InvitationCard = Shapes["InvitationCard"];
export type CodeSent = Shapes["CodeSentCard"];
export type CodeVerified = Shapes["CodeVerified"];
export type SessionStarted = Shapes["SessionStarted"];

export interface PlanQuestion {
  id: string;
  text: string;
  kind: "behavioural" | "knowledge" | "failure";
  skill: string | null;
  expected_points: string[];
  look_for: string[];
  probes: string[];
  time_budget_s: number;
  is_mandatory: boolean;
  order: number;
}

export interface PlanCompetency {
  name: string;
  weight: number;
  is_required: boolean;
  minimum_acceptable_score: number | null;
  sub_dimensions: {
    name: string;
    indicators: Record<string, string>;
    signals: Record<string, string[]>;
  }[];
  questions: PlanQuestion[];
}

export interface PlanDocument {
  version: number;
  planner: string;
  language: string;
  duration_minutes: number;
  greeting_script: string;
  closing_script: string;
  competencies: PlanCompetency[];
  thresholds: number[];
  must_have: string[];
  nice_to_have: string[];
  skills_coverage: Record<string, boolean>;
  validated_skills: string[];
  unvalidated_skills: string[];
  inmail_draft: string;
  notes: string[];
}

export interface Plan {
  planId: string;
  version: number;
  state: string;
  document: PlanDocument;
  decision?: Decision | null;
}

export type AbstainReason =
  | "not_asked"
  | "cut"
  | "no_answer"
  | "unintelligible"
  | "other_language"
  | "too_short"
  | "no_evidence"
  | "evaluator_down";

export interface Evidence {
  quote: string;
  turn: number;
  start: number;
  end: number;
  sub_dimension: string;
  level: number;
  is_deficit: boolean;
  found: string[];
}

export interface CompetencyScore {
  name: string;
  weight: number;
  is_required: boolean;
  minimum_acceptable_score: number | null;
  score: number | null;
  insufficient_evidence: AbstainReason | null;
  confidence: number | null;
  evidence: Evidence[];
}

export type Recommendation = "STRONG_HIRE" | "HIRE" | "MAYBE" | "NO_HIRE";

export interface Flag {
  kind: string;
  turn: number | null;
  detail: string;
}

export interface Scorecard {
  overall_score: number | null;
  recommendation: Recommendation | null;
  competencies: CompetencyScore[];
  flags: Flag[];
  scorer: { kind: string; version: string };
}

export interface Decision {
  approved: boolean;
  by: string;
  at: string;
  comments: string | null;
}

export interface Assessment {
  assessmentId: string;
  version: number;
  status: string;
  createdAt: string;
  scorecard: Scorecard;
  decision: Decision | null;
}

export type Quality = Shapes["QualityView"];
export type Latency = Shapes["LatencyView"];
export type Spread = Shapes["SpreadView"];
export type Cost = Shapes["CostView"];
export type CostLine = Shapes["CostLineView"];
export type AlertPage = Shapes["AlertPage"];
export type Alert = Shapes["AlertView"];
