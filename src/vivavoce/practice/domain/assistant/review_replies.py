"""Replies about reviews, recordings and the leaderboard."""

from __future__ import annotations

from collections.abc import Callable

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.rounding import round_overall
from vivavoce.practice.domain.assistant import fixed_sentences as own
from vivavoce.practice.domain.assistant.conversation_state import ConversationState
from vivavoce.practice.domain.assistant.dialogue import (
    AssistantReply,
    DialogueDecision,
    ToolCallOutcome,
    build_action,
)
from vivavoce.practice.domain.assistant.fixed_sentences import format_timestamp

_TEXT_BY_REASON = {
    "not_started": "The session has not taken place yet.",
    "too_short": "There was too little to review. Longer answers make a review possible.",
    "no_candidate_speech": (
        "No speech was recorded from you. Please check your microphone before the next session."
    ),
    "cancelled": "The session was canceled.",
    "consent_declined": "You did not agree to the recording, so there is nothing to review.",
}
_VIDEO_TEXTS = {
    "pending": "The video analysis may follow later. The score does not depend on it.",
    "processing": "The video is still being analyzed. The score does not depend on it.",
    "failed": "The video could not be analyzed. The score does not depend on it.",
}
_MAX_POINTS = 3


def describe_review(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply about a review, according to its status."""
    tell = _REPLY_BY_STATUS[str(outcome.result["status"])]
    return tell(outcome.result, str(outcome.arguments["session_id"]))


def _describe_processing(result: Json, session_id: str) -> AssistantReply:
    wait = result.get("retry_after_s")
    when = f"Please ask again in {wait} seconds." if wait else "Please ask again in a moment."
    text = f"Your review is not ready yet, so there is no score. {when}"
    return AssistantReply(
        text=text, actions=(build_action("retry", "Check again", session_id=session_id),)
    )


def _describe_failed(result: Json, session_id: str) -> AssistantReply:
    text = "The review failed. This was not your fault."
    if result.get("retryable"):
        button = build_action("retry_review", "Retry the review", session_id=session_id)
        return AssistantReply(text=f"{text} You can try again.", actions=(button,))
    return AssistantReply(text=f"{text} Trying again will not help. Please start a new session.")


def _describe_not_eligible(result: Json, session_id: str) -> AssistantReply:
    reason = _TEXT_BY_REASON.get(str(result.get("reason")), "There was too little to review.")
    started = result.get("reason") != "not_started"
    text = f"This session has no review. {reason}"
    if started:
        return AssistantReply(
            text=f"{text} {own.ASK_DRAFT}", actions=(build_action("preview", "Prepare a draft"),)
        )
    return AssistantReply(
        text=text,
        actions=(build_action("start", "Open interview room", session_id=session_id),),
    )


def _describe_completed(result: Json, session_id: str) -> AssistantReply:
    lines = [_describe_score(result)]
    if summary := result.get("summary"):
        lines.append(_to_one_line(summary))
    for title, name in (
        ("Strong", "strengths"),
        ("To work on", "weaknesses"),
        ("Next", "recommendations"),
    ):
        if points := list(result.get(name) or ())[:_MAX_POINTS]:
            lines += [f"{title}:", *(f"- {_to_one_line(point)}" for point in points)]
    if video := _VIDEO_TEXTS.get(str(result.get("video_analysis_status"))):
        lines.append(video)
    if scorer := result.get("scorer"):
        lines.append(f"Scored by {scorer['kind']} {scorer['version']}.")
    return AssistantReply(
        text="\n".join(lines),
        actions=(
            build_action("open_review", "Read the full review", session_id=session_id),
            build_action("preview", "Practice again"),
        ),
    )


def _describe_score(result: Json) -> str:
    score = result.get("overall_score")
    if score is None:
        reason = (
            _to_one_line(result.get("overall_score_reason") or "").replace("_", " ").rstrip(".")
        )
        return f"The review is ready, but it has no overall score{f': {reason}' if reason else ''}."
    text = f"Your score is {round_overall(score)} of 100."
    delta = (result.get("historical_comparison") or {}).get("delta_overall")
    if delta and (difference := round_overall(abs(delta))):
        text += (
            f" That is {difference} {'more' if delta > 0 else 'less'} than in your last session."
        )
    return text


_REPLY_BY_STATUS: dict[str, Callable[[Json, str], AssistantReply]] = {
    "processing": _describe_processing,
    "failed": _describe_failed,
    "not_eligible": _describe_not_eligible,
    "completed": _describe_completed,
}
_ARTIFACT_NAMES = {
    "session_video": "video",
    "session_audio": "audio recording",
    "candidate_audio": "recording of your own voice",
    "agent_audio": "recording of the interviewer's voice",
    "transcript": "transcript",
    "review_pdf": "PDF of the review",
    "events": "event log",
}


def describe_artifact_link(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply about a file; the link itself is only in the action."""
    result = outcome.result
    name = _ARTIFACT_NAMES.get(str(result["artifact_type"]), "file")
    until = format_timestamp(str(result["expires_at"]))
    text = (
        f"Here is the {name}. The link works until {until}. Anyone with the link can open "
        "it, so please keep it private."
    )
    button = build_action(
        "download", f"Open the {name}", url=result["url"], expires_at=result["expires_at"]
    )
    return AssistantReply(text=text, actions=(button,))


def describe_upload_ticket(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply about an upload ticket; the link itself is only in the action."""
    result = outcome.result
    until = format_timestamp(str(result["expires_at"]))
    text = (
        f"Upload your WebM recording with the button until {until}. Tell me when you are "
        "done, and I will confirm it."
    )
    button = build_action(
        "upload",
        "Upload video",
        url=result["url"],
        method=result.get("method"),
        session_id=outcome.arguments["session_id"],
        upload_id=str(result["upload_id"]),
        expires_at=result["expires_at"],
    )
    return AssistantReply(text=text, actions=(button,))


def describe_upload_confirmation(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply that confirms a video upload."""
    status = str(outcome.result.get("video_analysis_status"))
    details = {
        "pending": " The analysis follows later. Your review does not depend on it.",
        "not_available": " It is stored, but videos are not analyzed here yet.",
    }.get(status, "")
    return AssistantReply(text=f"Thank you, your video has arrived.{details}")


def describe_leaderboard(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply that lists the leaderboard."""
    result = outcome.result
    entries = list(result.get("entries") or ())
    if not entries:
        off = result.get("listing_policy") == "off"
        return AssistantReply(
            text="Your organization does not use a leaderboard."
            if off
            else "There are no completed reviews yet."
        )
    limited = [
        f"The list shows at most {adjustment.applied}." for adjustment in decision.adjustments
    ]
    lines = [" ".join(["The best practice reviews in your organization:", *limited])]
    lines += [_leaderboard_line(entry) for entry in entries]
    return AssistantReply(
        text="\n".join(lines), actions=(build_action("open_leaderboard", "Open leaderboard"),)
    )


def _leaderboard_line(item: Json) -> str:
    you = " (you)" if item.get("is_you") else ""
    role = f", {_to_one_line(item['target_role'])}" if item.get("target_role") else ""
    name = _to_one_line(item["display_name"])
    return (
        f"- Rank {item['rank']}: {name}{you}, {round_overall(item['overall_score'])} of 100{role}"
    )


def _to_one_line(text: object) -> str:
    return " ".join(str(text or "").split())
