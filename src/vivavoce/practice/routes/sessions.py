"""Routes for setting up practice sessions: preview, edit, approve, or configure at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from vivavoce.contracts.envelope import IdempotentResponse
from vivavoce.contracts.personas import PERSONAS
from vivavoce.infra.cursors import cut_page, read_time_and_id
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.languages import RequestLanguage, get_request_language, translate_members
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.problems import Problem
from vivavoce.infra.web.request_models import make_strict_router
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.translation import ENGLISH, translate
from vivavoce.practice.domain.draft import PracticeSession
from vivavoce.practice.ports import BeforeCommit
from vivavoce.practice.routes.session_requests import (
    ApproveSessionRequest,
    ConfigureSessionRequest,
    EditQuestionsRequest,
    PreviewSessionRequest,
)
from vivavoce.practice.routes.session_responses import (
    ApprovedSessionResponse,
    PracticeSessionListResponse,
    PracticeSessionResponse,
    SessionUrls,
    build_approval_response,
    build_session_list_response,
    build_session_response,
)
from vivavoce.practice.routes.study import StudyGuideResponse, build_study_response
from vivavoce.practice.usecases.edit_draft import ApprovePracticeSession, EditQuestions
from vivavoce.practice.usecases.idempotency import IdempotencyGuard, SaveAnswer
from vivavoce.practice.usecases.read_session import ListPracticeSessions, ReadPracticeSession
from vivavoce.practice.usecases.set_up_session import SetUpPracticeSession

IdempotencyKey = Annotated[str | None, Header(alias="Idempotency-Key")]
_UNAVAILABLE_RESPONSES: dict[int | str, dict[str, Any]] = {  # Any: as the framework takes it
    "5XX": {
        "model": Problem,
        "content": {"application/problem+json": {}},
        "description": (
            "The planner failed (502), or a required service is unavailable (503). "
            "'retryable' is true."
        ),
    }
}


class PersonaResponse(BaseModel):
    """An interviewer persona."""

    persona_id: str = Field(examples=["emma"])
    """The id to name in a setup."""
    name: str = Field(examples=["Emma"])
    """The name that the interviewer has."""
    style: str
    """How the interviewer talks, in a sentence."""


class PersonaListResponse(BaseModel):
    """The personas to choose from."""

    personas: list[PersonaResponse]
    """The interviewers that a practice session can have."""


TRANSLATED_MEMBERS = frozenset(
    ("reason", "excluded_requirements", "what_to_expect", "how_to_prepare", "tips")
)
"""Members with sentences that the rules wrote about a session, in English."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeSessionUseCases:
    """The use cases behind the session routes."""

    idempotency: IdempotencyGuard
    set_up: SetUpPracticeSession
    edit: EditQuestions
    approve: ApprovePracticeSession
    read: ReadPracticeSession
    list_sessions: ListPracticeSessions
    session_urls: SessionUrls


