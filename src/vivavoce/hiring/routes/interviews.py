"""The console's routes: ``/interviews`` and ``/workflow``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from vivavoce.hiring.domain.request import build_malformed_error
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.ports import InterviewQuery as Wanted
from vivavoce.hiring.ports import InterviewSortOrder
from vivavoce.hiring.routes.partners import IdempotencyKey
from vivavoce.hiring.routes.plan_responses import PlanResponse
from vivavoce.hiring.routes.requests import InterviewFactsRequest, TransitionRequest
from vivavoce.hiring.routes.responses import (
    InterviewCountsResponse,
    InterviewDetailResponse,
    InterviewHistoryResponse,
    InterviewListResponse,
    InterviewReceiptResponse,
    InterviewStateResponse,
    InterviewStatusResponse,
    InterviewWorkflowResponse,
    JsonObject,
    TransitionResultResponse,
    to_detail_response,
    to_history_response,
    to_list_response,
    to_plan_decision_response,
    to_state_response,
    to_status_response,
    to_transition_result_response,
    to_workflow_response,
)
from vivavoce.hiring.routes.use_cases import HiringUseCases, request_interview
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import make_lenient_router
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.translation import translatable

_STATE_ALIASES = {
    "ASSESSED": InterviewState.ASSESSMENT_APPROVED,
    "VALIDATING": InterviewState.VALIDATING_SKILLS,
}
_MAX_PAGE = 100_000
StatesParam = Annotated[
    list[str] | None,
    Query(description="One or more states: repeat the parameter, or separate them with commas."),
]
SearchParam = Annotated[str | None, Query(max_length=300)]
SortOrderParam = Annotated[
    InterviewSortOrder,
    Query(
        description="`longest_wait`: interviews that have been in their state longest come first."
    ),
]
PageNumber = Annotated[int, Query(ge=1, le=_MAX_PAGE)]
Limit = Annotated[int, Query(ge=1, le=100)]


class InterviewRoutes:
    """Endpoints of the console."""

    def __init__(self, use_cases: HiringUseCases) -> None:
        self._use_cases = use_cases

    async def create_interview(
        self,
        caller: CurrentCaller,
        body: InterviewFactsRequest,
        response: Response,
        idempotency_key: IdempotencyKey = None,
    ) -> InterviewReceiptResponse:
        """Request an interview, with the same checks as for partners."""
        return await request_interview(self._use_cases, caller, body, response, idempotency_key)

    async def list_interviews(
        self,
        caller: CurrentCaller,
        state: StatesParam = None,
        status: StatesParam = None,
        search: SearchParam = None,
        order: SortOrderParam = "newest",
        page: PageNumber = 1,
        limit: Limit = 20,
    ) -> InterviewListResponse:
        """List interviews, newest first or the longest wait first."""
        states = _parse_states(state or status)
        query = Wanted(states=states, search=search, order=order, page=page, limit=limit)
        return to_list_response(
            await self._use_cases.read_interviews.page(caller, query), page, limit
        )

    async def count_interviews(self, caller: CurrentCaller) -> InterviewCountsResponse:
        """Return the number of interviews in each of the thirteen states."""
        counts = await self._use_cases.read_interviews.counts(caller)
        return InterviewCountsResponse(counts=counts, total=sum(counts.values()))

    async def get_interview(self, caller: CurrentCaller, key: str) -> InterviewDetailResponse:
        """Return one interview with its history."""
        return to_detail_response(await self._use_cases.read_interviews.detail(caller, key))

    async def update_interview(
        self, caller: CurrentCaller, key: str, body: InterviewFactsRequest
    ) -> InterviewDetailResponse:
        """Add missing facts to an interview in state INFO_NEEDED."""
        await self._use_cases.complete_info(caller, key, body.facts, on_behalf_of=body.user_id)
        return to_detail_response(await self._use_cases.read_interviews.detail(caller, key))

    async def delete_interview(self, caller: CurrentCaller, key: str) -> None:
        """Erase the candidate's data and delete the interview."""
        await self._use_cases.erase.delete_interview(caller, key)

    async def get_plan(self, caller: CurrentCaller, key: str) -> PlanResponse:
        """Return the current plan with the decision about it."""
        return PlanResponse.model_validate(await self._use_cases.read_interviews.plan(caller, key))

    async def get_assessment(self, caller: CurrentCaller, key: str) -> JsonObject:
        """Return the newest assessment with the decision about it."""
        return await self._use_cases.read_interviews.assessment(caller, key)

    async def get_status(self, caller: CurrentCaller, key: str) -> InterviewStatusResponse:
        """Return the status of an interview with its plan and its assessment."""
        return to_status_response(await self._use_cases.read_interviews.status(caller, key))

    async def invite_candidate(self, caller: CurrentCaller, key: str) -> InterviewStateResponse:
        """E-mail the candidate the same link again."""
        return to_plan_decision_response(
            await self._use_cases.retry_steps.resend_invitation(caller, key)
        )

    async def retry_assessment(self, caller: CurrentCaller, key: str) -> InterviewStateResponse:
        """Request a missing or failed assessment again."""
        return to_state_response(await self._use_cases.retry_steps.retry_assessment(caller, key))

    async def apply_transition(
        self, caller: CurrentCaller, key: str, body: TransitionRequest
    ) -> TransitionResultResponse:
        """Apply a workflow transition by name."""
        result = await self._use_cases.dispatch_transition(
            caller,
            key,
            body.transition,
            reason=body.reason,
            scheduled_at=body.scheduled_at,
            on_behalf_of=body.user_id,
        )
        return to_transition_result_response(result)

    async def get_history(self, caller: CurrentCaller, key: str) -> InterviewHistoryResponse:
        """Return every transition of an interview, oldest first."""
        return to_history_response(await self._use_cases.read_interviews.detail(caller, key))

    async def get_available_transitions(
        self, caller: CurrentCaller, key: str
    ) -> InterviewWorkflowResponse:
        """Return the transitions that a user may make now."""
        return to_workflow_response(
            (await self._use_cases.read_interviews.detail(caller, key)).interview
        )

    async def get_workflow_state(
        self, caller: CurrentCaller, key: str
    ) -> InterviewWorkflowResponse:
        """Return the workflow state of an interview."""
        return to_workflow_response(
            (await self._use_cases.read_interviews.detail(caller, key)).interview
        )


