import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import { staffApi } from "@/shared/api/staff";
import type {
  Assessment,
  DecisionAnswer,
  Interview,
  InterviewPage,
  InterviewState,
  Plan,
  Transcript,
} from "@/shared/api/types";

export interface AssessmentDecision {
  approved: boolean;
  comments: string;
  reassess: boolean;
}

/** What the approval pages ask of the gateway; a test hands in its own. */
export interface ReviewCalls {
  waiting: (states: InterviewState[], page: number) => Promise<InterviewPage>;
  interview: (id: string) => Promise<Interview>;
  plan: (id: string) => Promise<Plan>;
  assessment: (id: string) => Promise<Assessment>;
  transcript: (sessionId: string) => Promise<Transcript>;
  decidePlan: (id: string, approved: boolean, comments: string) => Promise<DecisionAnswer>;
  askForChange: (id: string, comments: string) => Promise<DecisionAnswer>;
  completeInfo: (id: string, facts: Record<string, string | string[]>) => Promise<DecisionAnswer>;
  decideAssessment: (id: string, decision: AssessmentDecision) => Promise<DecisionAnswer>;
}

const at = (id: string) => ({ params: { path: { id } } });

export const reviewCalls: ReviewCalls = {
  waiting: (state, page) =>
    answered(staffApi.GET("/interviews", { params: { query: { state, page, limit: 50 } } })),
  interview: (id) => answered(staffApi.GET("/interviews/{id}", at(id))),
  plan: (id) => answered(staffApi.GET("/interviews/{id}/plan", at(id))),
  assessment: (id) => answered(staffApi.GET("/interviews/{id}/assessment", at(id))),
  transcript: (id) => answered(staffApi.GET("/sessions/{id}/transcript", at(id))),
  decidePlan: (id, approved, comments) =>
    answered(
      staffApi.POST("/a2a/interview/{id}/approve", {
        ...at(id),
        body: { approved, ...(comments ? { comments } : {}) },
      }),
    ),
  askForChange: (id, comments) =>
    answered(
      staffApi.PATCH("/a2a/interview/{id}/request-modification", { ...at(id), body: { comments } }),
    ),
  completeInfo: (id, facts) =>
    answered(staffApi.PATCH("/a2a/interview/{id}/complete-info", { ...at(id), body: facts })),
  decideAssessment: (id, { approved, comments, reassess }) =>
    answered(
      staffApi.POST("/a2a/interview/{id}/approve-assessment", {
        ...at(id),
        body: { approved, reassess, ...(comments ? { comments } : {}) },
      }),
    ),
};

export const Calls = createContext<ReviewCalls>(reviewCalls);

export function useCalls(): ReviewCalls {
  return useContext(Calls);
}
