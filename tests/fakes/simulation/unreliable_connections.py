"""Many candidates with bad lines and a store with bad moments: how many interviews come to their end."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tests.fakes.live_session import MemoryStore
from tests.fakes.simulation.candidates import Candidate, Expert, Middling, NoResult, Rambler, Vague
from tests.fakes.simulation.interview_run import perform
from tests.fakes.simulation.plans import all_plans
from tests.simulated_clock import SimulatedClock, SimulatedTimeLoop

from vivavoce.kernel.errors import UnavailableError
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.ports import NO_SIDE_EFFECTS, AppendSideEffects, SessionAddress, SessionLease

DROP_SHARE = 0.05
FAULT_SHARE = 0.01
PEOPLE: tuple[type[Candidate], ...] = (Expert, Middling, Rambler, Vague, NoResult)


@dataclass(frozen=True)
class Crowd:
    """How the interviews of a crowd ended."""

    statuses: Mapping[str, int]
    drops: int
    faults: int

    @property
    def count(self) -> int:
        return sum(self.statuses.values())

    @property
    def completed(self) -> float:
        """The share that was completed."""
        return self.statuses.get("completed", 0) / self.count

    @property
    def failed(self) -> float:
        """The share that failed by our fault, of those that reached consent: here everybody did."""
        return self.statuses.get("failed", 0) / self.count


class FaultyStore(MemoryStore):
    """Fails now and then, before it has done what it was asked for or after it."""

    faults = 0

    def __init__(self, clock: SimulatedClock, rng: random.Random, share: float) -> None:
        super().__init__(clock)
        self._rng = rng
        self._share = share

    async def append(
        self,
        lease: SessionLease,
        records: Sequence[RecordedEvent],
        side_effects: AppendSideEffects = NO_SIDE_EFFECTS,
    ) -> None:
        self._fail_now_and_then()
        await super().append(lease, records, side_effects)
        self._fail_now_and_then()

    async def load(self, address: SessionAddress, *, after: int = 0) -> tuple[RecordedEvent, ...]:
        self._fail_now_and_then()
        return await super().load(address, after=after)

    async def claim(self, address: SessionAddress, worker_id: str) -> SessionLease:
        self._fail_now_and_then()
        return await super().claim(address, worker_id)

    def _fail_now_and_then(self) -> None:
        if self._rng.random() < self._share:
            FaultyStore.faults += 1
            raise UnavailableError


def crowd(count: int, *, drop_share: float = DROP_SHARE, fault_share: float = 0.0) -> Crowd:
    """Conduct ``count`` interviews, each with its own luck."""
    plans = list(all_plans().values())
    statuses: Counter[str] = Counter()
    drops, before = 0, FaultyStore.faults
    for seed in range(count):
        kind, plan = PEOPLE[seed % len(PEOPLE)], plans[seed // len(PEOPLE) % len(plans)]
        rng = random.Random(f"crowd {seed}")  # noqa: S311 - a dice for play

        def store_on(clock: SimulatedClock, rng: random.Random = rng) -> MemoryStore:
            return FaultyStore(clock, rng, fault_share)

        with asyncio.Runner(loop_factory=SimulatedTimeLoop) as runner:
            result: Any = runner.run(
                perform(kind, plan, seed, drop_share=drop_share, store_on=store_on)
            )
        statuses[result.state.status] += 1
        drops += len(result.absences)
    return Crowd(statuses=statuses, drops=drops, faults=FaultyStore.faults - before)
