"""The client for asyncio: the same methods as in ``client.py``, to await."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
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
from vivavoce_client.transport import AsyncTransport, Call, ClientOptions, Connection
from vivavoce_client.waiting import has_arrived


class AsyncVivavoce(ClientOptions):
    """The API of a platform, with an API key, or with the token of a signed-in person.

    ``timeout_s`` limits each wait for the network. ``http`` takes a client of your own, for example with a
    proxy; closing it is then up to you.
    """

    def __init__(
        self,
        url: str,
        api_key: str | None = None,
        *,
        token: str | None = None,
        timeout_s: float = 30.0,
        max_retries: int = 2,
        http: httpx.AsyncClient | None = None,
    ) -> None:
        self._http = http or httpx.AsyncClient(timeout=timeout_s)
        self._is_own = http is None
        self._use(Connection(url, api_key, token, max_retries))

    def _use(self, connection: Connection) -> None:
        self._connection = connection
        self._transport = AsyncTransport(connection, self._http)
        self.interviews = AsyncInterviews(self._transport)
        self.templates = AsyncTemplates(self._transport)
        self.webhook_endpoint = AsyncWebhookEndpoint(self._transport)

    async def request(
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
        return await self._transport.send(call)

    async def close(self) -> None:
        """Close the connections."""
        if self._is_own:
            await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


class AsyncInterviews:
    """Interviews, from the request to the decision. A ``key`` is an ``interviewId`` or a ``runId``."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._send = transport.send

    async def create(
        self, facts: InterviewFactsRequest, *, idempotency_key: str | None = None
    ) -> InterviewReceiptResponse:
        """Request an interview. Missing facts are no error: the answer lists them in ``missingFields``."""
        return await self._send(calls.create_interview(facts, idempotency_key))

    async def create_batch(
        self,
        batch: Sequence[StrictInterviewFactsRequest],
        *,
        idempotency_key: str | None = None,
    ) -> BatchResponse:
        """Request 1 to 500 interviews. Each has its own result: a refused one does not stop the others."""
        return await self._send(calls.create_interviews(batch, idempotency_key))

    async def list(
        self, **filters: Unpack[InterviewFilters]
    ) -> AsyncIterator[InterviewItemResponse]:
        """Yield all interviews that match, newest first; pages of ``limit`` are read as you need them."""
        page = await self.page(**filters)
        for interview in page["data"]:
            yield interview
        while cursor := page["nextCursor"]:
            filters["cursor"] = cursor
            page = await self.page(**filters)
            for interview in page["data"]:
                yield interview

    async def page(self, **filters: Unpack[InterviewFilters]) -> InterviewListResponse:
        """Return one page, with ``total`` and the ``nextCursor`` of the page after it."""
        return await self._send(calls.list_interviews(dict(filters)))

    async def get(self, key: str) -> InterviewDetailResponse:
        """Return an interview with all its facts and its history."""
        return await self._send(calls.get_interview(key))

    async def update(self, key: str, facts: InterviewFactsRequest) -> InterviewDetailResponse:
        """Add facts to an interview in state INFO_NEEDED."""
        return await self._send(calls.update_interview(key, facts))

    async def status(self, key: str) -> InterviewStatusResponse:
        """Return the state with the plan and the assessment."""
        return await self._send(calls.get_status(key))

    async def wait_for(
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
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout_s
        while True:
            status = await self.status(key)
            if on_status is not None:
                on_status(status)
            if has_arrived(key, states, status):
                return status
            if loop.time() + every_s > until:
                raise WaitTimeoutError(key, states, status)
            await asyncio.sleep(every_s)

    async def cancel(
        self, key: str, cancellation: CancelInterviewRequest | None = None
    ) -> InterviewStateResponse:
        """Cancel an interview that is not over."""
        return await self._send(calls.cancel_interview(key, cancellation))

    async def plan(self, key: str) -> PlanResponse:
        """Return the plan: its questions, its rubric and the decision about it."""
        return await self._send(calls.get_plan(key))

    async def approve_plan(
        self, key: str, approval: ApprovePlanRequest | None = None
    ) -> InterviewStateResponse:
        """Approve the plan; the answer has the candidate's ``interviewLink``."""
        return await self._send(calls.approve_plan(key, approval))

    async def reject_plan(self, key: str, comments: RejectPlanRequest) -> InterviewStateResponse:
        """Reject the plan; a reason is required."""
        return await self._send(calls.reject_plan(key, comments))

    async def request_plan_changes(
        self, key: str, comments: ChangePlanRequest
    ) -> InterviewStateResponse:
        """Request a new version of the plan, with the changes in the comments."""
        return await self._send(calls.request_plan_changes(key, comments))

    async def assessment(self, key: str) -> AssessmentResponse:
        """Return the newest assessment with its scorecard."""
        return await self._send(calls.get_assessment(key))

    async def transcript(self, key: str) -> SessionTranscriptResponse | None:
        """Return what was said in the newest session, or None if the candidate has not begun."""
        session_id = (await self.get(key))["sessionId"]
        if session_id is None:
            return None
        return await self._send(calls.get_transcript(session_id))

    async def decide(
        self, key: str, decision: HiringDecisionRequest, *, idempotency_key: str | None = None
    ) -> HiringDecisionResponse:
        """Decide about the candidate, as a signed-in person; an API key is refused.

        For ten seconds the decision can be withdrawn. ``confirm_decision`` makes it final at once.
        """
        return await self._send(calls.decide(key, decision, idempotency_key))

    async def decisions(self, key: str) -> Sequence[HiringDecisionResponse]:
        """Return the decisions about the candidate, newest first."""
        return (await self._send(calls.list_decisions(key)))["data"]

    async def confirm_decision(self, key: str, decision_id: str) -> HiringDecisionResponse:
        """Make your decision final at once, or confirm another person's as the second person."""
        return await self._send(calls.confirm_decision(key, decision_id))

    async def withdraw_decision(self, key: str, decision_id: str) -> None:
        """Withdraw a decision that is not final."""
        await self._send(calls.withdraw_decision(key, decision_id))

    async def webhooks(self, key: str) -> Sequence[WebhookMessageResponse]:
        """Return the webhooks of an interview with all attempts."""
        return (await self._send(calls.list_webhooks(key)))["data"]


class AsyncTemplates:
    """Templates of interviews."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._send = transport.send

    async def list(self) -> Sequence[TemplateResponse]:
        """Return all templates, newest first."""
        page = await self._send(calls.list_templates())
        templates = [*page["templates"]]
        while cursor := page.get("nextCursor"):
            page = await self._send(calls.list_templates(cursor))
            templates += page["templates"]
        return templates

    async def get(self, template_id: str) -> TemplateResponse:
        """Return a template."""
        return await self._send(calls.get_template(template_id))

    async def create_interview(
        self, template_id: str, candidate: OpenTemplateInterviewRequest
    ) -> TemplateInterviewResponse:
        """Request an interview with the template's questions; its plan needs approval, too."""
        return await self._send(calls.create_from_template(template_id, candidate))


class AsyncWebhookEndpoint:
    """The address that receives the webhooks of the organization. An administrator sets it."""

    def __init__(self, transport: AsyncTransport) -> None:
        self._send = transport.send

    async def configure(self, configuration: WebhookConfigRequest) -> WebhookConfigResponse:
        """Set address and events; a new secret is only in this answer."""
        return await self._send(calls.configure_endpoint(configuration))

    async def send_test(self) -> WebhookTestResponse:
        """Send a sample event now, and return what the endpoint answered."""
        return await self._send(calls.send_test())

    async def redeliver(self, message_id: str) -> WebhookMessageResponse:
        """Send a webhook again, with the same id."""
        return await self._send(calls.redeliver(message_id))
