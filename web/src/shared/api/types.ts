/**
 * What the gateway says and takes.
 *
 * `schema.d.ts` is generated from the gateway's OpenAPI document (`npm run types:renew`). Written by hand
 * is only what the document leaves open: the JSON inside an assessment, and words that it knows as plain
 * text.
 */
import type { components } from "./schema";

export type { paths } from "./schema";

type Shapes = components["schemas"];

export type InterviewState = Shapes["InterviewState"];

/** A refusal: every part may be missing, because something in between may have answered. */
export type ProblemBody = Partial<Shapes["Problem"]> & {
  currentState?: InterviewState;
  allowedTransitions?: string[];
  attemptsLeft?: number;
  /** The decision of another person, who was faster. */
  currentDecision?: HiringDecision;
};

/** What a person may do; `OrganizationPermission` is what a role of theirs or an API key can carry. */
export type Permission = Shapes["CallerResponse"]["permissions"][number];
export type OrganizationPermission = Shapes["PermissionResponse"]["code"];
/** A person who is signed in, and what they may do. */
export type SignedIn = Pick<Shapes["TokenResponse"], "user" | "permissions">;
export type Role = Shapes["RoleResponse"];
export type RoleList = Shapes["RoleListResponse"];
export type PermissionList = Shapes["PermissionListResponse"];
export type CallerCard = Shapes["CallerResponse"];
export type Member = Shapes["UserResponse"];
export type MemberPage = Shapes["UserListResponse"];
export type UserInvitation = Shapes["UserInvitationResponse"];
export type UserInvitationPage = Shapes["UserInvitationListResponse"];
export type ApiKey = Shapes["ApiKeyResponse"];
export type ApiKeyPage = Shapes["ApiKeyListResponse"];
export type IssuedApiKey = Shapes["IssuedApiKeyResponse"];
export type ConsentOffer = Shapes["ConsentOfferResponse"];
export type ConsentDecision = Shapes["ConsentDecisionResponse"];
export type ConnectedApplication = Shapes["ConnectedApplicationResponse"];
export type ConnectedApplicationPage = Shapes["ConnectedApplicationListResponse"];
export type AtsConnection = Shapes["AtsConnectionResponse"];
export type AtsConnectionChange = Shapes["PutAtsConnectionRequest"];
export type AtsCall = Shapes["AtsCallResponse"];
export type IdentityProvider = Shapes["IdentityProviderResponse"];
export type OrganizationSignInStart = Shapes["OrganizationSignInStartResponse"];
export type WebhookConfig = Shapes["WebhookConfigResponse"];
export type WebhookTest = Shapes["WebhookTestResponse"];
export type WebhookMessage = Shapes["WebhookMessageResponse"];
export type WebhookMessagePage = Shapes["WebhookMessageListResponse"];
export type OrganizationSettings = Shapes["TenantSettingsResponse"];
export type OrganizationChanges = Shapes["TenantSettingsRequest"];
export type Retention = Shapes["RetentionResponse"];
export type RetentionRun = Shapes["RetentionRunResponse"];
export type ModelMark = Shapes["ModelMarkValue"];
export type ModelMarks = Shapes["ModelMarksResponse"];
export type EmailText = Shapes["EmailTextResponse"];
export type EmailKind = EmailText["kind"];
export type EmailWording = Shapes["EmailWordingResponse"];
export type EmailPreview = Shapes["EmailPreviewResponse"];
export type ConsentTexts = Shapes["ConsentTextListResponse"];
export type OwnConsentText = Shapes["OrganizationConsentTextResponse"];
export type ConsentPreview = Shapes["ConsentPreviewResponse"];
export type PanelMember = Shapes["PanelMemberResponse"];
export type PanelMembers = Shapes["PanelMemberListResponse"];
export type CustomEvaluator = Shapes["CustomEvaluatorResponse"];
export type DeadLetter = Shapes["DeadLetterResponse"];
export type DeadLetterPage = Shapes["DeadLetterPageResponse"];
export type AuditEntry = Shapes["AuditEntryResponse"];
export type AuditLogPage = Shapes["AuditLogResponse"];
export type ScoreProvenance = Shapes["ScoreProvenanceResponse"];
export type ModelCertificate = Shapes["CertificateResponse"];
export type ModelCertificates = Shapes["CertificatesResponse"];
export type ModelQualification = Shapes["QualificationResponse"];
export type InstallationEngines = Shapes["InstallationEnginesResponse"];
export type ModelPurpose = Shapes["ModelTrialRequest"]["purpose"];
export type ModelTrial = Shapes["ModelTrialResponse"];
export type DoctorReport = Shapes["DoctorReportResponse"];
export type BusStatus = Shapes["BusStatusResponse"];
export type Price = Shapes["PriceResponse"];
export type PriceList = Shapes["PriceListResponse"];
export type PriceEntry = Shapes["PriceEntryRequest"];
export type ResetRequested = Shapes["ForgotPasswordResponse"];
export type InvitationOffer = Shapes["InvitationOfferResponse"];
export type MissingField = Shapes["MissingFieldResponse"];
export type InterviewRow = Shapes["InterviewItemResponse"];
export type Interview = Shapes["InterviewDetailResponse"];
export type InterviewPage = Shapes["InterviewListResponse"];
export type InterviewFacts = Shapes["InterviewFactsRequest"];
export type InterviewReceipt = Shapes["InterviewReceiptResponse"];
export type RequestCheck = Shapes["RequestCheckResponse"];
export type DocumentText = Shapes["DocumentTextResponse"];
export type PhoneCall = Shapes["CallResponse"];
export type ParsedResume = Shapes["ParsedResumeResponse"];
export type ConsentAnswer = Shapes["ConsentAnswerResponse"];
export type InterviewCost = Shapes["InterviewCostResponse"];
export type VideoAnswer = Pick<Shapes["VideoChunkListResponse"], "consent" | "consentAt">;
export type Webhook = Shapes["WebhookMessageResponse"];
export type BulkResult = Shapes["BulkActionItemResponse"];
export type ImportedRows = Shapes["ImportInterviewsResponse"];
export type ImportedRow = Shapes["ImportedRowResponse"];
export type Counts = Shapes["InterviewCountsResponse"];
export type MailPage = Shapes["MailboxResponse"];
export type Step = Shapes["TransitionResponse"];
export type Transcript = Shapes["SessionTranscriptResponse"];
export type TranscriptTurn = Shapes["TranscriptTurnResponse"];
export type HumanTask = Shapes["TaskResponse"];
export type Queue = Shapes["QueueResponse"];
export type QueueItem = Shapes["QueueItemResponse"];
export type QueueClaims = Shapes["QueueClaimListResponse"];
export type Notification = Shapes["NotificationResponse"];
export type NotificationPage = Shapes["NotificationListResponse"];
export type SavedView = Shapes["SavedViewResponse"];
export type SavedViews = Shapes["SavedViewListResponse"];
export type NewView = Shapes["SaveViewRequest"];
export type ViewChange = Shapes["ChangeViewRequest"];
export type InterviewerQuality = Shapes["InterviewerQualityResponse"];
export type Occupation = Shapes["OccupationResponse"];
export type OccupationPage = Shapes["OccupationListResponse"];
export type SkillMatch = Shapes["SkillMatchResponse"];
export type PlanTrial = Shapes["PlanTrialResponse"];
export type TrialAnswer = Shapes["TrialAnswerRequest"];
export type HiringDecision = Shapes["HiringDecisionResponse"];
export type HiringOutcome = Shapes["HiringOutcome"];
export type HiringDecisionRequest = Shapes["HiringDecisionRequest"];
export type ScorecardLink = Shapes["ScorecardLinkResponse"];
export type LevelCorrection = Shapes["LevelCorrectionResponse"];
export type LevelCorrectionRequest = Shapes["LevelCorrectionRequest"];
export type DecisionAnswer = Shapes["InterviewStateResponse"];
export type VoiceRecording = Shapes["VoiceRecordingResponse"];
export type InvitationCard = Shapes["InvitationResponse"];
export type CodeSent = Shapes["CodeSentResponse"];
export type CodeVerified = Shapes["VerifyCodeResponse"];
export type BookableTimes = Shapes["BookableTimesResponse"];
export type BookingOffer = Shapes["BookingOfferResponse"];
export type NewBookingOffer = Shapes["BookingOfferRequest"];
export type HostBusyTimes = Shapes["HostBusyTimesResponse"];
export type StaffCalendar = Shapes["CalendarResponse"];
export type NewStaffCalendar = Shapes["ConnectCalendarRequest"];
export type CandidatePage = Shapes["CandidatePageResponse"];
export type CandidateData = Shapes["CandidateDataResponse"];
export type CandidateMessages = Shapes["CandidateMessagesResponse"];
export type EmbeddedRoom = Shapes["EmbeddedRoomResponse"];
export type SessionStarted = Shapes["StartSessionResponse"];

