"""The runs API ``/api/v1/runs``, on the agents' port and on the gateway's, and who may use it."""

from __future__ import annotations

import hmac
from typing import Annotated, Any, cast
from uuid import UUID

import structlog
from fastapi import APIRouter, Depends, Request
from pydantic import Field, StrictBool, StrictInt, StringConstraints

from vivavoce.app.runs.run import Run, RunKind, RunStatus
from vivavoce.app.runs.service import RunService
from vivavoce.assessment.domain.external_evidence import EvidenceItem, RejectedEvidenceItem
from vivavoce.assessment.domain.model_evidence.guards import Act
from vivavoce.hiring.routes.requests import AssessmentDecisionRequest
from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.settings import Settings
from vivavoce.infra.web.callers import current_caller
from vivavoce.infra.web.request_models import (
    CamelModel,
    LenientRequestModel,
    StrictRequestModel,
    make_lenient_router,
)
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.kernel.ids import TenantId
from vivavoce.kernel.translation import translatable

_AGENT_ID = UUID("00000000-0000-7000-8000-0000000a6e27")
"""All agents with the platform's key share this id; the label of a result tells them apart."""


class TenantMissingError(InvalidRequestError):
    """Send the organization that the agent works for in 'X-Tenant-ID'."""

    code = "tenant_missing"


class AgentAuthenticator:
    """Authenticates agents with ``A2A_API_KEY``, which is valid for the runs API only."""

    def __init__(self, settings: Settings, keys: InstallationKeys) -> None:
        configured_key = settings.a2a_api_key
        self._key = (
            configured_key.get_secret_value()
            if configured_key
            else keys.derive("a2a-api-key").hex()
        )

    async def authenticate(self, request: Request) -> None:
        """Find the caller and store it on the request, or raise ``UnauthenticatedError``."""
        headers = request.headers
        token, key = headers.get("authorization", ""), headers.get("x-api-key", "")
        scheme, _, bearer = token.partition(" ")
        offered = bearer.strip() if scheme.lower() == "bearer" and not key else key
        if (token and key) or not self._is_platform_key(offered):
            request.state.run_caller = await current_caller(request)
            return
        caller = _agent_caller(headers.get("x-tenant-id", ""))
        structlog.contextvars.bind_contextvars(tenant_id=str(caller.tenant_id))
        request.state.run_caller = caller

    def _is_platform_key(self, key: str) -> bool:
        return hmac.compare_digest(key.encode(), self._key.encode())


def _agent_caller(tenant: str) -> Caller:
    try:
        tenant_id = TenantId(UUID(tenant.strip()))
    except ValueError:
        error = FieldError("X-Tenant-ID", "missing", str(TenantMissingError()))
        raise TenantMissingError(errors=[error]) from None
    return Caller(
        tenant_id=tenant_id,
        kind="agent",
        id=_AGENT_ID,
        name="outside agent",
        permissions=frozenset({Permission.INTERVIEW_READ}),
    )


async def _run_caller(request: Request) -> Caller:
    return cast("Caller", request.state.run_caller)  # set by the authenticator


CurrentRunCaller = Annotated[Caller, Depends(_run_caller)]


FreeText = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
ShortLabel = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
JsonObject = dict[str, Any]  # Any: JSON


class AmbiguousResultError(InvalidRequestError):
    """Send 'plan', or 'evidence' with 'assessor'; never both."""

    code = "result_unclear"


class RunResponse(CamelModel):
    """One run: a piece of work of the planner or the assessor."""

    id: str
    """The id of the plan order or of the assessment; the interview's run id while there is
    neither."""
    run_id: str
    """The run id of the interview, as in events and webhooks."""
    interview_id: str
    """The interview's id, a UUID."""
    kind: RunKind
    """Whether the run writes a plan or an assessment."""
    status: RunStatus
    """`pending_hitl` waits for a person: to decide about the result, or to add the missing
    facts."""
    awaits_result: bool
    """Whether an external agent is to deliver the result with `PUT …/result`."""
    result: JsonObject | None = Field(
        examples=[{"planId": "0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55", "version": 1}]
    )
    """What the run wrote: `planId` or `assessmentId`, with its `version`; null while there is
    nothing."""
    error: JsonObject | None = Field(examples=[{"code": "planner_failed"}])
    """Why a plan failed, as `code`; null otherwise."""
    input: JsonObject | None = None
    """The data to work with, for callers who may deliver the result; null unless `awaitsResult` is
    true and a single run is read."""


class RunListResponse(CamelModel):
    """Runs that wait for an external result."""

    data: list[RunResponse]
    """The waiting runs, without `input`."""
    total: int = Field(examples=[1])
    """How many runs `data` has."""


class DroppedEvidenceResponse(CamelModel):
    """An evidence item that was not accepted."""

    index: int = Field(examples=[2])
    """The position of the item in the request's `evidence`, from 0."""
    reason: str = Field(examples=["not_verbatim"])
    """Why the item was not accepted."""


class RunResultResponse(RunResponse):
    """A run after its result was accepted."""

    dropped: list[DroppedEvidenceResponse]
    """The evidence items that were not accepted; always empty for a plan."""


class StartRunRequest(LenientRequestModel):
    """The work to start again."""

    kind: RunKind
    """Whether to write a plan or an assessment."""
    interview_id: ShortLabel = Field(examples=["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"])
    """The interview's id, or its run id."""


