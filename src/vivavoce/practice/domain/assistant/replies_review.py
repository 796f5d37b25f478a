"""Reviews, recordings and the leaderboard, told."""

from __future__ import annotations

from collections.abc import Callable

from vivavoce.practice.domain.assistant import words as own
from vivavoce.practice.domain.assistant.conversation import Conversation, Json
from vivavoce.practice.domain.assistant.moments import shown_moment
from vivavoce.practice.domain.assistant.move import Move
from vivavoce.practice.domain.assistant.outcome import Outcome
from vivavoce.practice.domain.assistant.reply import Reply, action

_WHY = {
    "not_started": "The session has not been held yet.",
    "too_short": "There was too little to review; answering the questions at more length gives one.",
    "no_candidate_speech": "Nothing was heard from you; please check the microphone before the next one.",
    "cancelled": "The session was cancelled.",
    "consent_declined": "You did not agree to be recorded, so nothing was kept to review.",
}
_VIDEO = {
    "pending": "The video analysis may still follow; the score does not wait for it.",
    "processing": "The video is still being analysed; the score does not wait for it.",
    "failed": "The video could not be analysed; the score does not depend on it.",
}
_MOST = 3


def reviewed(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell a review as far as it is."""
    tell = _BY_STATUS[str(outcome.result["status"])]
    return tell(outcome.result, str(outcome.arguments["session_id"]))


def _processing(result: Json, session_id: str) -> Reply:
    wait = result.get("retry_after_s")
    when = f"Please ask again in {wait} seconds." if wait else "Please ask again in a moment."
    text = f"Your review is still being made, so there is no score yet. {when}"
    return Reply(text=text, actions=(action("retry", "Look again", session_id=session_id),))


def _failed(result: Json, session_id: str) -> Reply:
    text = "The review could not be made; that was not your doing."
    if result.get("retryable"):
        button = action("retry_review", "Make the review again", session_id=session_id)
        return Reply(text=f"{text} It can be tried again.", actions=(button,))
    return Reply(text=f"{text} Trying again would not help; a new session would.")


def _not_eligible(result: Json, session_id: str) -> Reply:
    why = _WHY.get(str(result.get("reason")), "There was too little to review.")
    started = result.get("reason") != "not_started"
    text = f"There is no review for this session. {why}"
    if started:
        return Reply(
            text=f"{text} {own.ASK_DRAFT}", actions=(action("preview", "Prepare a draft"),)
        )
    return Reply(
        text=text, actions=(action("start", "Open the interview room", session_id=session_id),)
    )


def _completed(result: Json, session_id: str) -> Reply:
    lines = [_score(result)]
    if summary := result.get("summary"):
        lines.append(_flat(summary))
    for title, name in (
        ("Strong", "strengths"),
        ("To work on", "weaknesses"),
        ("Next", "recommendations"),
    ):
        if points := list(result.get(name) or ())[:_MOST]:
            lines += [f"{title}:", *(f"- {_flat(point)}" for point in points)]
    if video := _VIDEO.get(str(result.get("video_analysis_status"))):
        lines.append(video)
    if scorer := result.get("scorer"):
        lines.append(f"Scored by {scorer['kind']} {scorer['version']}.")
    return Reply(
        text="\n".join(lines),
        actions=(
            action("open_review", "Read the whole review", session_id=session_id),
            action("preview", "Practise again"),
        ),
    )


def _score(result: Json) -> str:
    score = result.get("overall_score")
    if score is None:
        why = _flat(result.get("overall_score_reason") or "").replace("_", " ").rstrip(".")
        return f"The review is ready, without an overall score{f': {why}' if why else ''}."
    text = f"You reached {score:g} of 100."
    delta = (result.get("historical_comparison") or {}).get("delta_overall")
    if delta:
        text += f" That is {abs(delta):g} {'more' if delta > 0 else 'less'} than the time before."
    return text


_BY_STATUS: dict[str, Callable[[Json, str], Reply]] = {
    "processing": _processing,
    "failed": _failed,
    "not_eligible": _not_eligible,
    "completed": _completed,
}
_NAMES = {
    "session_video": "video",
    "session_audio": "audio recording",
    "candidate_audio": "recording of your own voice",
    "agent_audio": "recording of the interviewer's voice",
    "transcript": "transcript",
    "review_pdf": "printed review",
    "events": "event log",
}


def linked(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell of a link; the link itself goes into the button only."""
    result = outcome.result
    name = _NAMES.get(str(result["artifact_type"]), "file")
    until = shown_moment(str(result["expires_at"]))
    text = (
        f"Here is the {name}. The link works until {until}, for whoever has it: "
        "please keep it to yourself."
    )
    button = action(
        "download", f"Open the {name}", url=result["url"], expires_at=result["expires_at"]
    )
    return Reply(text=text, actions=(button,))


def ticketed(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell of an upload ticket."""
    result = outcome.result
    until = shown_moment(str(result["expires_at"]))
    text = (
        f"Upload your WebM recording with the button until {until}. "
        "Tell me when it is done, then I confirm it."
    )
    button = action(
        "upload",
        "Upload the video",
        url=result["url"],
        method=result.get("method"),
        session_id=outcome.arguments["session_id"],
        upload_id=str(result["upload_id"]),
        expires_at=result["expires_at"],
    )
    return Reply(text=text, actions=(button,))


def confirmed(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell that a video is kept."""
    status = str(outcome.result.get("video_analysis_status"))
    more = {
        "pending": " Its analysis follows; your review does not wait for it.",
        "not_available": " It is kept; videos are not analysed here yet.",
    }.get(status, "")
    return Reply(text=f"Thank you, your video has arrived.{more}")


def listed_best(move: Move, outcome: Outcome, talk: Conversation) -> Reply:
    """Tell the best reviews."""
    result = outcome.result
    entries = list(result.get("entries") or ())
    if not entries:
        off = result.get("rule") == "off"
        return Reply(
            text="Your organisation keeps no leaderboard."
            if off
            else "There are no completed reviews to list yet."
        )
    limited = [f"At most {one.applied} are listed." for one in move.adjustments]
    lines = [" ".join(["The best practice reviews of your organisation:", *limited])]
    lines += [_entry(one) for one in entries]
    return Reply(
        text="\n".join(lines), actions=(action("open_leaderboard", "Open the leaderboard"),)
    )


def _entry(one: Json) -> str:
    you = " (you)" if one.get("is_you") else ""
    role = f", {_flat(one['target_role'])}" if one.get("target_role") else ""
    return f"- Rank {one['rank']}: {_flat(one['display_name'])}{you}, {one['overall_score']:g} of 100{role}"


def _flat(text: object) -> str:
    return " ".join(str(text or "").split())
