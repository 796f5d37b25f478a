"""The partner API of the seeds: ``/a2a``, each path with its short alias."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Header, Response

from vivavoce.hiring.routes.bodies import (
    FactsBody,
    PlanCommentsBody,
    PlanDecisionBody,
    VerdictBody,
)
from vivavoce.hiring.routes.cases import HiringCases, decide_plan, request_interview
from vivavoce.hiring.routes.rpc import RPC_DOCUMENT, RpcDesk
from vivavoce.hiring.routes.shapes import (
    ReceiptShape,
    StateShape,
    StatusShape,
    decided_shape,
    state_shape,
    status_shape,
)
from vivavoce.infra.web.bodies import seed_router
from vivavoce.infra.web.callers import CallerOf

IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]


class A2aRoutes:
    """Endpoints of the seeds' partner API."""

    def __init__(self, cases: HiringCases) -> None:
        self._cases = cases

    async def a2a_create(
        self,
        caller: CallerOf,
        body: FactsBody,
        response: Response,
        idempotency_key: IdempotencyKey = None,
    ) -> ReceiptShape:
        """Request an interview. Missing facts are asked for; only malformed ones are refused."""
        return await request_interview(self._cases, caller, body, response, idempotency_key)

    async def a2a_status(self, caller: CallerOf, key: str) -> StatusShape:
        """Say how an interview stands, with its plan and its assessment."""
        return status_shape(await self._cases.read.status(caller, key))

    async def a2a_complete_info(self, caller: CallerOf, key: str, body: FactsBody) -> StateShape:
        """Fill in what was missing."""
        filled = await self._cases.complete(caller, key, body.facts, on_behalf_of=body.user_id)
        return state_shape(filled)

    async def a2a_approve(self, caller: CallerOf, key: str, body: PlanDecisionBody) -> StateShape:
        """Approve or reject the plan."""
        return await decide_plan(self._cases, caller, key, body)

    async def a2a_request_modification(
        self, caller: CallerOf, key: str, body: PlanCommentsBody
    ) -> StateShape:
        """Have the plan changed as the comments say."""
        return decided_shape(
            await self._cases.plan.modify(
                caller, key, comments=body.words, plan_id=body.plan_id, on_behalf_of=body.user_id
            )
        )

    async def a2a_approve_assessment(
        self, caller: CallerOf, key: str, body: VerdictBody
    ) -> StateShape:
        """Approve or reject the assessment, or have it made again. Takes a signed-in person.

        A reason has at least two words; one of a few characters is ``reason_too_short``.
        """
        decided = await self._cases.assessment(
            caller,
            key,
            body.transition,
            comments=body.words,
            assessment_id=body.assessment_id,
            on_behalf_of=body.user_id,
        )
        return state_shape(decided)


def a2a_router(cases: HiringCases) -> APIRouter:
    """Return the routes under ``/a2a``."""
    router = seed_router("A2A")
    routes = A2aRoutes(cases)
    router.add_api_route(
        "/a2a/task", RpcDesk(cases).a2a_task, methods=["POST"], openapi_extra=RPC_DOCUMENT
    )
    router.add_api_route(
        "/a2a/interview",
        routes.a2a_create,
        methods=["POST"],
        status_code=201,
        response_model_exclude_none=True,
    )
    for method, ending, endpoint in (
        ("GET", "status", routes.a2a_status),
        ("PATCH", "complete-info", routes.a2a_complete_info),
        ("POST", "approve", routes.a2a_approve),
        ("PATCH", "request-modification", routes.a2a_request_modification),
        ("POST", "approve-assessment", routes.a2a_approve_assessment),
    ):
        for path, is_canonical in (
            (f"/a2a/interview/{{key}}/{ending}", True),
            (f"/a2a/{{key}}/{ending}", False),
        ):
            router.add_api_route(
                path,
                endpoint,
                methods=[method],
                include_in_schema=is_canonical,
                response_model_exclude_none=True,
            )
    return router