class EvidenceItemRequest(StrictRequestModel):
    """One quote and what it shows. There is no field for a score: scores are computed by the platform."""

    quote: FreeText = Field(
        examples=["I called the carrier and moved the delivery to the next morning"]
    )
    """The candidate's words, verbatim, at least three words from one turn."""
    turn: StrictInt = Field(examples=[7])
    """The number of the turn that the quote is from, as in `input`."""
    competency: FreeText = Field(examples=["Problem solving"])
    """The name of a competency of the plan."""
    sub_dimension: FreeText = Field(examples=["Acting on it"])
    """The name of the part of the competency that the quote is about."""
    level: StrictInt = Field(examples=[4])
    """How well the quote shows it, from 1 to 5. Levels 3 to 5 count for the competency, 1 and 2
    against it."""
    act: Act = Field(default="own", examples=["own"])
    """Whose act the quote tells: the candidate's `own`, that of a `team` with the candidate in it, only of
    `other` people, a `habit`, or a `claim` about oneself. The last three reach level 2 at most; a habit
    does so where the question asks for one event."""
    negated: StrictBool = Field(default=False, examples=[False])
    """Whether the quote says that the act was not done. Then it does not count for the competency."""


class RunResultRequest(StrictRequestModel):
    """A plan document, or evidence with the label of its assessor."""

    plan: JsonObject | None = None
    """The plan document, for a run of kind `plan`. Send either this or `evidence`."""
    evidence: list[EvidenceItemRequest] | None = Field(default=None, max_length=500)
    """The evidence, for a run of kind `assessment`. An empty list says that there is none."""
    assessor: ShortLabel | None = Field(None, examples=["acme-assessor 2.1"])
    """The name of the assessor, shown with the assessment. Required with `evidence`."""


class RunRoutes:
    """Endpoints of the runs API."""

    def __init__(self, runs: RunService) -> None:
        self._runs = runs

    async def list_runs(
        self, caller: CurrentRunCaller, kind: RunKind | None = None
    ) -> RunListResponse:
        """List the newest runs that wait for an external result, at most 100 of each kind."""
        waiting = await self._runs.list_waiting(caller, kind)
        return RunListResponse(data=[_to_response(run) for run in waiting], total=len(waiting))

    async def start_run(self, caller: CurrentRunCaller, body: StartRunRequest) -> RunResponse:
        """Start a plan or an assessment that failed or is missing. A repeated request starts nothing new."""
        return _to_response(await self._runs.start(caller, body.kind, body.interview_id))

    async def retry_plan(self, caller: CurrentRunCaller, key: str) -> RunResponse:
        """Start a plan that failed or is missing."""
        return _to_response(await self._runs.start(caller, "plan", key))

    async def get_run(self, caller: CurrentRunCaller, run_id: str) -> RunResponse:
        """Return a run by its own id, or the current run of an interview by its run id."""
        return _to_response(await self._runs.get(caller, run_id))

    async def continue_run(
        self, caller: CurrentRunCaller, run_id: str, body: AssessmentDecisionRequest
    ) -> RunResponse:
        """Decide about the result of a run: approve, reject, or request changes."""
        run = await self._runs.get_awaiting_decision(caller, run_id)
        if run.kind == "plan":
            await self._runs.decide_plan(caller, run, body.chosen_action, body.comment_text)
        else:
            await self._runs.decide_assessment(caller, run, body.transition, body.comment_text)
        return _to_response(await self._runs.get(caller, run.id))

    async def cancel_run(self, caller: CurrentRunCaller, run_id: str) -> RunResponse:
        """Cancel a plan order that is still open."""
        return _to_response(await self._runs.cancel(caller, run_id))

    async def put_result(
        self, caller: CurrentRunCaller, run_id: str, body: RunResultRequest
    ) -> RunResultResponse:
        """Deliver an external plan, or external evidence."""
        if (body.plan is None) == (body.evidence is None):
            raise AmbiguousResultError
        if body.plan is not None:
            return _to_result_response(await self._runs.deliver_plan(caller, run_id, body.plan))
        if body.assessor is None:
            message = translatable("Name the assessor in 'assessor'.")
            raise AmbiguousResultError(errors=[FieldError("assessor", "missing", message)])
        items = [EvidenceItem(**item.model_dump()) for item in body.evidence or ()]
        return _to_result_response(
            *await self._runs.deliver_evidence(caller, run_id, items, body.assessor)
        )


def router(runs: RunService, authenticator: AgentAuthenticator) -> APIRouter:
    """Return the routes; external agents authenticate with ``A2A_API_KEY`` and send their tenant."""
    listed, routes = make_lenient_router("Runs"), RunRoutes(runs)
    run_path = "/runs/{run_id}"
    for method, path, endpoint, status in (
        ("GET", "/runs", routes.list_runs, 200),
        ("POST", "/runs", routes.start_run, 202),
        ("POST", "/interviews/{key}/plan/retry", routes.retry_plan, 202),
        ("GET", run_path, routes.get_run, 200),
        ("POST", f"{run_path}/continue", routes.continue_run, 200),
        ("POST", f"{run_path}/cancel", routes.cancel_run, 200),
        ("PUT", f"{run_path}/result", routes.put_result, 200),
    ):
        listed.add_api_route(path, endpoint, methods=[method], status_code=status)
    outer = ApiRouter(prefix="/api/v1")
    outer.include_router(listed, dependencies=[Depends(authenticator.authenticate)])
    return outer


def _to_response(run: Run) -> RunResponse:
    return RunResponse.model_validate(run, from_attributes=True)


def _to_result_response(
    run: Run, dropped: tuple[RejectedEvidenceItem, ...] = ()
) -> RunResultResponse:
    responses = [DroppedEvidenceResponse(index=item.place, reason=item.reason) for item in dropped]
    return RunResultResponse(**_to_response(run).model_dump(), dropped=responses)
