"""Sessions that were told something are found by one question, and nobody else is disturbed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterable
from dataclasses import replace

from tests.fakes.live_session import MemoryStore
from tests.fakes.simulated_session import Room, a_room, consented

from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain import events
from vivavoce.live.ports import InboxMessage, SessionAddress
from vivavoce.live.usecases.session_host import SessionHost


class CountingStore(MemoryStore):
    """Counts what is asked about news."""

    def __init__(self, clock: object) -> None:
        super().__init__(clock)  # type: ignore[arg-type]
        self.looks: list[int] = []
        self.reads = 0

    async def find_sessions_with_messages(
        self, addresses: Collection[SessionAddress]
    ) -> frozenset[SessionId]:
        self.looks.append(len(addresses))
        return await super().find_sessions_with_messages(addresses)

    async def load_messages(self, address: SessionAddress) -> tuple[InboxMessage, ...]:
        self.reads += 1
        return await super().load_messages(address)


class ScriptedEar:
    """Says what it is told to say."""

    def __init__(self, words: Iterable[SessionId | None]) -> None:
        self.words: asyncio.Queue[SessionId | None] = asyncio.Queue()
        for word in words:
            self.words.put_nowait(word)

    async def listen(self) -> AsyncIterator[SessionId | None]:
        while True:
            yield await self.words.get()


async def note(room: Room, text: str) -> None:
    event = events.StaffIntervened(user_id="0190", action="note", text=text)
    await room.store.send_message(room.address, InboxMessage(id=room.ids.new_id(), event=event))


async def notes(room: Room) -> list[str]:
    return [event.text for event in await room.log() if isinstance(event, events.StaffIntervened)]


async def test_a_quiet_second_is_one_question_for_all_sessions_and_disturbs_none() -> None:
    async with a_room(store_on=CountingStore, **consented()) as room:  # type: ignore[arg-type]
        store = room.store
        assert isinstance(store, CountingStore)
        ear = ScriptedEar([])
        async with SessionHost(replace(room.tools("worker-2"), notifications=ear.listen)) as host:
            call = await room.connect(host=host)
            await call.until_asked()
            await call.settle()
            store.looks, store.reads = [], 0
            for _ in range(3):
                ear.words.put_nowait(None)
            await call.settle()
            quiet = (list(store.looks), store.reads)
            await note(room, "Unheard.")
            ear.words.put_nowait(None)
            await call.settle()
            lookups = (len(store.looks), store.reads)

    assert quiet == ([1, 1, 1], 0)
    assert lookups == (4, 1)
    assert await notes(room) == ["Unheard."]


async def test_a_host_without_sessions_asks_nothing() -> None:
    async with a_room(store_on=CountingStore) as room:  # type: ignore[arg-type]
        store = room.store
        assert isinstance(store, CountingStore)
        async with SessionHost(
            replace(room.tools("worker-2"), notifications=ScriptedEar([None, None]).listen)
        ):
            await room.clock.sleep(1)

    assert store.looks == []


async def test_a_question_that_fails_is_asked_again_and_the_host_goes_on_hearing() -> None:
    async with a_room(store_on=CountingStore, **consented()) as room:  # type: ignore[arg-type]
        ear = ScriptedEar([])
        async with SessionHost(replace(room.tools("worker-2"), notifications=ear.listen)) as host:
            call = await room.connect(host=host)
            await call.until_asked()
            await note(room, "Unheard.")
            room.store.is_down = True
            ear.words.put_nowait(None)
            await call.settle()
            room.store.is_down = False
            ear.words.put_nowait(None)
            await call.settle()

    assert await notes(room) == ["Unheard."]


async def test_however_often_it_is_said_that_there_is_news_it_is_read_once() -> None:
    async with a_room(store_on=CountingStore, **consented()) as room:  # type: ignore[arg-type]
        store = room.store
        assert isinstance(store, CountingStore)
        call = await room.connect()
        await call.until_asked()
        await call.settle()
        store.reads = 0
        for number in range(3):
            await note(room, f"note {number}")
        for _ in range(300):
            room.host._signal_inbox(room.opened.session_id)
        await call.settle()

    assert len(await notes(room)) == 3
    assert store.reads == 1


_MANY = 80


async def test_many_notes_do_not_keep_the_candidate_from_their_turn() -> None:
    async with a_room(**consented()) as room:
        call = await room.connect()
        await call.until_asked()
        for number in range(_MANY):
            await note(room, f"note {number}")
        room.host._signal_inbox(room.opened.session_id)
        await asyncio.sleep(0)
        await call.say("At the clinic I planned the rota for ten nurses.")
        await call.until_asked()
        for _ in range(10):
            await call.settle()
        log = await room.log()

    answered = next(
        at
        for at, record in enumerate(log)
        if isinstance(record, events.TurnCompleted) and record.role == "candidate"
    )
    before = sum(isinstance(event, events.StaffIntervened) for event in log[:answered])
    assert before <= 2
    assert await notes(room) == [f"note {number}" for number in range(_MANY)]
