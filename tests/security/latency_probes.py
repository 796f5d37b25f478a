"""Latency during an attack: samples of the health route, and of next questions."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import websockets
from tests.fakes.api_clients import Json
from tests.fakes.simulated_session import is_question
from tests.journeys.hiring import Hiring

NEVER_S = 5.0
"""What counts as the time of a probe that was not answered well within it."""
_PROBE_EVERY_S = 0.1
_QUESTION_NEVER_S = 30.0


def p95(samples: Sequence[float]) -> float:
    """Return the least sample that 95 of 100 do not exceed."""
    return sorted(samples)[math.ceil(0.95 * len(samples)) - 1]


@dataclass
class Felt:
    """Seconds that probes and next questions took."""

    health: list[float] = field(default_factory=list)
    questions: list[float] = field(default_factory=list)
    beside: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        def summary(samples: list[float]) -> str:
            if not samples:
                return "none"
            median = sorted(samples)[len(samples) // 2]
            return (
                f"n={len(samples)} median={median * 1000:.0f} p95={p95(samples) * 1000:.0f} "
                f"worst={max(samples) * 1000:.0f} ms"
            )

        return (
            f"health {summary(self.health)}; next question {summary(self.questions)}; "
            f"bystander {summary(self.beside)}"
        )


async def probe(port: int) -> float:
    """Return how long a new connection waits for the health route, ``NEVER_S`` at most."""
    began = time.monotonic()
    writer = None
    try:
        async with asyncio.timeout(NEVER_S):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            if not (await reader.read()).startswith(b"HTTP/1.1 200"):
                return NEVER_S
    except (OSError, TimeoutError):
        return NEVER_S
    finally:
        if writer is not None:
            writer.close()
    return time.monotonic() - began


async def keep_probing(port: int, beside: int, felt: Felt) -> None:
    """Probe the product and the bystander in turn, until cancelled."""
    while True:
        felt.health.append(await probe(port))
        felt.beside.append(await probe(beside))
        await asyncio.sleep(_PROBE_EVERY_S)


async def keep_talking(session: Json, felt: Felt, *, think_s: float = 0.4) -> None:
    """Answer each question of a session, noting how long the next one took; come back when dropped.

    Every third answer goes over a new connection, as after a drop.
    """
    base = session["wsUrl"].rstrip("/")
    base = base if base.endswith("/ws") else f"{base}/"
    since: float | None = None
    last_seq, turns, waiting = 0, set[int](), ""
    while True:
        url = (
            f"{base}?sessionId={session['sessionId']}&tenantId={session['tenantId']}"
            f"&lastEventId={last_seq}"
        )
        with contextlib.suppress(OSError, websockets.WebSocketException, TimeoutError):
            async with websockets.connect(url, compression=None, open_timeout=10) as line:
                if waiting:
                    await line.send(waiting)
                async for raw in line:
                    frame = json.loads(raw)
                    last_seq = max(last_seq, frame.get("seq", 0))
                    if frame["type"] == "ENDED":
                        return
                    if frame["type"] == "PING":
                        await line.send('{"type": "PONG"}')
                    if frame["type"] == "CONSENT":
                        await line.send('{"type": "CONSENT", "accepted": true}')
                    if not is_question(frame) or frame["turn"] in turns:
                        continue
                    if since is not None:
                        felt.questions.append(time.monotonic() - since)
                    turns.add(frame["turn"])
                    await asyncio.sleep(think_s)
                    waiting = json.dumps(
                        {
                            "type": "TEXT",
                            "text": _ANSWER,
                            "clientMessageId": f"turn-{frame['turn']}",
                        }
                    )
                    since = time.monotonic()
                    if len(turns) % 3 == 0:
                        break  # the line drops, and the answer goes over the next one
                    await line.send(waiting)
        await asyncio.sleep(0.05)


_ANSWER = (
    "On the late shift I planned the work of nine people, found that two pallets were counted twice, "
    "changed the way we count, and the errors went down by a third within a month."
)


async def begun_session(hiring: Hiring) -> Json:
    """Return a session of a new interview, about to be talked through."""
    way = await hiring.approved(durationMinutes=30)
    await hiring.consent(way)
    return await hiring.start(way)
