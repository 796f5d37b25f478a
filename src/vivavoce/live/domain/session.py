"""Folds a session's event log into its state."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import assert_never

from vivavoce.kernel.translation import translatable
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent, SessionEvent
from vivavoce.live.domain.speech_state import apply_speech_event, end_voice
from vivavoce.live.domain.state import Changes, QuestionProgress, Session, apply_changes
from vivavoce.live.domain.transitions import TransitionNotAllowedError, next_status
from vivavoce.live.domain.turns import (
    add_proposal,
    apply_amendment,
    apply_followup_decision,
    apply_skip_or_repeat,
    apply_turn,
    drop_unheard_remark,
    require_transition,
)

__all__ = ["QuestionProgress", "Session", "apply_event", "fold"]


def fold(records: Iterable[RecordedEvent], state: Session | None = None) -> Session | None:
    """Return the state after ``records``, starting from ``state``; None for an empty log.

    Raises ``TransitionNotAllowedError``.
    """
    for record in records:
        state = apply_event(state, record)
    return state


def apply_event(state: Session | None, record: RecordedEvent) -> Session:
    """Return the state after one more event, or raise ``TransitionNotAllowedError``."""
    event = record.event
    if state is None:
        return _create_session(record)
    if record.seq != state.seq + 1:
        raise TransitionNotAllowedError(
            translatable(
                "Event {event} cannot follow event {last}.", event=record.seq, last=state.seq
            )
        )
    target = next_status(event, state.status)
    if target is None:
        raise TransitionNotAllowedError(
            translatable(
                "'{type}' is not allowed in the state '{status}'.",
                type=event.type,
                status=state.status,
            )
        )
    at = max(record.at, state.at)
    changes = _changes_for(state, event, at)
    changes.update(seq=record.seq, at=at)
    if target != state.status:
        changes.update(status=target, since=at)
    _update_clock(state, event, at, changes)
    return apply_changes(state, changes)


def _create_session(record: RecordedEvent) -> Session:
    event = record.event
    if record.seq != 1 or not isinstance(event, events.SessionCreated):
        raise TransitionNotAllowedError("A log must begin with 'session.created' as event 1.")
    return Session(
        created=event,
        status="created",
        seq=1,
        at=record.at,
        since=record.at,
        pace=event.endpointing_mode,
    )


def _update_clock(state: Session, event: SessionEvent, at: datetime, changes: Changes) -> None:
    """Start or stop the clock: it runs only in 'in_progress', and not during pauses or handovers."""
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
        changes.update(accumulated_time=state.accumulated_time + gained, running_since=None)


def _changes_for(state: Session, event: SessionEvent, at: datetime) -> Changes:  # noqa: C901 - one case an event, flat
    match event:
        case events.TurnCompleted():
            return apply_turn(state, event)
        case events.CandidateRequested():
            return _apply_request(state, event)
        case events.QuestionSkipped() | events.QuestionRepeated():
            return apply_skip_or_repeat(state, event)
        case events.QuestionNotHeard():
            return drop_unheard_remark(state, event)
        case events.FollowupChosen():
            return apply_followup_decision(state, event)
        case events.FollowupProposed():
            return add_proposal(state, event)
        case events.ModelRequested():
            return {
                "pending_model_request": event,
                "model_requested_at": at,
                "is_delay_acknowledged": False,
            }
        case events.ModelResponded() | events.ModelRequestFailed():
            return _end_model_request(state, event)
        case events.DelayAcknowledged():
            return {"is_delay_acknowledged": True}
        case events.StaffObservationChanged():
            return _apply_observation(state, event, at)
        case events.StaffIntervened():
            return _apply_intervention(state, event, at)
        case events.SessionQueued():
            return {"queue_position": event.position}
        case events.SessionDequeued():
            return {"queue_position": None}
        case events.WorkerAttached():
            return {"worker_id": event.worker_id, "epoch": event.epoch}
        case events.WorkerDetached():
            return {
                "worker_id": None,
                "handed_over_at": None if state.connection_id is None else at,
            }
        case events.ParticipantJoined():
            return {
                "connection_id": event.connection_id,
                "handed_over_at": None,
                "transport": event.transport,
                "speech": apply_speech_event(state.speech, event),
                **(_mark_begun(state) if state.answered_by == "human" else {}),
            }
        case events.ParticipantLeft():
            return {
                "connection_id": None,
                "consent_asked": 0,
                "handed_over_at": None,
                **_end_voice(state),
            }
        case events.CallDialingStarted():
            return {"answered_by": None}
        case events.CallAnswered():
            return {"answered_by": event.answered_by}
        case events.ConsentRequested():
            return {"consent_asked": state.consent_asked + 1}
        case events.ConsentGranted():
            return {"has_consent": True}
        case events.InterviewClockStarted():
            return _start_interview(state, at)
        case events.ClockPaused():
            require_transition(not state.is_paused, "The clock is already stopped.")
            return {"is_paused": True, "paused_at": at, "pause_count": state.pause_count + 1}
        case events.ClockResumed():
            require_transition(state.is_paused, "The clock is already running.")
            return {"is_paused": False, "paused_at": None}
        case events.ConnectionLost():
            return {"is_connection_loss_technical": event.reason in ("worker_lost", "drained")}
        case events.TimerWarningIssued():
            return {"last_warning_s": event.remaining_s}
        case events.TimerExpired():
            return {"is_expired": True}
        case events.SessionCompleted():
            require_transition(
                bool(state.answered_question_ids),
                "A session without an answer cannot be completed.",
            )
            return {}
        case events.SessionCreated():
            raise TransitionNotAllowedError("A session can be created only once.")
        case events.TransportSwitched():
            muted = apply_changes(state, _end_voice(state))
            return {"transport": event.transport, "speech": apply_speech_event(muted.speech, event)}
        case events.EndpointingModeChanged():
            return {"pace": event.endpointing_mode}
        case events.TurnAmended():
            return apply_amendment(state, event)
        case (
            events.SpeechRecognized()
            | events.PartialAnswerRecognized()
            | events.RedundantTranscriptionDiscarded()
            | events.SpeechSynthesized()
            | events.UtteranceSpoken()
        ):
            return {"speech": apply_speech_event(state.speech, event)}
        case events.RecordingStarted() | events.RecordingChunkStored() | events.RecordingStopped():
            return {"recorded_chunks": _count_chunks(state, event)}
        case (
            events.ConnectionResumed()
            | events.SpeechStarted()
            | events.SpeechEnded()
            | events.SpeechSynthesisFailed()
            | events.ProviderFailedOver()
            | events.CircuitOpened()
            | events.CircuitClosed()
            | events.CallRingingStarted()
            | events.CallFailed()
            | events.ConsentDeclined()
            | events.EvaluationGenerated()
            | events.PerspectiveGenerated()
            | events.ModelStartsDiscarded()
            | events.SessionAbandoned()
            | events.SessionMarkedNoShow()
            | events.SessionExpired()
            | events.SessionCancelled()
            | events.SessionFailed()
        ):
            return {}
        case _:
            assert_never(event)


def _end_model_request(
    state: Session, event: events.ModelResponded | events.ModelRequestFailed
) -> Changes:
    counter = (
        "consecutive_model_failures"
        if event.purpose == "compose"
        else "consecutive_recognition_failures"
    )
    is_failure = isinstance(event, events.ModelRequestFailed)
    return {
        "pending_model_request": None,
        "model_requested_at": None,
        counter: getattr(state, counter) + 1 if is_failure else 0,
    }


def _end_voice(state: Session) -> Changes:
    """Mark all turns so far as given to a voice connection that has ended."""
    if state.transport == "text":
        return {}
    return {"speech": end_voice(state.speech, len(state.turns))}


def _start_interview(state: Session, at: datetime) -> Changes:
    require_transition(state.started_at is None, "An interview can start only once.")
    require_transition(
        state.has_consent or not state.created.needs_consent,
        "An interview cannot start without consent.",
    )
    return {"started_at": at, **_mark_begun(state)}


def _mark_begun(state: Session) -> Changes:
    """Record that the candidate begins with the event being applied, unless they already have."""
    return {} if state.begun_seq is not None else {"begun_seq": state.seq + 1}


def _apply_request(state: Session, event: events.CandidateRequested) -> Changes:
    changes: Changes = {
        "is_end_confirmation_open": (state.is_end_confirmation_open or event.request == "end")
        and state.taken_over_by is None
        and state.status == "in_progress",
        "has_asked_for_person": state.has_asked_for_person or event.request == "person",
        "has_asked_for_slow_speech": state.has_asked_for_slow_speech or event.request == "slower",
    }
    if state.status == "consent_pending":
        changes["requests_before_consent"] = state.requests_before_consent + 1
    return changes


def _apply_observation(
    state: Session, event: events.StaffObservationChanged, at: datetime
) -> Changes:
    left_at = state.staff_left_at
    if event.user_id == state.taken_over_by:
        left_at = None if event.is_observing else at
    if event.is_observing:
        return {"observers": state.observers | {event.user_id}, "staff_left_at": left_at}
    return {"observers": state.observers - {event.user_id}, "staff_left_at": left_at}


def _apply_intervention(state: Session, event: events.StaffIntervened, at: datetime) -> Changes:
    left_at = None if event.user_id in state.observers else at
    match event.action:
        case "take_over":
            require_transition(
                state.taken_over_by in (None, event.user_id), "Another team member has taken over."
            )
            return {"taken_over_by": event.user_id, "staff_left_at": left_at}
        case "hand_back":
            require_transition(
                state.taken_over_by == event.user_id,
                "Only the team member who took over can hand back.",
            )
            return {"taken_over_by": None, "staff_left_at": None}
        case "say":
            require_transition(state.taken_over_by == event.user_id, "Take over before you speak.")
            return {"staff_left_at": left_at}
        case _:
            return {}


def _count_chunks(
    state: Session,
    event: events.RecordingStarted | events.RecordingChunkStored | events.RecordingStopped,
) -> tuple[tuple[str, int], ...]:
    counts = dict(state.recorded_chunks)
    match event:
        case events.RecordingStarted():
            counts[event.artifact_type] = 0
        case events.RecordingChunkStored():
            counts[event.artifact_type] = counts.get(event.artifact_type, 0) + 1
        case events.RecordingStopped():
            counts.pop(event.artifact_type, None)
    return tuple(counts.items())
