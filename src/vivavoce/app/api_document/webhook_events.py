"""The webhooks of the API document: the body and the headers of every event that is sent.

The slice ``delivery`` sends what other slices hand it as JSON. A test checks every body that the use cases
publish against these models.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Header
from pydantic import ConfigDict, Field

from vivavoce.contracts.transcript import Recommendation
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.routes.responses import HiringDecisionResponse
from vivavoce.hiring.routes.workflow_responses import MissingFieldResponse
from vivavoce.infra.web.request_models import CamelModel

_EXAMPLE_ID = "0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"
_EXAMPLE_TIME = "2026-11-22T09:30:00.000Z"


class _WebhookModel(CamelModel):
    """A part of a webhook: exactly the documented members."""

    model_config = ConfigDict(extra="forbid")


class InfoNeededData(_WebhookModel):
    """Which facts are missing for a plan."""

    data_quality: Literal["EXCELLENT", "GOOD", "FAIR", "POOR"]
    """How complete the facts are."""
    missing_fields: list[MissingFieldResponse]
    """The missing facts, each with the question to ask for it."""


class InfoCompletedData(_WebhookModel):
    """Which facts were added."""

    completed_fields: list[str] = Field(examples=[["jobDescription"]])
    """The names of the facts, as in a request."""


class PlanGeneratedData(_WebhookModel):
    """Which plan is ready. It waits for a decision, unless the organization approves plans automatically."""

    plan_id: str = Field(examples=[_EXAMPLE_ID])
    """The plan's id, a UUID. Name it in the decision, so that you decide about the plan that you read."""
    validated_skills: list[str] = Field(examples=[["Inventory management"]])
    """The skills of the plan, by their names in the catalog."""
    duration: int = Field(examples=[30])
    """The planned length of the interview, in minutes."""


class WebhookTestData(_WebhookModel):
    """What a test of the configuration sends, with the event ``interview.plan_generated``."""

    is_test: Literal[True]
    """Marks the test; such a message belongs to no interview."""


class PlanApprovedData(_WebhookModel):
    """Which plan was approved, and how the candidate comes to the interview."""

    plan_id: str = Field(examples=[_EXAMPLE_ID])
    """The plan's id."""
    interview_link: str | None = Field(
        examples=["https://interviews.example.com/interview/9f2c4e51b7"]
    )
    """The candidate's link; null for kinds of interviews that have none."""
    approved_by: str = Field(examples=[_EXAMPLE_ID])
    """The id of the person or API key that approved it; `system` for an automatic approval."""
    comments: str | None
    """The comments on the decision; null if there are none."""


class PlanDecisionData(_WebhookModel):
    """Who rejected a plan or asked for changes, and why."""

    plan_id: str | None = Field(examples=[_EXAMPLE_ID])
    """The id of the plan that was decided about; null if there is none."""
    decided_by: str = Field(examples=[_EXAMPLE_ID])
    """The id of the person or API key that decided."""
    comments: str | None = Field(examples=["Ask about night shifts too."])
    """The comments on the decision; null if there are none."""


class InterviewScheduledData(_WebhookModel):
    """When the interview can start."""

    scheduled_at: datetime = Field(examples=[_EXAMPLE_TIME])
    """The start time, in UTC."""


class InterviewStartedData(_WebhookModel):
    """Which session the candidate started."""

    session_id: str = Field(examples=[_EXAMPLE_ID])
    """The session's id, a UUID."""
    attempt: int = Field(examples=[1])
    """Which session of the interview this is, from 1."""


class InterviewCompletedData(_WebhookModel):
    """How the interview ended. Its assessment follows in ``interview.assessment_pending``."""

    session_id: str = Field(examples=[_EXAMPLE_ID])
    """The session's id, a UUID."""
    duration_seconds: int = Field(examples=[1512])
    """The interview time that was used, in seconds."""
    reason: str = Field(examples=["all_asked"])
    """Why it ended."""
    transcript_ref: str = Field(examples=[f"/api/v1/sessions/{_EXAMPLE_ID}/transcript"])
    """The path of the transcript."""


class AssessmentReadyData(_WebhookModel):
    """Which assessment waits for a person's decision. Members without a value are absent."""

    assessment_id: str = Field(examples=[_EXAMPLE_ID])
    """The assessment's id, a UUID. Name it in the decision, so that you decide about what you read."""
    overall_score: float | None = Field(None, examples=[72.5])
    """The overall score, from 0 to 100; absent if too little could be scored."""
    recommendation: Recommendation | None = None
    """The proposed recommendation; absent without an overall score."""


