"""Utterances for candidates: the spoken counterpart of frames, without parts that only a page can use."""

from __future__ import annotations

from dataclasses import replace

from vivavoce.contracts.voice import InterviewerUtterance
from vivavoce.kernel.translation import translate
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.wire.frames import build_frames
from vivavoce.live.domain.wire.notices import SPOKEN_PHRASES

MAX_INTERRUPTIONS = 2
"""How often speech may interrupt a question before it was heard; then it is spoken to its end."""
SLOW_SPEED = 0.8
"""Speed of the speech once the candidate has asked for slower speech."""
_SPOKEN_ERROR_CODES = ("consent_required", "too_many_repeats", "too_many_pauses", "paused_now")
"""Errors that a candidate without a page must hear."""


def utterances_for(record: RecordedEvent, state: Session) -> list[InterviewerUtterance]:
    """Return what is spoken for ``record``; ``state`` is the session right after it."""
    match record.event:
        case events.ConsentRequested():
            return [_consent_utterance(record.event, state)]
        case events.TurnCompleted(role="agent"):
            return [
                _turn_utterance(record.event, state),
                *_key_hint_utterances(record.event, state),
            ]
        case events.CandidateRequested():
            return (
                [_reply_before_consent_utterance(record.event, state)] if record.event.reply else []
            )
        case events.ClockPaused(reason="request") | events.ClockResumed(reason="request"):
            return []  # the interviewer says so in a turn
        case events.ClockPaused() | events.ClockResumed() if state.is_on_phone:
            return [_phrase_utterance("paused" if state.is_paused else "resumed", state)]
        case events.TimerWarningIssued() if not state.is_on_phone:
            return []  # the page shows it; spoken, it would interrupt an answer
        case events.TimerWarningIssued():
            fresh_s = min(30.0, max(10.0, record.event.remaining_s / 5))
            return [
                replace(utterance, expires_after_s=fresh_s)
                for utterance in _notification_utterances(record, state)
            ]
        case events.QuestionNotHeard(is_repeated=True):
            return [_reask_utterance(state.turns[record.event.turn - 1], state)]
        case events.SessionQueued():
            return [_phrase_utterance("queued", state, place=record.event.position)]
        case _:
            return _notification_utterances(record, state)


def error_utterance(code: str, detail: str, state: Session) -> InterviewerUtterance | None:
    """Return the spoken form of an error, or None if only a page shows it."""
    if code not in _SPOKEN_ERROR_CODES:
        return None
    if state.status == "consent_pending":
        return _phrase_utterance(_yes_or_no_phrase(state), state)
    if state.is_on_phone and state.is_paused:
        detail = f"{detail} {_spoken_phrase('resume_by_key', state)}"
    return _text_utterance(detail, "notice", state)


def build_join_utterances(before: Session, state: Session) -> list[InterviewerUtterance]:
    """Return what is spoken to a candidate who joins or rejoins a running session.

    ``before`` is the session before they connected. Turns that were played to the end are not repeated;
    turns that may have been heard in part are repeated after a bridge. After a dropped telephone call the
    open question is always repeated, because the candidate has no page to read it from.
    """
    if state.status == "consent_pending":
        text, version = state.created.consent_text, state.created.consent_version
        return [_consent_utterance(events.ConsentRequested(text=text, text_version=version), state)]
    if state.status == "queued":
        return [_phrase_utterance("queued", state, place=state.queue_position or 1)]
    if state.status not in ("in_progress", "wrapping_up"):
        return []
    unheard = [
        turn for turn in _turns_since_answer(state) if not state.speech.is_heard_in_full(turn.turn)
    ]
    last_turn_before = state.speech.last_turn_before_voice_ended
    utterances = [
        _turn_utterance(turn, state, is_again=turn.turn <= last_turn_before)
        for turn in unheard
        if turn.kind != "greeting" or turn.turn > last_turn_before
    ]
    if before.status != "reconnecting":
        return utterances
    if state.is_on_phone:
        waits = [
            _turn_utterance(turn, state, is_again=True) for turn in _turns_since_answer(state)[-1:]
        ]
        return [_phrase_utterance("cut_off", state), *(utterances or waits)]
    return utterances or [_phrase_utterance("back", state)]


