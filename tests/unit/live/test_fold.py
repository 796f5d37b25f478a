"""The fold: prefixes, illegal moves, dense turns, the clock, and old logs."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import timedelta
from functools import cache
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.live_session import a_plan
from tests.samples import examples
from tests.simulated_clock import START

from vivavoce.kernel.errors import VivavoceError
from vivavoce.live.domain import events, presence
from vivavoce.live.domain.deadlines import apply_overdue, compute_next_deadline
from vivavoce.live.domain.event_codec import (
    EVENT_TYPES,
    EncodedEvent,
    UnreadableEventError,
    decode,
    encode,
)
from vivavoce.live.domain.events import RecordedEvent, SessionEvent
from vivavoce.live.domain.interviewer import conversation
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session, apply_event, fold
from vivavoce.live.domain.transitions import (
    TERMINAL_STATUSES,
    TRANSITIONS,
    TransitionNotAllowedError,
)
from vivavoce.live.domain.wire import client_frames as said
from vivavoce.live.domain.wire.frames import build_frames

PLAN = a_plan()


def created(**changes: object) -> events.SessionCreated:
    event = events.SessionCreated(
        session_id="0190",
        interview_id="0191",
        run_id="run_1",
        profile="hiring",
        plan_id="0192",
        plan_version=1,
        language="en",
        attempt=1,
        time_limit_s=1800,
        grace_s=120,
        max_follow_ups=2,
        question_count=3,
        position="Engineer",
        company_name="Acme",
        consent_text="May we?",
        consent_version="1",
    )
    return replace(event, **changes)  # type: ignore[arg-type]


WORDS = st.sampled_from(
    [
        "I fixed it in two days because the client waited, and in the end it worked.",
        "We did it together.",
        "Yes.",
        "I don't know.",
        "Could you repeat that?",
        "skip this one please",
        "The weather in the mountains was lovely and the football match ended badly for everybody.",
        "no",
        "yes",
    ]
)
DEEDS = st.one_of(
    st.tuples(st.just("say"), WORDS),
    st.tuples(
        st.sampled_from(
            ["join", "leave", "repeat", "skip", "pause", "resume", "end", "yes", "attach", "drain"]
        ),
        st.just(""),
    ),
)
SCRIPT = st.lists(st.tuples(DEEDS, st.sampled_from([0, 1, 20, 70, 400, 1000])), max_size=40)
_FRAMES: dict[str, said.ClientFrame] = {
    "repeat": said.ControlFrame.REPEAT,
    "skip": said.ControlFrame.SKIP,
    "pause": said.ControlFrame.PAUSE,
    "resume": said.ControlFrame.RESUME,
    "end": said.ControlFrame.END,
    "yes": said.ConsentFrame(accepted=True),
}


def played(script: list[tuple[tuple[str, str], int]]) -> list[RecordedEvent]:
    """Return the log of a session in which all this was tried; what is refused leaves no trace."""
    now, legs = START, 0
    begun = PendingEvents(None, now)
    begun.add(created())
    log, state = list(begun.records), begun.state
    presence_of = PendingEvents(state, now)
    presence.attach_worker(presence_of, worker_id="w", epoch=1, last_heartbeat_at=None)
    log, state = [*log, *presence_of.records], presence_of.state
    for (deed, words), wait_s in script:
        now += timedelta(seconds=wait_s)
        on = PendingEvents(state, now)
        apply_overdue(on, PLAN)
        log, state = [*log, *on.records], on.state
        if state.is_over:
            break
        on = PendingEvents(state, now)
        legs += 1
        try:
            _do(on, deed, words, legs)
        except VivavoceError:
            continue
        log, state = [*log, *on.records], on.state
    return log


def _do(on: PendingEvents, deed: str, words: str, legs: int) -> None:
    if deed == "say":
        conversation.apply_client_frame(on, PLAN, said.TextFrame(words))
    elif deed == "join":
        presence.connect_candidate(on, PLAN, connection_id=f"leg-{legs}", last_seq_seen=0)
    elif deed == "leave":
        presence.disconnect_candidate(
            on, connection_id=on.state.connection_id or "", reason="closed", since=on.now
        )
    elif deed == "attach":
        presence.attach_worker(on, worker_id="w2", epoch=on.state.epoch + 1, last_heartbeat_at=None)
    elif deed == "drain":
        presence.detach_worker(on)
    else:
        conversation.apply_client_frame(on, PLAN, _FRAMES[deed])


@cache
def a_long_log() -> tuple[RecordedEvent, ...]:
    """A log with every event of an ordinary interview in it."""
    script = [
        (("join", ""), 1),
        (("yes", ""), 1),
        (("say", "We did it together."), 20),
        (("pause", ""), 5),
        (("resume", ""), 5),
        (("say", "I fixed it because the client waited."), 20),
        (("say", "Could you repeat that?"), 5),
        (("leave", ""), 1),
        (("join", ""), 20),
        (("skip", ""), 5),
        (("drain", ""), 1),
        (("attach", ""), 1),
        (("join", ""), 1),
        (("skip", ""), 5),
        (("say", "Skip this one."), 1490),
    ]
    return tuple(played(script))


@settings(max_examples=examples(150), deadline=None)
@given(SCRIPT, st.data())
def test_folding_a_prefix_and_then_the_rest_is_folding_all(
    script: list[tuple[tuple[str, str], int]], data: st.DataObject
) -> None:
    log = played(script)
    cut = data.draw(st.integers(0, len(log)))

    assert fold(log[cut:], fold(log[:cut])) == fold(log)
    assert fold(log) == fold([read_back(record) for record in log])


@settings(max_examples=examples(150), deadline=None)
@given(SCRIPT)
def test_whatever_is_tried_the_log_is_dense_and_the_clock_is_right(
    script: list[tuple[tuple[str, str], int]],
) -> None:
    log = played(script)
    state = fold(log)
    assert state is not None

    assert [record.seq for record in log] == list(range(1, len(log) + 1))
    assert [turn.turn for turn in state.turns] == list(range(1, len(state.turns) + 1))
    assert timedelta(0) <= state.accumulated_time <= log[-1].at - log[0].at
    assert sum(isinstance(record.event, events.TurnCompleted) for record in log) == len(state.turns)
    assert all(thread.probes <= 2 for thread in state.asked_questions)
    asked = [turn.question_id for turn in state.turns if turn.kind == "question"]
    assert len(asked) == len(set(asked))


@settings(max_examples=examples(100), deadline=None)
@given(SCRIPT)
def test_a_session_left_alone_always_ends(script: list[tuple[tuple[str, str], int]]) -> None:
    state = fold(played(script))
    assert state is not None

    for _ in range(50):
        due = compute_next_deadline(state)
        if due is None:
            break
        on = PendingEvents(state, due)
        apply_overdue(on, PLAN)
        assert on.records
        state = on.state

    assert state.is_over
    assert state.at <= START + timedelta(seconds=60_000)


@settings(max_examples=examples(100), deadline=None)
@given(SCRIPT)
def test_resuming_after_any_frame_gives_exactly_the_rest(
    script: list[tuple[tuple[str, str], int]],
) -> None:
    log, state = played(script), None
    shown = []
    for record in log:
        state = apply_event(state, record)
        frames = build_frames(record, state)
        assert len(frames) <= 1
        shown.extend(frames)

    seqs = [frame.seq for frame in shown]
    assert seqs == sorted(set(seqs))  # type: ignore[type-var]


@pytest.mark.parametrize("status", sorted(TERMINAL_STATUSES))
def test_nothing_follows_the_end(status: str) -> None:
    assert not [name for name, row in TRANSITIONS.items() if status in row]


def test_every_event_has_its_row() -> None:
    rows = {name.split(":")[0] for name in TRANSITIONS}

    assert rows == {kind.type for kind in get_args(SessionEvent)} - {"session.created"}


@pytest.mark.parametrize(
    "event",
    [
        events.InterviewClockStarted(),
        events.TurnCompleted(turn=1, role="agent", kind="greeting", text="Hello"),
        events.ConsentDeclined(text_version="1", method="frame"),
        events.ConnectionResumed(connection_id="x", gap_ms=1, last_seq_seen=0),
        events.ClockPaused(reason="candidate"),
        created(),
    ],
    ids=lambda event: event.type,
)
def test_what_the_state_does_not_allow_is_rejected(event: SessionEvent) -> None:
    state = fold([RecordedEvent(1, START, created())])

    with pytest.raises(TransitionNotAllowedError):
        apply_event(state, RecordedEvent(2, START, event))


def _started() -> Session:
    on = PendingEvents(None, START)
    on.add(created(needs_consent=False))
    presence.attach_worker(on, worker_id="w", epoch=1, last_heartbeat_at=None)
    presence.connect_candidate(on, PLAN, connection_id="a", last_seq_seen=0)
    return on.state


@pytest.mark.parametrize(
    "event",
    [
        events.TurnCompleted(turn=5, role="agent", kind="remark", text="gap"),
        events.TurnCompleted(turn=2, role="agent", kind="remark", text="twice"),
        events.TurnCompleted(turn=3, role="agent", kind="question", text="?", question_id="q1"),
        events.InterviewClockStarted(),
        events.ClockResumed(reason="candidate"),
        events.QuestionRepeated(question_id="q3"),
        events.SessionCompleted(
            reason="all_asked", asked=1, answered=0, duration_s=1, is_partial=False
        ),
    ],
    ids=["a gap", "a double", "put twice", "started twice", "runs", "not open", "no answer"],
)
def test_what_would_break_an_invariant_is_rejected(event: SessionEvent) -> None:
    state = _started()

    with pytest.raises(TransitionNotAllowedError):
        apply_event(state, RecordedEvent(state.seq + 1, START, event))


def test_an_interview_does_not_start_without_consent() -> None:
    on = PendingEvents(None, START)
    on.add(created())
    presence.attach_worker(on, worker_id="w", epoch=1, last_heartbeat_at=None)
    on.add(events.ParticipantJoined(connection_id="a"))

    with pytest.raises(TransitionNotAllowedError):
        on.add(events.InterviewClockStarted())


def test_a_gap_in_the_log_is_rejected() -> None:
    state = fold([RecordedEvent(1, START, created())])

    with pytest.raises(TransitionNotAllowedError):
        apply_event(state, RecordedEvent(3, START, events.SessionCancelled(reason="staff")))


def read_back(record: RecordedEvent) -> RecordedEvent:
    """Return a record as it comes back from a store that keeps JSON."""
    stored = encode(record.event)
    opened = EncodedEvent(
        stored.type,
        stored.v,
        json.loads(json.dumps(stored.open)),
        json.loads(json.dumps(stored.personal)),
    )
    return RecordedEvent(record.seq, record.at, decode(opened))


OF_OTHER_TALKS = {
    "agent.delay_acknowledged",
    "candidate.requested",
    "consent.declined",
    "session.cancelled",
    "session.failed",
    "session.abandoned",
    "session.no_show",
    "session.expired",
    "session.queued",
    "session.dequeued",
    "timer.expired",
    "followup.proposed",
    "evaluation.generated",
    "perspective.generated",
    "llm.request",
    "llm.response",
    "llm.failed",
    "llm.discarded",
    "staff.observed",
    "staff.intervened",
    "transport.switched",
    "endpointing_mode.changed",
    "candidate.speech.started",
    "candidate.speech.ended",
    "stt.final",
    "stt.discarded",
    "stt.partial_answer",
    "turn.amended",
    "agent.utterance.spoken",
    "tts.synthesized",
    "tts.failed",
    "provider.failed_over",
    "circuit.opened",
    "circuit.closed",
    "call.dialing",
    "call.ringing",
    "call.answered",
    "call.failed",
    "question.not_heard",
    "recording.started",
    "recording.stopped",
    "recording.chunk_stored",
}
"""What does not happen in the long log: other endings, and talks with a queue, a panel, staff or sound."""


def test_the_long_log_holds_most_events_and_reads_back_equal() -> None:
    log = a_long_log()

    assert [read_back(record) for record in log] == list(log)
    assert {record.event.type for record in log} == set(EVENT_TYPES) - OF_OTHER_TALKS


def test_only_these_fields_are_somebodys_words() -> None:
    personal = {
        f"{kind.type}.{f.name}"
        for kind in EVENT_TYPES.values()
        for f in fields(kind)
        if f.metadata.get("personal")
    }

    assert personal == {
        "turn.completed.text",
        "turn.amended.text",
        "stt.final.text",
        "stt.partial_answer.text",
        "followup.proposed.question",
        "perspective.generated.summary",
        "perspective.generated.concerns",
        "staff.intervened.text",
        "staff.intervened.ask",
    }


def test_no_words_stand_in_the_open_part() -> None:
    for record in a_long_log():
        event = record.event
        if isinstance(event, events.TurnCompleted):
            assert event.text not in json.dumps(encode(event).open)


def test_an_old_version_is_raised_step_by_step() -> None:
    class Third(events.TimerExpired):
        v = 3

    stored = EncodedEvent("timer.warning", -1, {"seconds": 300}, {})
    upcasters = {
        ("timer.warning", -1): lambda old: {"remaining": old["seconds"]},
        ("timer.warning", 0): lambda old: {"remaining_s": old["remaining"]},
    }

    assert Third.v == 3
    assert decode(stored, upcasters=upcasters) == events.TimerWarningIssued(remaining_s=300)


@pytest.mark.parametrize(
    "stored",
    [
        EncodedEvent("dance.danced", 1, {}, {}),
        EncodedEvent("timer.warning", 1, {}, {}),
        EncodedEvent("timer.warning", 1, {"remaining_s": "many"}, {}),
        EncodedEvent("timer.warning", 1, {"remaining_s": 1, "extra": 2}, {}),
        EncodedEvent("timer.warning", 2, {"remaining_s": 1}, {}),
        EncodedEvent("clock.resumed", 1, {"reason": "whim"}, {}),
    ],
)
def test_what_does_not_fit_is_refused_by_name(stored: EncodedEvent) -> None:
    with pytest.raises(UnreadableEventError):
        decode(stored)