class AssessmentDecidedData(_WebhookModel):
    """Who decided about an assessment, and why."""

    assessment_id: str | None = Field(examples=[_EXAMPLE_ID])
    """The assessment's id; null if there is none."""
    decided_by: str = Field(examples=[_EXAMPLE_ID])
    """The id of the person who decided."""
    comments: str | None
    """The comments on the decision; null if there are none."""
    is_reassessment: bool
    """Whether the interview is assessed again; otherwise the decision is final."""
    hiring_decision: HiringDecisionResponse | None = None
    """The decision about the candidate; absent if the assessment alone was approved or rejected."""


class CandidateDecidedData(_WebhookModel):
    """What a person decided about the candidate."""

    hiring_decision: HiringDecisionResponse
    """The decision, which is final."""


class InterviewCancelledData(_WebhookModel):
    """Why the interview was canceled, and by whom."""

    reason: str = Field(examples=["CANCELLED"])
    """Why it was canceled."""
    cancelled_by: str = Field(examples=[_EXAMPLE_ID])
    """The id of the person or API key; `candidate` or `system` otherwise."""


class _WebhookBody(_WebhookModel):
    run_id: str = Field(examples=["run_1795171257_NddQ251viHNKJuv3"])
    """The interview's run id, which the response to the request named."""
    interview_id: UUID
    """The interview's id."""
    tenant_id: UUID
    """Your organization's id."""
    candidate_ref: str | None = Field(examples=["cand-4711"])
    """Your own identifier for the candidate; null if the request had none or it was erased."""
    external_id: str | None = Field(default=None, examples=["req-2291"])
    """Your own id for the request (`externalId`); null if it had none."""
    state: InterviewState
    """The interview's state after the event."""
    is_test: bool = Field(default=False, examples=[False])
    """Whether the interview is a test, created with a test key."""
    timestamp: datetime = Field(examples=[_EXAMPLE_TIME])
    """When the event happened, in UTC."""
    sequence: int = Field(examples=[3])
    """The number of the message among those of its interview, from 1. Messages can arrive out of order."""


class InfoNeededWebhook(_WebhookBody):
    """Facts are missing: complete them, and the plan is written."""

    event: Literal["interview.info_needed"]
    """The name of the event."""
    data: InfoNeededData
    """What is missing."""


class InfoCompletedWebhook(_WebhookBody):
    """The missing facts were added."""

    event: Literal["interview.info_completed"]
    """The name of the event."""
    data: InfoCompletedData
    """What was added."""


class PlanGeneratedWebhook(_WebhookBody):
    """A plan is ready. A test of the configuration sends this event, too."""

    event: Literal["interview.plan_generated"]
    """The name of the event."""
    data: PlanGeneratedData | WebhookTestData
    """The plan, or the mark of a test."""


class PlanApprovedWebhook(_WebhookBody):
    """The plan was approved: the candidate can be interviewed."""

    event: Literal["interview.approved"]
    """The name of the event."""
    data: PlanApprovedData
    """The approved plan, who approved it, and the candidate's link."""


class PlanRejectedWebhook(_WebhookBody):
    """The plan was rejected, which ends the interview."""

    event: Literal["interview.rejected"]
    """The name of the event."""
    data: PlanDecisionData
    """The rejected plan, who rejected it, and why."""


class PlanModificationRequestedWebhook(_WebhookBody):
    """Changes were requested: a new version of the plan is written."""

    event: Literal["interview.modification_requested"]
    """The name of the event."""
    data: PlanDecisionData
    """The plan, who asked for changes, and which."""


class InterviewScheduledWebhook(_WebhookBody):
    """The interview has a start time."""

    event: Literal["interview.scheduled"]
    """The name of the event."""
    data: InterviewScheduledData
    """The start time."""


class InterviewStartedWebhook(_WebhookBody):
    """The candidate started the interview."""

    event: Literal["interview.started"]
    """The name of the event."""
    data: InterviewStartedData
    """The session that the candidate started."""


class InterviewCompletedWebhook(_WebhookBody):
    """The interview ended with enough to assess."""

    event: Literal["interview.completed"]
    """The name of the event."""
    data: InterviewCompletedData
    """The session, and how the interview ended."""


class AssessmentReadyWebhook(_WebhookBody):
    """An assessment waits for a person's decision."""

    event: Literal["interview.assessment_pending"]
    """The name of the event."""
    data: AssessmentReadyData
    """The id of the assessment, its overall score and its recommendation."""


