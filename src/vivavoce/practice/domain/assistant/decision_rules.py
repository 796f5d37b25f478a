"""Decide which tools to call for a message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from vivavoce.practice.domain.assistant import request_handlers, setup_handlers
from vivavoce.practice.domain.assistant.conversation_state import ConversationState
from vivavoce.practice.domain.assistant.decision import DialogueDecision, ToolCall
from vivavoce.practice.domain.assistant.intents import Intent, detect_intent, find_handoff_agent
from vivavoce.practice.domain.assistant.parsed_message import ParsedMessage


def decide(message: ParsedMessage, conversation: ConversationState) -> DialogueDecision:
    """Return the decision on a message; a request for a resume or Q-score adds a handoff call."""
    intent = detect_intent(message, conversation)
    act = _HANDLERS.get(intent)
    move = act(message, conversation, intent) if act else DialogueDecision(intent=intent)
    agent = find_handoff_agent(message) if intent in {"preview", "configure", "review"} else ""
    if agent in {"resume", "qscore"} and move.calls:
        move = replace(move, calls=(*move.calls, _route_call(agent)), handoff_agent=agent)
    return replace(move, has_resume=message.has_resume)


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
