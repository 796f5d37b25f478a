"""The store in memory, which other tests stand on, owes the same as the real one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from tests.contract.live.event_store import NOW, Bench, EventStoreContract
from tests.fakes.live import TENANT, MemoryStore

from vivavoce.kernel.ids import InterviewId
from vivavoce.live.domain.events import Recorded
from vivavoce.live.ports import Address, SessionRow, Told


class HandClock:
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
        self.clock = HandClock()
        self.memory = MemoryStore(self.clock)
        self.store = self.memory
        self.tenant = TENANT

    async def create(self, row: SessionRow, records: Sequence[Recorded]) -> bool:
        return await self.memory.create(row, records)

    async def latest(self, interview_id: InterviewId) -> SessionRow | None:
        return await self.memory.latest(interview_id)

    async def tell(self, address: Address, told: Told) -> None:
        await self.memory.tell(address, told)

    async def wait(self, seconds: float) -> None:
        await self.clock.sleep(seconds)

    async def published(self) -> list[str]:
        told = [*self.memory.begun, *self.memory.published]
        return [outcome.payload.topic for outcome in told]


@pytest.fixture
def bench() -> MemoryBench:
    return MemoryBench()


class TestMemoryStore(EventStoreContract):
    pass
