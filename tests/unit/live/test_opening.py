"""Opening, cancelling and reading back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.fakes.live_session import (
    PLAN_ID,
    TENANT,
    FakeWork,
    FixedPlans,
    MemoryStore,
    a_plan,
    a_request,
)
from tests.fakes.simulated_session import Room, a_room, consented
from tests.simulated_clock import CountingIds, SimulatedClock
from tests.unit.live.test_conversations import EXPERT, planned

from vivavoce.contracts.plan import SpokenSentence
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain.events import RecordedEvent, SessionFailed
from vivavoce.live.domain.interviewer.wording import greeting_text
from vivavoce.live.domain.session import fold
from vivavoce.live.domain.session_handle import SessionHandleFactory
from vivavoce.live.ports import SessionAddress, SessionEndedError
from vivavoce.live.usecases.read_session import ReadTranscript
from vivavoce.live.usecases.session_lifecycle import CancelSession, OpenSession, SessionLifecycle

WORK: Any = FakeWork(TENANT)


def opener(store: MemoryStore, clock: SimulatedClock, ids: CountingIds) -> OpenSession:
    return OpenSession(
        open_log=lambda _: store,
        plans=FixedPlans({PLAN_ID: a_plan()}),
        handles=SessionHandleFactory(b"k" * 32),
        clock=clock,
        ids=ids,
    )


def opener_of(room: Room) -> OpenSession:
    return opener(room.store, room.clock, room.ids)


async def test_starting_twice_gives_the_same_session_and_the_same_handle() -> None:
    clock = SimulatedClock()
    open_session = opener(MemoryStore(clock), clock, CountingIds())
    first = await open_session(WORK, a_request())
    second = await open_session(WORK, a_request())

    assert first.is_new
    assert not second.is_new
    assert (first.session_id, first.handle) == (second.session_id, second.handle)


async def test_a_handle_is_long_unlike_the_id_and_stored_hashed() -> None:
    clock = SimulatedClock()
    store = MemoryStore(clock)
    opened = await opener(store, clock, CountingIds())(WORK, a_request())

    assert opened.handle.startswith("int_")
    assert len(opened.handle) == 4 + 43
    assert str(opened.session_id) not in opened.handle
    address = await store.find_by_handle_hash(SessionHandleFactory.hash_handle(opened.handle))
    assert address == SessionAddress(TENANT, opened.session_id)
    assert opened.handle not in repr(await store.load_row(address))


def test_another_key_or_salt_gives_another_handle() -> None:
    session = SessionId(PLAN_ID)
    made = {
        SessionHandleFactory(key).create_handle(session, salt)
        for key in (b"a" * 32, b"b" * 32)
        for salt in ("x", "y")
    }

    assert len(made) == 4


@pytest.mark.parametrize(("needs_time", "minutes"), [(False, 1.0), (True, 1.5)])
async def test_whoever_needs_more_time_gets_half_as_much_again(
    needs_time: bool, minutes: float
) -> None:
    clock = SimulatedClock()
    store = MemoryStore(clock)
    opened = await opener(store, clock, CountingIds())(WORK, a_request(needs_extra_time=needs_time))

    state = fold(await store.load(SessionAddress(TENANT, opened.session_id)))

    assert state is not None
    assert state.created.time_limit_s == a_plan().duration_minutes * 60 * minutes


async def test_a_session_has_the_sentences_of_its_plan() -> None:
    clock = SimulatedClock()
    store = MemoryStore(clock)
    plan = replace(
        a_plan(),
        language="fr",
        greeting_script="",
        sentences=(SpokenSentence("Welcome, and thank you for being here.", "Bienvenue."),),
    )
    open_session = OpenSession(
        open_log=lambda _: store,
        plans=FixedPlans({PLAN_ID: plan}),
        handles=SessionHandleFactory(b"k" * 32),
        clock=clock,
        ids=CountingIds(),
    )

    opened = await open_session(WORK, a_request())

    state = fold(await store.load(SessionAddress(TENANT, opened.session_id)))
    assert state is not None
    assert state.created.sentences == plan.sentences
    assert greeting_text(plan, minutes=10).startswith("Bienvenue. ")


async def test_an_unknown_plan_opens_nothing() -> None:
    clock = SimulatedClock()
    store = MemoryStore(clock)
    open_session = OpenSession(
        open_log=lambda _: store,
        plans=FixedPlans({}),
        handles=SessionHandleFactory(b"k" * 32),
        clock=clock,
        ids=CountingIds(),
    )

    with pytest.raises(NotFoundError):
        await open_session(WORK, a_request())
    assert await store.find_unattended(10) == ()


async def test_the_next_attempt_begins_where_the_last_one_ended() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"])
        await call.until_asked()
        await call.drop()
        await room.ended()
        room.opened = await opener_of(room)(WORK, a_request(attempt=2, **consented()))
        again = await room.connect()
        asked = await again.until_asked()
        await again.say(EXPERT["q2"])
        await again.interview(planned)
        state = await room.ended()
        transcript = await ReadTranscript(room.store)(TENANT, room.opened.session_id)

    assert asked["questionId"] == "q2"
    assert state.status == "completed"
    assert [turn.turn for turn in transcript.turns] == list(range(1, len(transcript.turns) + 1))
    answers = [turn.text for turn in transcript.turns if turn.role == "candidate"]
    assert answers == [EXPERT["q1"], EXPERT["q2"], EXPERT["q3"]]
    assert [turn.question_id for turn in transcript.turns if turn.is_interrupted] == ["q2"]


async def test_a_talk_that_came_to_its_end_is_not_opened_once_more() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(planned)
        await room.ended()

        # Its end may not have been heard yet: then the interview still says that it goes on.
        with pytest.raises(SessionEndedError):
            await opener_of(room)(WORK, a_request(attempt=2, **consented()))

        assert await room.store.find_unattended(10) == ()


async def test_cancelling_reaches_the_host_and_the_candidate() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        cancel = CancelSession(open_log=lambda _: room.store, clock=room.clock, worker_id="staff")

        assert await cancel(WORK, a_request().interview_id) is True
        ended = await call.until("ENDED")
        await call.settle()
        assert await cancel(WORK, a_request().interview_id) is False

    assert ended["reason"] == "staff"
    assert call.line.closed == (1000, "ended")
    (outcome,) = room.store.published
    assert outcome.payload.reason == "staff"  # type: ignore[attr-defined]


async def test_cancelling_what_never_was_is_nothing() -> None:
    clock = SimulatedClock()
    store = MemoryStore(clock)
    cancel = CancelSession(open_log=lambda _: store, clock=clock, worker_id="staff")

    assert await cancel(WORK, a_request().interview_id) is False


async def test_the_candidates_frames_never_hold_the_reasons() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(lambda _: "We did it somehow.")
        await room.ended()

    for frame in call.line.sent:
        assert not {"reason", "variant", "found", "reading", "value"} & set(frame) or (
            frame["type"] == "ENDED"
        )


@pytest.mark.parametrize(("answers", "is_enough"), [(["q1"], False), (["q1", "q2"], True)])
async def test_half_of_the_mandatory_questions_over_all_attempts_is_an_interview(
    answers: list[str], is_enough: bool
) -> None:
    async with a_room(**consented()) as room:
        work: Any = FakeWork(TENANT)
        sessions = SessionLifecycle(
            open=opener_of(room),
            cancel=CancelSession(
                open_log=lambda _: room.store, clock=room.clock, worker_id="staff"
            ),
            open_log=lambda _: room.store,
            plans=room.plans,
        )
        call = await room.connect()
        for question in answers:
            await call.until_asked()
            await call.say(EXPERT[question])
        going_on = await sessions.has_open_session(work, a_request().interview_id)
        while_talking = await sessions.complete_if_sufficient(work, a_request().interview_id)
        await room.store.append(
            await room.store.claim(room.address, "ops"), [await failure_after(room)]
        )
        concluded = await sessions.complete_if_sufficient(work, a_request().interview_id)

    assert (going_on, while_talking) == (True, False)
    assert concluded is is_enough
    published = [(p.topic, p.reason, p.session_id) for p in work.published]
    expected = ("interview.completed", "partial", str(room.opened.session_id))
    assert published == ([expected] if is_enough else [])


async def failure_after(room: Room) -> RecordedEvent:
    state = await room.state()
    event = SessionFailed(reason="host_lost", stage="host", is_recoverable=False)
    return RecordedEvent(seq=state.seq + 1, at=room.clock.now(), event=event)
