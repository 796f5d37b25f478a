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
    "get_session": "look at the session",
    "get_review": "fetch the review",
    "get_leaderboard": "fetch the leaderboard",
    "get_artifact": "fetch the recording",
    "create_video_upload": "get an upload link",
    "confirm_video_upload": "confirm the upload",
    "create_assignments": "create the assignments",
    "list_assignments": "list the assignments",
    "unassign": "take the assignments back",
    "bulk_results": "fetch the results",
    "route_to_agent": "hand this over",
}
_TEXT_BY_CODE = {
    "edit_already_used": "The questions of a draft can be edited by hand once, and that was done. "
    "Say what should be different and I have it planned anew, or say 'approve' to take it as it is.",
    "already_approved": f"That session is approved, so its questions stand. {own.ASK_DRAFT}",
    "not_a_draft": f"That session is no draft any more, so its plan stands. {own.ASK_DRAFT}",
    "session_expired": f"That draft has expired. {own.ASK_DRAFT}",
    "session_not_found": "Among your sessions there is none with that id. Please check it.",
    "assignment_not_found": "There is no such assignment of yours.",
    "not_approvable": f"That session is past its approval. {own.ASK_DRAFT}",
    "plan_not_ready": "Its plan is still being written. Please ask again in a moment.",
    "session_not_started": "That session has not begun yet, so there is nothing to upload for it.",
    "video_already_uploaded": "A video of this session is kept already.",
    "upload_empty": "What was uploaded is empty. Please record and upload it again.",
    "upload_ticket_used": "That upload link was used already. Say 'upload my video' for a new one.",
    "artifact_not_found": "Nothing of that kind is kept of this session.",
    "artifact_not_ready": "It is not ready yet. It comes once the session is over; please ask again later.",
    "upload_missing": "The upload has not arrived yet. Finish it with the link, then tell me.",
    "not_webm": "What was uploaded is not a WebM recording. Please record it again in the browser.",
    "assignment_not_active": "That assignment is not active any more, so it cannot be practised.",
    "own_assignments_only": "You can see your own assignments only.",
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
            f"I could not {doing}: the service did not answer properly, and I tried twice. "
            "Nothing was made up in its place. Please try again in a moment, or change your request."
        )
        return AssistantReply(
            text=text, actions=(build_action("retry", "Try again", session_id=session_id),)
        )
    return AssistantReply(text=f"I could not {doing}. {_explain_failure(failure)}")


def _explain_failure(failure: ToolCallFailure) -> str:
    if failure.status == 403:
        return "You are not allowed to do that here."
    if failure.status == 404:
        return "It is not known here. Please check the id."
    if failure.status == 429:
        return "There were too many requests; please wait a moment."
    return (
        f"The service says: {failure.detail}" if failure.detail else "Please change your request."
    )
