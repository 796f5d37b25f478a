"""Replies about failed tool calls: what did not work and what the person can do."""

from __future__ import annotations

from vivavoce.practice.domain.assistant import fixed_sentences as own
from vivavoce.practice.domain.assistant.reply import AssistantReply, build_action
from vivavoce.practice.domain.assistant.tool_outcome import ToolCallFailure, ToolCallOutcome

_ACTION_BY_TOOL = {
    "preview_interview": "prepare the draft",
    "configure_interview": "set up the session",
    "edit_questions": "change the questions",
    "approve_session": "approve the draft",
    "get_session": "show the session",
    "get_review": "get the review",
    "get_leaderboard": "get the leaderboard",
    "get_artifact": "get the recording",
    "create_video_upload": "get an upload link",
    "confirm_video_upload": "confirm the upload",
    "create_assignments": "create the assignments",
    "list_assignments": "list the assignments",
    "unassign": "remove the assignments",
    "bulk_results": "get the results",
    "route_to_agent": "hand this over",
}
_TEXT_BY_CODE = {
    "edit_already_used": (
        "You can edit the questions of a draft by hand once, and you have used that edit. "
        "Tell me what to change and I will prepare new questions, or say 'approve' to keep "
        "these."
    ),
    "already_approved": (
        f"That session is approved, so its questions can no longer change. {own.ASK_DRAFT}"
    ),
    "not_a_draft": (
        f"That session is no longer a draft, so its plan can no longer change. {own.ASK_DRAFT}"
    ),
    "session_expired": f"That draft has expired. {own.ASK_DRAFT}",
    "session_not_found": "You have no session with that id. Please check the id.",
    "assignment_not_found": "You have no such assignment.",
    "not_approvable": f"That session was already approved. {own.ASK_DRAFT}",
    "plan_not_ready": "The plan is still being written. Please ask again in a moment.",
    "session_not_started": "That session has not started yet, so you cannot upload anything for it.",
    "video_already_uploaded": "This session already has a video.",
    "upload_empty": "The uploaded file is empty. Please record and upload it again.",
    "upload_ticket_used": "That upload link was already used. Say 'upload my video' to get a new one.",
    "artifact_not_found": "This session has no such recording or document.",
    "artifact_not_ready": (
        "It is not ready yet. It will be available after the session; please ask again later."
    ),
    "upload_missing": (
        "The upload has not arrived yet. Finish the upload with the link, then tell me."
    ),
    "not_webm": (
        "The uploaded file is not a WebM recording. Please record it again in the browser."
    ),
    "assignment_not_active": "That assignment is no longer active, so you cannot practice it.",
    "own_assignments_only": "You can see only your own assignments.",
}


def compose_failure_reply(outcome: ToolCallOutcome) -> AssistantReply:
    """Return the reply about a failed call; raise ``ValueError`` if the call did not fail."""
    failure = outcome.failure
    if failure is None:
        raise ValueError("the call did not fail")
    session_id = str(outcome.arguments.get("session_id", ""))
    if text := _TEXT_BY_CODE.get(failure.code):
        return AssistantReply(text=text)
    doing = _ACTION_BY_TOOL[outcome.tool]
    if failure.is_retryable:
        text = (
            f"I could not {doing}: the service did not respond correctly, even after a "
            "second try. Please try again in a moment, or change your request."
        )
        return AssistantReply(
            text=text, actions=(build_action("retry", "Try again", session_id=session_id),)
        )
    return AssistantReply(text=f"I could not {doing}. {_explain_failure(failure)}")


def _explain_failure(failure: ToolCallFailure) -> str:
    if failure.status == 403:
        return "You do not have permission to do that here."
    if failure.status == 404:
        return "It was not found. Please check the id."
    if failure.status == 429:
        return "There were too many requests. Please wait a moment."
    return (
        f"The service responded: {failure.detail}"
        if failure.detail
        else "Please change your request."
    )