def build_interviews_router(use_cases: HiringUseCases) -> APIRouter:
    """Return the routes under ``/interviews`` and ``/workflow``."""
    router = make_lenient_router("Interviews")
    routes = InterviewRoutes(use_cases)
    router.add_api_route("/interviews", routes.create_interview, methods=["POST"], status_code=201)
    interview_path, workflow_path = "/interviews/{key}", "/workflow/interviews/{key}"
    router.add_api_route(
        interview_path, routes.delete_interview, methods=["DELETE"], status_code=204
    )
    for method, path, endpoint in (
        ("GET", "/interviews", routes.list_interviews),
        ("GET", "/interviews/counts", routes.count_interviews),
        ("GET", interview_path, routes.get_interview),
        ("PUT", interview_path, routes.update_interview),
        ("GET", f"{interview_path}/plan", routes.get_plan),
        ("GET", f"{interview_path}/assessment", routes.get_assessment),
        ("GET", f"{interview_path}/status", routes.get_status),
        ("POST", f"{interview_path}/invite", routes.invite_candidate),
        ("POST", f"{interview_path}/assess", routes.retry_assessment),
        ("POST", f"{workflow_path}/transition", routes.apply_transition),
        ("GET", f"{workflow_path}/history", routes.get_history),
        ("GET", f"{workflow_path}/available-transitions", routes.get_available_transitions),
        ("GET", f"{workflow_path}/state", routes.get_workflow_state),
    ):
        router.add_api_route(path, endpoint, methods=[method])
    return router


def _parse_states(texts: list[str] | None) -> tuple[InterviewState, ...]:
    states = []
    for name in ",".join(texts or ()).split(","):
        folded = name.strip().upper()
        if not folded:
            continue
        if folded not in InterviewState.__members__ and folded not in _STATE_ALIASES:
            message = translatable(
                "'{value}' is not one of {states}.",
                value=name.strip()[:40],
                states=", ".join(InterviewState),
            )
            raise build_malformed_error([FieldError("state", "unknown", message)])
        states.append(_STATE_ALIASES.get(folded) or InterviewState(folded))
    return tuple(states)
