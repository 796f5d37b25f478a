import { createContext, useContext } from "react";
import { answered, asProblem } from "@/shared/api/problem";
import type { paths } from "@/shared/api/schema";
import { staffApi } from "@/shared/api/staff";
import type {
  BookingOffer,
  BulkResult,
  ConsentAnswer,
  DocumentText,
  HiringDecision,
  HostBusyTimes,
  ImportedRows,
  InterviewCost,
  InterviewFacts,
  InterviewPage,
  InterviewReceipt,
  NewBookingOffer,
  NewView,
  ParsedResume,
  PhoneCall,
  PositionOverview,
  RequestCheck,
  SavedView,
  SavedViews,
  VideoAnswer,
  ViewChange,
  Webhook,
} from "@/shared/api/types";

export type ListQuery = NonNullable<paths["/interviews"]["get"]["parameters"]["query"]>;
export type BusyQuery = NonNullable<paths["/busy-times"]["get"]["parameters"]["query"]>;
export type BulkAction = "remind" | "cancel";

export interface ImportOptions {
  factsForAll: InterviewFacts;
  dryRun: boolean;
  createsIncomplete: boolean;
}

/** What the pages of interviews ask of the gateway; a test hands in its own. */
export interface InterviewCalls {
  list: (query: ListQuery) => Promise<InterviewPage>;
  positions: () => Promise<string[]>;
  /** A position with the facts of its newest interview. */
  position: (position: string) => Promise<PositionOverview>;
  exportCsv: (query: ListQuery) => Promise<string>;
  act: (action: BulkAction, ids: string[], reason?: string) => Promise<BulkResult[]>;
  /** Which plans can be approved; nothing is changed. */
  tryApproval: (ids: string[]) => Promise<BulkResult[]>;
  /** Approves the plans by the ids of their interviews. */
  approvePlans: (planIds: Record<string, string>) => Promise<BulkResult[]>;
  views: () => Promise<SavedViews>;
  saveView: (view: NewView) => Promise<SavedView>;
  changeView: (id: string, change: ViewChange) => Promise<SavedView>;
  deleteView: (id: string) => Promise<unknown>;
  /** The view that the list begins with; null for none. */
  chooseDefaultView: (id: string | null) => Promise<unknown>;
  check: (facts: InterviewFacts) => Promise<RequestCheck>;
  readDocument: (file: File) => Promise<DocumentText>;
  readResume: (file: File) => Promise<ParsedResume>;
  /** The candidate's résumé as JSON Resume. */
  resume: (id: string) => Promise<Record<string, unknown>>;
  correctResume: (id: string, resume: Record<string, unknown>) => Promise<Record<string, unknown>>;
  create: (facts: InterviewFacts, key: string) => Promise<InterviewReceipt>;
  importCsv: (csv: string, options: ImportOptions) => Promise<ImportedRows>;
  invite: (id: string) => Promise<unknown>;
  /** Makes a new link in place of the old one; it is sent to nobody. */
  renewLink: (id: string) => Promise<unknown>;
  revokeLink: (id: string) => Promise<unknown>;
  schedule: (id: string, scheduledAt: string) => Promise<unknown>;
  /** The times that the candidate can choose from; null if none are offered. */
  offeredTimes: (id: string) => Promise<BookingOffer | null>;
  offerTimes: (id: string, offer: NewBookingOffer) => Promise<unknown>;
  withdrawTimes: (id: string) => Promise<unknown>;
  busyTimes: (query: BusyQuery) => Promise<HostBusyTimes>;
  cancel: (id: string, reason: string) => Promise<unknown>;
  callNow: (id: string) => Promise<unknown>;
  phoneCall: (id: string) => Promise<PhoneCall>;
  writePlanAgain: (id: string) => Promise<unknown>;
  assessAgain: (id: string) => Promise<unknown>;
  eraseCandidate: (id: string) => Promise<unknown>;
  remove: (id: string) => Promise<unknown>;
  consents: (id: string) => Promise<ConsentAnswer[]>;
  /** The decisions about the candidate, newest first. */
  decisions: (id: string) => Promise<HiringDecision[]>;
  /** What the candidate answered about being recorded on video in the newest session. */
  videoAnswer: (sessionId: string) => Promise<VideoAnswer>;
  cost: (id: string) => Promise<InterviewCost>;
  deliveries: (id: string) => Promise<Webhook[]>;
  redeliver: (messageId: string) => Promise<unknown>;
}

const booking = "/interviews/{key}/booking-offer";
const at = (key: string) => ({ params: { path: { key } } });
const viewAt = (id: string) => ({ params: { path: { view_id: id } } });
const transition = "/workflow/interviews/{key}/transition";

/** The file goes out as it is; the client would make JSON of it. */
const asItIs = (file: File) => ({
  body: file as unknown as string,
  bodySerializer: (body: unknown) => body as BodyInit,
  headers: { "content-type": "application/octet-stream" },
});

