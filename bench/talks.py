"""A hundred text interviews at once, from the link to the last question, over real sockets."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import websockets

from bench.client import Json, Line, lines
from bench.http import WAY, WISH
from bench.measure import Figure, cpu_seconds, percentile, report
from bench.own_platform import Running, a_platform, own_folder
from vivavoce.app.demo.scripted_candidates import StrongCandidate
from vivavoce.tenancy.domain.api_keys import DEMO_KEY

_THINKING_S = (1.0, 5.0)
_ASKS = ("question", "follow_up", "repeat")


class Tally:
    """What became of all talks of a run."""

    def __init__(self) -> None:
        self.turns: list[float] = []
        self.endings: list[str] = []
        self.errors = 0


async def admitted(staff: Line, candidate: Line) -> Json:
    """Return a started session: request, plan, approval, consent, start, all through public routes."""
    made = await staff.ask("POST", WAY, WISH)
    one = f"{WAY}/{made['interviewId']}"
    while (await staff.ask("GET", one))["state"] != "PENDING":
        await asyncio.sleep(0.05)
    done = await staff.ask("POST", f"{one}/plan/approve")
    door = f"/api/v1/candidate-access/{done['interviewLink'].rpartition('/')[2]}"
    card = await candidate.ask("GET", f"{door}/info")
    consent = {"accepted": True, "version": card["consent"]["version"]}
    await candidate.ask("POST", f"{door}/consent", consent)
    return await candidate.ask("POST", f"{door}/start")


async def talk(
    session: Json,
    tally: Tally,
    chance: random.Random,
    thinking_s: tuple[float, float] = _THINKING_S,
) -> None:
    """Hold a session to its end, thinking between ``thinking_s`` seconds before each answer."""
    query = urlencode({"sessionId": session["sessionId"], "tenantId": session["tenantId"]})
    address = session["wsUrl"]
    if "sessionId=" not in address:
        address = f"{address.rstrip('/')}{'&' if '?' in address else '/?'}{query}"
    dana, sent_at, count = StrongCandidate(), 0.0, 0
    await asyncio.sleep(chance.uniform(0, thinking_s[1]))
    async with websockets.connect(address, compression=None, open_timeout=20) as socket:
        async for raw in socket:
            frame: dict[str, Any] = json.loads(raw)
            kind = frame["type"]
            if kind == "PING":
                await socket.send('{"type":"PONG"}')
            elif kind == "ERROR":
                tally.errors += 1
            elif kind == "ENDED":
                tally.endings.append(frame["reason"])
                return
            elif kind == "TRANSCRIPT" and frame["role"] == "agent":
                if sent_at:
                    tally.turns.append((time.perf_counter() - sent_at) * 1000)
                    sent_at = 0.0
                if frame["kind"] not in _ASKS:
                    continue
                text = dana.answer(frame["text"], is_follow_up=frame["kind"] != "question")
                await asyncio.sleep(chance.uniform(*thinking_s))
                count += 1
                sent_at = time.perf_counter()
                answer = {"type": "TEXT", "text": text, "clientMessageId": f"m-{count}"}
                await socket.send(json.dumps(answer))


async def guarded(held: Awaitable[None], tally: Tally) -> None:
    """Wait for a talk; a broken line counts as an error."""
    try:
        await held
    except (OSError, websockets.WebSocketException):
        tally.errors += 1


def _resident_kib(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4


async def _most(pid: int, seen: list[int]) -> None:
    while True:
        seen.append(_resident_kib(pid))
        await asyncio.sleep(1)


def in_pieces(count: int, size: int) -> Iterable[int]:
    """Return the sizes of the pieces of ``count``, each at most ``size``."""
    return (min(size, count - begun) for begun in range(0, count, size))


async def _run(on: Running, count: int) -> list[Figure]:
    sessions: list[Json] = []
    with lines(on.url, 5, X_API_Key=DEMO_KEY) as staff, lines(on.url, 5) as candidates:
        for size in in_pieces(count, 5):
            pairs = zip(staff[:size], candidates[:size], strict=True)
            sessions += await asyncio.gather(*(admitted(a, b) for a, b in pairs))
    await asyncio.sleep(2)
    tally, chance, before = Tally(), random.Random(7), _resident_kib(on.pid)
    cpu, began, memory = cpu_seconds(on.pid), time.perf_counter(), [before]
    watching = asyncio.ensure_future(_most(on.pid, memory))
    async with asyncio.TaskGroup() as group:
        for session in sessions:
            held = talk(session, tally, random.Random(chance.random()))
            group.create_task(guarded(held, tally))
    watching.cancel()
    took, cpu = time.perf_counter() - began, cpu_seconds(on.pid) - cpu
    completed = tally.endings.count("all_asked")
    return [
        Figure("interviews at once", count, "interviews", more_is_better=True),
        Figure("interviews completed", completed / count * 100, "%", True, budget=99),
        Figure("errors", tally.errors / max(1, len(tally.turns)) * 100, "% of turns", budget=0.5),
        Figure("answer -> next question, p50", percentile(tally.turns, 0.5), "ms"),
        Figure("answer -> next question, p95", percentile(tally.turns, 0.95), "ms", budget=150),
        Figure("answers taken", len(tally.turns) / took, "answers/s", more_is_better=True),
        Figure("processor time of a turn", cpu / len(tally.turns) * 1000, "ms"),
        Figure("memory of a session", (max(memory) - before) / count, "KiB", budget=300),
    ]


async def main(*, quick: bool = False) -> None:
    count = 20 if quick else 100
    method = (
        f"{count} candidates on one `vivavoce up`, each thinking {_THINKING_S[0]:g} to {_THINKING_S[1]:g} s"
        " (people take far longer); time from the answer's last byte sent to the next question's frame."
        " Planning, assessment, audit and webhooks run beside it in the same process; this process is all"
        " the candidates."
    )
    with own_folder() as folder:
        async with a_platform(folder, VIVAVOCE_OTP_REQUIRED="false") as on:
            await report(
                "Interviews at once", method, lambda: _run(on, count), runs=1 if quick else 3
            )


if __name__ == "__main__":
    asyncio.run(main())
