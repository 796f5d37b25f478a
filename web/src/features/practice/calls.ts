import { createContext, useContext } from "react";
import { answered } from "@/shared/api/problem";
import type { components } from "@/shared/api/schema";
import { staffApi } from "@/shared/api/staff";
import type {
  Assignment,
  Draft,
  GivenQuestion,
  Leaders,
  NewAnswer,
  Persona,
  PracticeOptions,
  PractisedSession,
  ProgressGroup,
  Result,
  Review,
  Transcript,
  Unassigned,
} from "./shapes";

/** Who practices, and where. */
export interface Seeker {
  userId: string;
  orgId: string;
}

export type StudyGuide = components["schemas"]["StudyGuideResponse"];
export type RoomTicket = components["schemas"]["SelfServiceTicketResponse"];

/** What the practice pages ask of the gateway; a test hands in its own. */
export interface PracticeCalls {
  personas: () => Promise<Persona[]>;
  preview: (
    who: Seeker,
    options: PracticeOptions,
    again?: { sessionId: string; feedback?: string },
  ) => Promise<Draft>;
  editQuestions: (sessionId: string, questions: GivenQuestion[]) => Promise<Draft>;
  approve: (sessionId: string) => Promise<unknown>;
  session: (sessionId: string) => Promise<Draft>;
  ticket: (sessionId: string) => Promise<RoomTicket>;
  review: (sessionId: string) => Promise<Review>;
  retryReview: (sessionId: string) => Promise<unknown>;
  /** The person's report as a PDF, in the language of the pages. */
  report: (sessionId: string) => Promise<Blob>;
  /** The recording of the person's own voice. */
  voice: (sessionId: string) => Promise<Blob>;
  /** The new answers to the questions of a session; refused to everybody but the person. */
  newAnswers: (sessionId: string) => Promise<{ answers: NewAnswer[] }>;
  answerAgain: (sessionId: string, number: number, text: string) => Promise<NewAnswer>;
  progress: () => Promise<{ groups: ProgressGroup[] }>;
  transcript: (sessionId: string) => Promise<Transcript>;
  /** Its questions with what a good answer contains; nothing is started. */
  study: (sessionId: string) => Promise<StudyGuide>;
  eraseSession: (sessionId: string) => Promise<unknown>;
  eraseAll: () => Promise<unknown>;
  sessions: () => Promise<{ sessions: PractisedSession[] }>;
  leaderboard: (orgId: string) => Promise<Leaders>;
  assignments: (email: string) => Promise<{ assignments: Assignment[] }>;
  assign: (
    orgId: string,
    what: { role: string; round: Assignment["round"]; emails: string[] },
  ) => Promise<{ assignment_ids: string[]; duplicates_removed: number }>;
  unassign: (orgId: string, email: string) => Promise<Unassigned>;
  results: (orgId: string, assignmentIds: string[]) => Promise<Record<string, Result>>;
}

const at = (sessionId: string) => ({ params: { path: { practice_id: sessionId } } });

/** The generated types leave JSON inside answers open; `shapes.ts` says what stands in it. */
async function read<Shape>(call: Promise<unknown>): Promise<Shape> {
  return (await call) as Shape;
}

export const practiceCalls: PracticeCalls = {
  personas: async () =>
    (await read<{ personas: Persona[] }>(answered(staffApi.GET("/personas")))).personas,
  preview: (who, options, again) =>
    read(
      answered(
        staffApi.POST("/configure/preview", {
          body: {
            user_id: who.userId,
            org_id: who.orgId,
            ...options,
            ...(again ? { draft_session_id: again.sessionId } : {}),
            ...(again?.feedback ? { planner_feedback: again.feedback } : {}),
          },
        }),
      ),
    ),
  editQuestions: (sessionId, questions) =>
    read(
      answered(
        staffApi.POST("/configure/questions", { body: { session_id: sessionId, questions } }),
      ),
    ),
  approve: (sessionId) =>
    answered(staffApi.POST("/configure/approve", { body: { session_id: sessionId } })),
  session: (sessionId) =>
    read(answered(staffApi.GET("/practice/sessions/{practice_id}", at(sessionId)))),
  ticket: (sessionId) =>
    read(answered(staffApi.POST("/practice/sessions/{practice_id}/ticket", at(sessionId)))),
  review: (sessionId) => read(answered(staffApi.GET("/review/{practice_id}", at(sessionId)))),
  retryReview: (sessionId) => answered(staffApi.POST("/review/{practice_id}/retry", at(sessionId))),
  report: (sessionId) =>
    answered(
      staffApi.GET("/review/{practice_id}/report.pdf", { ...at(sessionId), parseAs: "blob" }),
    ) as Promise<Blob>,
  voice: async (sessionId) => {
    const { url } = await answered(
      staffApi.GET("/artifacts/{practice_id}/{artifact_type}", {
        params: { path: { practice_id: sessionId, artifact_type: "candidate_audio" } },
      }),
    );
    // The link works at this page's own host, too.
    const file = await fetch(new URL(url).pathname);
    if (!file.ok) throw new Error("The link to the recording did not work.");
    return file.blob();
  },
  newAnswers: (sessionId) => answered(staffApi.GET("/review/{practice_id}/answers", at(sessionId))),
  answerAgain: (sessionId, number, text) =>
    answered(
      staffApi.POST("/review/{practice_id}/answers", {
        ...at(sessionId),
        body: { question_number: number, answer: text },
      }),
    ),
  progress: () => answered(staffApi.GET("/practice/progress")),
  transcript: (sessionId) =>
    answered(staffApi.GET("/practice/sessions/{practice_id}/transcript", at(sessionId))),
  study: (sessionId) =>
    answered(staffApi.GET("/practice/sessions/{practice_id}/study", at(sessionId))),
  eraseSession: (sessionId) =>
    answered(staffApi.DELETE("/practice/sessions/{practice_id}", at(sessionId))),
  eraseAll: () => answered(staffApi.DELETE("/practice/me")),
  sessions: () => read(answered(staffApi.GET("/practice/sessions"))),
  leaderboard: (orgId) =>
    read(answered(staffApi.GET("/leaderboard", { params: { query: { org_id: orgId } } }))),
  assignments: (email) =>
    read(answered(staffApi.GET("/interviews/assignments", { params: { query: { email } } }))),
  assign: (orgId, { role, round, emails }) =>
    read(
      answered(
        staffApi.POST("/interviews/assignments", {
          body: { organization_id: orgId, role, round, assignee_emails: emails },
        }),
      ),
    ),
  unassign: (orgId, email) =>
    read(
      answered(
        staffApi.POST("/interviews/assignments/unassign", {
          body: { organization_id: orgId, emails: [email] },
        }),
      ),
    ),
  results: async (orgId, assignmentIds) => {
    const body = { organization_id: orgId, assignment_ids: assignmentIds };
    return (await answered(staffApi.POST("/interviews/results:bulk", { body }))).results;
  },
};

export const PracticeApi = createContext<PracticeCalls>(practiceCalls);

export function usePracticeApi(): PracticeCalls {
  return useContext(PracticeApi);
}