export type Plan = Shapes["PlanResponse"];
export type PlanDocument = Shapes["PlanDocumentResponse"];
export type PlanRemark = Shapes["PlanRemarkResponse"];
export type PlanCompetency = Shapes["PlanCompetencyResponse"];
export type PlanQuestion = Shapes["PlanQuestionResponse"];
export type PlanVersion = Shapes["PlanVersionResponse"];
export type ChangePreview = Shapes["ChangePreviewResponse"];
export type PlanEdit = Shapes["PlanEditRequest"];
export type BankQuestion = Shapes["BankQuestionResponse"];
export type QuestionSet = Shapes["QuestionSetResponse"];
export type JobAnalysis = Shapes["JobAnalysisResponse"];
export type JobStatement = Shapes["JobStatementResponse"];
export type StatementKind = JobStatement["kind"];
export type CompetencyGroup = Shapes["CompetencyGroupResponse"];
export type JobCorrection = Pick<Shapes["JobCorrectionRequest"], "start" | "kind" | "group">;

export type PositionList = Shapes["PositionSummaryListResponse"];
export type Position = Shapes["PositionResponse"];
export type PositionOverview = Shapes["PositionOverviewResponse"];
export type PositionQuestions = Shapes["PositionQuestionsResponse"];
export type Comparison = Shapes["ComparisonResponse"];
export type ComparedCandidate = Shapes["ComparedCandidateResponse"];
export type ComparedLevel = Shapes["ComparedLevelResponse"];
export type ComparedOverall = Shapes["ComparedOverallResponse"];