def handover_utterance(state: Session) -> InterviewerUtterance | None:
    """Return what is spoken to a telephone caller at a handover to another process; else None."""
    is_on_the_phone = state.is_on_phone and state.status != "reconnecting"
    return _phrase_utterance("handed_on", state) if is_on_the_phone else None


def should_stop_speech(event: events.SessionEvent) -> bool:
    """Whether ``event`` makes the speech that is being played obsolete."""
    match event:
        case events.QuestionSkipped(skipped_by="candidate") | events.QuestionRepeated():
            return True
        case events.ClockPaused() | events.TurnAmended(reason="went_on"):
            return True
        case events.StaffIntervened(action="take_over"):
            return True
        case events.TurnCompleted(end_reason="candidate_ended" | "staff_ended"):
            return True
        case _:
            return False


def _turns_since_answer(state: Session) -> list[events.TurnCompleted]:
    """Return the agent turns since the candidate's last turn; a repeat replaces the turns before it."""
    standing: list[events.TurnCompleted] = []
    for turn in reversed(state.counted_turns):
        if turn.role == "candidate":
            break
        standing.insert(0, turn)
        if turn.kind == "repeat":
            break
    return standing


def _notification_utterances(record: RecordedEvent, state: Session) -> list[InterviewerUtterance]:
    return [
        _text_utterance(frame.body["text"], "notice", state)
        for frame in build_frames(record, state)
        if frame.type == "NOTIFICATION"
    ]


def _turn_utterance(
    turn: events.TurnCompleted, state: Session, *, is_again: bool = False
) -> InterviewerUtterance:
    return InterviewerUtterance(
        turn=turn.turn,
        kind=turn.kind,
        text=turn.text,
        language=state.created.language,
        is_repeat=is_again,
        is_last=turn.kind == "closing",
        speed=_speed(state),
    )


def _reask_utterance(turn: events.TurnCompleted, state: Session) -> InterviewerUtterance:
    """Return the question again; after ``MAX_INTERRUPTIONS`` it can no longer be interrupted."""
    uttered = state.speech.playback_of(turn.turn)
    was_begun = uttered is not None and uttered.chars_heard > 0
    is_interruptible = state.count_unheard(turn.turn) < MAX_INTERRUPTIONS
    again = _turn_utterance(turn, state, is_again=was_begun or not is_interruptible)
    return replace(again, is_interruptible=is_interruptible)


def _consent_utterance(asked: events.ConsentRequested, state: Session) -> InterviewerUtterance:
    text = f"{asked.text} {_spoken_phrase(_yes_or_no_phrase(state), state)}"
    return _text_utterance(text, "consent", state)


def _yes_or_no_phrase(state: Session) -> str:
    return "yes_or_no_by_key" if state.is_on_phone else "yes_or_no"


def _reply_before_consent_utterance(
    asked: events.CandidateRequested, state: Session
) -> InterviewerUtterance:
    text = f"{asked.reply} {_spoken_phrase(_yes_or_no_phrase(state), state)}"
    return _text_utterance(text, "consent", state)


def _key_hint_utterances(turn: events.TurnCompleted, state: Session) -> list[InterviewerUtterance]:
    """Return the hint which telephone keys answer the interviewer's remark, if any."""
    if not state.is_on_phone or turn.kind != "remark":
        return []
    if state.is_end_confirmation_open:
        return [_phrase_utterance("end_by_key", state)]
    return [_phrase_utterance("resume_by_key", state)] if state.is_paused else []


def _phrase_utterance(name: str, state: Session, **values: object) -> InterviewerUtterance:
    return _text_utterance(_spoken_phrase(name, state).format(**values), "notice", state)


def _spoken_phrase(name: str, state: Session) -> str:
    return translate(SPOKEN_PHRASES[name], state.created.spoken_language)


def _text_utterance(text: str, kind: str, state: Session) -> InterviewerUtterance:
    return InterviewerUtterance(
        turn=None, kind=kind, text=text, language=state.created.language, speed=_speed(state)
    )


def _speed(state: Session) -> float:
    return SLOW_SPEED if state.has_asked_for_slow_speech else 1.0
