"""The tools for practice: the practice API on the caller's behalf, and the assistant."""

from __future__ import annotations

from inspect import getdoc
from typing import Annotated, Any, Literal
from uuid import UUID

from mcp.server import MCPServer
from mcp_types import ToolAnnotations
from pydantic import Field

from vivavoce.app.mcp.calls import get_caller, tool_errors
from vivavoce.app.mcp.endpoint import McpUseCases
from vivavoce.app.mcp.missing_facts import CallContext
from vivavoce.contracts.envelope import Json
from vivavoce.media.domain.artifact import ArtifactType
from vivavoce.practice.routes.session_requests import CustomQuestionRequest
from vivavoce.practice.usecases.answer_assistant_message import (
    MAX_MESSAGE_LENGTH,
    IncomingMessage,
)
from vivavoce.practice.usecases.assign_practice import AssignmentStatusFilter
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
        "advanced), assignment_id (to practice for an assignment) and the like. Leave out what is not known."
    ),
]
Addresses = Annotated[
    list[str], Field(description="E-mail addresses.", min_length=1, max_length=500)
]
Agent = Annotated[
    Literal["resume", "roleplay", "qscore", "general"],
    Field(
        description="resume: résumés and cover letters; roleplay: other conversations at work, such as "
        "about a salary; qscore: readiness scores; general: other advice."
    ),
]
_READ = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_WRITE = ToolAnnotations(
    read_only_hint=False, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_UNDO = ToolAnnotations(
    read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False
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
            (self.get_practice_artifact, _READ),
            (self.create_practice_video_upload, _WRITE),
            (self.confirm_practice_video_upload, _WRITE),
            (self.get_practice_leaderboard, _READ),
            (self.create_practice_assignments, _WRITE),
            (self.list_practice_assignments, _READ),
            (self.unassign_practice, _UNDO),
            (self.get_assignment_results, _READ),
            (self.route_to_agent, _READ),
            (self.ask_practice_assistant, _WRITE),
        ):
            server.add_tool(
                tool, description=getdoc(tool), annotations=hints, structured_output=False
            )

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

    async def get_practice_artifact(
        self, context: CallContext, practice: PracticeKey, artifact: ArtifactType
    ) -> Json:
        """Return a link to a recording or the transcript of a practice session, with its expiry.

        Give the link to the person who asked, and to no one else.
        """
        arguments = {"session_id": practice, "artifact_type": artifact}
        return await self._call(context, "get_artifact", arguments)

    async def create_practice_video_upload(
        self,
        context: CallContext,
        practice: PracticeKey,
        request_id: RequestKey,
        size_bytes: Annotated[int | None, Field(description="The size, if it is known.")] = None,
    ) -> Json:
        """Return where to PUT a WebM recording of a practice session, and with which headers.

        Confirm the upload afterwards.
        """
        arguments = {"session_id": practice, "content_type": "video/webm", "bytes": size_bytes}
        return await self._call(context, "create_video_upload", arguments, request_id)

    async def confirm_practice_video_upload(
        self,
        context: CallContext,
        practice: PracticeKey,
        request_id: RequestKey,
        upload_id: UUID | None = None,
    ) -> Json:
        """Confirm that a recording was uploaded; it is checked and stored. Without an id, the newest."""
        arguments = {"session_id": practice, "upload_id": upload_id}
        return await self._call(context, "confirm_video_upload", arguments, request_id)

    async def get_practice_leaderboard(
        self, context: CallContext, limit: Annotated[int, Field(ge=1, le=100)] = 10
    ) -> Json:
        """Read the best practice scores of the person's own organization."""
        return await self._call(context, "get_leaderboard", {"limit": limit})

    async def create_practice_assignments(
        self,
        context: CallContext,
        role: Annotated[str, Field(description="The role to practice for.", max_length=200)],
        round_name: Annotated[str, Field(description="warm_up, behavioral or technical")],
        emails: Addresses,
        request_id: RequestKey,
    ) -> Json:
        """Assign a practice round to people, for an administrator. Report the duplicates left out."""
        arguments = {"role": role, "round": round_name, "assignee_emails": emails}
        return await self._call(context, "create_assignments", arguments, request_id)

    async def list_practice_assignments(
        self,
        context: CallContext,
        status: AssignmentStatusFilter = "all",
        email: str | None = None,
    ) -> Json:
        """Read up to 50 assignments of an e-mail address, newest first; by default the person's own."""
        arguments = {"status": status, "email": email}
        return await self._call(context, "list_assignments", arguments)

    async def unassign_practice(
        self, context: CallContext, emails: Addresses, request_id: RequestKey
    ) -> Json:
        """Withdraw the assignments of people, for an administrator. Completed ones stay."""
        return await self._call(context, "unassign", {"emails": emails}, request_id)

    async def get_assignment_results(
        self,
        context: CallContext,
        assignments: Annotated[list[UUID], Field(min_length=1, max_length=500)],
    ) -> Json:
        """Read the results of assignments, for an administrator. Invent no score."""
        arguments = {"assignment_ids": [str(assignment) for assignment in assignments]}
        return await self._call(context, "bulk_results", arguments)

    async def route_to_agent(self, context: CallContext, agent: Agent) -> Json:
        """Return the agent to hand over to, for a wish that is not about interviews. Answer none yourself."""
        return await self._call(context, "route_to_agent", {"agent": agent})

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
