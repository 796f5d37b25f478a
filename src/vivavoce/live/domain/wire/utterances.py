"""What a candidate is to hear: the spoken side of frames, without what only a page can use."""

from __future__ import annotations

from dataclasses import replace

from vivavoce.contracts.sound import Utterance
from vivavoce.live.domain import events
from vivavoce.live.domain.events import Recorded
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.wire.frames import frames_of
from vivavoce.live.domain.wire.notices import SPOKEN

FREELY_STOPPED = 2
"""So often somebody may speak before they heard a question; then it is said to its end."""
_PHONES = ("phone", "livekit")
_REFUSALS = ("consent_required", "too_many_repeats", "too_many_pauses", "paused_now")
"""Problems that somebody who only listens has to hear of."""


def utterances_of(record: Recorded, state: Session) -> list[Utterance]:
    """Return what is said aloud of ``record``; ``state`` is the session right after it."""
    match record.event:
        case events.ConsentRequested():
            return [_consent(record.event, state)]
        case events.TurnCompleted(role="agent"):
            return [_turn(record.event, state), *_keys(record.event, state)]
        case events.CandidateRequested():
            return [_answer_before_consent(record.event, state)] if record.event.reply else []
        case events.ClockPaused(reason="request") | events.ClockResumed(reason="request"):
            return []  # the interviewer says so itself
        case events.ClockPaused() | events.ClockResumed() if state.transport in _PHONES:
            return [_notice("paused" if state.is_paused else "resumed", state)]
        case events.TimerWarning() if state.transport not in _PHONES:
            return []  # the page shows it; aloud it would cut an answer in two
        case events.TimerWarning():
            fresh_s = min(30.0, max(10.0, record.event.remaining_s / 5))
            return [replace(said, fresh_s=fresh_s) for said in _notified(record, state)]
        case events.QuestionNotHeard(is_said_again=True):
            return [_asked_again(state.turns[record.event.turn - 1], state)]
        case events.SessionQueued():
            return [_notice("queued", state, place=record.event.position)]
        case _:
            return _notified(record, state)


def refusal(code: str, detail: str, state: Session) -> Utterance | None:
    """Return how a problem is told to the ear, or None where a page tells it."""
    if code not in _REFUSALS:
        return None
    if state.status == "consent_pending":
        return _notice(_yes_or_no(state), state)
    return _said(detail, "notice", state)


def standing_utterances(before: Session, state: Session) -> list[Utterance]:
    """Return what is said to who comes, or comes back, to a talk that goes on.

    ``before`` is the session before they came. What was heard to its end is not said again; what may
    have been heard in part is said again after a bridge. Whoever was cut off on a telephone has nothing to
    look at: what waits for their answer is said again in any case.
    """
    if state.status == "consent_pending":
        text, version = state.created.consent_text, state.created.consent_version
        return [_consent(events.ConsentRequested(text=text, text_version=version), state)]
    if state.status == "queued":
        return [_notice("queued", state, place=state.queue_position or 1)]
    if state.status not in ("in_progress", "wrapping_up"):
        return []
    unheard = [turn for turn in _standing(state) if not state.aloud.is_heard(turn.turn)]
    given = state.aloud.given
    said = [
        _turn(turn, state, is_again=turn.turn <= given)
        for turn in unheard
        if turn.kind != "greeting" or turn.turn > given
    ]
    if before.status != "reconnecting":
        return said
    if state.transport in _PHONES:
        waits = [_turn(turn, state, is_again=True) for turn in _standing(state)[-1:]]
        return [_notice("cut_off", state), *(said or waits)]
    return said or [_notice("back", state)]


def farewell(state: Session) -> Utterance | None:
    """Return what is said to who talks while this process hands on; a page shows it in its own way."""
    is_on_the_phone = state.transport in _PHONES and state.status != "reconnecting"
    return _notice("handed_on", state) if is_on_the_phone else None


def is_switch_off(event: events.SessionEvent) -> bool:
    """Whether what is being said is no longer what the candidate waits for."""
    match event:
        case events.QuestionSkipped(by="candidate") | events.QuestionRepeated():
            return True
        case events.ClockPaused() | events.TurnAmended(reason="went_on"):
            return True
        case events.StaffIntervened(action="take_over"):
            return True
        case events.TurnCompleted(ends="candidate_ended" | "staff_ended"):
            return True
        case _:
            return False


def _standing(state: Session) -> list[events.TurnCompleted]:
    """Return what the interviewer said since the candidate's last words; a repeat stands for the question."""
    standing: list[events.TurnCompleted] = []
    for turn in reversed(state.counted):
        if turn.role == "candidate":
            break
        standing.insert(0, turn)
        if turn.kind == "repeat":
            break
    return standing


def _notified(record: Recorded, state: Session) -> list[Utterance]:
    return [
        _said(frame.body["text"], "notice", state)
        for frame in frames_of(record, state)
        if frame.type == "NOTIFICATION"
    ]


def _turn(turn: events.TurnCompleted, state: Session, *, is_again: bool = False) -> Utterance:
    return Utterance(
        turn=turn.turn,
        kind=turn.kind,
        text=turn.text,
        language=state.created.language,
        is_again=is_again,
        is_last=turn.kind == "closing",
    )


def _asked_again(turn: events.TurnCompleted, state: Session) -> Utterance:
    """Return the question once more; stopped twice it is said to its end, whoever speaks."""
    uttered = state.aloud.uttered_of(turn.turn)
    was_begun = uttered is not None and uttered.chars_heard > 0
    is_interruptible = state.times_not_heard(turn.turn) < FREELY_STOPPED
    again = _turn(turn, state, is_again=was_begun or not is_interruptible)
    return replace(again, is_interruptible=is_interruptible)


def _consent(asked: events.ConsentRequested, state: Session) -> Utterance:
    text = f"{asked.text} {SPOKEN[_yes_or_no(state)]}"
    return _said(text, "consent", state)


def _yes_or_no(state: Session) -> str:
    return "yes_or_no_by_key" if state.transport in _PHONES else "yes_or_no"


def _answer_before_consent(asked: events.CandidateRequested, state: Session) -> Utterance:
    return _said(f"{asked.reply} {SPOKEN[_yes_or_no(state)]}", "consent", state)


def _keys(turn: events.TurnCompleted, state: Session) -> list[Utterance]:
    """Return which keys answer what the interviewer asked beside its questions."""
    if state.transport not in _PHONES or turn.kind != "remark":
        return []
    if state.is_end_asked:
        return [_notice("end_by_key", state)]
    return [_notice("resume_by_key", state)] if state.is_paused else []


def _notice(name: str, state: Session, **values: object) -> Utterance:
    return _said(SPOKEN[name].format(**values), "notice", state)


def _said(text: str, kind: str, state: Session) -> Utterance:
    return Utterance(turn=None, kind=kind, text=text, language=state.created.language)
