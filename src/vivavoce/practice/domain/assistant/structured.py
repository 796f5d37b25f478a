"""The same answer as an object, for another agent: only members that a tool answered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vivavoce.practice.domain.assistant.conversation import Conversation, Json
from vivavoce.practice.domain.assistant.move import Move
from vivavoce.practice.domain.assistant.outcome import Outcome

_SESSION_TOOLS = frozenset(
    {"preview_interview", "configure_interview", "edit_questions", "get_session"}
)
_REVIEW = (
    "status",
    "overall_score",
    "summary",
    "video_analysis_status",
    "reason",
    "retryable",
    "retry_after_s",
)
_PASSED_ON: dict[str, tuple[str, tuple[str, ...]]] = {
    "get_review": ("review", _REVIEW),
    "get_artifact": ("artifact", ("artifact_type", "url", "expires_at", "content_type")),
    "create_video_upload": ("upload", ("upload_id", "url", "method", "headers", "expires_at", "max_bytes")),
    "confirm_video_upload": ("video", ("video_analysis_status", "artifact_type")),
    "get_leaderboard": ("leaderboard", ("entries",)),
    "create_assignments": ("assignments", ("batch_id", "assignment_ids", "duplicates_removed")),
    "list_assignments": ("assignments", ("assignments", "count")),
    "unassign": ("assignments", ("unassigned", "skipped")),
    "bulk_results": ("assignments", ("results", "unknown_ids")),
}  # fmt: skip
_OF_RESULT = ("status", "score", "summary", "started_at", "completed_at")


def structured(move: Move, outcomes: Sequence[Outcome], talk: Conversation) -> Json:
    """Return what other agents read of this answer."""
    made: Json = {"intent": move.intent}
    for outcome in outcomes:
        if outcome.failure is not None:
            made["error"] = {
                "tool": outcome.tool,
                "code": outcome.failure.code,
                "retryable": outcome.failure.is_retryable,
            }
        elif outcome.tool in _SESSION_TOOLS:
            made |= _session(outcome.result)
        elif outcome.tool == "approve_session":
            made |= _named(outcome.result, ("session_id", "status", "needs_approval"))
        elif outcome.tool == "route_to_agent":
            made["route_to"] = outcome.result["route_to"]
        else:
            made |= _passed_on(outcome)
    if "session_id" not in made and talk.session is not None and not outcomes:
        made |= {"session_id": talk.session.session_id, "status": talk.session.status}
    return made


def _session(result: Json) -> Json:
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
            _named(one, ("index", "question", "topic", "expected_framework"))
            for one in result.get("question_outline") or ()
        ],
        "candidate_brief": result.get("candidate_brief"),
        "assignment_id": context.get("assignment_id") or result.get("assignment_id"),
    }
    return {name: value for name, value in made.items() if value is not None}


def _passed_on(outcome: Outcome) -> Json:
    name, members = _PASSED_ON[outcome.tool]
    inner = _named(outcome.result, members)
    if outcome.tool == "bulk_results":
        rows = dict(inner.get("results") or {})
        inner["results"] = {key: _named(one, _OF_RESULT) for key, one in rows.items()}
    session_id = outcome.arguments.get("session_id")
    return {name: inner, **({"session_id": session_id} if session_id else {})}


def _named(values: Json, names: Sequence[str]) -> Json:
    return {name: values[name] for name in names if values.get(name) is not None}
