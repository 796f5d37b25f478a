"""The operations that the clients name: each function returns the call for one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from vivavoce_client.schemas import (
    ApprovePlanRequest,
    AssessmentResponse,
    BatchResponse,
    CancelInterviewRequest,
    ChangePlanRequest,
    HiringDecisionListResponse,
    HiringDecisionRequest,
    HiringDecisionResponse,
    InterviewDetailResponse,
    InterviewFactsRequest,
    InterviewListResponse,
    InterviewReceiptResponse,
    InterviewStateResponse,
    InterviewStatusResponse,
    OpenTemplateInterviewRequest,
    PlanResponse,
    RejectPlanRequest,
    SessionTranscriptResponse,
    StrictInterviewFactsRequest,
    TemplateInterviewResponse,
    TemplateListResponse,
    TemplateResponse,
    WebhookConfigRequest,
    WebhookConfigResponse,
    WebhookMessageListResponse,
    WebhookMessageResponse,
    WebhookTestResponse,
)
from vivavoce_client.transport import Call

_CONFIG = "/tenants/me/webhook-config"


def create_interview(
    facts: InterviewFactsRequest, idempotency_key: str | None
) -> Call[InterviewReceiptResponse]:
    """Request an interview."""
    return Call("POST", "/interviews", facts, idempotency_key=idempotency_key, is_keyed=True)


def create_interviews(
    batch: Sequence[StrictInterviewFactsRequest], idempotency_key: str | None
) -> Call[BatchResponse]:
    """Request up to 500 interviews."""
    body = {"interviews": list(batch)}
    return Call("POST", "/interviews/batch", body, idempotency_key=idempotency_key, is_keyed=True)


def list_interviews(query: Mapping[str, Any]) -> Call[InterviewListResponse]:
    """List one page of interviews."""
    return Call("GET", "/interviews", query=query)


def get_interview(key: str) -> Call[InterviewDetailResponse]:
    """Get an interview with all its facts and its history."""
    return Call("GET", _interview(key))


def update_interview(key: str, facts: InterviewFactsRequest) -> Call[InterviewDetailResponse]:
    """Add missing facts."""
    return Call("PUT", _interview(key), facts)


def get_status(key: str) -> Call[InterviewStatusResponse]:
    """Get the state of an interview, with its plan and its assessment."""
    return Call("GET", _interview(key, "/status"))


def cancel_interview(
    key: str, cancellation: CancelInterviewRequest | None
) -> Call[InterviewStateResponse]:
    """Cancel an interview that is not over."""
    return Call("POST", _interview(key, "/cancel"), cancellation or {}, is_keyed=True)


def get_plan(key: str) -> Call[PlanResponse]:
    """Get the plan."""
    return Call("GET", _interview(key, "/plan"))


def approve_plan(key: str, approval: ApprovePlanRequest | None) -> Call[InterviewStateResponse]:
    """Approve the plan."""
    return Call("POST", _interview(key, "/plan/approve"), approval or {}, is_keyed=True)


def reject_plan(key: str, comments: RejectPlanRequest) -> Call[InterviewStateResponse]:
    """Reject the plan."""
    return Call("POST", _interview(key, "/plan/reject"), comments, is_keyed=True)


def request_plan_changes(key: str, comments: ChangePlanRequest) -> Call[InterviewStateResponse]:
    """Request changes of the plan."""
    return Call("POST", _interview(key, "/plan/changes"), comments, is_keyed=True)


def get_assessment(key: str) -> Call[AssessmentResponse]:
    """Get the newest assessment."""
    return Call("GET", _interview(key, "/assessment"))


def get_transcript(session_id: str) -> Call[SessionTranscriptResponse]:
    """Get what was said in a session."""
    return Call("GET", f"/sessions/{_quote(session_id)}/transcript")


def decide(
    key: str, decision: HiringDecisionRequest, idempotency_key: str | None
) -> Call[HiringDecisionResponse]:
    """Decide about the candidate."""
    return Call(
        "POST",
        _interview(key, "/decisions"),
        decision,
        idempotency_key=idempotency_key,
        is_keyed=True,
    )


def list_decisions(key: str) -> Call[HiringDecisionListResponse]:
    """List the decisions about the candidate."""
    return Call("GET", _interview(key, "/decisions"))


def confirm_decision(key: str, decision_id: str) -> Call[HiringDecisionResponse]:
    """Confirm a decision, or make one's own final at once."""
    return Call("POST", _interview(key, f"/decisions/{_quote(decision_id)}/confirm"))


def withdraw_decision(key: str, decision_id: str) -> Call[None]:
    """Withdraw a decision that is not final."""
    return Call("DELETE", _interview(key, f"/decisions/{_quote(decision_id)}"))


def list_webhooks(key: str) -> Call[WebhookMessageListResponse]:
    """List the webhooks of an interview."""
    return Call("GET", _interview(key, "/webhooks"))


def list_templates(cursor: str | None = None) -> Call[TemplateListResponse]:
    """List one page of templates."""
    return Call("GET", "/templates", query={} if cursor is None else {"cursor": cursor})


def get_template(template_id: str) -> Call[TemplateResponse]:
    """Get a template."""
    return Call("GET", f"/templates/{_quote(template_id)}")


def create_from_template(
    template_id: str, candidate: OpenTemplateInterviewRequest
) -> Call[TemplateInterviewResponse]:
    """Request an interview from a template."""
    return Call("POST", f"/templates/{_quote(template_id)}/interviews", candidate)


def configure_endpoint(configuration: WebhookConfigRequest) -> Call[WebhookConfigResponse]:
    """Set the webhook endpoint."""
    return Call("PUT", _CONFIG, configuration)


def send_test() -> Call[WebhookTestResponse]:
    """Send a sample event."""
    return Call("POST", f"{_CONFIG}/test")


def redeliver(message_id: str) -> Call[WebhookMessageResponse]:
    """Send a webhook again."""
    return Call("POST", f"/webhooks/{_quote(message_id)}/redeliver")


def _interview(key: str, rest: str = "") -> str:
    return f"/interviews/{_quote(key)}{rest}"


def _quote(key: str) -> str:
    """Return an id as one part of a path; an empty one would name another operation."""
    if not key or key in (".", ".."):
        raise ValueError(f"'{key}' is not an id.")
    return quote(key, safe="")
