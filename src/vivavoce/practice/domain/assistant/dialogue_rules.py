"""Decide which tools to call for a message, and update the conversation state after the decision.

The state is updated from actual tool results only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from vivavoce.contracts.envelope import Json
from vivavoce.practice.domain.assistant import request_handlers, setup_handlers
from vivavoce.practice.domain.assistant.conversation_state import (
    ConversationState,
    KnownAssignment,
    KnownSession,
    OpenQuestion,
)
from vivavoce.practice.domain.assistant.dialogue import DialogueDecision, ToolCall, ToolCallOutcome
from vivavoce.practice.domain.assistant.intents import Intent, detect_intent, find_handoff_agent
from vivavoce.practice.domain.assistant.parsed_message import ParsedMessage


def decide(message: ParsedMessage, conversation: ConversationState) -> DialogueDecision:
    """Return the decision on a message; a request for a resume or Q-score adds a handoff call."""
    intent = detect_intent(message, conversation)
    act = _HANDLERS.get(intent)
    decision = act(message, conversation, intent) if act else DialogueDecision(intent=intent)
    agent = find_handoff_agent(message) if intent in {"preview", "configure", "review"} else ""
    if agent in {"resume", "qscore"} and decision.calls:
        decision = replace(
            decision, calls=(*decision.calls, _route_call(agent)), handoff_agent=agent
        )
    return replace(decision, has_resume=message.has_resume)


def _route_call(agent: str) -> ToolCall:
    return ToolCall(tool="route_to_agent", arguments={"agent": agent})


def _handle_handoff(
    message: ParsedMessage, conversation: ConversationState, intent: Intent
) -> DialogueDecision:
    agent = find_handoff_agent(message) or "general"
    return DialogueDecision(intent=intent, calls=(_route_call(agent),), handoff_agent=agent)


_HANDLERS: dict[Intent, Callable[[ParsedMessage, ConversationState, Intent], DialogueDecision]] = {
    "preview": setup_handlers.handle_new_session,
    "configure": setup_handlers.handle_new_session,
    "regenerate": setup_handlers.handle_regenerate,
    "edit": setup_handlers.handle_edit,
    "approve": request_handlers.decide_approval_request,
    "start": request_handlers.decide_start_request,
    "status": request_handlers.session_handler("get_session"),
    "prepare": request_handlers.decide_preparation_request,
    "review": request_handlers.session_handler("get_review"),
    "artifact": request_handlers.decide_artifact_request,
    "video_upload": request_handlers.decide_video_upload_request,
    "video_confirm": request_handlers.decide_video_confirmation,
    "leaderboard": request_handlers.decide_leaderboard_request,
    "assign": request_handlers.decide_assignment_request,
    "list_assignments": request_handlers.decide_assignment_list_request,
    "unassign": request_handlers.decide_unassignment_request,
    "bulk_results": request_handlers.decide_bulk_results_request,
    "route": _handle_handoff,
}


_QUESTION_BY_REASON: dict[str, OpenQuestion] = {
    "which_session": "session",
    "which_draft": "session",
    "emails": "emails",
    "assign_role": "assign_role",
    "round": "round",
    "unassign": "unassign",
}
_REMEMBERED_CONTEXT = (
    "target_role",
    "company_name",
    "job_description",
    "framework",
    "requested_mode",
    "assignment_id",
)
"""Regenerating a plan sends the whole context again, so all of it is remembered."""
_MAX_ASSIGNMENTS = 100


def update_conversation(
    conversation: ConversationState, decision: DialogueDecision, outcomes: Sequence[ToolCallOutcome]
) -> ConversationState:
    """Return the conversation state after a decision and the outcomes of its calls."""
    asked: OpenQuestion = _QUESTION_BY_REASON.get(decision.reason, "")
    pending = dict(decision.pending) if asked else {}
    informal = conversation.informal + 1 if decision.intent == "informal" else 0
    if decision.intent in {"thanks", "help", "unclear", "decline", "coding"}:
        asked, pending = conversation.asked, dict(conversation.pending)
    after = replace(conversation, asked=asked, pending=pending, informal=informal)
    for outcome in outcomes:
        learn = _UPDATE_BY_TOOL.get(outcome.tool)
        if learn and outcome.is_successful:
            after = learn(after, outcome)
    return after


def parse_known_session(result: Json) -> KnownSession:
    """Return the session in the result of a preview, configure, edit or get call."""
    config = dict(result.get("config") or {})
    context = config.get("context") or {}
    names = ("persona_id", "interview_type", "duration_minutes", "difficulty")
    flat = {name: config[name] for name in names if config.get(name) is not None}
    flat |= {name: context[name] for name in _REMEMBERED_CONTEXT if context.get(name)}
    return KnownSession(
        session_id=str(result["session_id"]),
        status=str(result["status"]),
        edits_remaining=int(result.get("edits_remaining") or 0),
        config=flat,
        questions=tuple(
            str(question["question"]) for question in result.get("question_outline") or ()
        ),
    )


def _after_session_result(
    conversation: ConversationState, outcome: ToolCallOutcome
) -> ConversationState:
    now = parse_known_session(outcome.result)
    is_new = "draft_session_id" not in outcome.arguments
    unknown_role = now.is_draft and is_new and not now.config.get("target_role")
    asked: OpenQuestion = "role" if unknown_role else "next_step" if now.is_draft else ""
    return replace(conversation.with_session(now), asked=asked)


def _after_approval(conversation: ConversationState, outcome: ToolCallOutcome) -> ConversationState:
    session_id, status = str(outcome.result["session_id"]), str(outcome.result["status"])
    known = next(
        (
            session
            for session in (conversation.session, *conversation.earlier)
            if session and session.session_id == session_id
        ),
        None,
    )
    now = (
        replace(known, status=status)
        if known
        else KnownSession(session_id=session_id, status=status)
    )
    return conversation.with_session(now)


def _after_review(conversation: ConversationState, outcome: ToolCallOutcome) -> ConversationState:
    session_id = str(outcome.arguments["session_id"])
    status = "draft" if outcome.result.get("reason") == "not_started" else "completed"
    if conversation.session is None:
        return replace(conversation, session=KnownSession(session_id=session_id, status=status))
    if conversation.session.session_id == session_id and status == "completed":
        return replace(conversation, session=replace(conversation.session, status=status))
    if (
        all(known.session_id != session_id for known in conversation.earlier)
        and session_id != conversation.session.session_id
    ):
        earlier = (KnownSession(session_id=session_id, status=status), *conversation.earlier)
        return replace(conversation, earlier=earlier)
    return conversation


def _after_upload_ticket(
    conversation: ConversationState, outcome: ToolCallOutcome
) -> ConversationState:
    session_id = str(outcome.arguments["session_id"])
    return replace(
        conversation, upload_id=str(outcome.result["upload_id"]), upload_session=session_id
    )


def _after_upload_confirmation(
    conversation: ConversationState, _: ToolCallOutcome
) -> ConversationState:
    return replace(conversation, upload_id="", upload_session="")


def _after_assignment_batch(
    conversation: ConversationState, outcome: ToolCallOutcome
) -> ConversationState:
    return replace(
        conversation,
        batch=tuple(str(assignment_id) for assignment_id in outcome.result["assignment_ids"]),
        asked="",
        pending={},
    )


def _after_assignment_list(
    conversation: ConversationState, outcome: ToolCallOutcome
) -> ConversationState:
    listed = tuple(
        KnownAssignment(
            assignment_id=str(assignment["assignment_id"]),
            role=str(assignment["role"]),
            round=str(assignment["round"]),
            status=str(assignment["status"]),
        )
        for assignment in list(outcome.result.get("assignments", ()))[:_MAX_ASSIGNMENTS]
    )
    return replace(conversation, assignments=listed)


_UPDATE_BY_TOOL: dict[str, Callable[[ConversationState, ToolCallOutcome], ConversationState]] = {
    "preview_interview": _after_session_result,
    "configure_interview": _after_session_result,
    "edit_questions": _after_session_result,
    "get_session": _after_session_result,
    "approve_session": _after_approval,
    "get_review": _after_review,
    "create_video_upload": _after_upload_ticket,
    "confirm_video_upload": _after_upload_confirmation,
    "create_assignments": _after_assignment_batch,
    "list_assignments": _after_assignment_list,
}
