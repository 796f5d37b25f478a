"""The client for programs without asyncio."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import Any, Self, Unpack

import httpx

from vivavoce_client import calls
from vivavoce_client.errors import WaitTimeoutError
from vivavoce_client.schemas import (
    ApprovePlanRequest,
    AssessmentResponse,
    BatchResponse,
    CancelInterviewRequest,
    ChangePlanRequest,
    HiringDecisionRequest,
    HiringDecisionResponse,
    InterviewDetailResponse,
    InterviewFactsRequest,
    InterviewFilters,
    InterviewItemResponse,
    InterviewListResponse,
    InterviewReceiptResponse,
    InterviewState,
    InterviewStateResponse,
    InterviewStatusResponse,
    OpenTemplateInterviewRequest,
    PlanResponse,
    RejectPlanRequest,
    SessionTranscriptResponse,
    StrictInterviewFactsRequest,
    TemplateInterviewResponse,
    TemplateResponse,
    WebhookConfigRequest,
    WebhookConfigResponse,
    WebhookMessageResponse,
    WebhookTestResponse,
)
from vivavoce_client.transport import Call, ClientOptions, Connection, Transport
from vivavoce_client.waiting import has_arrived


class Vivavoce(ClientOptions):
    """The API of a platform, with an API key, or with the token of a signed-in person.

    ``url`` is the address of the platform, with or without ``/api/v1``. ``timeout_s`` limits each wait for
    the network. ``http`` takes a client of your own, for example with a proxy; closing it is then up to you.
    """

    def __init__(
        self,
        url: str,
        api_key: str | None = None,
        *,
        token: str | None = None,
        timeout_s: float = 30.0,
        max_retries: int = 2,
        http: httpx.Client | None = None,
    ) -> None:
        self._http = http or httpx.Client(timeout=timeout_s)
        self._is_own = http is None
        self._use(Connection(url, api_key, token, max_retries))

    def _use(self, connection: Connection) -> None:
        self._connection = connection
        self._transport = Transport(connection, self._http)
        self.interviews = Interviews(self._transport)
        self.templates = Templates(self._transport)
        self.webhook_endpoint = WebhookEndpoint(self._transport)

    def request(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        idempotency_key: str | None = None,
        request_id: str | None = None,
        **query: object,
    ) -> Any:  # Any: JSON
        """Return the JSON of any operation; ``path`` is below ``/api/v1``, such as ``/mcp/skills``."""
        call: Call[Any] = Call(method.upper(), path, body, query, idempotency_key, request_id)
        return self._transport.send(call)

    def close(self) -> None:
        """Close the connections."""
        if self._is_own:
            self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class Interviews:
    """Interviews, from the request to the decision. A ``key`` is an ``interviewId`` or a ``runId``."""

    def __init__(self, transport: Transport) -> None:
        self._send = transport.send

    def create(
        self, facts: InterviewFactsRequest, *, idempotency_key: str | None = None
    ) -> InterviewReceiptResponse:
        """Request an interview. Missing facts are no error: the answer lists them in ``missingFields``."""
        return self._send(calls.create_interview(facts, idempotency_key))

    def create_batch(
        self,
        batch: Sequence[StrictInterviewFactsRequest],
        *,
        idempotency_key: str | None = None,
    ) -> BatchResponse:
        """Request 1 to 500 interviews. Each has its own result: a refused one does not stop the others."""
        return self._send(calls.create_interviews(batch, idempotency_key))

    def list(self, **filters: Unpack[InterviewFilters]) -> Iterator[InterviewItemResponse]:
        """Yield all interviews that match, newest first; pages of ``limit`` are read as you need them."""
        page = self.page(**filters)
        yield from page["data"]
        while cursor := page["nextCursor"]:
            filters["cursor"] = cursor
            page = self.page(**filters)
            yield from page["data"]

    def page(self, **filters: Unpack[InterviewFilters]) -> InterviewListResponse:
        """Return one page, with ``total`` and the ``nextCursor`` of the page after it."""
        return self._send(calls.list_interviews(dict(filters)))

    def get(self, key: str) -> InterviewDetailResponse:
        """Return an interview with all its facts and its history."""
        return self._send(calls.get_interview(key))

    def update(self, key: str, facts: InterviewFactsRequest) -> InterviewDetailResponse:
        """Add facts to an interview in state INFO_NEEDED."""
        return self._send(calls.update_interview(key, facts))

    def status(self, key: str) -> InterviewStatusResponse:
        """Return the state with the plan and the assessment."""
        return self._send(calls.get_status(key))

    def wait_for(
        self,
        key: str,
        *states: InterviewState,
        timeout_s: float = 600.0,
        every_s: float = 1.0,
        on_status: Callable[[InterviewStatusResponse], None] | None = None,
    ) -> InterviewStatusResponse:
        """Return the status once the interview is in one of ``states``, or raise ``WaitTimeoutError``.

        It raises ``InterviewStoppedError`` at once if the interview is past all of them, or in another one of
        INFO_NEEDED, REJECTED, CANCELLED and ASSESSMENT_APPROVED, which it does not leave by itself. It asks
        every ``every_s`` seconds and gives each answer to ``on_status``, for showing progress. A program
        that runs all day receives webhooks instead.
        """
        until = time.monotonic() + timeout_s
        while True:
            status = self.status(key)
            if on_status is not None:
                on_status(status)
            if has_arrived(key, states, status):
                return status
            if time.monotonic() + every_s > until:
                raise WaitTimeoutError(key, states, status)
            time.sleep(every_s)

    def cancel(
        self, key: str, cancellation: CancelInterviewRequest | None = None
    ) -> InterviewStateResponse:
        """Cancel an interview that is not over."""
        return self._send(calls.cancel_interview(key, cancellation))

    def plan(self, key: str) -> PlanResponse:
        """Return the plan: its questions, its rubric and the decision about it."""
        return self._send(calls.get_plan(key))

    def approve_plan(
        self, key: str, approval: ApprovePlanRequest | None = None
    ) -> InterviewStateResponse:
        """Approve the plan; the answer has the candidate's ``interviewLink``."""
        return self._send(calls.approve_plan(key, approval))

    def reject_plan(self, key: str, comments: RejectPlanRequest) -> InterviewStateResponse:
        """Reject the plan; a reason is required."""
        return self._send(calls.reject_plan(key, comments))

    def request_plan_changes(self, key: str, comments: ChangePlanRequest) -> InterviewStateResponse:
        """Request a new version of the plan, with the changes in the comments."""
        return self._send(calls.request_plan_changes(key, comments))

    def assessment(self, key: str) -> AssessmentResponse:
        """Return the newest assessment with its scorecard."""
        return self._send(calls.get_assessment(key))

    def transcript(self, key: str) -> SessionTranscriptResponse | None:
        """Return what was said in the newest session, or None if the candidate has not begun."""
        session_id = self.get(key)["sessionId"]
        if session_id is None:
            return None
        return self._send(calls.get_transcript(session_id))

    def decide(
        self, key: str, decision: HiringDecisionRequest, *, idempotency_key: str | None = None
    ) -> HiringDecisionResponse:
        """Decide about the candidate, as a signed-in person; an API key is refused.

        For ten seconds the decision can be withdrawn. ``confirm_decision`` makes it final at once.
        """
        return self._send(calls.decide(key, decision, idempotency_key))

    def decisions(self, key: str) -> Sequence[HiringDecisionResponse]:
        """Return the decisions about the candidate, newest first."""
        return self._send(calls.list_decisions(key))["data"]

    def confirm_decision(self, key: str, decision_id: str) -> HiringDecisionResponse:
        """Make your decision final at once, or confirm another person's as the second person."""
        return self._send(calls.confirm_decision(key, decision_id))

    def withdraw_decision(self, key: str, decision_id: str) -> None:
        """Withdraw a decision that is not final."""
        self._send(calls.withdraw_decision(key, decision_id))

    def webhooks(self, key: str) -> Sequence[WebhookMessageResponse]:
        """Return the webhooks of an interview with all attempts."""
        return self._send(calls.list_webhooks(key))["data"]


