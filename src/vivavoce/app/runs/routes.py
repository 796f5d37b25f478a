"""The runs API ``/api/v1/runs``, on the agents' port and on the gateway's."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field, StrictInt, StringConstraints

from vivavoce.app.runs.caller import AgentAuthenticator, CurrentRunCaller
from vivavoce.app.runs.run import Run, RunKind, RunStatus
from vivavoce.app.runs.service import RunService
from vivavoce.assessment.domain.external_evidence import EvidenceItem, RejectedEvidenceItem
from vivavoce.hiring.routes.requests import AssessmentDecisionRequest
from vivavoce.infra.web.request_models import (
    CamelModel,
    LenientRequestModel,
    StrictRequestModel,
    make_lenient_router,
)
from vivavoce.infra.web.routing import ApiRouter
from vivavoce.kernel.errors import FieldError, InvalidRequestError

FreeText = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
ShortLabel = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
JsonObject = dict[str, Any]  # Any: JSON


class AmbiguousResultError(InvalidRequestError):
    """Send 'plan', or 'evidence' with 'assessor'; never both."""

    code = "result_unclear"


class RunResponse(CamelModel):
    """One run. ``input`` is present while an external result is awaited."""

    id: str
    run_id: str
    interview_id: str
    kind: RunKind
    status: RunStatus
    awaits_result: bool
    result: JsonObject | None
    error: JsonObject | None
    input: JsonObject | None = None


class RunListResponse(CamelModel):
    """Runs that wait for an external result."""

    data: list[RunResponse]
    total: int


class DroppedEvidenceResponse(CamelModel):
    """An evidence item that was not accepted: its position in the request, and the reason."""

    index: int
    reason: str


class RunResultResponse(RunResponse):
    """A run after its result was accepted."""

    dropped: list[DroppedEvidenceResponse]


class StartRunRequest(LenientRequestModel):
    """The work to start again; ``interviewId`` is the interview's id or its run id."""

    kind: RunKind
    interview_id: ShortLabel


class EvidenceItemRequest(StrictRequestModel):
    """One quote and what it shows. There is no field for a score: scores are computed by the platform."""

    quote: FreeText
    turn: StrictInt
    competency: FreeText
    sub_dimension: FreeText
    level: StrictInt


class RunResultRequest(StrictRequestModel):
    """A plan document, or evidence with the label of its assessor."""

    plan: JsonObject | None = None
    evidence: list[EvidenceItemRequest] | None = Field(default=None, max_length=500)
    assessor: ShortLabel | None = None


class RunRoutes:
    """Endpoints of the runs API."""

    def __init__(self, runs: RunService) -> None:
        self._runs = runs

    async def list_runs(
        self, caller: CurrentRunCaller, kind: RunKind | None = None
    ) -> RunListResponse:
        """List the newest runs that wait for an external result, at most 100 of each kind."""
        found = await self._runs.list_waiting(caller, kind)
        return RunListResponse(data=[_to_response(run) for run in found], total=len(found))

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
            message = "Name the assessor in 'assessor'."
            raise AmbiguousResultError(errors=[FieldError("assessor", "missing", message)])
        items = [EvidenceItem(**one.model_dump()) for one in body.evidence or ()]
        return _to_result_response(
            *await self._runs.deliver_evidence(caller, run_id, items, body.assessor)
        )


def router(runs: RunService, authenticator: AgentAuthenticator) -> APIRouter:
    """Return the routes; external agents authenticate with ``A2A_API_KEY`` and send their tenant."""
    listed, routes = make_lenient_router("Runs"), RunRoutes(runs)
    one = "/runs/{run_id}"
    for method, path, endpoint, status in (
        ("GET", "/runs", routes.list_runs, 200),
        ("POST", "/runs", routes.start_run, 202),
        ("POST", "/interviews/{key}/plan/retry", routes.retry_plan, 202),
        ("GET", one, routes.get_run, 200),
        ("POST", f"{one}/continue", routes.continue_run, 200),
        ("POST", f"{one}/cancel", routes.cancel_run, 200),
        ("PUT", f"{one}/result", routes.put_result, 200),
    ):
        listed.add_api_route(path, endpoint, methods=[method], status_code=status)
    whole = ApiRouter(prefix="/api/v1")
    whole.include_router(listed, dependencies=[Depends(authenticator.authenticate)])
    return whole


def _to_response(run: Run) -> RunResponse:
    return RunResponse.model_validate(run, from_attributes=True)


def _to_result_response(
    run: Run, dropped: tuple[RejectedEvidenceItem, ...] = ()
) -> RunResultResponse:
    cards = [DroppedEvidenceResponse(index=one.place, reason=one.reason) for one in dropped]
    return RunResultResponse(**_to_response(run).model_dump(), dropped=cards)
