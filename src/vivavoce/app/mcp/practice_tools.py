"""The tools for practice: the practice API on the caller's behalf, and the assistant."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from mcp.server import MCPServer
from mcp_types import ToolAnnotations
from pydantic import Field

from vivavoce.app.mcp.calls import get_caller, tool_errors
from vivavoce.app.mcp.endpoint import McpUseCases
from vivavoce.app.mcp.missing_facts import CallContext
from vivavoce.contracts.envelope import Json
from vivavoce.practice.routes.session_requests import CustomQuestionRequest
from vivavoce.practice.usecases.answer_assistant_message import (
    MAX_MESSAGE_LENGTH,
    IncomingMessage,
)
from vivavoce.practice.usecases.execute_tool_calls import get_identity_arguments

PracticeKey = Annotated[str, Field(description="The practice session's id.", max_length=100)]
RequestKey = Annotated[
    str,
    Field(
        description="Your own id of this request: the same one makes no second session.",
        min_length=1,
        max_length=200,
    ),
]
InterviewTypeName = Annotated[
    str, Field(description="warm_up, behavioral, role_related or coding", max_length=40)
]
Minutes = Annotated[int, Field(description="5, 10 or 15")]
PracticeContext = Annotated[
    dict[str, Any],  # Any: JSON, checked member by member
    Field(
        description="target_role, company_name, job_description, difficulty (student, easy, medium, hard, "
        "advanced) and the like. Leave out what is not known."
    ),
]
_READ = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITE = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


class PracticeTools:
    """The tools for practice, each with the permissions of its caller."""

    def __init__(self, use_cases: McpUseCases) -> None:
        self._tools = use_cases.practice_tools
        self._answer_assistant = use_cases.answer_assistant

    def add_to(self, server: MCPServer) -> None:
        """Add the tools to ``server``."""
        for tool, hints in (
            (self.preview_practice, _WRITE),
            (self.start_practice, _WRITE),
            (self.edit_practice_questions, _WRITE),
            (self.approve_practice, _WRITE),
            (self.get_practice, _READ),
            (self.get_practice_review, _READ),
            (self.ask_practice_assistant, _WRITE),
        ):
            server.add_tool(tool, annotations=hints, structured_output=False)

    async def preview_practice(
        self,
        context: CallContext,
        interview_type: InterviewTypeName,
        duration_minutes: Minutes,
        about: PracticeContext,
        request_id: RequestKey,
        draft_session_id: str | None = None,
        planner_feedback: str | None = None,
    ) -> Json:
        """Draft a practice interview and show its questions; it starts only after an approval.

        With 'draft_session_id' and 'planner_feedback', the questions of that draft are written again.
        """
        arguments = {
            "interview_type": interview_type,
            "duration_minutes": duration_minutes,
            "context": about,
            "draft_session_id": draft_session_id,
            "planner_feedback": planner_feedback,
        }
        return await self._call(context, "preview_interview", arguments, request_id)

    async def start_practice(
        self,
        context: CallContext,
        interview_type: InterviewTypeName,
        duration_minutes: Minutes,
        about: PracticeContext,
        request_id: RequestKey,
    ) -> Json:
        """Set up a practice interview at once, without an approval of its questions."""
        arguments = {
            "interview_type": interview_type,
            "duration_minutes": duration_minutes,
            "context": about,
        }
        return await self._call(context, "configure_interview", arguments, request_id)

    async def edit_practice_questions(
        self,
        context: CallContext,
        practice: PracticeKey,
        questions: Annotated[list[CustomQuestionRequest], Field(min_length=1, max_length=10)],
        request_id: RequestKey,
    ) -> Json:
        """Replace the questions of a draft, once. Keep the person's own words."""
        wanted = [question.model_dump(exclude_none=True) for question in questions]
        arguments = {"session_id": practice, "questions": wanted}
        return await self._call(context, "edit_questions", arguments, request_id)

    async def approve_practice(
        self, context: CallContext, practice: PracticeKey, request_id: RequestKey
    ) -> Json:
        """Approve a draft that the person has seen; the answer says where the interview takes place."""
        return await self._call(context, "approve_session", {"session_id": practice}, request_id)

    async def get_practice(self, context: CallContext, practice: PracticeKey) -> Json:
        """Read a practice session."""
        return await self._call(context, "get_session", {"session_id": practice})

    async def get_practice_review(self, context: CallContext, practice: PracticeKey) -> Json:
        """Read the review of a practice session, or its status while there is none. Invent no score."""
        return await self._call(context, "get_review", {"session_id": practice})

    async def ask_practice_assistant(
        self,
        context: CallContext,
        message: Annotated[str, Field(max_length=MAX_MESSAGE_LENGTH)],
        request_id: RequestKey,
        conversation_id: UUID | None = None,
    ) -> Json:
        """Send the person's own words to the practice assistant; continue with its 'conversation_id'."""
        with tool_errors():
            incoming = IncomingMessage(
                text=message, conversation_id=conversation_id, client_message_id=request_id
            )
            return dict(await self._answer_assistant(get_caller(context), incoming))

    async def _call(
        self, context: CallContext, tool: str, arguments: Json, request_id: str = ""
    ) -> Json:
        with tool_errors():
            caller = get_caller(context)
            identity = get_identity_arguments(
                tool, user_id=str(caller.id), org_id=str(caller.tenant_id)
            )
            return await self._tools.call(caller, tool, {**arguments, **identity}, key=request_id)
