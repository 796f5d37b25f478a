"""The store in memory, which other tests stand on, owes the same as the real one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from tests.contract.live.event_store import NOW, Bench, EventStoreContract
from tests.fakes.live_session import TENANT, MemoryStore

from vivavoce.kernel.ids import InterviewId
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.ports import InboxMessage, SessionAddress, SessionRow


class ManualClock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()

    async def sleep(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class MemoryBench(Bench):
    def __init__(self) -> None:
        self.clock = ManualClock()
        self.memory = MemoryStore(self.clock)
        self.store = self.memory
        self.tenant = TENANT

    async def create(self, row: SessionRow, records: Sequence[RecordedEvent]) -> bool:
        return await self.memory.create(row, records)

    async def latest(self, interview_id: InterviewId) -> SessionRow | None:
        return await self.memory.find_latest(interview_id)

    async def send_message(self, address: SessionAddress, inbox_message: InboxMessage) -> None:
        await self.memory.send_message(address, inbox_message)

    async def wait(self, seconds: float) -> None:
        await self.clock.sleep(seconds)

    async def published(self) -> list[str]:
        outcomes = [*self.memory.begun, *self.memory.published]
        return [outcome.payload.topic for outcome in outcomes]


@pytest.fixture
def bench() -> MemoryBench:
    return MemoryBench()


class TestMemoryStore(EventStoreContract):
    pass
