"""What the console reads and does: ``/interviews`` and ``/workflow``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from vivavoce.hiring.domain.request import malformed
from vivavoce.hiring.domain.workflow import State
from vivavoce.hiring.ports import Order
from vivavoce.hiring.ports import Query as Wanted
from vivavoce.hiring.routes.a2a import IdempotencyKey
from vivavoce.hiring.routes.bodies import FactsBody, TransitionBody
from vivavoce.hiring.routes.cases import HiringCases, request_interview
from vivavoce.hiring.routes.shapes import (
    CountsShape,
    DetailShape,
    HistoryShape,
    JsonObject,
    MovedShape,
    PageShape,
    ReceiptShape,
    StateShape,
    StatusShape,
    WorkflowShape,
    decided_shape,
    detail_shape,
    history_shape,
    moved_shape,
    page_shape,
    state_shape,
    status_shape,
    workflow_shape,
)
from vivavoce.infra.web.bodies import seed_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.kernel.errors import FieldError

_ALSO = {"ASSESSED": State.ASSESSMENT_APPROVED, "VALIDATING": State.VALIDATING_SKILLS}
_MOST_PAGES = 100_000
States = Annotated[
    list[str] | None, Query(description="One state or several: repeated, or with commas.")
]
Search = Annotated[str | None, Query(max_length=300)]
InOrder = Annotated[
    Order, Query(description="`longest_wait`: those first that have stood longest in their state.")
]
PageNumber = Annotated[int, Query(ge=1, le=_MOST_PAGES)]
Limit = Annotated[int, Query(ge=1, le=100)]


class InterviewRoutes:
    """Endpoints of the console."""

    def __init__(self, cases: HiringCases) -> None:
        self._cases = cases

    async def create_interview(
        self,
        caller: CallerOf,
        body: FactsBody,
        response: Response,
        idempotency_key: IdempotencyKey = None,
    ) -> ReceiptShape:
        """Request an interview; the same check as for partners, at once."""
        return await request_interview(self._cases, caller, body, response, idempotency_key)

    async def list_interviews(
        self,
        caller: CallerOf,
        state: States = None,
        status: States = None,
        search: Search = None,
        order: InOrder = "newest",
        page: PageNumber = 1,
        limit: Limit = 20,
    ) -> PageShape:
        """List interviews, newest first or the longest wait first."""
        states = _states(state or status)
        wanted = Wanted(states=states, search=search, order=order, page=page, limit=limit)
        return page_shape(await self._cases.read.page(caller, wanted), page, limit)

    async def count_interviews(self, caller: CallerOf) -> CountsShape:
        """Count the interviews of each of the thirteen states."""
        counts = await self._cases.read.counts(caller)
        return CountsShape(counts=counts, total=sum(counts.values()))

    async def get_interview(self, caller: CallerOf, key: str) -> DetailShape:
        """Return one interview with its history."""
        return detail_shape(await self._cases.read.detail(caller, key))

    async def update_interview(self, caller: CallerOf, key: str, body: FactsBody) -> DetailShape:
        """Fill in facts while the interview waits for them."""
        await self._cases.complete(caller, key, body.facts, on_behalf_of=body.user_id)
        return detail_shape(await self._cases.read.detail(caller, key))

    async def delete_interview(self, caller: CallerOf, key: str) -> None:
        """Erase the candidate's data and make the interview unknown."""
        await self._cases.erase.interview(caller, key)

    async def get_plan(self, caller: CallerOf, key: str) -> JsonObject:
        """Return the current plan with the decision about it."""
        return await self._cases.read.plan(caller, key)

    async def get_assessment(self, caller: CallerOf, key: str) -> JsonObject:
        """Return the newest assessment with the decision about it."""
        return await self._cases.read.assessment(caller, key)

    async def get_status(self, caller: CallerOf, key: str) -> StatusShape:
        """Say how an interview stands."""
        return status_shape(await self._cases.read.status(caller, key))

    async def invite_candidate(self, caller: CallerOf, key: str) -> StateShape:
        """Send the candidate the same link once more."""
        return decided_shape(await self._cases.nudge.invite(caller, key))

    async def assess_again(self, caller: CallerOf, key: str) -> StateShape:
        """Have a missing or failed assessment made."""
        return state_shape(await self._cases.nudge.assess(caller, key))

    async def take_transition(self, caller: CallerOf, key: str, body: TransitionBody) -> MovedShape:
        """Take a step of the workflow by its name."""
        moved = await self._cases.take(
            caller,
            key,
            body.transition,
            reason=body.reason,
            scheduled_at=body.scheduled_at,
            on_behalf_of=body.user_id,
        )
        return moved_shape(moved)

    async def get_history(self, caller: CallerOf, key: str) -> HistoryShape:
        """Return every step, oldest first."""
        return history_shape(await self._cases.read.detail(caller, key))

    async def get_available_transitions(self, caller: CallerOf, key: str) -> WorkflowShape:
        """Say which steps a person may take now."""
        return workflow_shape((await self._cases.read.detail(caller, key)).interview)

    async def get_workflow_state(self, caller: CallerOf, key: str) -> WorkflowShape:
        """Say where an interview stands."""
        return workflow_shape((await self._cases.read.detail(caller, key)).interview)


def interviews_router(cases: HiringCases) -> APIRouter:
    """Return the routes under ``/interviews`` and ``/workflow``; fixed paths come first."""
    router = seed_router("Interviews")
    routes = InterviewRoutes(cases)
    router.add_api_route("/interviews", routes.create_interview, methods=["POST"], status_code=201)
    one, flow = "/interviews/{key}", "/workflow/interviews/{key}"
    router.add_api_route(one, routes.delete_interview, methods=["DELETE"], status_code=204)
    for method, path, endpoint in (
        ("GET", "/interviews", routes.list_interviews),
        ("GET", "/interviews/counts", routes.count_interviews),
        ("GET", one, routes.get_interview),
        ("PUT", one, routes.update_interview),
        ("GET", f"{one}/plan", routes.get_plan),
        ("GET", f"{one}/assessment", routes.get_assessment),
        ("GET", f"{one}/status", routes.get_status),
        ("POST", f"{one}/invite", routes.invite_candidate),
        ("POST", f"{one}/assess", routes.assess_again),
        ("POST", f"{flow}/transition", routes.take_transition),
        ("GET", f"{flow}/history", routes.get_history),
        ("GET", f"{flow}/available-transitions", routes.get_available_transitions),
        ("GET", f"{flow}/state", routes.get_workflow_state),
    ):
        router.add_api_route(path, endpoint, methods=[method])
    return router


def _states(texts: list[str] | None) -> tuple[State, ...]:
    found = []
    for name in ",".join(texts or ()).split(","):
        folded = name.strip().upper()
        if not folded:
            continue
        if folded not in State.__members__ and folded not in _ALSO:
            message = f"'{name.strip()[:40]}' is not one of {', '.join(State)}."
            raise malformed([FieldError("state", "unknown", message)])
        found.append(_ALSO.get(folded) or State(folded))
    return tuple(found)