class Templates:
    """Templates of interviews."""

    def __init__(self, transport: Transport) -> None:
        self._send = transport.send

    def list(self) -> Sequence[TemplateResponse]:
        """Return all templates, newest first."""
        page = self._send(calls.list_templates())
        templates = [*page["templates"]]
        while cursor := page.get("nextCursor"):
            page = self._send(calls.list_templates(cursor))
            templates += page["templates"]
        return templates

    def get(self, template_id: str) -> TemplateResponse:
        """Return a template."""
        return self._send(calls.get_template(template_id))

    def create_interview(
        self, template_id: str, candidate: OpenTemplateInterviewRequest
    ) -> TemplateInterviewResponse:
        """Request an interview with the template's questions; its plan needs approval, too."""
        return self._send(calls.create_from_template(template_id, candidate))


class WebhookEndpoint:
    """The address that receives the webhooks of the organization. An administrator sets it."""

    def __init__(self, transport: Transport) -> None:
        self._send = transport.send

    def configure(self, configuration: WebhookConfigRequest) -> WebhookConfigResponse:
        """Set address and events; a new secret is only in this answer."""
        return self._send(calls.configure_endpoint(configuration))

    def send_test(self) -> WebhookTestResponse:
        """Send a sample event now, and return what the endpoint answered."""
        return self._send(calls.send_test())

    def redeliver(self, message_id: str) -> WebhookMessageResponse:
        """Send a webhook again, with the same id."""
        return self._send(calls.redeliver(message_id))
