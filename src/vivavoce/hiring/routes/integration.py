"""The partner API by its later names, ``/integration``: the same use cases."""

from __future__ import annotations

from fastapi import APIRouter, Response

from vivavoce.hiring.domain.workflow import Transition
from vivavoce.hiring.routes.a2a import IdempotencyKey
from vivavoce.hiring.routes.bodies import (
    FactsBody,
    PlanApprovalBody,
    PlanCommentsBody,
    VerdictCommentsBody,
)
from vivavoce.hiring.routes.cases import HiringCases, request_interview
from vivavoce.hiring.routes.shapes import (
    ReceiptShape,
    StateShape,
    StatusShape,
    decided_shape,
    state_shape,
    status_shape,
)
from vivavoce.hiring.usecases.decide_plan import required
from vivavoce.infra.web.bodies import seed_router
from vivavoce.infra.web.callers import CallerOf


class IntegrationRoutes:
    """Endpoints of the integration API."""

    def __init__(self, cases: HiringCases) -> None:
        self._cases = cases

    async def integration_create(
        self,
        caller: CallerOf,
        body: FactsBody,
        response: Response,
        idempotency_key: IdempotencyKey = None,
    ) -> ReceiptShape:
        """Request an interview."""
        return await request_interview(self._cases, caller, body, response, idempotency_key)

    async def integration_status(self, caller: CallerOf, key: str) -> StatusShape:
        """Say how an interview stands, with its plan and its assessment."""
        return status_shape(await self._cases.read.status(caller, key))

    async def integration_cancel(self, caller: CallerOf, key: str) -> StateShape:
        """Cancel an interview that is not over."""
        return state_shape(await self._cases.cancel(caller, key))

    async def integration_info(self, caller: CallerOf, key: str, body: FactsBody) -> StateShape:
        """Fill in what was missing."""
        filled = await self._cases.complete(caller, key, body.facts, on_behalf_of=body.user_id)
        return state_shape(filled)

    async def integration_approve_plan(
        self, caller: CallerOf, key: str, body: PlanApprovalBody | None = None
    ) -> StateShape:
        """Approve the plan."""
        said = body or PlanApprovalBody()
        return decided_shape(
            await self._cases.plan.approve(
                caller,
                key,
                comments=said.words,
                plan_id=said.plan_id,
                on_behalf_of=said.user_id,
                must_haves=said.must_have_competencies,
            )
        )

    async def integration_reject_plan(
        self, caller: CallerOf, key: str, body: PlanCommentsBody
    ) -> StateShape:
        """Reject the plan, saying why."""
        return decided_shape(
            await self._cases.plan.reject(
                caller,
                key,
                comments=required(body.words),
                plan_id=body.plan_id,
                on_behalf_of=body.user_id,
            )
        )

    async def integration_revise_plan(
        self, caller: CallerOf, key: str, body: PlanCommentsBody
    ) -> StateShape:
        """Have the plan changed as the words say."""
        return decided_shape(
            await self._cases.plan.modify(
                caller, key, comments=body.words, plan_id=body.plan_id, on_behalf_of=body.user_id
            )
        )

    async def integration_approve_assessment(
        self, caller: CallerOf, key: str, body: VerdictCommentsBody | None = None
    ) -> StateShape:
        """Approve the assessment. Takes a signed-in person."""
        said = body or VerdictCommentsBody()
        return await self._judge(caller, key, Transition.APPROVE_ASSESSMENT, said)

    async def integration_reject_assessment(
        self, caller: CallerOf, key: str, body: VerdictCommentsBody
    ) -> StateShape:
        """Reject the assessment, or have it made again. Takes a signed-in person."""
        step = Transition.REASSESS if body.reassess else Transition.REJECT_ASSESSMENT
        return await self._judge(caller, key, step, body)

    async def integration_erase_candidate(self, caller: CallerOf, key: str) -> StateShape:
        """Make the candidate's personal data unreadable for good; the assessment stays."""
        return state_shape(await self._cases.erase.person(caller, key))

    async def _judge(
        self, caller: CallerOf, key: str, step: Transition, body: VerdictCommentsBody
    ) -> StateShape:
        decided = await self._cases.assessment(
            caller,
            key,
            step,
            comments=body.words,
            assessment_id=body.assessment_id,
            on_behalf_of=body.user_id,
        )
        return state_shape(decided)


def integration_router(cases: HiringCases) -> APIRouter:
    """Return the routes under ``/integration/interviews``."""
    router = seed_router("Integration")
    routes = IntegrationRoutes(cases)
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