class PracticeSessionRoutes:
    """Endpoints of a session before its interview."""

    def __init__(self, use_cases: PracticeSessionUseCases) -> None:
        self._use_cases = use_cases

    async def preview_interview(
        self,
        caller: CurrentCaller,
        body: PreviewSessionRequest,
        idempotency_key: IdempotencyKey = None,
        language: RequestLanguage = ENGLISH,
    ) -> JSONResponse:
        """Preview a session's plan before approval. Returns 201 for a new draft, 200 for a changed one."""

        async def operation(save_answer: SaveAnswer) -> IdempotentResponse:
            is_new = body.draft_session_id is None
            session = await self._use_cases.set_up(
                caller,
                body.request,
                before_commit=self._save_session_answer(save_answer, is_new=is_new),
            )
            return self._session_answer(session, is_new=is_new)

        return await self._run_idempotently(
            caller, "configure/preview", idempotency_key, body, operation, language
        )

    async def configure_interview(
        self,
        caller: CurrentCaller,
        body: ConfigureSessionRequest,
        idempotency_key: IdempotencyKey = None,
        language: RequestLanguage = ENGLISH,
    ) -> JSONResponse:
        """Set up a session that can start at once, without a separate approval."""

        async def operation(save_answer: SaveAnswer) -> IdempotentResponse:
            session = await self._use_cases.set_up(
                caller,
                body.request,
                approves_plan=True,
                before_commit=self._save_session_answer(save_answer, is_new=True),
            )
            return self._session_answer(session, is_new=True)

        return await self._run_idempotently(
            caller, "configure", idempotency_key, body, operation, language
        )

    async def edit_questions(
        self,
        caller: CurrentCaller,
        body: EditQuestionsRequest,
        idempotency_key: IdempotencyKey = None,
        language: RequestLanguage = ENGLISH,
    ) -> JSONResponse:
        """Replace the planned questions with your own. A draft can be edited once."""

        async def operation(save_answer: SaveAnswer) -> IdempotentResponse:
            session = await self._use_cases.edit(
                caller,
                body.session_id,
                body.custom_questions,
                before_commit=self._save_session_answer(save_answer),
            )
            return self._session_answer(session)

        return await self._run_idempotently(
            caller, "configure/questions", idempotency_key, body, operation, language
        )

    async def approve_session(
        self,
        caller: CurrentCaller,
        body: ApproveSessionRequest,
        idempotency_key: IdempotencyKey = None,
        language: RequestLanguage = ENGLISH,
    ) -> JSONResponse:
        """Approve a draft's plan, so that the session can start. Approving again has no effect."""

        async def operation(save_answer: SaveAnswer) -> IdempotentResponse:
            async def before_commit(work: UnitOfWork, session: PracticeSession) -> None:
                await save_answer(work, self._approval_answer(session))

            session = await self._use_cases.approve(
                caller, body.session_id, before_commit=before_commit
            )
            return self._approval_answer(session)

        return await self._run_idempotently(
            caller, "configure/approve", idempotency_key, body, operation, language
        )

    async def practice_session(
        self, caller: CurrentCaller, practice_id: str, language: RequestLanguage = ENGLISH
    ) -> PracticeSessionResponse:
        """Read one of your own sessions."""
        session = await self._use_cases.read(caller, practice_id)
        response = build_session_response(session, self._use_cases.session_urls)
        document = translate_members(response.model_dump(), TRANSLATED_MEMBERS, language)
        return PracticeSessionResponse.model_validate(document)

    async def study_practice_session(
        self, caller: CurrentCaller, practice_id: str
    ) -> StudyGuideResponse:
        """Study one of your own sessions: its questions with what a good answer contains.

        Nothing is started or scored. The list is empty until there is a plan.
        """
        session = await self._use_cases.read(caller, practice_id)
        return build_study_response(session)

    async def list_practice_sessions(
        self,
        caller: CurrentCaller,
        limit: Annotated[int, Query(ge=1, le=100)] = 50,
        cursor: CursorParam = None,
    ) -> PracticeSessionListResponse:
        """List your own sessions, newest first, with the status of their reviews."""
        found = await self._use_cases.list_sessions(
            caller, limit=limit + 1, after=read_time_and_id("practice-sessions", cursor)
        )
        page, next_cursor = cut_page(
            "practice-sessions",
            found,
            limit,
            lambda one: (one.view.created_at, one.view.interview_id),
        )
        return build_session_list_response(page, next_cursor)

    async def list_personas(self, caller: CurrentCaller, request: Request) -> PersonaListResponse:
        """List the interviewer personas to choose from."""
        caller.require(Permission.PRACTICE_USE)
        language = get_request_language(request.scope)
        return PersonaListResponse(
            personas=[
                PersonaResponse(
                    persona_id=persona.id,
                    name=persona.name,
                    style=translate(persona.style, language),
                )
                for persona in PERSONAS.values()
            ]
        )

    def _save_session_answer(
        self, save_answer: SaveAnswer, *, is_new: bool = False
    ) -> BeforeCommit:
        async def before_commit(work: UnitOfWork, session: PracticeSession) -> None:
            await save_answer(work, self._session_answer(session, is_new=is_new))

        return before_commit

    def _session_answer(
        self, session: PracticeSession, *, is_new: bool = False
    ) -> IdempotentResponse:
        response = build_session_response(session, self._use_cases.session_urls)
        return IdempotentResponse(
            subject=session.view.person_id, body=response.model_dump(mode="json"), is_new=is_new
        )

    def _approval_answer(self, session: PracticeSession) -> IdempotentResponse:
        response = build_approval_response(session, self._use_cases.session_urls)
        return IdempotentResponse(
            subject=session.view.person_id, body=response.model_dump(mode="json")
        )

    async def _run_idempotently(
        self,
        caller: Caller,
        route: str,
        key: str | None,
        body: BaseModel,
        operation: Callable[[SaveAnswer], Awaitable[IdempotentResponse]],
        language: str,
    ) -> JSONResponse:
        caller.require(Permission.PRACTICE_USE)
        return await run_idempotently(
            self._use_cases.idempotency,
            caller,
            route,
            key,
            body,
            operation,
            language=language,
        )