class AssessmentApprovedWebhook(_WebhookBody):
    """A person approved the assessment, which ends the interview."""

    event: Literal["interview.assessment_approved"]
    """The name of the event."""
    data: AssessmentDecidedData
    """The approved assessment, who approved it, and the comments."""


class CandidateDecidedWebhook(_WebhookBody):
    """A decision about the candidate is final; a later one may replace it."""

    event: Literal["interview.decided"]
    """The name of the event."""
    data: CandidateDecidedData
    """The final decision about the candidate, with its outcome."""


class AssessmentRejectedWebhook(_WebhookBody):
    """A person rejected the assessment or asked for a new one."""

    event: Literal["interview.assessment_rejected"]
    """The name of the event."""
    data: AssessmentDecidedData
    """The rejected assessment, who rejected it, and whether the interview is assessed again."""


class InterviewCancelledWebhook(_WebhookBody):
    """The interview was canceled, or it expired."""

    event: Literal["interview.cancelled"]
    """The name of the event."""
    data: InterviewCancelledData
    """Why the interview was canceled, and by whom."""


WEBHOOK_BODIES: dict[str, type[CamelModel]] = {
    "interview.info_needed": InfoNeededWebhook,
    "interview.info_completed": InfoCompletedWebhook,
    "interview.plan_generated": PlanGeneratedWebhook,
    "interview.approved": PlanApprovedWebhook,
    "interview.rejected": PlanRejectedWebhook,
    "interview.modification_requested": PlanModificationRequestedWebhook,
    "interview.scheduled": InterviewScheduledWebhook,
    "interview.started": InterviewStartedWebhook,
    "interview.completed": InterviewCompletedWebhook,
    "interview.assessment_pending": AssessmentReadyWebhook,
    "interview.assessment_approved": AssessmentApprovedWebhook,
    "interview.decided": CandidateDecidedWebhook,
    "interview.assessment_rejected": AssessmentRejectedWebhook,
    "interview.cancelled": InterviewCancelledWebhook,
}
"""The body of every event."""


def build_webhook_router() -> APIRouter:
    """Return the routes that only document the webhooks; the platform does not serve them."""
    router = APIRouter(tags=["webhooks"])
    for event, body in WEBHOOK_BODIES.items():
        router.add_api_route(
            event,
            _make_endpoint(body),
            methods=["POST"],
            status_code=204,
            operation_id=f"webhook_{event.replace('.', '_')}",
            summary=(body.__doc__ or "").partition(". ")[0].rstrip("."),
            description=f"{body.__doc__}\n\n{_DELIVERY}",
            response_description="Any status from 200 to 299 confirms the webhook.",
            responses=_REFUSALS,
        )
    return router


_REFUSALS: dict[int | str, dict[str, Any]] = {  # Any: as the framework takes it
    410: {"description": "Nothing more is sent to this address."},
    "4XX": {"description": "Like any other status, a failure: the webhook is sent again."},
}
_DELIVERY = (
    "Sent to the interview's `callbackUrl`, or else to your organization's webhook endpoint. Without a "
    "status from 200 to 299, it is sent again: after 5 and 30 seconds, 2, 10 and 30 minutes, 2 and 6 "
    "hours, each ±20 %. After a 410, nothing more is sent to this address."
)


def _make_endpoint(
    body: type[CamelModel],
) -> Any:  # Any: a function whose annotations are made here
    async def receive(
        payload: Any,  # Any: replaced below
        webhook_id: Annotated[
            UUID, Header(description="The message's id: the same for every attempt.")
        ],
        webhook_timestamp: Annotated[
            str, Header(description="When this attempt was sent, in seconds since 1970.")
        ],
        webhook_signature: Annotated[
            str,
            Header(
                description="`v1,` and the base64 HMAC-SHA-256 of `id.timestamp.body`, as in Standard "
                "Webhooks. During a rotation there are several, separated by spaces."
            ),
        ],
        x_webhook_signature: Annotated[
            str,
            Header(
                description="`sha256=` and the HMAC-SHA-256 of `timestamp.body` in hexadecimal, with "
                "`X-Webhook-Timestamp`."
            ),
        ],
        x_webhook_timestamp: Annotated[
            str, Header(description="When this attempt was sent, in ISO 8601.")
        ],
        x_webhook_id: Annotated[UUID, Header(description="The same as `webhook-id`.")],
        x_webhook_attempt: Annotated[int, Header(description="The number of the attempt, from 1.")],
        x_tenant_id: Annotated[UUID, Header(description="Your organization's id.")],
    ) -> None:
        """Receive a webhook."""

    receive.__annotations__["payload"] = body
    return receive
