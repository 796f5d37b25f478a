"""A session as the fold of its log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import assert_never

from vivavoce.live.domain import events
from vivavoce.live.domain.aloud import with_sound, without_voice
from vivavoce.live.domain.events import Recorded, SessionEvent
from vivavoce.live.domain.state import Changes, Session, Thread, changed
from vivavoce.live.domain.transitions import TransitionNotAllowed, target_of
from vivavoce.live.domain.turns import (
    amend,
    drop_remark,
    mark_asked,
    mark_question,
    propose,
    require,
    take_turn,
)

__all__ = ["Session", "Thread", "apply", "fold"]


def fold(records: Iterable[Recorded], state: Session | None = None) -> Session | None:
    """Return the session after ``records``, from the beginning or from ``state``."""
    for record in records:
        state = apply(state, record)
    return state


def apply(state: Session | None, record: Recorded) -> Session:
    """Return the session after one more event, or raise ``TransitionNotAllowed``."""
    event = record.event
    if state is None:
        return _born(record)
    if record.seq != state.seq + 1:
        raise TransitionNotAllowed(f"Event {record.seq} cannot follow event {state.seq}.")
    target = target_of(event, state.status)
    if target is None:
        raise TransitionNotAllowed(f"'{event.type}' cannot happen while '{state.status}'.")
    at = max(record.at, state.at)
    changes = _take_in(state, event, at)
    changes.update(seq=record.seq, at=at)
    if target != state.status:
        changes.update(status=target, since=at)
    _wind_clock(state, event, at, changes)
    return changed(state, changes)


def _born(record: Recorded) -> Session:
    event = record.event
    if record.seq != 1 or not isinstance(event, events.SessionCreated):
        raise TransitionNotAllowed("A log begins with 'session.created' as event 1.")
    return Session(
        created=event, status="created", seq=1, at=record.at, since=record.at, pace=event.pace
    )


def _wind_clock(state: Session, event: SessionEvent, at: datetime, changes: Changes) -> None:
    """Let the clock run or stand: it runs while people talk, and at no other time."""
    runs = (
        changes.get("status", state.status) == "in_progress"
        and changes.get("started_at", state.started_at) is not None
        and not changes.get("is_paused", state.is_paused)
        and changes.get("handed_over_at", state.handed_over_at) is None
    )
    if runs and state.running_since is None:
        changes["running_since"] = at
    elif not runs and state.running_since is not None:
        until = min(at, event.since) if isinstance(event, events.ConnectionLost) else at
        gained = max(timedelta(0), until - state.running_since)
        changes.update(ran=state.ran + gained, running_since=None)


def _take_in(state: Session, event: SessionEvent, at: datetime) -> Changes:  # noqa: C901 - one case an event, flat
    match event:
        case events.TurnCompleted():
            return take_turn(state, event)
        case events.CandidateRequested():
            return _request(state, event)
        case events.QuestionSkipped() | events.QuestionRepeated():
            return mark_question(state, event)
        case events.QuestionNotHeard():
            return drop_remark(state, event)
        case events.FollowupChosen():
            return mark_asked(state, event)
        case events.FollowupProposed():
            return propose(state, event)
        case events.ModelAsked():
            return {"thinking": event, "thinking_since": at, "is_acknowledged": False}
        case events.ModelAnswered():
            return {"thinking": None, "thinking_since": None, "thought_in_vain": 0}
        case events.ModelFailed():
            in_vain = state.thought_in_vain + 1
            return {"thinking": None, "thinking_since": None, "thought_in_vain": in_vain}
        case events.AgentAcknowledged():
            return {"is_acknowledged": True}
        case events.StaffObserved():
            return _observe(state, event, at)
        case events.StaffIntervened():
            return _intervene(state, event, at)
        case events.SessionQueued():
            return {"queue_position": event.position}
        case events.SessionDequeued():
            return {"queue_position": None}
        case events.WorkerAttached():
            return {"worker_id": event.worker_id, "epoch": event.epoch}
        case events.WorkerDetached():
            return {"worker_id": None, "handed_over_at": None if state.leg_id is None else at}
        case events.ParticipantJoined():
            return {
                "leg_id": event.leg_id,
                "handed_over_at": None,
                "transport": event.transport,
                "aloud": with_sound(state.aloud, event),
                **(_begun(state) if state.answered_by == "human" else {}),
            }
        case events.ParticipantLeft():
            return {
                "leg_id": None,
                "consent_asked": 0,
                "handed_over_at": None,
                **_muted(state),
            }
        case events.CallDialing():
            return {"answered_by": None}
        case events.CallAnswered():
            return {"answered_by": event.by}
        case events.ConsentRequested():
            return {"consent_asked": state.consent_asked + 1}
        case events.ConsentGranted():
            return {"has_consent": True}
        case events.InterviewStarted():
            return _start(state, at)
        case events.ClockPaused():
            require(not state.is_paused, "The clock stands already.")
            return {"is_paused": True, "paused_at": at, "pauses": state.pauses + 1}
        case events.ClockResumed():
            require(state.is_paused, "The clock runs already.")
            return {"is_paused": False, "paused_at": None}
        case events.ConnectionLost():
            return {"lost_by_us": event.reason in ("worker_lost", "drained")}
        case events.TimerWarning():
            return {"warned_s": event.remaining_s}
        case events.TimerExpired():
            return {"is_expired": True}
        case events.SessionCompleted():
            require(bool(state.answered), "A session without an answer cannot be completed.")
            return {}
        case events.SessionCreated():
            raise TransitionNotAllowed("A session is created once.")
        case events.ParticipantSwitched():
            muted = changed(state, _muted(state))
            return {"transport": event.transport, "aloud": with_sound(muted.aloud, event)}
        case events.PaceChanged():
            return {"pace": event.pace}
        case events.TurnAmended():
            return amend(state, event)
        case (
            events.SpeechRecognised()
            | events.SpeechUnderstood()
            | events.SpeechHeardInVain()
            | events.SpeechMade()
            | events.UtteranceSpoken()
        ):
            return {"aloud": with_sound(state.aloud, event)}
        case events.RecordingStarted():
            return {"film": event.artifact_type, "film_pieces": 0}
        case events.ChunkStored():
            return {"film": event.artifact_type, "film_pieces": state.film_pieces + 1}
        case events.RecordingStopped():
            return {"film": None}
        case (
            events.ConnectionResumed()
            | events.SpeechStarted()
            | events.SpeechEnded()
            | events.SpeechFailed()
            | events.ProviderFellBack()
            | events.CircuitOpened()
            | events.CircuitClosed()
            | events.CallRinging()
            | events.CallFailed()
            | events.ConsentDeclined()
            | events.EvaluationGenerated()
            | events.PerspectiveGenerated()
            | events.SessionAbandoned()
            | events.SessionNoShow()
            | events.SessionExpired()
            | events.SessionCancelled()
            | events.SessionFailed()
        ):
            return {}
        case _:
            assert_never(event)


def _muted(state: Session) -> Changes:
    """Whatever the voice was given until now is not said by it any more."""
    if state.transport == "text":
        return {}
    return {"aloud": without_voice(state.aloud, len(state.turns))}


def _start(state: Session, at: datetime) -> Changes:
    require(state.started_at is None, "An interview starts once.")
    require(
        state.has_consent or not state.created.needs_consent,
        "An interview does not start without consent.",
    )
    return {"started_at": at, **_begun(state)}


def _begun(state: Session) -> Changes:
    """The candidate begins, if they had not: by the event that is taken in."""
    return {} if state.begun_seq is not None else {"begun_seq": state.seq + 1}


def _request(state: Session, event: events.CandidateRequested) -> Changes:
    changes: Changes = {
        "is_end_asked": event.request == "end"
        and state.taken_by is None
        and state.status == "in_progress",
        "has_asked_for_person": state.has_asked_for_person or event.request == "person",
    }
    if state.status == "consent_pending":
        changes["asked_before_consent"] = state.asked_before_consent + 1
    return changes


def _observe(state: Session, event: events.StaffObserved, at: datetime) -> Changes:
    left_at = state.taker_left_at
    if event.user_id == state.taken_by:
        left_at = None if event.is_there else at
    if event.is_there:
        return {"watchers": state.watchers | {event.user_id}, "taker_left_at": left_at}
    return {"watchers": state.watchers - {event.user_id}, "taker_left_at": left_at}


def _intervene(state: Session, event: events.StaffIntervened, at: datetime) -> Changes:
    left_at = None if event.user_id in state.watchers else at
    match event.action:
        case "take_over":
            require(state.taken_by in (None, event.user_id), "Somebody else has taken over.")
            return {"taken_by": event.user_id, "taker_left_at": left_at}
        case "hand_back":
            require(state.taken_by == event.user_id, "Only who took over hands back.")
            return {"taken_by": None, "taker_left_at": None}
        case "say":
            require(state.taken_by == event.user_id, "Take over before you speak.")
            return {"taker_left_at": left_at}
        case _:
            return {}
