"""What stopped or bent the reference implementation does neither here: one test a failure, by number.

A2-8 (the tree) and A2-9 (the ranker) are tested where trees and rankings are made.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from tests.fakes.live_session import TENANT, FakeLine, FakeWork
from tests.fakes.simulated_session import Call, Crash, Room, a_room, consented
from tests.unit.live.test_conversations import EXPERT, planned

from vivavoce.contracts.live_session import Evaluation, PanelAnswerResults, turn_correlation_id
from vivavoce.contracts.profiles import Abilities
from vivavoce.infra import metrics
from vivavoce.live.domain import events
from vivavoce.live.domain.broker import CommandFailed, EventAppended
from vivavoce.live.domain.session import fold
from vivavoce.live.domain.wire.frames import ServerFrame
from vivavoce.live.ports import SessionAddress
from vivavoce.live.usecases.broker import SessionBroker
from vivavoce.live.usecases.orchestrator_dependencies import subscribe_listeners
from vivavoce.live.usecases.panel_exchange import SessionPanelFacade

PANEL = Abilities(evaluations=True, perspectives=True)


@dataclass
class Watching:
    """A listener that keeps what it hears, and then does what it was made to do."""

    name: str = "watching"
    heard: list[EventAppended | CommandFailed] = field(default_factory=list)
    then: Callable[[], Any] = lambda: None

    async def on_message(self, message: EventAppended | CommandFailed) -> None:
        self.heard.append(message)
        outcome = self.then()
        if outcome is not None:
            await outcome

    @property
    def types(self) -> list[str]:
        return [
            message.record.event.type
            for message in self.heard
            if isinstance(message, EventAppended)
        ]


def failures_of(handler: str, error: str) -> float:
    return metrics.SESSION_HANDLER_FAILURES.labels(handler, error)._value.get()


def a_panel(room: Room) -> SessionPanelFacade:
    return SessionPanelFacade(room.store, lambda _: room.store, room.ids)


async def readings_told(room: Room, turn: int, names: tuple[str, ...]) -> str:
    """Tell the session what these evaluators made of an answer; return the id that they carry."""
    answer = await a_panel(room).get_answer(TENANT, room.opened.session_id, turn)
    readings = PanelAnswerResults(
        session_id=room.opened.session_id,
        turn=turn,
        correlation_id=answer.correlation_id,
        evaluations=tuple(
            Evaluation(
                evaluator=name,
                criterion="Delivery",
                score=3.0,
                abstained=None,
                confidence=0.7,
                quotes=(),
                evaluated_by="built-in rules v1",
            )
            for name in names
        ),
    )
    work: Any = FakeWork(TENANT)
    await a_panel(room).deliver_panel_results(work, readings)
    room.host._signal_inbox(room.opened.session_id)
    return answer.correlation_id


async def answered(call: Call, question: str) -> dict[str, Any]:
    await call.say(EXPERT[question])
    return await call.until_asked()


# -- A2-1: one exception ended the interview, silently -----------------------------------------


@pytest.mark.parametrize("failure", [TimeoutError("the model"), ValueError("words"), OSError()])
async def test_a2_1_a_watcher_whose_model_times_out_stops_neither_the_talk_nor_the_others(
    failure: Exception,
) -> None:
    def fail() -> None:
        raise failure

    calling, seeing = Watching("calling-a-model", then=fail), Watching("seeing")
    before = failures_of("calling-a-model", type(failure).__name__)
    async with a_room(listeners=[lambda _: calling, lambda _: seeing], **consented()) as room:
        call = await room.connect()
        await call.interview(planned)
        state = await room.ended()
    lost = failures_of("calling-a-model", type(failure).__name__) - before

    assert state.status == "completed"
    assert seeing.types == [record.event.type for record in await room.store.load(room.address)][2:]
    assert lost == len(calling.heard) > 10
    assert call.line.of("ERROR") == []


async def test_a2_1_one_failing_evaluator_of_four_costs_its_own_reading_only() -> None:
    async with a_room(abilities=PANEL, **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await answered(call, "q1")
        await readings_told(room, 3, ("relevance", "structure", "rubric"))
        await call.settle()
        await call.interview(planned)
        log = await room.log()

    graded = [event.evaluator for event in log if isinstance(event, events.EvaluationGenerated)]
    assert graded == ["relevance", "structure", "rubric"]
    assert isinstance(log[-1], events.SessionCompleted)


async def test_a2_1_a_malformed_frame_is_answered_with_an_error_and_watchers_are_told() -> None:
    seeing = Watching()
    async with a_room(listeners=[lambda _: seeing], **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.send('{"frameId": ')
        refused = await call.until("ERROR")
        asked = await answered(call, "q1")

    assert refused["code"] == "frame_malformed"
    assert asked["questionId"] == "q2"
    assert CommandFailed("frame_malformed", False) in seeing.heard


async def test_a2_1_a_frame_that_cannot_be_shown_is_an_error_frame_and_the_talk_goes_on() -> None:
    class Choking(FakeLine):
        async def send(self, frame: ServerFrame) -> None:
            if frame.type == "GREETING":
                raise ValueError("a codec that has no word for it")
            await super().send(frame)

    before = failures_of("candidate", "ValueError")
    async with a_room(**consented()) as room:
        call = await room.connect(line=Choking())
        refused = await call.until("ERROR")
        await call.until_asked()
        asked = await answered(call, "q1")

    assert (refused["code"], refused["retryable"]) == ("unavailable", True)
    assert asked["questionId"] == "q2"
    assert failures_of("candidate", "ValueError") == before + 1


async def test_a2_1_a_connection_that_can_be_shown_nothing_at_all_is_a_drop() -> None:
    class Broken(FakeLine):
        async def send(self, frame: ServerFrame) -> None:
            raise ValueError(frame.type)

    async with a_room(**consented()) as room:
        call = await room.connect(line=Broken())
        await call.settle()
        state = await room.state()

    assert state.status == "reconnecting"
    assert call.line.closed == (1012, "connection lost")


# -- A2-2: an error event stopped the broker from inside ---------------------------------------


async def test_a2_2_an_error_is_told_to_the_candidate_and_stops_nothing() -> None:
    seeing = Watching()
    async with a_room(listeners=[lambda _: seeing], **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        room.store.is_down = True
        await call.say(EXPERT["q1"], "m-1")
        refused = await call.until("ERROR")
        room.store.is_down = False
        asked = await answered(call, "q1")

    assert refused["retryable"] is True
    assert CommandFailed("unavailable", True) in seeing.heard
    assert asked["questionId"] == "q2"
    assert call.line.closed == (1012, "try again")  # the room closed, not the error


# -- A2-3: the candidate waited for the graders ------------------------------------------------


async def test_a2_3_the_next_question_waits_for_no_grader_and_for_no_watcher() -> None:
    async def for_half_a_minute() -> None:
        await asyncio.sleep(25)

    slow = Watching(then=for_half_a_minute)
    async with a_room(listeners=[lambda _: slow], abilities=PANEL, **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        began = room.clock.monotonic()
        for question in ("q1", "q2"):
            await answered(call, question)
        waited = room.clock.monotonic() - began

    assert waited == 0
    assert [errand.arguments["turn"] for errand in room.store.jobs] == ["3", "5"]


# -- A2-4: head-of-line blocking ---------------------------------------------------------------


async def test_a2_4_a_watcher_that_never_returns_holds_up_nobody() -> None:
    stuck, seeing = Watching("stuck", then=lambda: asyncio.Event().wait()), Watching("seeing")
    async with a_room(listeners=[lambda _: stuck, lambda _: seeing], **consented()) as room:
        call = await room.connect()
        await call.interview(planned)
        state = await room.ended()

    assert state.status == "completed"
    assert seeing.types[-1] == "session.completed"


class TakesNothing(FakeLine):
    """A client whose window is shut: what is sent to it is never done."""

    async def send(self, frame: ServerFrame) -> None:
        await asyncio.Event().wait()


async def test_a2_4_a_client_that_takes_nothing_does_not_hold_up_its_own_next_connection() -> None:
    async with a_room(**consented()) as room:
        stuck = await room.connect(line=TakesNothing())
        await stuck.settle()
        began = room.clock.monotonic()
        again = await room.connect()
        await again.until_asked()
        asked = await answered(again, "q1")
        waited = room.clock.monotonic() - began

    assert asked["questionId"] == "q2"
    assert waited == 0
    assert stuck.line.closed is not None


async def test_a2_4_a_client_that_takes_nothing_for_too_long_is_a_drop() -> None:
    seeing = Watching()
    async with a_room(listeners=[lambda _: seeing], **consented()) as room:
        stuck = await room.connect(line=TakesNothing())
        await room.clock.sleep(31)
        state = await room.state()

    assert state.status == "reconnecting"
    assert stuck.line.closed == (1012, "connection lost")
    assert "connection.lost" in seeing.types


# -- A2-5: wildcard handlers leaked ------------------------------------------------------------


async def test_a2_5_a_watcher_hears_each_event_once_however_often_the_candidate_comes_back() -> (
    None
):
    seeing = Watching()
    async with a_room(listeners=[lambda _: seeing], **consented()) as room:
        for _ in range(20):
            call = await room.connect()
            await call.settle()
            await call.drop()
            await call.settle()
        (conductor,) = room.host._orchestrators.values()
        subscribed = len(conductor._broker.subscriptions)
        last = (await room.state()).seq

    seqs = [message.record.seq for message in seeing.heard if isinstance(message, EventAppended)]
    assert seqs[: last - 2] == list(range(3, last + 1))
    assert subscribed == 2  # the counters and the watcher; nobody is there


# -- A2-6: no back-pressure, no drain ----------------------------------------------------------


async def test_a2_6_what_is_under_way_when_the_host_stops_is_still_shown_and_counted() -> None:
    class Slow(FakeLine):
        async def send(self, frame: ServerFrame) -> None:
            await asyncio.sleep(0.2)
            await super().send(frame)

    async with a_room(**consented()) as room:
        call = await room.connect(line=Slow())
        await call.settle()

    assert [frame["type"] for frame in call.line.sent][:3] == ["READY", "STATE", "GREETING"]
    assert call.line.closed == (1012, "try again")


async def test_a2_6_a_slow_watcher_misses_the_oldest_and_nobody_waits() -> None:
    stuck = Watching(then=lambda: asyncio.Event().wait())
    async with a_room(listeners=[lambda _: stuck], **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        began = room.clock.monotonic()
        for _ in range(1500):
            await call.send("not json")
            await call.settle()
            await room.clock.sleep(0.02)
        (conductor,) = room.host._orchestrators.values()
        (watching,) = [s for s in conductor._broker.subscriptions if s.name == "watching"]
        waiting, dropped = watching.queued_count, watching.dropped_count
        asked = await answered(call, "q1")
        took = room.clock.monotonic() - began

    assert waiting <= 1024
    assert dropped > 400
    assert asked["questionId"] == "q2"
    assert took < 31


async def test_a2_6_nobody_waits_for_a_listener_even_with_events_that_count() -> None:
    stuck = Watching("stuck", then=lambda: asyncio.Event().wait())
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        records = await room.store.load(room.address)
        tools = replace(room.tools("worker-2"), listeners=[lambda _: stuck])
    state = fold(records)
    assert state is not None
    async with SessionBroker(queue_size=2, drain_timeout_s=0) as broker:
        subscribe_listeners(broker, room.address, tools)
        async with asyncio.timeout(1):
            for record in records * 3:
                await broker.publish(EventAppended(record, state, is_local=False))
                await asyncio.sleep(0)
        (listening,) = [
            subscription for subscription in broker.subscriptions if subscription.name == "stuck"
        ]

        assert (listening.queued_count, listening.dropped_count) == (2, len(records) * 3 - 3)


# -- A2-7: readings carried the id of another turn ---------------------------------------------


async def test_a2_7_a_reading_carries_the_id_of_the_answer_that_it_grades_however_late() -> None:
    async with a_room(abilities=PANEL, **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await answered(call, "q1")
        await answered(call, "q2")
        carried = await readings_told(room, 3, ("relevance", "rubric"))
        await call.settle()
        log = await room.log()

    graded = [event for event in log if isinstance(event, events.EvaluationGenerated)]
    of_the_answer = turn_correlation_id(str(room.opened.session_id), 3)
    assert [(event.turn, event.correlation_id) for event in graded] == [(3, of_the_answer)] * 2
    assert carried == of_the_answer != turn_correlation_id(str(room.opened.session_id), 6)


async def test_a2_7_the_candidate_is_shown_nothing_of_a_reading() -> None:
    async with a_room(abilities=PANEL, **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await answered(call, "q1")
        before = len(call.line.sent)
        await readings_told(room, 3, ("relevance",))
        await call.settle()

        assert isinstance((await room.log())[-1], events.EvaluationGenerated)
        assert len(call.line.sent) == before


# -- A2-10: doubles, late answers, statuses ----------------------------------------------------


async def test_a2_10_one_answer_delivered_twice_asks_one_question() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await call.say(EXPERT["q1"], "m-1")
        await call.say(EXPERT["q1"], "m-1")
        await call.settle()
        state = await room.state()

    assert [turn.question_id for turn in state.turns if turn.kind == "question"] == ["q1", "q2"]


async def test_a2_10_readings_delivered_twice_are_taken_in_once() -> None:
    async with a_room(abilities=PANEL, **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await answered(call, "q1")
        for _ in range(3):  # the job that tells them was run again
            await readings_told(room, 3, ("relevance",))
            room.host._signal_inbox(room.opened.session_id)
        await call.settle()
        log = await room.log()
        waiting = await room.store.load_messages(room.address)

    assert sum(isinstance(event, events.EvaluationGenerated) for event in log) == 1
    assert waiting == ()


async def test_a2_10_a_late_answer_gets_no_next_question() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.interview(planned)
        state = await room.ended()
        assert await call.say("And another thing.") is False
        late = await room.connect()
        await late.say("And another thing.")
        await late.settle()

        assert (await room.state()) == state
    assert late.line.closed == (4410, "over")


async def test_a2_10_status_and_times_are_written_and_a_return_goes_on_where_it_was() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        await answered(call, "q1")
        await call.drop()
        again = await room.connect()
        asked = await again.until("TRANSCRIPT", questionId="q2")
        await again.say(EXPERT["q2"])
        await again.interview(planned)
        state = await room.ended()

    assert asked["kind"] == "question"
    assert state.status == "completed"
    assert state.started_at is not None
    assert [turn.question_id for turn in state.turns if turn.kind == "question"] == [
        "q1",
        "q2",
        "q3",
    ]


# -- BUS-8: nothing durable lives in the broker alone -------------------------------------------


async def test_bus_8_what_is_published_stands_in_the_log_already() -> None:
    ahead: list[int] = []

    @dataclass
    class Comparing(Watching):
        room: Room | None = None

        async def on_message(self, message: EventAppended | CommandFailed) -> None:
            await super().on_message(message)
            assert self.room is not None
            if isinstance(message, EventAppended):
                log = await self.room.store.load(self.room.address)
                ahead.append(message.record.seq - len(log))

    comparing = Comparing()
    async with a_room(listeners=[lambda _: comparing], **consented()) as room:
        comparing.room = room
        call = await room.connect()
        await call.interview(planned)
        await room.ended()

    assert len(ahead) > 10
    assert max(ahead) <= 0


async def test_bus_8_a_killed_process_loses_no_event_that_was_appended() -> None:
    async with a_room(**consented()) as room:
        async with Crash(room.tools("worker-2")) as doomed:
            call = await room.connect(host=doomed, line=TakesNothing())
            await call.settle()
            before = await room.store.load(room.address)
        await room.clock.sleep(2)
        again = await room.connect()
        asked = await again.until_asked()
        after = await room.store.load(room.address)

    assert after[: len(before)] == before
    assert asked["questionId"] == "q1"
    assert call.line.sent == []


# -- the listeners themselves ------------------------------------------------------------------


async def test_each_hosted_session_has_listeners_of_its_own_that_see_state_and_event_together() -> (
    None
):
    made: list[tuple[SessionAddress, Watching]] = []

    def make(address: SessionAddress) -> Watching:
        made.append((address, Watching()))
        return made[-1][1]

    async with a_room(listeners=[make], **consented()) as room:
        call = await room.connect()
        await call.interview(planned)
        await room.ended()

    ((address, seeing),) = made
    assert address == room.address
    happened = [message for message in seeing.heard if isinstance(message, EventAppended)]
    assert all(message.state.seq == message.record.seq for message in happened)
    assert happened[-1].state.is_over


async def test_what_another_process_appended_is_seen_but_not_counted_again() -> None:
    seeing = Watching()
    async with a_room(listeners=[lambda _: seeing], **consented()) as room:
        call = await room.connect()
        await call.until_asked()
        room.store.loses_replies = True
        await call.say(EXPERT["q1"], "m-1")
        await call.until("ERROR")
        await call.say(EXPERT["q1"], "m-1")
        await call.until_asked()

    happened = [message for message in seeing.heard if isinstance(message, EventAppended)]
    read_back = [message.record.event.type for message in happened if not message.is_local]
    assert read_back == ["turn.completed", "followup.chosen", "turn.completed"]
    assert len({message.record.seq for message in happened}) == len(happened)
