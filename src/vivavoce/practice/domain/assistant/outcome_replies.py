"""Replies about tool calls: objects for another agent, and what a person can do after a failure.

An object contains only values that tools returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.translation import phrase, translatable
from vivavoce.practice.domain.assistant import fixed_sentences as own
from vivavoce.practice.domain.assistant.conversation_state import ConversationState
from vivavoce.practice.domain.assistant.dialogue import (
    AssistantReply,
    DialogueDecision,
    ToolCallFailure,
    ToolCallOutcome,
    build_action,
)

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
    structured: Json = {"intent": decision.intent}
    for outcome in outcomes:
        if outcome.failure is not None:
            structured["error"] = {
                "tool": outcome.tool,
                "code": outcome.failure.code,
                "retryable": outcome.failure.is_retryable,
            }
        elif outcome.tool in _SESSION_TOOLS:
            structured |= _session_members(outcome.result)
        elif outcome.tool == "approve_session":
            structured |= _select_members(
                outcome.result, ("session_id", "status", "needs_approval")
            )
        elif outcome.tool == "route_to_agent":
            structured["route_to"] = outcome.result["route_to"]
        else:
            structured |= _outcome_members(outcome)
    if "session_id" not in structured and conversation.session is not None and not outcomes:
        structured |= {
            "session_id": conversation.session.session_id,
            "status": conversation.session.status,
        }
    return structured


def _session_members(result: Json) -> Json:
    config: dict[str, Any] = dict(result.get("config") or {})  # Any: JSON
    context = dict(config.get("context") or {})
    members = {
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
            _select_members(question, ("index", "question", "topic", "expected_framework"))
            for question in result.get("question_outline") or ()
        ],
        "candidate_brief": result.get("candidate_brief"),
        "assignment_id": context.get("assignment_id") or result.get("assignment_id"),
    }
    return {name: value for name, value in members.items() if value is not None}


def _outcome_members(outcome: ToolCallOutcome) -> Json:
    name, members = _MEMBERS_BY_TOOL[outcome.tool]
    result = _select_members(outcome.result, members)
    if outcome.tool == "bulk_results":
        rows = dict(result.get("results") or {})
        result["results"] = {
            key: _select_members(row, _RESULT_MEMBERS) for key, row in rows.items()
        }
    session_id = outcome.arguments.get("session_id")
    return {name: result, **({"session_id": session_id} if session_id else {})}


def _select_members(values: Json, names: Sequence[str]) -> Json:
    return {name: values[name] for name in names if values.get(name) is not None}


_REFUSAL_BY_TOOL = {
    "preview_interview": phrase("I could not prepare the draft."),
    "configure_interview": phrase("I could not set up the session."),
    "edit_questions": phrase("I could not change the questions."),
    "approve_session": phrase("I could not approve the draft."),
    "get_session": phrase("I could not show the session."),
    "get_review": phrase("I could not get the review."),
    "get_leaderboard": phrase("I could not get the leaderboard."),
    "get_artifact": phrase("I could not get the recording."),
    "create_video_upload": phrase("I could not get an upload link."),
    "confirm_video_upload": phrase("I could not confirm the upload."),
    "create_assignments": phrase("I could not create the assignments."),
    "list_assignments": phrase("I could not list the assignments."),
    "unassign": phrase("I could not remove the assignments."),
    "bulk_results": phrase("I could not get the results."),
    "route_to_agent": phrase("I could not hand this over."),
}
_NO_RESPONSE = phrase("The service did not respond correctly, even after a second try.")
_TRY_LATER = phrase("Please try again in a moment, or change your request.")
_TEXT_BY_CODE = {
    "edit_already_used": phrase(
        "You can edit the questions of a draft by hand once, and you have used that edit. "
        "Tell me what to change and I will prepare new questions, or say 'approve' to keep "
        "these."
    ),
    "already_approved": (
        " ".join(
            (
                phrase("That session is approved, so its questions can no longer change."),
                own.ASK_DRAFT,
            )
        )
    ),
    "not_a_draft": (
        " ".join(
            (
                phrase("That session is no longer a draft, so its plan can no longer change."),
                own.ASK_DRAFT,
            )
        )
    ),
    "session_expired": " ".join((phrase("That draft has expired."), own.ASK_DRAFT)),
    "session_not_found": phrase("You have no session with that id. Please check the id."),
    "assignment_not_found": phrase("You have no such assignment."),
    "not_approvable": " ".join((phrase("That session was already approved."), own.ASK_DRAFT)),
    "plan_not_ready": phrase("The plan is still being written. Please ask again in a moment."),
    "session_not_started": phrase(
        "That session has not started yet, so you cannot upload anything for it."
    ),
    "video_already_uploaded": phrase("This session already has a video."),
    "upload_empty": phrase("The uploaded file is empty. Please record and upload it again."),
    "upload_ticket_used": phrase(
        "That upload link was already used. Say 'upload my video' to get a new one."
    ),
    "artifact_not_found": phrase("This session has no such recording or document."),
    "artifact_not_ready": phrase(
        "It is not ready yet. It will be available after the session; please ask again later."
    ),
    "upload_missing": phrase(
        "The upload has not arrived yet. Finish the upload with the link, then tell me."
    ),
    "not_webm": phrase(
        "The uploaded file is not a WebM recording. Please record it again in the browser."
    ),
    "assignment_not_active": phrase(
        "That assignment is no longer active, so you cannot practice it."
    ),
    "own_assignments_only": phrase("You can see only your own assignments."),
}


def compose_failure_reply(outcome: ToolCallOutcome) -> AssistantReply:
    """Return the reply about a failed call; raise ``ValueError`` if the call did not fail."""
    failure = outcome.failure
    if failure is None:
        raise ValueError("the call did not fail")
    session_id = str(outcome.arguments.get("session_id", ""))
    if text := _TEXT_BY_CODE.get(failure.code):
        return AssistantReply(text=text)
    doing = _REFUSAL_BY_TOOL[outcome.tool]
    if failure.is_retryable:
        text = (
            f"{doing} {_NO_RESPONSE} {_TRY_LATER}"
            if failure.was_retried
            else f"{doing} {failure.detail}"
        )
        return AssistantReply(
            text=text, actions=(build_action("retry", phrase("Try again"), session_id=session_id),)
        )
    return AssistantReply(text=f"{doing} {_explain_failure(failure)}")


def _explain_failure(failure: ToolCallFailure) -> str:
    if failure.status == 403:
        return phrase("You do not have permission to do that here.")
    if failure.status == 404:
        return phrase("It was not found. Please check the id.")
    if failure.status == 429:
        return phrase("There were too many requests. Please wait a moment.")
    return (
        translatable("The service responded: {detail}", detail=failure.detail)
        if failure.detail
        else phrase("Please change your request.")
    )
