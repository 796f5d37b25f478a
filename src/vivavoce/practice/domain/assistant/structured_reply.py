"""The reply as an object for another agent. It contains only values that tools returned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vivavoce.practice.domain.assistant.conversation_state import ConversationState, Json
from vivavoce.practice.domain.assistant.decision import DialogueDecision
from vivavoce.practice.domain.assistant.tool_outcome import ToolCallOutcome

_SESSION_TOOLS = frozenset(
    {"preview_interview", "configure_interview", "edit_questions", "get_session"}
)
_REVIEW_MEMBERS = (
    "status",
    "overall_score",
    "summary",
    "video_analysis_status",
    "reason",
    "retryable",
    "retry_after_s",
)
_MEMBERS_BY_TOOL: dict[str, tuple[str, tuple[str, ...]]] = {
    "get_review": ("review", _REVIEW_MEMBERS),
    "get_artifact": ("artifact", ("artifact_type", "url", "expires_at", "content_type")),
    "create_video_upload": ("upload", ("upload_id", "url", "method", "headers", "expires_at", "max_bytes")),
    "confirm_video_upload": ("video", ("video_analysis_status", "artifact_type")),
    "get_leaderboard": ("leaderboard", ("entries",)),
    "create_assignments": ("assignments", ("batch_id", "assignment_ids", "duplicates_removed")),
    "list_assignments": ("assignments", ("assignments", "count")),
    "unassign": ("assignments", ("unassigned", "skipped")),
    "bulk_results": ("assignments", ("results", "unknown_ids")),
}  # fmt: skip
_RESULT_MEMBERS = ("status", "score", "summary", "started_at", "completed_at")


def build_structured_reply(
    decision: DialogueDecision, outcomes: Sequence[ToolCallOutcome], conversation: ConversationState
) -> Json:
    """Return the reply as JSON for other agents; ``intent`` is always present."""
    made: Json = {"intent": decision.intent}
    for outcome in outcomes:
        if outcome.failure is not None:
            made["error"] = {
                "tool": outcome.tool,
                "code": outcome.failure.code,
                "retryable": outcome.failure.is_retryable,
            }
        elif outcome.tool in _SESSION_TOOLS:
            made |= _session_members(outcome.result)
        elif outcome.tool == "approve_session":
            made |= _select_members(outcome.result, ("session_id", "status", "needs_approval"))
        elif outcome.tool == "route_to_agent":
            made["route_to"] = outcome.result["route_to"]
        else:
            made |= _outcome_members(outcome)
    if "session_id" not in made and conversation.session is not None and not outcomes:
        made |= {
            "session_id": conversation.session.session_id,
            "status": conversation.session.status,
        }
    return made


def _session_members(result: Json) -> Json:
    config: dict[str, Any] = dict(result.get("config") or {})  # Any: JSON
    context = dict(config.get("context") or {})
    made = {
        "session_id": result["session_id"],
        "status": result["status"],
        "needs_approval": result.get("needs_approval"),
        "edits_remaining": result.get("edits_remaining"),
        "persona_id": config.get("persona_id"),
        "interview_type": config.get("interview_type"),
        "target_role": context.get("target_role"),
        "company_name": context.get("company_name"),
        "duration_minutes": config.get("duration_minutes"),
        "difficulty": config.get("difficulty"),
        "opening_prompt": result.get("opening_prompt"),
        "question_outline": [
            _select_members(one, ("index", "question", "topic", "expected_framework"))
            for one in result.get("question_outline") or ()
        ],
        "candidate_brief": result.get("candidate_brief"),
        "assignment_id": context.get("assignment_id") or result.get("assignment_id"),
    }
    return {name: value for name, value in made.items() if value is not None}


def _outcome_members(outcome: ToolCallOutcome) -> Json:
    name, members = _MEMBERS_BY_TOOL[outcome.tool]
    inner = _select_members(outcome.result, members)
    if outcome.tool == "bulk_results":
        rows = dict(inner.get("results") or {})
        inner["results"] = {key: _select_members(one, _RESULT_MEMBERS) for key, one in rows.items()}
    session_id = outcome.arguments.get("session_id")
    return {name: inner, **({"session_id": session_id} if session_id else {})}


def _select_members(values: Json, names: Sequence[str]) -> Json:
    return {name: values[name] for name in names if values.get(name) is not None}
