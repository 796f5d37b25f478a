/** The types of the API under short names. */

import type { components, operations, webhooks } from "./schema.js";

type Schemas = components["schemas"];
type BodyOf<Operation> = Operation extends {
  post: { requestBody: { content: { "application/json": infer Body } } };
}
  ? Body
  : never;

/** Any event that a webhook endpoint receives; `event` tells them apart. */
export type WebhookEvent = BodyOf<webhooks[keyof webhooks]>;
export type InterviewFilters = NonNullable<operations["list_interviews"]["parameters"]["query"]>;

export type Assessment = Schemas["AssessmentResponse"];
export type Batch = Schemas["BatchResponse"];
export type BatchFacts = Schemas["StrictInterviewFactsRequest"];
export type HiringDecision = Schemas["HiringDecisionResponse"];
export type HiringDecisionRequest = Schemas["HiringDecisionRequest"];
export type InterviewDetail = Schemas["InterviewDetailResponse"];
export type InterviewFacts = Schemas["InterviewFactsRequest"];
export type InterviewItem = Schemas["InterviewItemResponse"];
export type InterviewPage = Schemas["InterviewListResponse"];
export type InterviewReceipt = Schemas["InterviewReceiptResponse"];
export type InterviewState = Schemas["InterviewState"];
export type InterviewStateAnswer = Schemas["InterviewStateResponse"];
export type InterviewStatus = Schemas["InterviewStatusResponse"];
export type Plan = Schemas["PlanResponse"];
export type PlanApproval = Schemas["ApprovePlanRequest"];
export type PlanRejection = Schemas["RejectPlanRequest"];
export type PlanChanges = Schemas["ChangePlanRequest"];
export type Cancellation = Schemas["CancelInterviewRequest"];
export type Transcript = Schemas["SessionTranscriptResponse"];
export type Template = Schemas["TemplateResponse"];
export type TemplateCandidate = Schemas["OpenTemplateInterviewRequest"];
export type TemplateInterview = Schemas["TemplateInterviewResponse"];
export type WebhookConfig = Schemas["WebhookConfigResponse"];
export type WebhookConfigRequest = Schemas["WebhookConfigRequest"];
export type WebhookMessage = Schemas["WebhookMessageResponse"];
export type WebhookTest = Schemas["WebhookTestResponse"];
