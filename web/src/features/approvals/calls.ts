import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type {
  Assessment,
  BankQuestion,
  CandidateMessages,
  ChangePreview,
  CompetencyGroup,
  Counts,
  DecisionAnswer,
  EmailText,
  HiringDecision,
  HiringDecisionRequest,
  HumanTask,
  InstallationEngines,
  Interview,
  InterviewPage,
  InterviewState,
  JobAnalysis,
  JobCorrection,
  LevelCorrection,
  LevelCorrectionRequest,
  MailPage,
  Plan,
  PlanEdit,
  PlanTrial,
  PlanVersion,
  QuestionSet,
  Queue,
  QueueClaims,
  QueueItem,
  ScorecardLink,
  Transcript,
  TrialAnswer,
} from "@/shared/api/types";
import type { QueueSearch } from "./queue-search";

/** A decision names what was read, so that a stale page never decides on a newer version. */
export interface PlanDecision {
  planId: string;
  approved: boolean;
  comments: string;
  /** The competencies that an approval makes must-haves, and no others; absent leaves the plan's own. */
  mustHaveCompetencies?: string[];
}

/** What is looked for in the question bank; empty words find every question of the set. */
export interface BankSearch {
  words: string;
  setId: string;
}

export interface Reassessment {
  assessmentId: string;
  comments: string;
}

/** What the approval pages ask of the gateway; a test hands in its own. */
export interface ReviewCalls {
  waiting: (states: InterviewState[], page: number) => Promise<InterviewPage>;
  counts: () => Promise<Counts>;
  /** For operators of the installation. */
  engines: () => Promise<InstallationEngines>;
  queue: (search: QueueSearch, page: number) => Promise<Queue>;
  claim: (item: QueueItem) => Promise<QueueClaims>;
  release: (item: QueueItem) => Promise<unknown>;
  completeTask: (id: string) => Promise<HumanTask>;
  mailbox: (words: string, page: number) => Promise<MailPage>;
  interview: (id: string) => Promise<Interview>;
  plan: (id: string) => Promise<Plan>;
  /** Newest first. */
  planVersions: (id: string) => Promise<PlanVersion[]>;
  editPlan: (id: string, edit: PlanEdit) => Promise<Plan>;
  /** The e-mails to candidates, in the organization's own words or the built-in ones. */
  emailTexts: () => Promise<EmailText[]>;
  /** What the interviewer says to these answers; nothing is stored. */
  tryPlan: (id: string, planId: string, answers: TrialAnswer[]) => Promise<PlanTrial>;
  questionSets: () => Promise<QuestionSet[]>;
  bankQuestions: (search: BankSearch) => Promise<{ data: BankQuestion[]; total: number }>;
  jobAnalysis: (id: string) => Promise<JobAnalysis>;
  competencyGroups: () => Promise<CompetencyGroup[]>;
  assessment: (id: string) => Promise<Assessment>;
  transcript: (sessionId: string) => Promise<Transcript>;
  decidePlan: (id: string, decision: PlanDecision) => Promise<DecisionAnswer>;
  askForChange: (
    id: string,
    change: { planId: string; comments: string },
  ) => Promise<DecisionAnswer>;
  /** What a change request would do; nothing is changed. */
  previewChange: (
    id: string,
    change: { planId: string; comments: string },
  ) => Promise<ChangePreview>;
  correctJobAnalysis: (
    id: string,
    change: { planId: string; corrections: JobCorrection[] },
  ) => Promise<DecisionAnswer>;
  completeInfo: (id: string, facts: Record<string, string | string[]>) => Promise<unknown>;
  reassess: (id: string, reassessment: Reassessment) => Promise<DecisionAnswer>;
  /** Repeating a press with its key records the decision once. */
  decideCandidate: (
    id: string,
    decision: HiringDecisionRequest,
    key: string,
  ) => Promise<HiringDecision>;
  confirmDecision: (id: string, decisionId: string) => Promise<HiringDecision>;
  withdrawDecision: (id: string, decisionId: string) => Promise<unknown>;
  scorecardLinks: (id: string) => Promise<{ data: ScorecardLink[] }>;
  scorecardFile: (id: string) => Promise<Blob>;
  /** The answer alone has the address of the new link. */
  shareScorecard: (id: string) => Promise<ScorecardLink>;
  revokeScorecardLink: (id: string, linkId: string) => Promise<unknown>;
  candidateMessages: (id: string) => Promise<CandidateMessages>;
  answerReview: (id: string, answer: string) => Promise<CandidateMessages>;
  correctLevel: (
    id: string,
    correction: LevelCorrectionRequest,
  ) => Promise<{ data: LevelCorrection[] }>;
}

/** What is on its way when the tab closes still arrives. */
const LASTING = { keepalive: true } as const;
const at = (id: string) => ({ params: { path: { key: id } } });
const claimOf = ({ interview, kind }: QueueItem) => ({
  params: { path: { key: interview.id, item_kind: kind } },
});
const decisionAt = (id: string, decisionId: string) => ({
  params: { path: { key: id, decision_id: decisionId } },
});

