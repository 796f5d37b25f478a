"""Candidates on real sockets that come back when a line breaks, and real edges that can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.database import TestDatabase
from tests.fakes.forked_program import Program, start_program
from tests.fakes.simulated_session import is_question
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from vivavoce.contracts.live_session import OpenedLiveSession
from vivavoce.infra.invariants import InvariantViolation
from vivavoce.kernel.ids import TenantId
from vivavoce.live.adapters.checks import invariants

IN_TIME_S = 120.0


@dataclass
class ReconnectingCandidate:
    """One candidate: answers every question once, and comes back at the next port after a drop."""

    opened: OpenedLiveSession
    tenant: TenantId
    ports: Sequence[int]
    answer: Callable[[dict[str, Any]], str]
    pace: asyncio.Event
    """Set while answers are given."""
    think_s: float = 0.0
    may_return: asyncio.Event = field(default_factory=asyncio.Event)
    frames: list[dict[str, Any]] = field(default_factory=list)
    closes: list[int] = field(default_factory=list)
    is_asked: asyncio.Event = field(default_factory=asyncio.Event)
    is_admitted: asyncio.Event = field(default_factory=asyncio.Event)
    reason: str = ""
    line: ClientConnection | None = None
    places: list[int] = field(default_factory=list)
    is_queued: asyncio.Event = field(default_factory=asyncio.Event)
    pauses: bool = False
    _is_to_agree: bool = False
    _open: dict[str, Any] | None = None
    _unconfirmed: str = ""
    _turn: int = 0

    @property
    def seqs(self) -> list[int]:
        return [frame["seq"] for frame in self.frames if "seq" in frame]

    async def take_interview(self) -> None:
        """Talk to the end."""
        async with asyncio.timeout(IN_TIME_S):
            while not self.reason:
                port = self.ports[self._turn % len(self.ports)]
                with contextlib.suppress(OSError, InvalidHandshake, ConnectionClosed):
                    await self._visit(port)
                if not self.reason:
                    self._turn += 1
                    await self.may_return.wait()
                    await asyncio.sleep(0.02)

    async def _visit(self, port: int) -> None:
        url = (
            f"ws://127.0.0.1:{port}/ws?sessionId={self.opened.handle}&tenantId={self.tenant}"
            f"&lastEventId={max(self.seqs, default=0)}"
        )
        async with connect(url, compression=None, open_timeout=30) as line:
            self.line = line
            if self._unconfirmed:
                self.is_asked.set()
            try:
                async with asyncio.TaskGroup() as group:
                    answering = group.create_task(self._answer(line))
                    try:
                        async for raw in line:
                            self._take(json.loads(raw))
                        raise ConnectionClosed(None, None)
                    finally:
                        answering.cancel()
            except* ConnectionClosed:
                self.closes.append(line.close_code or 0)

    def _take(self, frame: dict[str, Any]) -> None:
        # What was said twice is confirmed twice; every client drops what it has seen.
        is_confirmed_again = frame.get("role") == "candidate" and frame["seq"] in self.seqs
        if not is_confirmed_again:
            self.frames.append(frame)
        if frame["type"] == "ENDED":
            self.reason = frame["reason"]
        elif frame["type"] == "CONSENT":
            self._is_to_agree = True
            self.is_asked.set()
        elif frame["type"] == "QUEUED":
            self.places.append(frame["position"])
            self.is_queued.set()
        elif frame["type"] == "TRANSCRIPT" and frame["role"] == "candidate":
            if frame.get("clientMessageId") == self._unconfirmed:
                self._unconfirmed = ""
        elif is_question(frame):
            self._open, self._unconfirmed = frame, f"m-{frame['turn']}"
            self.is_admitted.set()
            self.is_asked.set()

    async def _answer(self, line: ClientConnection) -> None:
        while True:
            await self.is_asked.wait()
            self.is_asked.clear()
            await self._say(line)

    async def _say(self, line: ClientConnection) -> None:
        if self._is_to_agree:
            self._is_to_agree = False
            await line.send('{"type": "CONSENT", "accepted": true}')
            return
        await self.pace.wait()
        await asyncio.sleep(self.think_s)
        while self._unconfirmed and self._open is not None:
            if self.pauses:
                await line.send('{"type": "PAUSE"}')
                await line.send('{"type": "RESUME"}')
            answer, self_id = self.answer(self._open), self._unconfirmed
            await line.send(
                json.dumps({"type": "TEXT", "text": answer, "clientMessageId": self_id})
            )
            for _ in range(1000):
                if self._unconfirmed != self_id:
                    return
                await asyncio.sleep(0.01)


@contextmanager
def edge_process(
    database: TestDatabase,
    port: int,
    *,
    room: int = 0,
    failpoints: str = "",
    mutant: str = "",
    log: int = subprocess.DEVNULL,
) -> Iterator[Program]:
    """A real edge process; killed at the end if it still runs."""
    environment = {**os.environ, "VIVAVOCE_FAILPOINTS": failpoints, "LIVE_MUTANT": mutant}
    process = start_program(
        *("tests.fakes.live_edge", database.app_url, str(port), str(room)),
        env=environment,
        stdout=subprocess.PIPE,
        stderr=log,
        text=True,
    )
    try:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "ready"
        yield process
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait(60)
        process.stdout.close()


async def complaints(ground: Any, tenant: TenantId) -> dict[str, Sequence[InvariantViolation]]:
    """Return what the doctor finds wrong with the tenant's sessions."""
    results = {}
    for promise in invariants():
        async with ground.open_work(tenant) as work:
            result = await promise.examine(work)
        if result.violations:
            results[promise.full_name] = result.violations
    return results