export const interviewCalls: InterviewCalls = {
  list: (query) => answered(staffApi.GET("/interviews", { params: { query } })),
  positions: async () => (await answered(staffApi.GET("/interviews/positions"))).data,
  position: (position) =>
    answered(staffApi.GET("/positions/overview", { params: { query: { position } } })),
  exportCsv: (query) =>
    answered(staffApi.GET("/interviews/export", { params: { query }, parseAs: "text" })),
  act: async (action, interviewIds, reason) =>
    (
      await answered(
        staffApi.POST("/interviews/bulk", {
          body: { action, interviewIds, dryRun: false, ...(reason ? { reason } : {}) },
        }),
      )
    ).results,
  tryApproval: async (interviewIds) =>
    (
      await answered(
        staffApi.POST("/interviews/bulk", {
          body: { action: "approve", interviewIds, dryRun: true },
        }),
      )
    ).results,
  approvePlans: async (planIds) =>
    (
      await answered(
        staffApi.POST("/interviews/bulk", {
          keepalive: true,
          body: { action: "approve", interviewIds: Object.keys(planIds), planIds, dryRun: false },
        }),
      )
    ).results,
  views: () => answered(staffApi.GET("/interview-views")),
  saveView: (body) => answered(staffApi.POST("/interview-views", { body })),
  changeView: (id, body) =>
    answered(staffApi.PATCH("/interview-views/{view_id}", { ...viewAt(id), body })),
  deleteView: (id) => answered(staffApi.DELETE("/interview-views/{view_id}", viewAt(id))),
  chooseDefaultView: (viewId) =>
    answered(staffApi.PUT("/interview-views/default", { body: { viewId } })),
  check: (body) => answered(staffApi.POST("/interviews/check", { body })),
  readDocument: (file) => answered(staffApi.POST("/documents/text", asItIs(file))),
  readResume: (file) => answered(staffApi.POST("/interviews/parse-resume", asItIs(file))),
  resume: (id) => answered(staffApi.GET("/interviews/{key}/json-resume", at(id))),
  correctResume: (id, resume) =>
    answered(staffApi.PUT("/interviews/{key}/json-resume", { ...at(id), body: { resume } })),
  create: (body, key) =>
    answered(
      staffApi.POST("/interviews", { params: { header: { "Idempotency-Key": key } }, body }),
    ),
  importCsv: (csv, options) =>
    answered(staffApi.POST("/interviews/import", { body: { csv, ...options } })),
  invite: (id) => answered(staffApi.POST("/interviews/{key}/invite", at(id))),
  renewLink: (id) => answered(staffApi.POST("/interviews/{key}/candidate-link", at(id))),
  revokeLink: (id) => answered(staffApi.DELETE("/interviews/{key}/candidate-link", at(id))),
  offeredTimes: async (id) => {
    try {
      return await answered(staffApi.GET(booking, at(id)));
    } catch (error) {
      if (asProblem(error).code === "no_times_offered") return null;
      throw error;
    }
  },
  offerTimes: (id, body) => answered(staffApi.PUT(booking, { ...at(id), body })),
  busyTimes: (query) => answered(staffApi.GET("/busy-times", { params: { query } })),
  withdrawTimes: (id) => answered(staffApi.DELETE(booking, at(id))),
  schedule: (id, scheduledAt) =>
    answered(
      staffApi.POST(transition, { ...at(id), body: { transition: "SCHEDULE", scheduledAt } }),
    ),
  cancel: (id, reason) =>
    answered(
      staffApi.POST(transition, {
        ...at(id),
        body: { transition: "CANCEL", ...(reason ? { reason } : {}) },
      }),
    ),
  callNow: (id) => answered(staffApi.POST("/interviews/{key}/call", { ...at(id), body: {} })),
  phoneCall: (id) => answered(staffApi.GET("/interviews/{key}/call", at(id))),
  writePlanAgain: (id) => answered(staffApi.POST("/interviews/{key}/plan/retry", at(id))),
  assessAgain: (id) => answered(staffApi.POST("/interviews/{key}/assess", at(id))),
  eraseCandidate: (id) => answered(staffApi.DELETE("/interviews/{key}/candidate-data", at(id))),
  remove: (id) => answered(staffApi.DELETE("/interviews/{key}", at(id))),
  consents: async (id) => (await answered(staffApi.GET("/interviews/{key}/consents", at(id)))).data,
  decisions: async (id) =>
    (await answered(staffApi.GET("/interviews/{key}/decisions", at(id)))).data,
  videoAnswer: (id) =>
    answered(
      staffApi.GET("/recording/{session_id}/chunks", { params: { path: { session_id: id } } }),
    ),
  cost: (id) =>
    answered(staffApi.GET("/analytics/interviews/{id}/cost", { params: { path: { id } } })),
  deliveries: async (id) =>
    (
      await answered(
        staffApi.GET("/interviews/{interview_id}/webhooks", {
          params: { path: { interview_id: id } },
        }),
      )
    ).data,
  redeliver: (id) =>
    answered(
      staffApi.POST("/webhooks/{message_id}/redeliver", { params: { path: { message_id: id } } }),
    ),
};

export const Calls = createContext<InterviewCalls>(interviewCalls);

export function useInterviewCalls(): InterviewCalls {
  return useContext(Calls);
}