export type Template = Shapes["TemplateResponse"];
export type MakeTemplate = Shapes["MakeTemplateRequest"];
export type TemplateEdit = Shapes["EditTemplateRequest"];
export type TemplateVersion = Shapes["TemplateVersionResponse"];
export type TemplateCandidate = Shapes["OpenTemplateInterviewRequest"];
export type TemplateInterview = Shapes["TemplateInterviewResponse"];
export type BankQuestionPage = Shapes["BankQuestionListResponse"];
export type Skill = Shapes["SkillResponse"];
export type SkillPage = Shapes["SkillListResponse"];
export type NewSkill = Shapes["AddSkillRequest"];

export type AbstainReason =
  | "not_assessed"
  | "not_in_plan"
  | "not_asked"
  | "cut"
  | "no_answer"
  | "unintelligible"
  | "other_language"
  | "too_short"
  | "no_evidence"
  | "evaluator_down"
  | "readers_disagree";

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
  /** The lowest and the highest level that the evidence allows. */
  low: number | null;
  high: number | null;
  evidence: Evidence[];
}

export interface HeardElement {
  element: string;
  quote: string;
  turn: number;
  start: number;
  end: number;
}

export interface QuestionResult {
  question_id: string;
  competency: string;
  score: number | null;
  level: number | null;
  insufficient_evidence: AbstainReason | null;
  elements: HeardElement[];
  cap: number | null;
  reason: string | null;
  is_confirmation_needed: boolean;
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
  overall_range: { low: number; high: number } | null;
  recommendation: Recommendation | null;
  competencies: CompetencyScore[];
  questions: QuestionResult[];
  flags: Flag[];
  scorer: { kind: string; version: string };
  provenance: ScoreProvenance | null;
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
  corrections: LevelCorrection[];
}

export type Quality = Shapes["QualityResponse"];
export type SelectionRates = Shapes["SelectionRatesResponse"];
export type QuestionRates = Shapes["QuestionRatesResponse"];
export type HiringReport = Shapes["HiringReportResponse"];
export type HiringGroup = Shapes["HiringGroupResponse"];
export type Latency = Shapes["LatencyResponse"];
export type Spread = Shapes["DurationSummaryResponse"];
export type Cost = Shapes["CostResponse"];
export type CostLine = Shapes["CostLineResponse"];
export type AlertPage = Shapes["AlertListResponse"];
export type Alert = Shapes["AlertResponse"];
