"""The runs API: ``/api/v1/runs``, on the agents' port and on the gateway's."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from pydantic import Field, StrictInt, StringConstraints

from vivavoce.app.runs.caller import AgentDoor, RunCallerOf
from vivavoce.app.runs.desk import Runs
from vivavoce.app.runs.run import Kind, Run, Status
from vivavoce.assessment.domain.outside import Dropped, Item
from vivavoce.hiring.routes.bodies import VerdictBody
from vivavoce.infra.web.bodies import CamelModel, OwnBody, SeedBody, seed_router
from vivavoce.kernel.errors import FieldError, Malformed

Words = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
JsonObject = dict[str, Any]  # Any: JSON


class ResultUnclear(Malformed):
    """Send 'plan', or 'evidence' with 'assessor'; never both."""

    code = "result_unclear"


class RunCard(CamelModel):
    """One run. ``input`` is there while an outside result is awaited."""

    id: str
    run_id: str
    interview_id: str
    kind: Kind
    status: Status
    awaits_result: bool
    result: JsonObject | None
    error: JsonObject | None
    input: JsonObject | None = None


class RunList(CamelModel):
    """Runs that wait for an outside result."""

    data: list[RunCard]
    total: int


class DroppedCard(CamelModel):
    """An item of evidence that does not count: its place in what was sent, and why."""

    place: int
    reason: str


class DeliveredCard(RunCard):
    """A run after its result was taken in."""

    dropped: list[DroppedCard]


class StartBody(SeedBody):
    """Which work is to be done once more; ``interviewId`` is the interview's id or its run id."""

    kind: Kind
    interview_id: Label


class EvidenceBody(OwnBody):
    """One quote and what it shows. There is no place for a score: scores are computed here."""

    quote: Words
    turn: StrictInt
    competency: Words
    sub_dimension: Words
    level: StrictInt


class ResultBody(OwnBody):
    """A plan document, or evidence with the label of whoever found it."""

    plan: JsonObject | None = None
    evidence: list[EvidenceBody] | None = Field(default=None, max_length=500)
    assessor: Label | None = None


class RunRoutes:
    """Endpoints of the runs API."""

    def __init__(self, runs: Runs) -> None:
        self._runs = runs

    async def list_runs(self, caller: RunCallerOf, kind: Kind | None = None) -> RunList:
        """List the newest runs that wait for an outside result, at most a hundred of a kind."""
        found = await self._runs.waiting(caller, kind)
        return RunList(data=[_card(run) for run in found], total=len(found))

    async def start_run(self, caller: RunCallerOf, body: StartBody) -> RunCard:
        """Have a plan or an assessment made that failed or is missing; asking twice makes one."""
        return _card(await self._runs.start(caller, body.kind, body.interview_id))

    async def retry_plan(self, caller: RunCallerOf, key: str) -> RunCard:
        """Have a plan made that failed or is missing."""
        return _card(await self._runs.start(caller, "plan", key))

    async def get_run(self, caller: RunCallerOf, run_id: str) -> RunCard:
        """Return a run by its own id, or what the interview of a run id is at."""
        return _card(await self._runs.get(caller, run_id))

    async def continue_run(self, caller: RunCallerOf, run_id: str, body: VerdictBody) -> RunCard:
        """Decide about what a run made: approve, reject, or have it changed."""
        run = await self._runs.to_decide(caller, run_id)
        if run.kind == "plan":
            await self._runs.decide_plan(caller, run, body.verdict, body.words)
        else:
            await self._runs.decide_assessment(caller, run, body.transition, body.words)
        return _card(await self._runs.get(caller, run.id))

    async def cancel_run(self, caller: RunCallerOf, run_id: str) -> RunCard:
        """End an order for a plan that was not carried out."""
        return _card(await self._runs.cancel(caller, run_id))

    async def put_result(self, caller: RunCallerOf, run_id: str, body: ResultBody) -> DeliveredCard:
        """Deliver an outside plan, or outside evidence."""
        if (body.plan is None) == (body.evidence is None):
            raise ResultUnclear
        if body.plan is not None:
            return _delivered(await self._runs.deliver_plan(caller, run_id, body.plan))
        if body.assessor is None:
            message = "Say in 'assessor' who found the evidence."
            raise ResultUnclear(errors=[FieldError("assessor", "missing", message)])
        items = [Item(**one.model_dump()) for one in body.evidence or ()]
        return _delivered(*await self._runs.deliver_evidence(caller, run_id, items, body.assessor))


def router(runs: Runs, door: AgentDoor) -> APIRouter:
    """Return the routes; outside agents come in by ``A2A_API_KEY`` and name their tenant."""
    listed, routes = seed_router("Runs"), RunRoutes(runs)
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
    whole = APIRouter(prefix="/api/v1")
    whole.include_router(listed, dependencies=[Depends(door.let_in)])
    return whole


def _card(run: Run) -> RunCard:
    return RunCard.model_validate(run, from_attributes=True)


def _delivered(run: Run, dropped: tuple[Dropped, ...] = ()) -> DeliveredCard:
    cards = [DroppedCard(place=one.place, reason=one.reason) for one in dropped]
    return DeliveredCard(**_card(run).model_dump(), dropped=cards)
