/** What the gateway says and takes: the one place for wire types, in the form openapi-fetch reads. */

export type InterviewState =
  | "RECEIVED"
  | "INFO_NEEDED"
  | "VALIDATING_SKILLS"
  | "GENERATING_PLAN"
  | "PENDING"
  | "APPROVED"
  | "REJECTED"
  | "SCHEDULED"
  | "IN_PROGRESS"
  | "COMPLETED"
  | "ASSESSMENT_PENDING"
  | "ASSESSMENT_APPROVED"
  | "CANCELLED";

export type Role = "ADMIN" | "RECRUITER" | "VIEWER" | "HIRING_MANAGER" | "SEEKER";

export interface ProblemBody {
  title?: string;
  status?: number;
  detail?: string;
  code?: string;
  errors?: { field: string; code: string; message: string }[];
  requestId?: string;
  currentState?: InterviewState;
  allowedTransitions?: string[];
  triesLeft?: number;
}

export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  tenantId: string;
}

export interface SignedIn {
  accessToken: string;
  expiresIn: number;
  user: User;
}

export type MissingField = string | { field: string; message?: string; question?: string };

export interface InterviewRow {
  id: string;
  runId: string;
  profile: string;
  state: InterviewState;
  candidateName: string | null;
  candidateEmail: string | null;
  position: string | null;
  level: string | null;
  companyName: string | null;
  dataQuality: string | null;
  missingFields: MissingField[];
  createdAt: string;
  updatedAt: string;
  waitingSince: string | null;
  interviewLink?: string | null;
}

export interface Transition {
  seq: number;
  transition: string;
  previousState: InterviewState | null;
  newState: InterviewState;
  triggeredBy: string;
  onBehalfOf: string | null;
  reason: string | null;
  timestamp: string;
}

export interface Interview extends InterviewRow {
  jobDescription?: string | null;
  skills?: string[];
  sessionId?: string | null;
  transitions: Transition[];
}

export interface InterviewPage {
  data: InterviewRow[];
  total: number;
  page: number;
  limit: number;
}

export interface PlanQuestion {
  id: string;
  text: string;
  kind: "behavioural" | "knowledge" | "failure";
  skill: string | null;
  expected_points: string[];
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
  scorecard: Scorecard;
  decision: Decision | null;
}

export interface TranscriptTurn {
  turn: number;
  role: "agent" | "candidate";
  text: string;
  questionId: string | null;
}

export interface Transcript {
  language: string;
  turns: TranscriptTurn[];
}

export interface DecisionAnswer {
  state: InterviewState;
  interviewLink?: string | null;
}

export interface InvitationCard {
  candidateName: string;
  position: string;
  companyName: string;
  maskedEmail: string;
  expiresAt: string;
  otpRequired: boolean;
  consent: { version: string; text: string; given: boolean };
  state: InterviewState;
  durationMinutes: number;
  opensAt?: string | null;
}

export interface CodeSent {
  message: string;
  maskedEmail: string;
  resendAfterSeconds: number;
}

export interface CodeVerified {
  sessionToken: string;
  candidateName: string;
  position: string;
}

export interface SessionStarted {
  sessionId: string;
  tenantId: string;
  wsUrl: string;
}

export interface SocketTicket {
  ticket: string;
  expiresAt: string;
}

type Wrong = { 401: Failure; 404: Failure; 409: Failure; 429: Failure };
type Failure = { content: { "application/problem+json": ProblemBody } };
type Good<Status extends number, Body> = {
  responses: { [S in Status]: { content: { "application/json": Body } } } & Wrong;
};
type Takes<Body> = { requestBody: { content: { "application/json": Body } } };
type AtId = { parameters: { path: { id: string } } };
type AtToken = { parameters: { path: { token: string } } };

export interface paths {
  "/auth/login": { post: Takes<{ email: string; password: string }> & Good<200, SignedIn> };
  "/interviews": {
    get: {
      parameters: { query: { state?: InterviewState[]; page?: number; limit?: number } };
    } & Good<200, InterviewPage>;
  };
  "/interviews/{id}": { get: AtId & Good<200, Interview> };
  "/interviews/{id}/plan": { get: AtId & Good<200, Plan> };
  "/interviews/{id}/assessment": { get: AtId & Good<200, Assessment> };
  "/sessions/{id}/transcript": { get: AtId & Good<200, Transcript> };
  "/sessions/{id}/ticket": { post: AtId & Good<201, SocketTicket> };
  "/a2a/interview/{id}/approve": {
    post: AtId &
      Takes<{ approved: boolean; comments?: string; planId: string }> &
      Good<200, DecisionAnswer>;
  };
  "/a2a/interview/{id}/request-modification": {
    patch: AtId & Takes<{ comments: string; planId: string }> & Good<200, DecisionAnswer>;
  };
  "/a2a/interview/{id}/complete-info": {
    patch: AtId & Takes<Record<string, string | string[]>> & Good<200, DecisionAnswer>;
  };
  "/a2a/interview/{id}/approve-assessment": {
    post: AtId &
      Takes<{
        approved: boolean;
        comments?: string;
        reassess?: boolean;
        assessmentId: string;
      }> &
      Good<200, DecisionAnswer>;
  };
  "/candidate-access/{token}/info": { get: AtToken & Good<200, InvitationCard> };
  "/candidate-access/{token}/consent": {
    post: AtToken &
      Takes<{ accepted: boolean; version: string; accommodations?: string[] }> &
      Good<200, unknown>;
  };
  "/candidate-access/{token}/request-otp": { post: AtToken & Good<201, CodeSent> };
  "/candidate-access/{token}/verify-otp": {
    post: AtToken & Takes<{ otp: string }> & Good<200, CodeVerified>;
  };
  "/candidate-access/{token}/start": {
    post: {
      parameters: { path: { token: string }; header?: { "x-session-token"?: string } };
    } & Good<201, SessionStarted>;
  };
}
