"""The broker of a session, requirement by requirement, on leaping time."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar

import pytest
from tests.simulated_clock import START
from tests.unit.live.test_fold import created

from vivavoce.live.domain import events
from vivavoce.live.domain.broker import (
    QUEUE_SIZE,
    BrokerClosedError,
    BrokerDeadLetter,
    BrokerMessage,
    EventAppended,
    UndeliveredMessages,
)
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.session import apply_event
from vivavoce.live.usecases.broker import SessionBroker


@dataclass(frozen=True, slots=True)
class Said(BrokerMessage):
    number: int

    @property
    def id(self) -> str:
        return f"said-{self.number}"


@dataclass(frozen=True, slots=True)
class Shouted(Said):
    pass


@dataclass(frozen=True, slots=True)
class Flickered(BrokerMessage):
    number: int
    is_durable: ClassVar[bool] = False


Handler = Callable[[BrokerMessage], Awaitable[None]]


def keeping(seen: list[BrokerMessage], *, seconds: float = 0.0) -> Handler:
    async def handler(message: BrokerMessage) -> None:
        if seconds:
            await asyncio.sleep(seconds)
        seen.append(message)

    return handler


async def raising(message: BrokerMessage) -> None:
    raise ValueError("somebody's words")


async def stuck(message: BrokerMessage) -> None:
    await asyncio.Event().wait()


def now() -> float:
    return asyncio.get_running_loop().time()


async def test_bus_1_a_raising_handler_harms_nobody_and_every_event_it_failed_on_is_kept() -> None:
    seen: list[BrokerMessage] = []
    async with SessionBroker() as broker:
        broker.subscribe(Said, raising, name="raising")
        broker.subscribe(Said, keeping(seen))
        for number in range(100):
            await broker.publish(Said(number))

    assert seen == [Said(number) for number in range(100)]
    assert list(broker.dead_letters) == [
        BrokerDeadLetter("raising", f"said-{number}", "ValueError") for number in range(100)
    ]
    assert "words" not in repr(broker.dead_letters)


async def test_bus_1_a_failure_is_told_to_whoever_counts() -> None:
    dead_letters: list[BrokerDeadLetter] = []
    async with SessionBroker(on_dead_letter=dead_letters.append) as broker:
        broker.subscribe(Said, raising, name="raising")
        await broker.publish(Said(1))

    assert dead_letters == [BrokerDeadLetter("raising", "said-1", "ValueError")]


async def test_bus_2_nine_slow_siblings_do_not_delay_the_tenth() -> None:
    reached: list[float] = []

    async def tenth(_: BrokerMessage) -> None:
        reached.append(now())

    async with SessionBroker() as broker:
        for _ in range(9):
            broker.subscribe(Said, keeping([], seconds=0.1))
        broker.subscribe(Said, tenth)
        began = now()
        await broker.publish(Said(1))
        await asyncio.sleep(1)

    assert reached[0] - began < 0.02


async def test_bus_2_a_handler_that_never_returns_stops_only_itself() -> None:
    seen: list[BrokerMessage] = []
    async with SessionBroker(drain_timeout_s=0.1) as broker:
        broker.subscribe(Said, stuck)
        broker.subscribe(Said, keeping(seen))
        for number in range(100):
            await broker.publish(Said(number))
        await asyncio.sleep(1)

    assert len(seen) == 100


async def test_bus_3_a_wildcard_is_called_once_an_event_and_nothing_grows() -> None:
    seen: list[BrokerMessage] = []
    typed: list[BrokerMessage] = []
    async with SessionBroker() as broker:
        broker.subscribe(BrokerMessage, keeping(seen))
        broker.subscribe(Said, keeping(typed))
        for number in range(2000):
            await broker.publish(Said(number))
        subscribed = len(broker.subscriptions)

    assert (len(seen), len(typed), subscribed) == (2000, 2000, 2)


async def test_bus_4_the_publisher_of_durable_events_waits_for_room() -> None:
    async with SessionBroker(drain_timeout_s=0) as broker:
        subscription = broker.subscribe(Said, stuck)
        for number in range(QUEUE_SIZE + 1):  # one is in the handler's hand once it has run
            await broker.publish(Said(number))
            await asyncio.sleep(0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(20):
                await broker.publish(Said(-1))

        assert subscription.queued_count == QUEUE_SIZE == 1024
        assert subscription.dropped_count == 0


async def test_bus_4_who_waits_for_room_goes_on_when_there_is_some_and_in_order() -> None:
    seen: list[BrokerMessage] = []
    async with SessionBroker(queue_size=2) as broker:
        broker.subscribe(Said, keeping(seen, seconds=1))
        async with asyncio.TaskGroup() as publishers:
            for number in range(20):
                publishers.create_task(broker.publish(Said(number)))
        waited = now()

    assert seen == [Said(number) for number in range(20)]
    assert waited == pytest.approx(17, abs=0.1)  # 20 less one in hand and two in the queue


async def test_bus_4_live_only_messages_push_the_oldest_out_and_are_counted() -> None:
    dropped: list[str] = []
    async with SessionBroker(drain_timeout_s=0, on_dropped=dropped.append) as broker:
        subscription = broker.subscribe(BrokerMessage, stuck, name="screen")
        for number in range(QUEUE_SIZE + 10):
            await broker.publish(Flickered(number))
        queued = list(subscription._queue)

    assert queued == [Flickered(number) for number in range(10, QUEUE_SIZE + 10)]
    assert subscription.dropped_count == len(dropped) == 10
    assert set(dropped) == {"screen"}


async def test_bus_4_a_durable_event_is_never_pushed_out_but_pushes() -> None:
    async with SessionBroker(queue_size=2, drain_timeout_s=0) as broker:
        subscription = broker.subscribe(BrokerMessage, stuck)
        await broker.publish(Said(1))
        await broker.publish(Flickered(2))
        await broker.publish(Said(3))
        await broker.publish(Flickered(4))
        queued = list(subscription._queue)

    assert queued == [Said(1), Said(3)]
    assert subscription.dropped_count == 2


async def test_bus_4_nobody_waits_for_a_lossy_subscriber() -> None:
    async with SessionBroker(queue_size=3, drain_timeout_s=0) as broker:
        subscription = broker.subscribe(Said, stuck, is_lossy=True)
        for number in range(50):
            await broker.publish(Said(number))
        queued = list(subscription._queue)

    assert queued == [Said(47), Said(48), Said(49)]


async def test_bus_5_a_subscription_sees_events_in_the_order_of_publishing() -> None:
    seen: list[BrokerMessage] = []

    async def uneven(message: BrokerMessage) -> None:
        await asyncio.sleep(0.01 * (hash(message) % 7))
        seen.append(message)

    async with SessionBroker(drain_timeout_s=60) as broker:
        broker.subscribe((Said, Flickered), uneven)
        for number in range(200):
            await broker.publish(Said(number) if number % 3 else Flickered(number))

    assert [message.number for message in seen] == list(range(200))  # type: ignore[attr-defined]


async def test_bus_6_a_handler_that_takes_too_long_is_cancelled_and_the_next_event_comes() -> None:
    came: list[tuple[float, BrokerMessage]] = []

    async def slow_once(message: BrokerMessage) -> None:
        came.append((now(), message))
        if message == Said(1):
            await asyncio.sleep(3600)

    async with SessionBroker() as broker:
        broker.subscribe(Said, slow_once, name="slow")
        began = now()
        await broker.publish(Said(1))
        await broker.publish(Said(2))
        await asyncio.sleep(60)

    assert [(at - began, message) for at, message in came] == [(0, Said(1)), (30, Said(2))]
    assert list(broker.dead_letters) == [BrokerDeadLetter("slow", "said-1", "TimeoutError")]


async def test_bus_6_the_voice_path_sets_a_shorter_limit() -> None:
    async with SessionBroker(drain_timeout_s=0) as broker:
        broker.subscribe(Said, stuck, name="voice", handler_timeout_s=2)
        await broker.publish(Said(1))
        await asyncio.sleep(1.9)
        before = len(broker.dead_letters)
        await asyncio.sleep(0.2)

    assert (before, len(broker.dead_letters)) == (0, 1)


async def test_bus_6_a_handler_that_swallows_its_cancellation_is_late_all_the_same() -> None:
    async def stubborn(message: BrokerMessage) -> None:
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            return

    async with SessionBroker() as broker:
        broker.subscribe(Said, stubborn, name="stubborn")
        await broker.publish(Said(1))
        await broker.publish(Said(2))
        await asyncio.sleep(61)

    assert [dead_letter.error for dead_letter in broker.dead_letters] == [
        "TimeoutError",
        "TimeoutError",
    ]
    assert broker.undelivered == ()


async def test_bus_6_many_quick_events_are_not_taken_for_one_slow_one() -> None:
    seen: list[BrokerMessage] = []
    async with SessionBroker(drain_timeout_s=600) as broker:
        broker.subscribe(Said, keeping(seen, seconds=1))
        for number in range(120):
            await broker.publish(Said(number))

    assert len(seen) == 120
    assert not broker.dead_letters


async def test_bus_7_closing_finishes_what_is_queued_and_loses_nothing() -> None:
    seen: list[BrokerMessage] = []
    async with SessionBroker() as broker:
        broker.subscribe(Said, keeping(seen, seconds=0.05))
        for number in range(100):
            await broker.publish(Said(number))
        undelivered = await broker.close(5.01)  # 100 of 50 ms are 5 s

    assert (undelivered, len(seen)) == ((), 100)


async def test_bus_7_a_closed_broker_refuses_events_and_subscribers() -> None:
    async with SessionBroker() as broker:
        broker.subscribe(Said, stuck)
        await broker.close()
        with pytest.raises(BrokerClosedError):
            await broker.publish(Said(1))
        with pytest.raises(BrokerClosedError):
            broker.subscribe(Flickered, stuck)


async def test_bus_7_what_was_left_is_reported_by_subscriber() -> None:
    async with SessionBroker() as broker:
        broker.subscribe(Said, stuck, name="stuck")
        broker.subscribe(Said, keeping([]), name="quick")
        for number in range(3):
            await broker.publish(Said(number))
        began = now()
        undelivered = await broker.close(5)

    assert undelivered == (UndeliveredMessages("stuck", 3),)
    assert now() - began == pytest.approx(5, abs=0.01)


async def test_bus_7_publishers_that_wait_for_room_are_let_go_when_the_broker_is_cut_off() -> None:
    async with SessionBroker(queue_size=1, drain_timeout_s=0) as broker:
        broker.subscribe(Said, stuck)
        publishing = [asyncio.ensure_future(broker.publish(Said(n))) for n in range(5)]
        await asyncio.sleep(1)
    done, pending = await asyncio.wait(publishing, timeout=1)

    assert (len(done), len(pending)) == (5, 0)
    assert broker.undelivered == (UndeliveredMessages(stuck.__qualname__, 5),)


async def test_bus_8_what_is_carried_names_its_place_in_the_log() -> None:
    record = RecordedEvent(1, START, created())
    happened = EventAppended(record, apply_event(None, record))

    assert happened.id == f"{created().session_id}:1"


async def test_bus_10_a_class_stands_for_its_subclasses_and_not_the_other_way_round() -> None:
    all_said: list[BrokerMessage] = []
    shouted: list[BrokerMessage] = []
    async with SessionBroker() as broker:
        broker.subscribe(Said, keeping(all_said))
        broker.subscribe(Shouted, keeping(shouted))
        await broker.publish(Said(1))
        await broker.publish(Shouted(2))
        await broker.publish(Flickered(3))

    assert (all_said, shouted) == ([Said(1), Shouted(2)], [Shouted(2)])


async def test_bus_10_an_event_of_the_log_is_found_by_its_own_class() -> None:
    seen: list[BrokerMessage] = []
    record = RecordedEvent(1, START, created())
    async with SessionBroker() as broker:
        broker.subscribe(events.SessionCreated, keeping(seen))
        broker.subscribe(events.TurnCompleted, raising)
        await broker.publish(EventAppended(record, apply_event(None, record)))

    assert len(seen) == 1
    assert not broker.dead_letters


async def test_bus_10_subscribing_twice_is_one_subscription() -> None:
    seen: list[BrokerMessage] = []
    handler = keeping(seen)
    async with SessionBroker() as broker:
        first = broker.subscribe(Said, handler)
        second = broker.subscribe(Said, handler)
        await broker.publish(Said(1))

    assert first is second
    assert seen == [Said(1)]


async def test_bus_10_who_subscribes_or_leaves_meanwhile_sees_what_is_published_meanwhile() -> None:
    early: list[BrokerMessage] = []
    late: list[BrokerMessage] = []
    async with SessionBroker() as broker:
        first = broker.subscribe(Said, keeping(early, seconds=1))
        await broker.publish(Said(1))
        broker.subscribe(Said, keeping(late))
        await broker.publish(Said(2))
        broker.unsubscribe(first)
        await broker.publish(Said(3))
        await asyncio.sleep(5)

    assert early == [Said(1), Said(2)]
    assert late == [Said(2), Said(3)]


def test_a2_11_classes_of_one_name_are_not_mixed_up() -> None:
    """Subscribers were found by the name of a class, so two classes of one name were one."""

    def another() -> type[BrokerMessage]:
        @dataclass(frozen=True, slots=True)
        class Said(BrokerMessage):
            number: int

        return Said

    async def scene() -> tuple[list[BrokerMessage], list[BrokerMessage]]:
        other = another()
        mine: list[BrokerMessage] = []
        theirs: list[BrokerMessage] = []
        async with SessionBroker() as broker:
            broker.subscribe(Said, keeping(mine))
            broker.subscribe(other, keeping(theirs))
            await broker.publish(Said(1))
            await broker.publish(other(2))  # type: ignore[call-arg]
        return mine, theirs

    mine, theirs = asyncio.run(scene())

    assert [message.number for message in mine] == [1]  # type: ignore[attr-defined]
    assert [message.number for message in theirs] == [2]  # type: ignore[attr-defined]
