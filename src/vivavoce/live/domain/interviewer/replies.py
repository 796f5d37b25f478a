"""The interviewer's replies to candidate requests: true for this interview, short, easy to follow by ear.

Every sentence is based on a fact of the session. If a fact is unknown, the reply says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from vivavoce.live.domain.events import CandidateRequestKind
from vivavoce.live.domain.interviewer.pauses import MAX_PAUSE_S, MAX_PAUSES
from vivavoce.live.domain.interviewer.wording import select_wording
from vivavoce.live.domain.session import Session

_UNKNOWN = "I don't know that for this interview."
_NOT_A_PERSON = (
    "I'm a computer program, not a person.",
    "No, I'm not a person. I'm a computer program that asks the questions.",
    "You're talking with a computer program, not with a person.",
)
_QUESTION_AGAIN = (
    "Back to the question: {open}",
    "Here is the question again: {open}",
    "The question was: {open}",
)
_RESUMED = ("All right, let's continue.", "Okay, let's go on.", "Okay, let's continue.")
_PAUSED = (
    "Of course. Take your time; the clock is stopped.",
    "Yes, take a moment. The clock is stopped.",
    "Sure, let's pause here. The clock is stopped.",
)
_HOW_TO_RESUME = (
    f"When you're ready, say or type: go on. A pause can last up to {MAX_PAUSE_S // 60} minutes."
)
STILL_PAUSED = "We're still paused. When you're ready, say or type: go on."
CONSENT_QUESTION = "Do you agree to the interview on these terms? Please answer yes or no."


def compose_repeated_question(open_text: str, state: Session) -> str:
    """Return the open question, repeated after another reply."""
    return _draw_text(_QUESTION_AGAIN, state).format(open=open_text)


def compose_resumption_reply(state: Session) -> str:
    """Return the reply to a request to resume."""
    return _draw_text(_RESUMED, state)


def compose_pause_reply(state: Session) -> str:
    """Return the reply at the start of a pause."""
    return f"{_draw_text(_PAUSED, state)} {_HOW_TO_RESUME}"


def compose_no_more_pauses_reply() -> str:
    """Return the reply when no pauses are left."""
    return (
        f"I can't stop the clock again: this interview allows {MAX_PAUSES} pauses, and "
        "you have used them all. You can still take a moment to think, but the clock "
        "keeps running."
    )


def build_end_interview_confirmation(state: Session) -> str:
    """Return the question to confirm the end of the interview, with its consequences."""
    return (
        f"Would you like to end the interview now? {_what_is_kept(state)} Say yes to end "
        "it, or no to continue."
    )


def compose_request_reply(request: CandidateRequestKind, state: Session, now: datetime) -> str:
    """Return the reply to a question about the interview, or to a request for a person."""
    match request:
        case "is_machine":
            return f"{_draw_text(_NOT_A_PERSON, state)} {_who_decides(state)}"
        case "person":
            return _person(state)
        case "data":
            return _data(state)
        case "duration":
            return _duration(state, now)
        case "who_decides":
            return _who_decides(state)
        case "next_steps":
            return _next_steps(state)
        case _:
            return _UNKNOWN


def compose_request_reply_before_consent(request: CandidateRequestKind, state: Session) -> str:
    """Return the reply to a request made before consent, followed by the consent question."""
    match request:
        case "end":
            answer = "You don't have to take part. If you say no, the interview ends here."
        case "pause":
            answer = "Take a moment. Nothing has started yet."
        case "duration":
            answer = (
                f"It takes up to {_count(state.created.time_limit_s // 60, 'minute')}, "
                f"with {_count(state.created.question_count, 'question')}."
            )
        case _:
            answer = compose_request_reply(request, state, state.at)
    return f"{answer} {CONSENT_QUESTION}"


def _who_decides(state: Session) -> str:
    facts = state.created.facts
    if facts is None:
        return "I don't decide anything about you."
    if state.created.result == "artifacts":
        return "No decision is made about you here. Your answers are used to write drafts."
    if facts.decided_by == "staff":
        return (
            f"A person at {_organization(state)} reads the result and decides. A program "
            "prepares an assessment of your answers, but it does not decide."
        )
    return "No decision is made about you here. A program writes a review of your answers for you."


def _person(state: Session) -> str:
    facts = state.created.facts
    if facts is None:
        return (
            "I'm a computer program and can't connect you with a person. Please contact "
            f"{_organization(state)} directly. You can continue here, or say stop to end."
        )
    if not facts.can_request_person:
        return (
            "I'm a computer program, and there is no person here who can take over. You "
            "can continue with me, or say stop to end."
        )
    organization = _organization(state)
    if state.has_asked_for_person:
        noted = f"I have already told {organization} that you'd like to talk with a person."
    else:
        noted = f"I'm letting {organization} know that you'd like to talk with a person."
    return (
        f"{noted} I can't connect you myself, and I don't know when they will contact you. Until then, "
        "you can continue here, or say stop to end."
    )


def _data(state: Session) -> str:
    facts = state.created.facts
    video = (
        " Your camera is recorded too, as you agreed." if state.recording_type is not None else ""
    )
    text = f"What you say or type is kept as text. The sound of your voice is not kept.{video}"
    if facts is None:
        return f"{text} I don't know how long it is kept."
    if facts.reviewed_by == "staff":
        read = f"People at {_organization(state)} can read it."
    else:
        read = (
            "A program reads it to write your review. If someone assigned this practice "
            "to you, that person sees the result."
        )
    return f"{text} {read} It is deleted after {_count(facts.retention_days, 'day')}."


def _duration(state: Session, now: datetime) -> str:
    minutes = max(1, round(state.time_remaining(now).total_seconds() / 60))
    index, of = state.question_index, state.created.question_count
    remaining = max(0, of - index)
    after = (
        "this is the last question"
        if remaining == 0
        else f"{_count(remaining, 'question')} after this one"
    )
    verb = "and" if remaining == 0 else "and up to"
    return f"We have about {_count(minutes, 'more minute')}, {verb} {after}."


def _next_steps(state: Session) -> str:
    facts = state.created.facts
    if facts is None:
        return f"{_UNKNOWN} Please ask {_organization(state)}."
    if state.created.result == "artifacts":
        return "After this, drafts are written from your answers. You can read and correct them."
    if facts.decided_by == "staff":
        return (
            f"After the interview, a person at {_organization(state)} reads the result "
            "and decides. They will tell you about the next steps. I don't know when."
        )
    return "After the interview, a program writes a review of your answers. You can read it."


def _what_is_kept(state: Session) -> str:
    facts = state.created.facts
    if state.answered_question_ids:
        return (
            "The answers you have given are kept, and you can't come back to this interview later."
        )
    if facts is None or facts.attempts_left == 0:
        return "You haven't answered a question yet, and you can't start again."
    ways = {
        "link": "You can start again with the same link.",
        "page": "You can start again from the same page.",
    }
    back = ways.get(facts.return_method, "I don't know whether you will be called again.")
    return f"You haven't answered a question yet. {back}"


def _organization(state: Session) -> str:
    return state.created.company_name.strip() or "the organization that invited you"


def _count(number: int, word: str) -> str:
    return f"one {word}" if number == 1 else f"{number} {word}s"


def _draw_text(options: Sequence[str], state: Session) -> str:
    return select_wording(
        options, session_id=state.created.session_id, turn=len(state.counted_turns) + 1
    ).text
