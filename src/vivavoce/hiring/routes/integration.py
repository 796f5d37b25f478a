"""The partner API under its newer names, ``/integration``; it calls the same use cases."""

from __future__ import annotations

from fastapi import APIRouter, Response

from vivavoce.hiring.domain.workflow import InterviewTransition
from vivavoce.hiring.routes.a2a import IdempotencyKey
from vivavoce.hiring.routes.requests import (
    AssessmentCommentsRequest,
    InterviewFactsRequest,
    PlanApprovalRequest,
    PlanCommentsRequest,
)
from vivavoce.hiring.routes.responses import (
    InterviewReceiptResponse,
    InterviewStateResponse,
    InterviewStatusResponse,
    to_plan_decision_response,
    to_state_response,
    to_status_response,
)
from vivavoce.hiring.routes.use_cases import HiringUseCases, request_interview
from vivavoce.hiring.usecases.decide_plan import require_comments
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import make_lenient_router


class IntegrationRoutes:
    """Endpoints of the integration API."""

    def __init__(self, use_cases: HiringUseCases) -> None:
        self._use_cases = use_cases

    async def integration_create(
        self,
        caller: CurrentCaller,
        body: InterviewFactsRequest,
        response: Response,
        idempotency_key: IdempotencyKey = None,
    ) -> InterviewReceiptResponse:
        """Request an interview."""
        return await request_interview(self._use_cases, caller, body, response, idempotency_key)

    async def integration_status(self, caller: CurrentCaller, key: str) -> InterviewStatusResponse:
        """Return the status of an interview with its plan and its assessment."""
        return to_status_response(await self._use_cases.read_interviews.status(caller, key))

    async def integration_cancel(self, caller: CurrentCaller, key: str) -> InterviewStateResponse:
        """Cancel an interview that is not over."""
        return to_state_response(await self._use_cases.cancel(caller, key))

    async def integration_info(
        self, caller: CurrentCaller, key: str, body: InterviewFactsRequest
    ) -> InterviewStateResponse:
        """Add missing facts."""
        filled = await self._use_cases.complete_info(
            caller, key, body.facts, on_behalf_of=body.user_id
        )
        return to_state_response(filled)

    async def integration_approve_plan(
        self, caller: CurrentCaller, key: str, body: PlanApprovalRequest | None = None
    ) -> InterviewStateResponse:
        """Approve the plan."""
        said = body or PlanApprovalRequest()
        return to_plan_decision_response(
            await self._use_cases.decide_plan.approve(
                caller,
                key,
                comments=said.comment_text,
                plan_id=said.plan_id,
                on_behalf_of=said.user_id,
                must_haves=said.must_have_competencies,
            )
        )

    async def integration_reject_plan(
        self, caller: CurrentCaller, key: str, body: PlanCommentsRequest
    ) -> InterviewStateResponse:
        """Reject the plan. A reason is required."""
        return to_plan_decision_response(
            await self._use_cases.decide_plan.reject(
                caller,
                key,
                comments=require_comments(body.comment_text),
                plan_id=body.plan_id,
                on_behalf_of=body.user_id,
            )
        )

    async def integration_revise_plan(
        self, caller: CurrentCaller, key: str, body: PlanCommentsRequest
    ) -> InterviewStateResponse:
        """Request changes to the plan, described in the comments."""
        return to_plan_decision_response(
            await self._use_cases.decide_plan.modify(
                caller,
                key,
                comments=body.comment_text,
                plan_id=body.plan_id,
                on_behalf_of=body.user_id,
            )
        )

    async def integration_approve_assessment(
        self, caller: CurrentCaller, key: str, body: AssessmentCommentsRequest | None = None
    ) -> InterviewStateResponse:
        """Approve the assessment. Requires a signed-in person."""
        said = body or AssessmentCommentsRequest()
        return await self._decide_assessment(
            caller, key, InterviewTransition.APPROVE_ASSESSMENT, said
        )

    async def integration_reject_assessment(
        self, caller: CurrentCaller, key: str, body: AssessmentCommentsRequest
    ) -> InterviewStateResponse:
        """Reject the assessment, or request a new one. Requires a signed-in person."""
        step = (
            InterviewTransition.REASSESS if body.reassess else InterviewTransition.REJECT_ASSESSMENT
        )
        return await self._decide_assessment(caller, key, step, body)

    async def integration_erase_candidate(
        self, caller: CurrentCaller, key: str
    ) -> InterviewStateResponse:
        """Make the candidate's personal data permanently unreadable; the assessment stays."""
        return to_state_response(await self._use_cases.erase.erase_candidate(caller, key))

    async def _decide_assessment(
        self,
        caller: CurrentCaller,
        key: str,
        transition: InterviewTransition,
        body: AssessmentCommentsRequest,
    ) -> InterviewStateResponse:
        decided = await self._use_cases.decide_assessment(
            caller,
            key,
            transition,
            comments=body.comment_text,
            assessment_id=body.assessment_id,
            on_behalf_of=body.user_id,
        )
        return to_state_response(decided)


def build_integration_router(use_cases: HiringUseCases) -> APIRouter:
    """Return the routes under ``/integration/interviews``."""
    router = make_lenient_router("Integration")
    routes = IntegrationRoutes(use_cases)
    one = "/integration/interviews/{key}"
    router.add_api_route(
        "/integration/interviews",
        routes.integration_create,
        methods=["POST"],
        status_code=201,
        response_model_exclude_none=True,
    )
    for method, path, endpoint in (
        ("GET", one, routes.integration_status),
        ("DELETE", one, routes.integration_cancel),
        ("PATCH", f"{one}/info", routes.integration_info),
        ("POST", f"{one}/plan/approve", routes.integration_approve_plan),
        ("POST", f"{one}/plan/reject", routes.integration_reject_plan),
        ("PATCH", f"{one}/plan/revise", routes.integration_revise_plan),
        ("POST", f"{one}/assessment/approve", routes.integration_approve_assessment),
        ("POST", f"{one}/assessment/reject", routes.integration_reject_assessment),
        ("DELETE", f"{one}/candidate-data", routes.integration_erase_candidate),
    ):
        router.add_api_route(path, endpoint, methods=[method], response_model_exclude_none=True)
    return router
