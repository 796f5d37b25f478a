"""The story of a talk: times worked out by hand on a log with a pause, a drop and a second attempt."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from tests.fakes.live_session import TENANT, FakeWork, MemoryStore, a_request
from tests.fakes.simulated_session import Crash, a_room, consented
from tests.simulated_clock import START, SimulatedClock
from tests.unit.live.test_conversations import EXPERT
from tests.unit.live.test_opening import opener_of

from vivavoce.contracts.events import InterviewNotCompleted
from vivavoce.contracts.personas import PERSONAS
from vivavoce.contracts.profiles import PRACTICE_PROFILE
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain import events
from vivavoce.live.domain.events import RecordedEvent, SessionEvent
from vivavoce.live.domain.session import fold
from vivavoce.live.domain.transcript import build_timed_transcript, build_transcript
from vivavoce.live.usecases.read_session import (
    ReadInterviewTranscript,
    ReadTranscript,
    TranscriptErasedError,
)

WORK: Any = FakeWork(TENANT)
ONE, TWO = UUID(int=501), UUID(int=502)


def born(session: UUID, **changes: Any) -> events.SessionCreated:
    return events.SessionCreated(
        session_id=str(session),
        interview_id=str(UUID(int=1)),
        run_id="run_1",
        profile="practice",
        plan_id=str(UUID(int=2)),
        plan_version=1,
        language="en",
        attempt=1,
        time_limit_s=600,
        grace_s=120,
        max_follow_ups=2,
        question_count=2,
        position="Engineer",
        company_name="",
        needs_consent=False,
        min_answered_share=0.0,
        **changes,
    )


def agent(turn: int, kind: Any, question: str | None = None, **more: Any) -> events.TurnCompleted:
    return events.TurnCompleted(
        turn=turn, role="agent", kind=kind, text=f"agent {turn}", question_id=question, **more
    )


def person(turn: int, question: str, kind: Any = "answer") -> events.TurnCompleted:
    return events.TurnCompleted(
        turn=turn,
        role="candidate",
        kind=kind,
        text=f"person {turn}",
        question_id=question,
        intent="answer",
    )


def log(*happened: tuple[float, SessionEvent]) -> tuple[RecordedEvent, ...]:
    """Return a log of events, each at so many seconds."""
    return tuple(
        RecordedEvent(seq, START + timedelta(seconds=at), event)
        for seq, (at, event) in enumerate(happened, start=1)
    )


def arrival(leg: str) -> list[tuple[float, SessionEvent]]:
    return [
        (1, events.WorkerAttached(worker_id="w", epoch=1, replayed_events=1, reason="start")),
        (2, events.ParticipantJoined(connection_id=leg)),
        (2, events.InterviewClockStarted()),
    ]


FIRST = log(
    (0, born(ONE)),
    *arrival("a"),
    (2, agent(1, "greeting")),
    (2, agent(2, "question", "q1")),
    (12, events.ClockPaused(reason="candidate")),
    (72, events.ClockResumed(reason="candidate")),
    (82.5, person(3, "q1")),
    (82.5, agent(4, "question", "q2")),
    # Silent from second 90 on, noticed at 100: ten seconds that nobody talked.
    (100, events.ParticipantLeft(connection_id="a", reason="silent")),
    (
        100,
        events.ConnectionLost(
            connection_id="a", at_turn=4, since=START + timedelta(seconds=90), reason="silent"
        ),
    ),
    (130, events.SessionAbandoned(reason="connection_lost", is_technical=True)),
)
SECOND = log(
    (1000, born(TWO, previous_session_id=str(ONE), answered_before=("q1",))),
    *[(1000 + at, event) for at, event in arrival("b")],
    (1002, agent(1, "greeting")),
    (1002, agent(2, "question", "q2")),
    (1010, person(3, "q2", "remark")),
    (1010, events.QuestionRepeated(question_id="q2")),
    (1010, agent(4, "repeat", "q2")),
    (1025, person(5, "q2")),
    (1025, agent(6, "closing")),
    (
        1025,
        events.SessionCompleted(
            reason="all_asked", asked=1, answered=1, duration_s=23, is_partial=False
        ),
    ),
)


def test_times_stand_while_nobody_talks() -> None:
    story = build_timed_transcript([FIRST])

    assert [(turn.turn, turn.kind, turn.start_ms, turn.end_ms) for turn in story.turns] == [
        (1, "greeting", 0, 0),
        (2, "question", 0, 0),
        (3, "answer", 0, 20_500),
        (4, "question", 20_500, 20_500),
    ]
    assert story.duration_s == 28
    assert story.started_at == START + timedelta(seconds=2)
    assert story.ended_at == START + timedelta(seconds=130)
    assert story.end_reason == "connection_lost"


def test_a_turn_says_how_long_it_sounded_and_whether_anybody_checked_its_words() -> None:
    spoken = events.UtteranceSpoken(
        turn=2,
        spoken_ms=4_000,
        chars_heard=7,
        is_interrupted=False,
        is_estimated=False,
        voice="v",
    )
    story = build_timed_transcript(
        [
            log(
                (0, born(ONE)),
                *arrival("a"),
                (2, agent(1, "greeting")),
                (2, agent(2, "question", "q1")),
                (6, spoken),
                (20, events.SpeechStarted(turn=3, offset_ms=9_000)),
                (20, events.SpeechEnded(turn=3, offset_ms=17_000)),
                (20, replace(person(3, "q1"), is_draft=True)),
                (20, agent(4, "question", "q2")),
                # They went on: the same answer, a second stretch of speech.
                (25, events.SpeechStarted(turn=3, offset_ms=19_000)),
                (25, events.SpeechEnded(turn=3, offset_ms=22_000)),
                (40, person(5, "q2")),
            )
        ]
    )

    assert [(turn.turn, turn.speech_ms, turn.is_draft) for turn in story.turns] == [
        (1, None, False),
        (2, 4_000, False),
        (3, 11_000, True),
        (4, None, False),
        (5, None, False),
    ]


def test_a_second_attempt_goes_on_where_the_first_one_stopped() -> None:
    story = build_timed_transcript([FIRST, SECOND])

    assert [(turn.turn, turn.kind, turn.start_ms, turn.end_ms) for turn in story.turns[4:]] == [
        (5, "greeting", 28_000, 28_000),
        (6, "question", 28_000, 28_000),
        (7, "remark", 28_000, 36_000),
        (8, "repeat", 36_000, 36_000),
        (9, "answer", 36_000, 51_000),
        (10, "closing", 51_000, 51_000),
    ]
    assert (story.session_id, story.mode, story.duration_s) == (TWO, "text", 51)
    assert (story.asked_question_ids, story.answered_question_ids) == (("q1", "q2"), ("q1", "q2"))
    assert story.started_at == START + timedelta(seconds=2)
    assert (story.ended_at, story.end_reason) == (START + timedelta(seconds=1025), "all_asked")


def test_a_turn_has_the_number_that_the_transcript_gives_it() -> None:
    states = [fold(records) for records in (FIRST, SECOND)]
    transcript = build_transcript([state for state in states if state is not None])
    story = build_timed_transcript([FIRST, SECOND])

    assert [(turn.turn, turn.role, turn.text) for turn in story.turns] == [
        (turn.turn, turn.role, turn.text) for turn in transcript.turns
    ]


def test_a_drop_that_is_noticed_late_takes_nothing_back_that_was_said() -> None:
    """The last sign of life lay before the last words: they keep their place on the clock."""
    lost = events.ConnectionLost(
        connection_id="a", at_turn=4, since=START + timedelta(seconds=80), reason="worker_lost"
    )
    participant_left = events.ParticipantLeft(connection_id="a", reason="worker_lost")
    records = [record.event for record in FIRST[:10]]
    times = [(record.at - START).total_seconds() for record in FIRST[:10]]
    story = build_timed_transcript(
        [log(*zip(times, records, strict=True), (100, participant_left), (100, lost))]
    )

    assert [turn.end_ms for turn in story.turns] == [0, 0, 20_500, 20_500]
    assert story.duration_s == 20


def test_a_talk_that_goes_on_has_no_end_yet() -> None:
    story = build_timed_transcript([FIRST[:10]])

    assert (story.ended_at, story.end_reason, story.duration_s) == (None, None, 20)
    assert (story.asked_question_ids, story.answered_question_ids) == (("q1", "q2"), ("q1",))


async def test_the_reader_follows_the_attempts_of_a_real_talk() -> None:
    async with a_room(**consented()) as room:
        async with Crash(room.tools("doomed")) as host:
            call = await room.connect(host=host)
            await call.until_asked()
            await room.clock.sleep(30)
            await call.say(EXPERT["q1"])
            await call.until_asked()
        await room.clock.sleep(5)
        await room.sweep()()
        await room.clock.sleep(130)
        await room.sweep()()
        again = await opener_of(room)(
            WORK, a_request(attempt=2, accepted_consent_version="2026-11")
        )
        room.opened = again
        call = await room.connect()
        await call.until_asked()
        await room.clock.sleep(5)
        await call.send({"type": "END"})
        await call.until("ENDED")
        story = await ReadInterviewTranscript(room.store)(TENANT, again.session_id)
        transcript = await ReadTranscript(room.store)(TENANT, again.session_id)

    assert again.is_new
    assert [turn.turn for turn in story.turns] == [turn.turn for turn in transcript.turns]
    answer = next(turn for turn in story.turns if turn.role == "candidate")
    assert (answer.start_ms, answer.end_ms) == (0, 30_000)
    assert story.turns[-1].end_ms == pytest.approx(35_000, abs=1_500)
    assert story.answered_question_ids == ("q1",)


async def test_an_unknown_session_has_no_story() -> None:
    store = MemoryStore(SimulatedClock())

    with pytest.raises(NotFoundError):
        await ReadInterviewTranscript(store)(TENANT, SessionId(UUID(int=404)))


async def test_erased_words_leave_no_story() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        stored = room.store._stored[room.address]
        stored[:] = [
            (seq, at, replace(each, personal=dict.fromkeys(each.personal, "")))
            for seq, at, each in stored
        ]
        with pytest.raises(TranscriptErasedError):
            await ReadInterviewTranscript(room.store)(TENANT, room.opened.session_id)


# -- what a profile and a persona change ---------------------------------------------------------


async def test_where_any_answer_is_enough_a_dropped_talk_with_one_is_completed() -> None:
    async with a_room(profile=PRACTICE_PROFILE) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"])
        await call.until_asked()
        await call.drop()
        state = await room.ended()

    assert state.status == "completed"


async def test_where_half_is_asked_for_one_answer_of_three_is_not_enough() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"])
        await call.until_asked()
        await call.drop()
        state = await room.ended()

    assert state.status == "abandoned"


@pytest.mark.parametrize(("answers", "status"), [(1, "completed"), (0, "abandoned")])
async def test_ending_practice_completes_it_when_something_was_answered(
    answers: int, status: str
) -> None:
    async with a_room(profile=PRACTICE_PROFILE) as room:
        call = await room.connect()
        await call.until_asked()
        for _ in range(answers):
            await call.say(EXPERT["q1"])
            await call.until_asked()
        await call.send({"type": "END"})
        ended = await call.until("ENDED")
        state = await room.state()

    assert state.status == status
    assert ended["reason"] == ("candidate_ended" if answers else "no_answers")


async def test_the_end_before_any_answer_says_that_the_candidate_wanted_it() -> None:
    for text, is_wanted in (("END", True), ("", None)):
        async with a_room(**consented()) as room:
            call = await room.connect()
            await call.until_asked()
            if text:
                await call.send({"type": text})
                await call.until("ENDED")
            else:
                await call.drop()
            await room.ended()
            (outcome,) = [
                each.payload
                for each in room.store.published
                if isinstance(each.payload, InterviewNotCompleted)
            ]

        assert outcome.is_ended_by_candidate is is_wanted


@pytest.mark.parametrize("persona_id", ["payal", "emma", "john", "kapil"])
async def test_a_persona_thanks_in_its_own_words_and_the_same_way_every_time(
    persona_id: str,
) -> None:
    asked = []
    for _ in range(2):
        async with a_room(profile=PRACTICE_PROFILE, persona_id=persona_id) as room:
            call = await room.connect()
            await call.until_asked()
            await call.say(EXPERT["q1"])
            asked.append((await call.until("TRANSCRIPT", kind="question", questionId="q2"))["text"])

    assert asked[0] == asked[1]
    assert asked[0].startswith(PERSONAS[persona_id].acknowledgements)


async def test_a_session_without_a_persona_keeps_the_house_words() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"])
        asked = await call.until("TRANSCRIPT", kind="question", questionId="q2")

    assert asked["text"].startswith(("Thank you.", "Thanks for that.", "All right, thank you."))
