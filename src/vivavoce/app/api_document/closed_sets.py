"""The values of texts that a route passes on as they were stored, or as another slice made them.

The routes serve them as texts, so that no answer fails because an older version stored another value. The
document gets the values that this version knows, from the types and constants of the code that makes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum
from itertools import chain
from typing import Any, get_args

from vivavoce.app.health import RoleName
from vivavoce.assessment.domain.external_evidence import ItemRefusal
from vivavoce.assessment.domain.model_evidence.permit import CertificateState
from vivavoce.assessment.domain.panel import candidate_ranking
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.events import UsageKind, UsagePurpose
from vivavoce.contracts.interview import (
    CancelReason,
    Difficulty,
    InterviewType,
    Seniority,
    TurnKind,
)
from vivavoce.contracts.live_session import FollowUpOutcome
from vivavoce.contracts.personas import PersonaId
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.topics import TOPICS
from vivavoce.contracts.transcript import AbstainReason, FlagFilter, FlagKind, SpeakerRole
from vivavoce.delivery.domain.webhook import WEBHOOK_EVENTS
from vivavoce.hiring.domain.comparison import NOT_ASSESSED, NOT_IN_PLAN
from vivavoce.hiring.domain.completeness import GapSeverity
from vivavoce.hiring.domain.interview import ActorKind
from vivavoce.hiring.domain.saved_view import ViewSetting
from vivavoce.hiring.domain.voluntary_questions import QUESTION_SETS, list_voluntary_questions
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.infra.egress.client import EgressErrorKind
from vivavoce.infra.language_model.failures import FailureCode
from vivavoce.kernel.caller import ORGANIZATION_PERMISSIONS, CallerKind, Permission
from vivavoce.live.domain.event_codec import EVENT_TYPES
from vivavoce.live.domain.events.base import AgentSpeaker, EventActor
from vivavoce.live.domain.events.lifecycle import (
    AbandonmentReason,
    CompletionReason,
    FailureReason,
)
from vivavoce.live.domain.transitions import SessionStatus
from vivavoce.media.domain.artifact import ArtifactType
from vivavoce.planning.domain.catalog import SkillCategory, SkillKind
from vivavoce.planning.domain.form_texts import ELEMENTS
from vivavoce.planning.domain.job_analysis.task_facts import VerbForm
from vivavoce.planning.domain.occupations import OccupationMatchMethod
from vivavoce.planning.ports.intake import TRANSCRIPT_ERASED_CODE, WRITER_FAILED_CODE
from vivavoce.practice.domain.assignment import AssignmentRound
from vivavoce.practice.domain.assistant.dialogue import ActionKind
from vivavoce.practice.domain.review.review import ReviewFailureCode, ReviewStatus
from vivavoce.tenancy.domain.organization_sign_in import DEFAULT_ROLES

_VOLUNTARY_QUESTIONS = tuple(each.code for each in list_voluntary_questions("us"))
VOLUNTARY_ANSWERS: dict[str, tuple[str, ...]] = {
    code: tuple(
        dict.fromkeys(
            option
            for chosen in QUESTION_SETS
            for question in list_voluntary_questions(chosen)
            if question.code == code
            for option in question.options
        )
    )
    for code in _VOLUNTARY_QUESTIONS
}
"""The answers to each question, of every list of groups that an organization can choose."""
_CLOSED_SETS: tuple[tuple[object, str], ...] = (
    (AbstainReason, "EvaluationResponse.abstained"),
    ((NOT_ASSESSED, NOT_IN_PLAN, AbstainReason), "ComparedLevelResponse.reason"),
    ((NOT_ASSESSED, AbstainReason), "UnscoredInterviewResponse.reason"),
    ((candidate_ranking.NOT_ASSESSED, AbstainReason), "UnrankedInterviewResponse.reason"),
    (ActorKind, "TransitionResponse.actorKind"),
    (ActionKind, "AssistantActionResponse.kind"),
    ((AgentSpeaker, "candidate"), "ReplayedTurnResponse.saidBy"),
    (ArtifactType, "AudioArtifactResponse.artifact_type"),
    (AssignmentRound, "CreateAssignmentsRequest.round"),
    (CallerKind, "CallerResponse.kind"),
    (
        CancelReason,
        "InterviewCancelledData.reason InterviewDetailResponse.cancelReason "
        "InterviewItemResponse.cancelReason InterviewStateResponse.cancelReason "
        "InterviewStatusResponse.cancelReason",
    ),
    ((CertificateState, "disabled", "unknown"), "ModelCertificateHealthResponse.status"),
    (
        (CompletionReason, AbandonmentReason, FailureReason),
        "InterviewerQualityResponse.endReason",
    ),
    (CompletionReason, "InterviewCompletedData.reason ReviewedSessionResponse.end_reason"),
    (DEFAULT_ROLES, "IdentityProviderRequest.defaultRole"),
    ((DEFAULT_ROLES, ""), "IdentityProviderResponse.defaultRole"),
    (
        Difficulty,
        "CarryForwardResponse.suggested_difficulty HistorySummaryResponse.suggested_difficulty "
        "LeaderboardEntryResponse.difficulty ListedSessionResponse.difficulty "
        "ProgressGroupResponse.difficulty ReviewedSessionResponse.difficulty "
        "SessionConfigResponse.difficulty",
    ),
    (EgressErrorKind, "WebhookAttemptResponse.error WebhookTestResponse.error"),
    (ELEMENTS, "PlanQuestionResponse.probe_elements"),
    (tuple(EVENT_TYPES), "ReplayedEventResponse.type SessionEventResponse.type"),
    (EventActor, "ReplayedEventResponse.actor SessionEventResponse.actor"),
    (FailureCode, "ModelPurposeHealthResponse.code ModelStandInHealthResponse.code"),
    (FlagFilter, "InterviewDetailResponse.flags InterviewItemResponse.flags"),
    (FlagKind, "QueueItemResponse.flags ScorecardFlagResponse.kind"),
    (FollowUpOutcome, "FollowUpProposalResponse.outcome"),
    (
        InterviewState,
        "IntakeResponse.state InvitationResponse.state WebhookMessageResponse.state",
    ),
    (
        InterviewType,
        "ConfigureSessionRequest.interview_type LeaderboardEntryResponse.interview_type "
        "ListedSessionResponse.interview_type PracticeTranscriptResponse.interview_type "
        "PreviewSessionRequest.interview_type ProgressGroupResponse.interview_type "
        "ReviewedSessionResponse.type SessionConfigResponse.interview_type",
    ),
    ((GapSeverity, "INFO"), "MissingFieldResponse.severity"),
    (ItemRefusal, "DroppedEvidenceResponse.reason"),
    (OccupationMatchMethod, "OccupationMatchResponse.matched_by"),
    (Permission, "CallerResponse.permissions TokenResponse.permissions"),
    (
        tuple(each for each in Permission if each in ORGANIZATION_PERMISSIONS),
        "ApiKeyResponse.permissions ConnectedApplicationResponse.permissions "
        "ConsentOfferResponse.permissions IssueApiKeyRequest.permissions IssuedApiKeyResponse.permissions "
        "PermissionResponse.code PermissionResponse.id RoleRequest.permissions",
    ),
    (
        PersonaId,
        "ConfigureSessionRequest.persona_id PersonaResponse.persona_id PlanningInputResponse.persona_id "
        "PreviewSessionRequest.persona_id ReviewedSessionResponse.persona_id "
        "SessionConfigResponse.persona_id",
    ),
    (
        (InterviewState.PENDING, InterviewState.APPROVED),
        "PlanResponse.state PlanVersionResponse.state PositionQuestionsResponse.state",
    ),
    (
        tuple(PROFILES),
        "InterviewDetailResponse.profile InterviewItemResponse.profile LiveSessionResponse.profile "
        "PlanningInputResponse.profile SessionStatusResponse.profile TemplateResponse.profile "
        "ViewFiltersResponse.profiles",
    ),
    (
        tuple(name for name, profile in PROFILES.items() if profile.is_requestable),
        "InterviewFactsRequest.profile StrictInterviewFactsRequest.profile",
    ),
    (
        tuple(name for name, profile in PROFILES.items() if profile.is_for_templates),
        "CreateTemplateRequest.profile",
    ),
    (RoleName, "DetailedHealthResponse.role HealthResponse.role"),
    (ReviewFailureCode, "ReviewErrorResponse.code"),
    (ReviewStatus, "ReviewSummaryResponse.status"),
    (
        Seniority,
        "InterviewDetailResponse.level InterviewFactsRequest.level InterviewItemResponse.level "
        "JobTextFactsResponse.level PositionFactsResponse.level StrictInterviewFactsRequest.level",
    ),
    ((SessionStatus, "paused"), "LiveSessionResponse.state"),
    (SkillCategory, "SkillResponse.category"),
    (SkillKind, "SkillMentionResponse.kind"),
    (SpeakerRole, "ReplayedTurnResponse.role TranscriptTurnResponse.role"),
    (
        ("planning", "assessment"),
        "InterviewFailureResponse.stage NotificationFailureResponse.stage",
    ),
    (("text", "voice"), "SessionConfigResponse.mode"),
    ((TRANSCRIPT_ERASED_CODE, WRITER_FAILED_CODE), "IntakeArtifactResponse.failure"),
    (tuple(TOPICS), "DeadLetterResponse.topic PartitionLagResponse.topic TransitionResponse.event"),
    (TurnKind, "ReplayedTurnResponse.kind"),
    (UsageKind, "CostLineResponse.kind"),
    (UsagePurpose, "PurposeCostResponse.purpose"),
    (VerbForm, "TaskFactResponse.form"),
    (_VOLUNTARY_QUESTIONS, "QuestionRatesResponse.question VoluntaryQuestionResponse.code"),
    (ViewSetting, "DroppedSettingResponse.setting"),
    *((answers, f"VoluntaryAnswersRequest.{code}") for code, answers in VOLUNTARY_ANSWERS.items()),
    (
        tuple(VOLUNTARY_ANSWERS.values()),
        "GroupRateResponse.group VoluntaryQuestionResponse.options",
    ),
    (
        WEBHOOK_EVENTS,
        "WebhookConfigRequest.events WebhookConfigResponse.events WebhookMessageResponse.event",
    ),
)
"""Values, and the properties that have them, as ``Model.property`` separated by spaces."""


def close_sets(schemas: Json) -> None:
    """Add to each property of the document, as far as it is there, the values that it can have."""
    for values, name in list_closed_sets():
        model, _, member = name.partition(".")
        found = schemas.get(model, {}).get("properties", {}).get(member)
        for text in _find_texts(found or {}):
            text["enum"] = list(values)
            if text.get("default") not in values:
                text.pop("default", None)  # an empty text, which is left out of the answer


def list_closed_sets() -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the values and the name of each property, such as ``TranscriptTurnResponse.role``."""
    for kinds, names in _CLOSED_SETS:
        values = tuple(dict.fromkeys(_list_values(kinds)))
        for name in names.split():
            yield values, name


def _list_values(kinds: object) -> Iterable[str]:
    """Return the texts of a Literal, a union of them, an enumeration, or a tuple of these and of texts."""
    if isinstance(kinds, str):
        return (str(kinds),)
    parts: Iterable[Any] = kinds if isinstance(kinds, tuple | type(Enum)) else get_args(kinds)
    return chain.from_iterable(map(_list_values, parts))


def _find_texts(schema: Json) -> Iterator[Json]:
    """Yield the schemas of texts in a property's schema."""
    if schema.get("type") == "string":
        yield schema
    if schema.get("type") == "array":
        yield from _find_texts(schema["items"])
    for part in schema.get("anyOf", ()):
        yield from _find_texts(part)