async def run_idempotently(
    guard: IdempotencyGuard,
    caller: Caller,
    route: str,
    key: str | None,
    body: BaseModel,
    operation: Callable[[SaveAnswer], Awaitable[IdempotentResponse]],
    *,
    language: str = ENGLISH,
) -> JSONResponse:
    """Run ``operation`` once per key; a repeated response has the header ``Idempotency-Replayed: true``.

    What the rules wrote about a session is in ``language``.
    """
    answer = await guard(caller, route, key, body.model_dump(mode="json"), operation)
    headers = {"Idempotency-Replayed": "true"} if answer.is_replayed else {}
    document = translate_members(answer.body, TRANSLATED_MEMBERS, language)
    return JSONResponse(document, 201 if answer.is_new else 200, headers)


def build_sessions_router(use_cases: PracticeSessionUseCases) -> APIRouter:
    """Return the routes under ``/api/v1``."""
    router = make_strict_router("practice")
    routes = PracticeSessionRoutes(use_cases)
    router.add_api_route(
        "/configure/preview",
        routes.preview_interview,
        methods=["POST"],
        status_code=201,
        response_model=PracticeSessionResponse,
        responses={
            200: {"model": PracticeSessionResponse, "description": "The draft was planned again."},
            **_UNAVAILABLE_RESPONSES,
        },
    )
    router.add_api_route(
        "/configure",
        routes.configure_interview,
        methods=["POST"],
        status_code=201,
        response_model=PracticeSessionResponse,
        responses=_UNAVAILABLE_RESPONSES,
    )
    router.add_api_route(
        "/configure/questions",
        routes.edit_questions,
        methods=["POST"],
        response_model=PracticeSessionResponse,
        responses=_UNAVAILABLE_RESPONSES,
    )
    router.add_api_route(
        "/configure/approve",
        routes.approve_session,
        methods=["POST"],
        response_model=ApprovedSessionResponse,
        responses=_UNAVAILABLE_RESPONSES,
    )
    router.add_api_route(
        "/practice/sessions/{practice_id:practice}", routes.practice_session, methods=["GET"]
    )
    router.add_api_route(
        "/practice/sessions/{practice_id:practice}/study",
        routes.study_practice_session,
        methods=["GET"],
    )
    # The seed's address. In the document it is one with the address of other sessions.
    router.add_api_route(
        "/sessions/{practice_id:practice}",
        routes.practice_session,
        methods=["GET"],
        include_in_schema=False,
    )
    router.add_api_route("/practice/sessions", routes.list_practice_sessions, methods=["GET"])
    router.add_api_route("/personas", routes.list_personas, methods=["GET"])
    return router
