"""The machine of states against its table: every move that is written down happens, and no other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.live_session import a_plan
from tests.samples import examples
from tests.simulated_clock import START
from tests.unit.live.test_fold import SCRIPT, created, played

from vivavoce.live.domain import events, presence
from vivavoce.live.domain.deadlines import WAIT_FOR_CAPACITY_S, apply_overdue, compute_next_deadline
from vivavoce.live.domain.events import RecordedEvent, SessionEvent
from vivavoce.live.domain.interviewer import conversation
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.presence import HANDOVER_GRACE_S
from vivavoce.live.domain.session import Session, apply_event, fold
from vivavoce.live.domain.transitions import (
    TERMINAL_STATUSES,
    SessionStatus,
    TransitionNotAllowedError,
)
from vivavoce.live.domain.wire import client_frames as said

PLAN = a_plan()
ALIVE = tuple(status for status in get_args(SessionStatus) if status not in TERMINAL_STATUSES)
ANY = "any that is not over"
MOVES: dict[tuple[str, str], str] = {
    ("created", "worker.attached"): "waiting",
    ("waiting", "participant.joined"): "connected",
    ("connected", "participant.left"): "waiting",
    ("consent_pending", "participant.left"): "waiting",
    ("connected", "session.queued"): "queued",
    ("queued", "session.dequeued"): "connected",
    ("queued", "session.expired"): "expired",
    ("created", "session.no_show"): "no_show",
    ("waiting", "session.no_show"): "no_show",
    ("connected", "session.no_show"): "no_show",
    ("connected", "consent.requested"): "consent_pending",
    ("connected", "interview.started"): "in_progress",
    ("consent_pending", "consent.granted"): "in_progress",
    ("in_progress", "connection.lost"): "reconnecting",
    ("reconnecting", "connection.resumed"): "in_progress",
    ("in_progress", "turn.completed:closing"): "wrapping_up",
    ("wrapping_up", "session.completed"): "completed",
    ("reconnecting", "session.completed"): "completed",
    ("reconnecting", "session.abandoned"): "abandoned",
    ("wrapping_up", "session.abandoned"): "abandoned",
    ("created", "session.abandoned"): "abandoned",
    ("waiting", "session.abandoned"): "abandoned",
    ("queued", "session.abandoned"): "abandoned",
    ("connected", "session.abandoned"): "abandoned",
    ("consent_pending", "session.abandoned"): "abandoned",
    ("created", "call.dialing"): "dialing",
    ("scheduled", "call.dialing"): "dialing",
    ("waiting", "call.dialing"): "dialing",
    ("dialing", "call.failed"): "scheduled",
    ("dialing", "participant.joined"): "connected",
    ("scheduled", "session.no_show"): "no_show",
    ("dialing", "session.no_show"): "no_show",
    ("scheduled", "session.abandoned"): "abandoned",
    ("dialing", "session.abandoned"): "abandoned",
    ("wrapping_up", "turn.amended"): "in_progress",
    (ANY, "session.cancelled"): "cancelled",
    (ANY, "session.failed"): "failed",
}
"""Every change of state there is; everything else stays where it is, or is rejected."""
TALKING = frozenset({"in_progress", "reconnecting", "wrapping_up"})
SPOKEN = frozenset({"in_progress", "wrapping_up"})
STAYS: dict[str, set[str] | frozenset[str]] = {
    "transport.switched": {"queued", "connected", "consent_pending", *TALKING},
    **dict.fromkeys(
        ("endpointing_mode.changed", "provider.failed_over", "stt.discarded"), frozenset(ALIVE)
    ),
    **dict.fromkeys(("circuit.opened", "circuit.closed"), frozenset(ALIVE)),
    **dict.fromkeys(
        ("candidate.speech.started", "candidate.speech.ended", "stt.final", "stt.partial_answer"),
        SPOKEN,
    ),
    "turn.amended": {"in_progress"},
    **dict.fromkeys(("agent.utterance.spoken", "tts.synthesized", "tts.failed"), TALKING),
    "call.dialing": {"dialing", "reconnecting"},
    **dict.fromkeys(("call.ringing", "call.answered"), frozenset({"dialing", "reconnecting"})),
    "call.failed": {"reconnecting"},
    **dict.fromkeys(
        ("recording.started", "recording.stopped", "recording.chunk_stored"),
        frozenset({"waiting", "queued", "connected", "consent_pending", *TALKING}),
    ),
    "worker.attached": set(ALIVE) - {"created"},
    "worker.detached": set(ALIVE),
    "participant.joined": {
        *("queued", "connected", "consent_pending"),
        *("in_progress", "reconnecting", "wrapping_up"),
    },
    "participant.left": {"queued", "in_progress", "reconnecting", "wrapping_up"},
    "consent.requested": {"consent_pending"},
    "consent.granted": {"created", "waiting", "queued", "connected"},
    "consent.declined": {"consent_pending"},
    "interview.started": {"in_progress"},
    "session.queued": {"queued"},
    "candidate.requested": {"consent_pending", "in_progress"},
    "followup.proposed": {"in_progress", "reconnecting", "wrapping_up"},
    "evaluation.generated": {"in_progress", "reconnecting", "wrapping_up"},
    "perspective.generated": {"in_progress", "reconnecting", "wrapping_up"},
    "llm.response": {"in_progress", "reconnecting"},
    "llm.failed": {"in_progress", "reconnecting"},
    "llm.discarded": {"in_progress", "reconnecting", "wrapping_up"},
    "staff.observed": set(ALIVE),
    "staff.intervened": set(ALIVE),
    **dict.fromkeys(
        (
            *(
                "turn.completed",
                "followup.chosen",
                "llm.request",
                "agent.delay_acknowledged",
                "question.skipped",
            ),
            *("question.repeated", "question.not_heard", "clock.paused", "clock.resumed"),
            *("timer.warning", "timer.expired"),
        ),
        frozenset({"in_progress"}),
    ),
}
AMENDED = events.TurnAmended(turn=3, reason="went_on", text="We did it. I led it.", intent="answer")
SAMPLES: tuple[SessionEvent, ...] = (
    events.ParticipantJoined(connection_id="b"),
    events.ParticipantLeft(connection_id="a", reason="closed"),
    events.WorkerAttached(worker_id="w2", epoch=2, replayed_events=9, reason="takeover"),
    events.WorkerDetached(worker_id="w", epoch=1, reason="drain"),
    events.ConsentRequested(text="May we?", text_version="1"),
    events.ConsentGranted(text_version="1", method="frame"),
    events.ConsentDeclined(text_version="1", method="frame"),
    events.InterviewClockStarted(),
    events.CandidateRequested(request="duration", turn=2),
    events.TurnCompleted(turn=3, role="agent", kind="remark", text="Well."),
    events.TurnCompleted(turn=3, role="agent", kind="closing", text="Goodbye."),
    events.FollowupProposed(
        proposal_id="p",
        turn=3,
        question_id="q1",
        source="evaluator",
        name="n",
        question="Why?",
        criterion=None,
        reason="REASON",
        uncertainty=0.5,
    ),
    events.FollowupChosen(
        turn=3,
        question_id="q1",
        reason="REASON",
        is_asked=True,
        element="reason",
        priority=0.5,
        chosen_by="rules",
    ),
    events.EvaluationGenerated(
        turn=3,
        evaluator="e",
        criterion="c",
        score=3.0,
        abstained=None,
        confidence=0.9,
        quotes=(),
        evaluated_by="m",
        correlation_id="req_1",
    ),
    events.PerspectiveGenerated(
        turn=3,
        perspective="p",
        summary="s",
        concerns=(),
        evaluated_by="m",
        correlation_id="req_1",
    ),
    events.ModelRequested(purpose="compose", turn=3),
    events.DelayAcknowledged(turn=3),
    events.ModelResponded(
        purpose="compose", turn=3, model="m", latency_ms=1, tokens_in=1, tokens_out=1
    ),
    events.ModelRequestFailed(purpose="compose", turn=3, reason="late"),
    events.ModelStartsDiscarded(purpose="compose", turn=3, starts=1),
    events.StaffObservationChanged(user_id="u", is_observing=True),
    events.StaffIntervened(user_id="u", action="note", text="Good."),
    events.SessionQueued(position=3, reason="capacity"),
    events.SessionDequeued(waited_ms=5),
    events.QuestionSkipped(question_id="q1", skipped_by="candidate", reason="asked"),
    events.QuestionRepeated(question_id="q1"),
    events.QuestionNotHeard(turn=2, remark_turn=None, is_repeated=True),
    events.ClockPaused(reason="candidate"),
    events.ClockResumed(reason="candidate"),
    events.ConnectionLost(connection_id="a", at_turn=2, since=START, reason="closed"),
    events.ConnectionResumed(connection_id="b", gap_ms=5, last_seq_seen=0),
    events.TimerWarningIssued(remaining_s=300),
    events.TimerExpired(),
    events.SessionCompleted(
        reason="all_asked", asked=1, answered=1, duration_s=9, is_partial=False
    ),
    events.SessionAbandoned(reason="no_answers", is_technical=False),
    events.SessionMarkedNoShow(),
    events.SessionExpired(),
    events.SessionCancelled(reason="staff"),
    events.SessionFailed(reason="plan_missing", stage="plan", is_recoverable=False),
    events.TransportSwitched(connection_id="a", transport="voice"),
    events.EndpointingModeChanged(endpointing_mode="thinking"),
    events.SpeechStarted(turn=3, offset_ms=900),
    events.SpeechEnded(turn=3, offset_ms=2900),
    events.SpeechRecognized(
        turn=3,
        segment=1,
        text="Yes.",
        start_ms=900,
        end_ms=2900,
        engine="pocketsphinx",
        model="en-us",
        latency_ms=300,
    ),
    AMENDED,
    events.UtteranceSpoken(
        turn=2,
        spoken_ms=800,
        chars_heard=12,
        is_interrupted=True,
        is_estimated=False,
        voice="en",
    ),
    events.SpeechSynthesized(
        turn=2, chars=40, first_chunk_ms=5, engine="espeak", model="en", is_cached=False
    ),
    events.SpeechSynthesisFailed(turn=2, reason="hung"),
    events.ProviderFailedOver(stage="stt", failed_provider="a", failed_over_to="b", reason="mute"),
    events.PartialAnswerRecognized(
        text="I led",
        start_ms=0,
        end_ms=900,
        engine="pocketsphinx",
        model="en-us",
        latency_ms=300,
        after_turn=2,
    ),
    events.RedundantTranscriptionDiscarded(engine="a", model="a-1", duration_ms=900),
    events.CircuitOpened(stage="tts", provider="a"),
    events.CircuitClosed(stage="tts", provider="a"),
    events.CallDialingStarted(attempt=1, to_hash="c0ffee", trunk="main"),
    events.CallRingingStarted(attempt=1),
    events.CallAnswered(attempt=1, answered_by="human"),
    events.CallFailed(attempt=1, reason="busy"),
    events.RecordingStarted(artifact_type="VIDEO"),
    events.RecordingStopped(artifact_type="VIDEO", chunks=2),
    events.RecordingChunkStored(
        artifact_type="VIDEO", chunk=1, size=9, duration_ms=30_000, sha256="c0ffee"
    ),
    created(),
)


def in_state(status: SessionStatus, event: SessionEvent) -> Session:
    """Return a session in ``status`` in which nothing but its state could forbid ``event``."""
    on = PendingEvents(None, START)
    on.add(created(needs_consent=False, answered_before=("q0",)))
    presence.attach_worker(on, worker_id="w", epoch=1, last_heartbeat_at=None)
    presence.connect_candidate(on, PLAN, connection_id="a", last_seq_seen=0)
    if isinstance(event, events.TurnAmended):
        on.add(
            events.TurnCompleted(
                turn=3,
                role="candidate",
                kind="answer",
                text="We did it.",
                question_id="q1",
                intent="answer",
            )
        )
    changes: dict[str, object] = {"status": status}
    if isinstance(event, events.InterviewClockStarted):
        changes["started_at"] = None
    if isinstance(event, events.ClockResumed):
        changes.update(is_paused=True, paused_at=START)
    return replace(on.state, **changes)  # type: ignore[arg-type]


def row_of(event: SessionEvent) -> str:
    is_closing = isinstance(event, events.TurnCompleted) and event.kind == "closing"
    return f"{event.type}:closing" if is_closing else event.type


def expected(status: SessionStatus, event: SessionEvent) -> str | None:
    row = row_of(event)
    moved = MOVES.get((status, row))
    if moved is None and status in ALIVE:
        moved = MOVES.get((ANY, row))
    return moved or (status if status in STAYS.get(row, ()) else None)


def test_there_is_a_sample_of_every_event() -> None:
    assert {type(event) for event in SAMPLES} == set(get_args(SessionEvent))


def test_a_pair_is_in_the_table_or_it_is_rejected_and_changes_nothing() -> None:
    for event in SAMPLES:
        for status in get_args(SessionStatus):
            _check_pair(status, event)


def _check_pair(status: SessionStatus, event: SessionEvent) -> None:
    before = in_state(status, event)
    unchanged = replace(before)
    record = RecordedEvent(before.seq + 1, START + timedelta(seconds=1), event)
    wanted = expected(status, event)

    if wanted is None:
        on = PendingEvents(before, START)
        with pytest.raises(TransitionNotAllowedError):
            on.add(event)
        assert on.records == (), (status, event)
        assert on.state == before == unchanged, (status, event)
    else:
        assert apply_event(before, record).status == wanted, (status, event)


@settings(max_examples=examples(150), deadline=None)
@given(SCRIPT, st.data())
def test_a_take_over_after_any_prefix_repeats_nothing_and_loses_nothing(
    script: list[tuple[tuple[str, str], int]], data: st.DataObject
) -> None:
    log = played(script)
    cut = data.draw(st.integers(1, len(log)))
    dead = fold(log[:cut])
    assert dead is not None
    on = PendingEvents(dead, log[cut - 1].at + timedelta(seconds=data.draw(st.integers(1, 90))))
    presence.attach_worker(on, worker_id="w9", epoch=dead.epoch + 1, last_heartbeat_at=dead.at)
    after = on.state

    assert after.turns == dead.turns
    assert after.asked_questions == dead.asked_questions
    assert after.has_consent == dead.has_consent
    assert after.is_over == dead.is_over
    assert after.time_used(on.now + timedelta(seconds=60)) <= dead.time_used(on.now)
    if not after.is_over:
        assert after.worker_id == "w9"
        presence.connect_candidate(on, PLAN, connection_id="back", last_seq_seen=0)
        asked = [turn.question_id for turn in on.state.turns if turn.kind == "question"]
        assert len(asked) == len(set(asked))
        assert on.state.connection_id == "back"


# -- handing over ------------------------------------------------------------------------------


def in_talk() -> PendingEvents:
    on = PendingEvents(None, START)
    on.add(created(needs_consent=False))
    presence.attach_worker(on, worker_id="w", epoch=1, last_heartbeat_at=None)
    presence.connect_candidate(on, PLAN, connection_id="a", last_seq_seen=0)
    return on


def later(on: PendingEvents, seconds: float) -> PendingEvents:
    return PendingEvents(on.state, on.now + timedelta(seconds=seconds))


def test_who_follows_a_hand_over_was_never_lost_and_pays_no_time_for_it() -> None:
    drained = later(in_talk(), 10)
    presence.detach_worker(drained)
    back = later(drained, HANDOVER_GRACE_S - 1)
    presence.attach_worker(back, worker_id="w2", epoch=2, last_heartbeat_at=drained.now)
    presence.connect_candidate(back, PLAN, connection_id="b", last_seq_seen=9)

    assert [record.event.type for record in drained.records] == ["worker.detached"]
    assert [record.event.type for record in back.records] == [
        "worker.attached",
        "participant.left",
        "participant.joined",
    ]
    assert back.state.status == "in_progress"
    assert back.state.time_used(back.now) == timedelta(seconds=10)
    assert back.state.time_used(back.now + timedelta(seconds=5)) == timedelta(seconds=15)


def test_who_does_not_follow_is_lost_since_the_hand_over_and_by_our_fault() -> None:
    drained = later(in_talk(), 10)
    presence.detach_worker(drained)
    due = compute_next_deadline(drained.state)
    noted = later(drained, HANDOVER_GRACE_S)
    apply_overdue(noted, PLAN)

    lost = [
        record.event for record in noted.records if isinstance(record.event, events.ConnectionLost)
    ]
    assert due == noted.now
    assert [(event.reason, event.since) for event in lost] == [("drained", drained.now)]
    assert noted.state.status == "reconnecting"
    assert noted.state.is_connection_loss_technical
    assert noted.state.time_used(noted.now) == timedelta(seconds=10)


def test_a_hand_over_while_consent_is_asked_asks_again_and_counts_no_refusal() -> None:
    on = PendingEvents(None, START)
    on.add(created())
    presence.attach_worker(on, worker_id="w", epoch=1, last_heartbeat_at=None)
    presence.connect_candidate(on, PLAN, connection_id="a", last_seq_seen=0)
    presence.detach_worker(on)
    back = later(on, 2)
    presence.attach_worker(back, worker_id="w2", epoch=2, last_heartbeat_at=None)
    presence.connect_candidate(back, PLAN, connection_id="b", last_seq_seen=0)

    assert back.state.status == "consent_pending"
    assert back.state.consent_asked == 1


# -- the queue ---------------------------------------------------------------------------------


def in_queue() -> PendingEvents:
    on = PendingEvents(None, START)
    on.add(created(needs_consent=False))
    presence.attach_worker(on, worker_id="w", epoch=1, last_heartbeat_at=None)
    presence.connect_candidate(on, PLAN, connection_id="a", last_seq_seen=0, position=4)
    return on


def test_without_room_the_candidate_waits_and_hears_no_question() -> None:
    on = in_queue()

    assert on.state.status == "queued"
    assert on.state.queue_position == 4
    assert on.state.turns == ()
    with pytest.raises(conversation.InterviewNotInProgressError):
        conversation.apply_client_frame(on, PLAN, said.TextFrame("Hello?"))


def test_whoever_is_let_in_is_greeted_and_the_wait_is_told() -> None:
    on = later(in_queue(), 42)
    presence.start_queued_interview(on, PLAN)

    dequeued = on.records[0].event
    assert isinstance(dequeued, events.SessionDequeued)
    assert dequeued.waited_ms == 42_000
    assert on.state.status == "in_progress"


def test_nobody_is_let_in_while_they_are_away_and_a_drop_keeps_them_queued() -> None:
    on = later(in_queue(), 5)
    presence.disconnect_candidate(on, connection_id="a", reason="closed", since=on.now)
    presence.start_queued_interview(on, PLAN)

    assert on.state.status == "queued"
    back = later(on, 5)
    presence.connect_candidate(back, PLAN, connection_id="b", last_seq_seen=0)
    assert back.state.status == "in_progress"


def test_a_wait_without_end_has_one_and_it_is_our_fault() -> None:
    on = later(in_queue(), WAIT_FOR_CAPACITY_S - 1)
    apply_overdue(on, PLAN)
    assert on.state.status == "queued"
    on = later(on, 1)
    apply_overdue(on, PLAN)

    assert on.state.status == "expired"
