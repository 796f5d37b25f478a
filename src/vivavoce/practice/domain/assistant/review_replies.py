"""Replies about reviews, recordings and the leaderboard."""

from __future__ import annotations

from collections.abc import Callable

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.rounding import round_overall
from vivavoce.kernel.translation import phrase, translatable
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
    "not_started": phrase("The session has not taken place yet."),
    "too_short": phrase("There was too little to review. Longer answers make a review possible."),
    "no_candidate_speech": phrase(
        "No speech was recorded from you. Please check your microphone before the next session."
    ),
    "cancelled": phrase("The session was canceled."),
    "consent_declined": phrase(
        "You did not agree to the recording, so there is nothing to review."
    ),
}
_VIDEO_TEXTS = {
    "pending": phrase("The video analysis may follow later. The score does not depend on it."),
    "processing": phrase("The video is still being analyzed. The score does not depend on it."),
    "failed": phrase("The video could not be analyzed. The score does not depend on it."),
}
_TOO_LITTLE = phrase("There was too little to review.")
_MAY_RETRY = phrase("You can try again.")
_MAY_NOT_RETRY = phrase("Trying again will not help. Please start a new session.")
_MAX_POINTS = 3


def describe_review(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply about a review, according to its status."""
    tell = _REPLY_BY_STATUS[str(outcome.result["status"])]
    return tell(outcome.result, str(outcome.arguments["session_id"]))


def _describe_processing(result: Json, session_id: str) -> AssistantReply:
    wait = result.get("retry_after_s")
    when = (
        translatable("Please ask again in {wait} seconds.", wait=wait)
        if wait
        else phrase("Please ask again in a moment.")
    )
    text = " ".join((phrase("Your review is not ready yet, so there is no score."), when))
    return AssistantReply(
        text=text, actions=(build_action("retry", phrase("Check again"), session_id=session_id),)
    )


def _describe_failed(result: Json, session_id: str) -> AssistantReply:
    text = phrase("The review failed. This was not your fault.")
    if result.get("retryable"):
        button = build_action("retry_review", phrase("Retry the review"), session_id=session_id)
        return AssistantReply(text=f"{text} {_MAY_RETRY}", actions=(button,))
    return AssistantReply(text=f"{text} {_MAY_NOT_RETRY}")


def _describe_not_eligible(result: Json, session_id: str) -> AssistantReply:
    reason = _TEXT_BY_REASON.get(str(result.get("reason")), _TOO_LITTLE)
    started = result.get("reason") != "not_started"
    text = " ".join((phrase("This session has no review."), reason))
    if started:
        return AssistantReply(
            text=f"{text} {own.ASK_DRAFT}",
            actions=(build_action("preview", phrase("Prepare a draft")),),
        )
    return AssistantReply(
        text=text,
        actions=(build_action("start", phrase("Open interview room"), session_id=session_id),),
    )


def _describe_completed(result: Json, session_id: str) -> AssistantReply:
    lines = [_describe_score(result)]
    if summary := result.get("summary"):
        lines.append(_to_one_line(summary))
    for title, name in (
        (phrase("Strong:"), "strengths"),
        (phrase("To work on:"), "weaknesses"),
        (phrase("Next:"), "recommendations"),
    ):
        if points := list(result.get(name) or ())[:_MAX_POINTS]:
            lines += [title, *(f"- {_to_one_line(point)}" for point in points)]
    if video := _VIDEO_TEXTS.get(str(result.get("video_analysis_status"))):
        lines.append(video)
    if scorer := result.get("scorer"):
        who = f"{scorer['kind']} {scorer['version']}"
        lines.append(translatable("Scored by {who}.", who=who))
    return AssistantReply(
        text="\n".join(lines),
        actions=(
            build_action("open_review", phrase("Read the full review"), session_id=session_id),
            build_action("preview", phrase("Practice again")),
        ),
    )


def _describe_score(result: Json) -> str:
    score = result.get("overall_score")
    if score is None:
        none = phrase("The review is ready, but it has no overall score.")
        reason = _to_one_line(result.get("overall_score_reason"))
        if reason and reason[0].isupper():
            return f"{none} {reason}"
        coded = reason.replace("_", " ").rstrip(".")
        return (
            translatable(
                "The review is ready, but it has no overall score: {reason}.", reason=coded
            )
            if coded
            else none
        )
    text: str = translatable("Your score is {score} of 100.", score=round_overall(score))
    delta = (result.get("historical_comparison") or {}).get("delta_overall")
    if delta and (difference := round_overall(abs(delta))):
        change = (
            translatable("That is {points} more than in your last session.", points=difference)
            if delta > 0
            else translatable("That is {points} less than in your last session.", points=difference)
        )
        text = f"{text} {change}"
    return text


_REPLY_BY_STATUS: dict[str, Callable[[Json, str], AssistantReply]] = {
    "processing": _describe_processing,
    "failed": _describe_failed,
    "not_eligible": _describe_not_eligible,
    "completed": _describe_completed,
}
_ARTIFACT_NAMES = {
    "session_video": phrase("video"),
    "session_audio": phrase("audio recording"),
    "candidate_audio": phrase("recording of your own voice"),
    "agent_audio": phrase("recording of the interviewer's voice"),
    "transcript": phrase("transcript"),
    "review_pdf": phrase("PDF of the review"),
    "events": phrase("event log"),
}


def describe_artifact_link(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply about a file; the link itself is only in the action."""
    result = outcome.result
    name = _ARTIFACT_NAMES.get(str(result["artifact_type"]), phrase("file"))
    until = format_timestamp(str(result["expires_at"]))
    text = " ".join(
        (
            translatable("Here is the {file}.", file=name),
            translatable("The link works until {until}.", until=until),
            phrase("Anyone with the link can open it, so please keep it private."),
        )
    )
    button = build_action(
        "download",
        translatable("Open the {file}", file=name),
        url=result["url"],
        expires_at=result["expires_at"],
    )
    return AssistantReply(text=text, actions=(button,))


def describe_upload_ticket(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply about an upload ticket; the link itself is only in the action."""
    result = outcome.result
    until = format_timestamp(str(result["expires_at"]))
    text = " ".join(
        (
            translatable("Upload your WebM recording with the button until {until}.", until=until),
            phrase("Tell me when you are done, and I will confirm it."),
        )
    )
    button = build_action(
        "upload",
        phrase("Upload video"),
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
        "pending": phrase("The analysis follows later. Your review does not depend on it."),
        "not_available": phrase("It is stored, but videos are not analyzed here yet."),
    }.get(status, "")
    return AssistantReply(
        text=" ".join((phrase("Thank you, your video has arrived."), details)).strip()
    )


def describe_leaderboard(
    decision: DialogueDecision, outcome: ToolCallOutcome, conversation: ConversationState
) -> AssistantReply:
    """Return the reply that lists the leaderboard."""
    result = outcome.result
    entries = list(result.get("entries") or ())
    if not entries:
        off = result.get("listing_policy") == "off"
        return AssistantReply(
            text=phrase("Your organization does not use a leaderboard.")
            if off
            else phrase("There are no completed reviews yet.")
        )
    limited = [
        translatable("The list shows at most {count}.", count=adjustment.applied)
        for adjustment in decision.adjustments
    ]
    lines = [" ".join([phrase("The best practice reviews in your organization:"), *limited])]
    lines += [_leaderboard_line(entry) for entry in entries]
    return AssistantReply(
        text="\n".join(lines),
        actions=(build_action("open_leaderboard", phrase("Open leaderboard")),),
    )


def _leaderboard_line(item: Json) -> str:
    line = {"rank": item["rank"], "score": round_overall(item["overall_score"])}
    name, role = _to_one_line(item["display_name"]), _to_one_line(item.get("target_role"))
    who = f"{name}, {role}" if role else name
    if item.get("is_you"):
        return translatable("- Rank {rank}: {who} (you), {score} of 100", who=who, **line)
    return translatable("- Rank {rank}: {who}, {score} of 100", who=who, **line)


def _to_one_line(text: object) -> str:
    return " ".join(str(text or "").split())