export const reviewCalls: ReviewCalls = {
  waiting: (state, page) =>
    answered(
      staffApi.GET("/interviews", {
        params: { query: { state, page, limit: 50, order: "longest_wait" } },
      }),
    ),
  counts: () => answered(staffApi.GET("/interviews/counts")),
  engines: () => answered(staffApi.GET("/installation/engines")),
  queue: ({ owner = "team", order = "due", overdue, tests }, page) =>
    answered(
      staffApi.GET("/queue", {
        params: {
          query: {
            owner,
            order,
            page,
            limit: 50,
            ...(overdue ? { onlyOverdue: true } : {}),
            ...(tests ? { isTest: true } : {}),
          },
        },
      }),
    ),
  claim: (item) => answered(staffApi.PUT("/queue/{key}/{item_kind}/claim", claimOf(item))),
  release: (item) => answered(staffApi.DELETE("/queue/{key}/{item_kind}/claim", claimOf(item))),
  completeTask: (id) =>
    answered(staffApi.POST("/tasks/{task_id}/complete", { params: { path: { task_id: id } } })),
  mailbox: (words, page) =>
    answered(
      staffApi.GET("/dev/mailbox", { params: { query: { search: words, page, limit: 20 } } }),
    ),
  interview: (id) => answered(staffApi.GET("/interviews/{key}", at(id))),
  plan: (id) => answered(staffApi.GET("/interviews/{key}/plan", at(id))),
  planVersions: async (id) =>
    (await answered(staffApi.GET("/interviews/{key}/plan/versions", at(id)))).data,
  editPlan: (id, edit) =>
    answered(staffApi.PUT("/interviews/{key}/plan", { ...at(id), body: edit })),
  emailTexts: async () => (await answered(staffApi.GET("/tenants/me/email-texts"))).data,
  tryPlan: (id, planId, answers) =>
    answered(
      staffApi.POST("/interviews/{key}/plan/trial", { ...at(id), body: { planId, answers } }),
    ),
  questionSets: async () => (await answered(staffApi.GET("/question-sets"))).data,
  bankQuestions: ({ words, setId }) =>
    answered(
      staffApi.GET("/bank-questions", {
        params: { query: { words, limit: 8, ...(setId ? { set_id: setId } : {}) } },
      }),
    ),
  jobAnalysis: (id) => answered(staffApi.GET("/interviews/{key}/job-analysis", at(id))),
  competencyGroups: async () => (await answered(staffApi.GET("/competency-groups"))).data,
  assessment: (id) =>
    answered(
      staffApi.GET("/interviews/{key}/assessment", at(id)),
    ) as Promise<unknown> as Promise<Assessment>,
  transcript: (id) =>
    answered(
      staffApi.GET("/sessions/{session_id}/transcript", {
        params: { path: { session_id: id } },
      }),
    ),
  candidateMessages: (id) => answered(staffApi.GET("/interviews/{key}/candidate-messages", at(id))),
  answerReview: (id, answer) =>
    answered(staffApi.POST("/interviews/{key}/review-answer", { ...at(id), body: { answer } })),
  decidePlan: (id, { approved, comments, ...decision }) =>
    approved
      ? answered(
          staffApi.POST("/interviews/{key}/plan/approve", {
            ...LASTING,
            ...at(id),
            body: { ...decision, ...(comments ? { comments } : {}) },
          }),
        )
      : answered(
          staffApi.POST("/interviews/{key}/plan/reject", {
            ...LASTING,
            ...at(id),
            body: { planId: decision.planId, comments },
          }),
        ),
  askForChange: (id, change) =>
    answered(staffApi.POST("/interviews/{key}/plan/changes", { ...at(id), body: change })),
  previewChange: (id, change) =>
    answered(staffApi.POST("/interviews/{key}/plan/change-preview", { ...at(id), body: change })),
  correctJobAnalysis: (id, change) =>
    answered(
      staffApi.POST("/interviews/{key}/job-analysis/corrections", { ...at(id), body: change }),
    ),
  completeInfo: (id, facts) =>
    answered(staffApi.PUT("/interviews/{key}", { ...at(id), body: facts })),
  reassess: (id, reassessment) =>
    answered(
      staffApi.POST("/interviews/{key}/assessment/reassess", {
        ...LASTING,
        ...at(id),
        body: reassessment,
      }),
    ),
  decideCandidate: (id, decision, key) =>
    answered(
      staffApi.POST("/interviews/{key}/decisions", {
        ...LASTING,
        params: { path: { key: id }, header: { "Idempotency-Key": key } },
        body: decision,
      }),
    ),
  confirmDecision: (id, decisionId) =>
    answered(
      staffApi.POST("/interviews/{key}/decisions/{decision_id}/confirm", {
        ...LASTING,
        ...decisionAt(id, decisionId),
      }),
    ),
  withdrawDecision: (id, decisionId) =>
    answered(
      staffApi.DELETE("/interviews/{key}/decisions/{decision_id}", {
        ...LASTING,
        ...decisionAt(id, decisionId),
      }),
    ),
  scorecardLinks: (id) => answered(staffApi.GET("/interviews/{key}/scorecard-links", at(id))),
  scorecardFile: (id) =>
    answered(staffApi.GET("/interviews/{key}/scorecard.pdf", { ...at(id), parseAs: "blob" })),
  shareScorecard: (id) =>
    answered(staffApi.POST("/interviews/{key}/scorecard-links", { ...at(id), body: { days: 7 } })),
  revokeScorecardLink: (id, linkId) =>
    answered(
      staffApi.DELETE("/interviews/{key}/scorecard-links/{link_id}", {
        params: { path: { key: id, link_id: linkId } },
      }),
    ),
  correctLevel: (id, correction) =>
    answered(
      staffApi.PUT("/interviews/{key}/assessment/corrections", { ...at(id), body: correction }),
    ),
};

export const Calls = createContext<ReviewCalls>(reviewCalls);

export function useCalls(): ReviewCalls {
  return useContext(Calls);
}
