"""Setting practice up: preview, edit, approve, or configure at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from vivavoce.contracts.personas import PERSONAS
from vivavoce.contracts.replay import Answer
from vivavoce.infra.web.bodies import own_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.infra.web.problems import Problem
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.practice.domain.draft import PracticeSession
from vivavoce.practice.ports.sessions import Then
from vivavoce.practice.routes.sessions_bodies import (
    ApproveBody,
    ConfigureBody,
    PreviewBody,
    QuestionsBody,
)
from vivavoce.practice.routes.sessions_shapes import (
    Addresses,
    ApprovedShape,
    PractisedShape,
    SessionShape,
    approved_shape,
    practised_shape,
    session_shape,
)
from vivavoce.practice.usecases.approve import Approve
from vivavoce.practice.usecases.configure import Configure
from vivavoce.practice.usecases.edit import EditQuestions
from vivavoce.practice.usecases.list_sessions import ListSessions
from vivavoce.practice.usecases.once import Keep, Once
from vivavoce.practice.usecases.preview import Preview
from vivavoce.practice.usecases.read_session import ReadSession

IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]
_AWAY: dict[int | str, dict[str, Any]] = {  # Any: as the framework takes it
    "5XX": {
        "model": Problem,
        "content": {"application/problem+json": {}},
        "description": "The planner failed (502) or something we need is away (503): 'retryable' is true.",
    }
}


class PersonaShape(BaseModel):
    """One manner of interviewing."""

    persona_id: str
    name: str
    style: str


class PersonasShape(BaseModel):
    """Who may be chosen."""

    personas: list[PersonaShape]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCases:
    """What the routes call."""

    once: Once
    preview: Preview
    configure: Configure
    edit: EditQuestions
    approve: Approve
    read: ReadSession
    listed: ListSessions
    addresses: Addresses


class SessionRoutes:
    """Endpoints of a session before its talk."""

    def __init__(self, cases: SessionCases) -> None:
        self._cases = cases

    async def preview_interview(
        self, caller: CallerOf, body: PreviewBody, idempotency_key: IdempotencyKey = None
    ) -> JSONResponse:
        """Show a plan before anything is agreed: 201 for a new draft, 200 for a changed one."""

        async def do(keep: Keep) -> Answer:
            is_new = body.draft_session_id is None
            told = self._told(keep, is_new=is_new)
            session = await self._cases.preview(caller, body.request, then=told)
            return self._answer(session, is_new=is_new)

        return await self._once(caller, "configure/preview", idempotency_key, body, do)

    async def configure_interview(
        self, caller: CallerOf, body: ConfigureBody, idempotency_key: IdempotencyKey = None
    ) -> JSONResponse:
        """Set up a session that can be begun at once."""

        async def do(keep: Keep) -> Answer:
            told = self._told(keep, is_new=True)
            session = await self._cases.configure(caller, body.request, then=told)
            return self._answer(session, is_new=True)

        return await self._once(caller, "configure", idempotency_key, body, do)

    async def edit_questions(
        self, caller: CallerOf, body: QuestionsBody, idempotency_key: IdempotencyKey = None
    ) -> JSONResponse:
        """Ask your own questions instead of the planned ones. A draft takes one edit."""

        async def do(keep: Keep) -> Answer:
            session = await self._cases.edit(
                caller, body.session_id, body.asked, then=self._told(keep)
            )
            return self._answer(session)

        return await self._once(caller, "configure/questions", idempotency_key, body, do)

    async def approve_session(
        self, caller: CallerOf, body: ApproveBody, idempotency_key: IdempotencyKey = None
    ) -> JSONResponse:
        """Approve a draft's plan, so that the session can be begun. Twice is once."""

        async def do(keep: Keep) -> Answer:
            async def then(work: Work, session: PracticeSession) -> None:
                await keep(work, self._approval(session))

            session = await self._cases.approve(caller, body.session_id, then=then)
            return self._approval(session)

        return await self._once(caller, "configure/approve", idempotency_key, body, do)

    async def practice_session(self, caller: CallerOf, practice_id: str) -> SessionShape:
        """Show one of your own sessions as it stands."""
        session = await self._cases.read(caller, practice_id)
        return session_shape(session, self._cases.addresses)

    async def list_practice_sessions(
        self, caller: CallerOf, limit: Annotated[int, Query(ge=1, le=100)] = 50
    ) -> PractisedShape:
        """List your own sessions, newest first, with where their reviews stand."""
        return practised_shape(await self._cases.listed(caller, limit=limit))

    async def list_personas(self, caller: CallerOf) -> PersonasShape:
        """Show who may lead the talk."""
        caller.require(Permission.PRACTICE)
        return PersonasShape(
            personas=[
                PersonaShape(persona_id=one.id, name=one.name, style=one.style)
                for one in PERSONAS.values()
            ]
        )

    def _told(self, keep: Keep, *, is_new: bool = False) -> Then:
        async def then(work: Work, session: PracticeSession) -> None:
            await keep(work, self._answer(session, is_new=is_new))

        return then

    def _answer(self, session: PracticeSession, *, is_new: bool = False) -> Answer:
        shape = session_shape(session, self._cases.addresses)
        return Answer(
            subject=session.view.person_id, body=shape.model_dump(mode="json"), is_new=is_new
        )

    def _approval(self, session: PracticeSession) -> Answer:
        shape = approved_shape(session, self._cases.addresses)
        return Answer(subject=session.view.person_id, body=shape.model_dump(mode="json"))

    async def _once(
        self,
        caller: Caller,
        route: str,
        key: str | None,
        body: BaseModel,
        do: Callable[[Keep], Awaitable[Answer]],
    ) -> JSONResponse:
        caller.require(Permission.PRACTICE)
        return answered(
            await self._cases.once(caller, route, key, body.model_dump(mode="json"), do)
        )


def answered(answer: Answer) -> JSONResponse:
    """Return an answer on the wire; one that was given before says so."""
    headers = {"Idempotency-Replayed": "true"} if answer.is_replayed else {}
    return JSONResponse(answer.body, 201 if answer.is_new else 200, headers)


def sessions_router(cases: SessionCases) -> APIRouter:
    """Return the routes under ``/api/v1``."""
    router = own_router("practice")
    routes = SessionRoutes(cases)
    router.add_api_route(
        "/configure/preview",
        routes.preview_interview,
        methods=["POST"],
        status_code=201,
        response_model=SessionShape,
        responses={
            200: {"model": SessionShape, "description": "A draft was planned again."},
            **_AWAY,
        },
    )
    router.add_api_route(
        "/configure",
        routes.configure_interview,
        methods=["POST"],
        status_code=201,
        response_model=SessionShape,
        responses=_AWAY,
    )
    router.add_api_route(
        "/configure/questions",
        routes.edit_questions,
        methods=["POST"],
        response_model=SessionShape,
        responses=_AWAY,
    )
    router.add_api_route(
        "/configure/approve",
        routes.approve_session,
        methods=["POST"],
        response_model=ApprovedShape,
        responses=_AWAY,
    )
    router.add_api_route(
        "/sessions/{practice_id:practice}", routes.practice_session, methods=["GET"]
    )
    router.add_api_route("/practice/sessions", routes.list_practice_sessions, methods=["GET"])
    router.add_api_route("/personas", routes.list_personas, methods=["GET"])
    return router
