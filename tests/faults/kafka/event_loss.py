"""An event bus made of processes that tests kill, and the count of lost and duplicated events."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4  # noqa: TID251 - fresh names

import psycopg
from scripts.dev_broker import DevBroker
from tests.contract.bus.event_buses import payload_of
from tests.database import TestDatabase, fresh_tenant
from tests.fakes.forked_program import Program, start_program
from tests.infrastructure import Ground

from vivavoce.kernel.ids import InterviewId, TenantId

INTERVIEWS = 12
_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True, slots=True)
class EventBalance:
    """What became of what was said."""

    said: int
    lost: int
    doubled: int
    out_of_order: int

    @property
    def is_clean(self) -> bool:
        return (self.lost, self.doubled, self.out_of_order) == (0, 0, 0)


@dataclass(slots=True)
class KilledBus:
    ground: Ground
    database: TestDatabase
    address: str
    folder: Path
    broker: DevBroker | None = None
    topic: str = field(default_factory=lambda: f"test.fault-{uuid4().hex}")
    group: str = field(default_factory=lambda: f"fault-{uuid4().hex}")
    tenant: TenantId = field(default_factory=fresh_tenant)
    is_apart: bool = False
    """Every event is about an interview of its own, so that no later one brings an earlier one along."""
    _said: list[tuple[InterviewId, int]] = field(default_factory=list)
    _interviews: list[InterviewId] = field(
        default_factory=lambda: [InterviewId(uuid4()) for _ in range(INTERVIEWS)]
    )
    _running: dict[str, Program] = field(default_factory=dict)

    def start(self, name: str, kind: str = "", failpoints: str = "") -> None:
        """Start a process; ``kind`` is what it is where its name does not say it."""
        env = {
            **os.environ,
            "DATABASE": self.database.app_url,
            "BROKER": self.address,
            "TOPIC": self.topic,
            "GROUP": self.group,
            "PYTHONPATH": os.pathsep.join([str(_ROOT), str(_ROOT / "src")]),
            **({"VIVAVOCE_FAILPOINTS": failpoints} if failpoints else {}),
        }
        with (self.folder / f"{name}.out").open("ab") as out:
            self._running[name] = start_program(
                *("tests.faults.kafka.bus_process", kind or name),
                cwd=_ROOT,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
            )

    def kill(self, name: str) -> None:
        self._running[name].kill()
        self._running[name].wait(10)

    def signal(self, name: str, number: signal.Signals) -> None:
        self._running[name].send_signal(number)

    async def publish_until_death_of(self, name: str) -> int:
        """Publish until a process dies by its own failpoint, and return the code."""
        until = time.monotonic() + 90
        while self._running[name].poll() is None and time.monotonic() < until:
            await self.publish(INTERVIEWS, pause_s=0.005)
            await asyncio.sleep(0.3)
        return self._running[name].poll() or 0

    async def publish(self, count: int, *, pause_s: float = 0.0) -> None:
        """Publish: each interview counts for itself."""
        payload = payload_of(self.topic)
        for _ in range(count):
            place = len(self._said)
            interview, word = self._interviews[place % INTERVIEWS], place // INTERVIEWS
            if self.is_apart:
                interview, word = InterviewId(uuid4()), 0
            async with self.ground.open_work(self.tenant) as work:
                said = payload(words=str(word))  # type: ignore[call-arg]
                await work.publish(said, run_id="run", interview_id=interview)
            self._said.append((interview, word))
            if pause_s:
                await asyncio.sleep(pause_s)

    async def settled(self, *, at_most_s: float = 60.0) -> EventBalance:
        """Wait until all has its effect, or nothing moves any more, then count."""
        until = time.monotonic() + at_most_s
        while len(self._effects()) < len(self._said) and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(0.1)
        await asyncio.sleep(1.5)  # for what would come a second time
        return self.balance()

    def balance(self) -> EventBalance:
        effects = self._effects()
        counts = Counter(effects)
        orders: dict[UUID, list[int]] = {}
        for interview, word in effects:
            orders.setdefault(interview, []).append(word)
        return EventBalance(
            said=len(self._said),
            lost=len(set(self._said) - set(effects)),
            doubled=sum(count - 1 for count in counts.values()),
            out_of_order=sum(order != sorted(order) for order in orders.values()),
        )

    def close(self) -> None:
        for process in self._running.values():
            process.kill()
            process.wait(10)

    def _effects(self) -> list[tuple[UUID, int]]:
        with psycopg.connect(self.database.superuser_url) as link:
            return [
                (row[0], row[1])
                for row in link.execute("SELECT interview_id, words FROM effect ORDER BY position")
            ]
