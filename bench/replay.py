"""Telling sessions again: events a second, and a thousand sessions folded twice to the same bytes."""

from __future__ import annotations

import asyncio
import time

from tests.replay.recorded_streams import FOLDER, read_stream

from bench.measure import Figure, report
from vivavoce.live.domain.event_codec import decode, encode
from vivavoce.live.domain.replay import canonical_bytes, replay_log
from vivavoce.live.domain.session import fold

SESSIONS = 1000


async def _run(sessions: int) -> list[Figure]:
    streams = [read_stream(file) for file in sorted(FOLDER.glob("*.jsonl"))]
    logs = [streams[number % len(streams)] for number in range(sessions)]
    count = sum(len(log) for log in logs)
    began = time.process_time()
    first = [fold(log) for log in logs]
    folding = time.process_time() - began
    second = [fold(log[len(log) // 2 :], fold(log[: len(log) // 2])) for log in logs]
    differing = sum(
        one is None or other is None or canonical_bytes(one) != canonical_bytes(other)
        for one, other in zip(first, second, strict=True)
    )
    began = time.process_time()
    for log in logs:
        replay_log(log)
    telling = time.process_time() - began
    stored = [encode(record.event) for log in logs for record in log]
    began = time.process_time()
    for each in stored:
        decode(each)
    reading = time.process_time() - began
    return [
        Figure("folded", count / folding, "events/s", more_is_better=True, budget=100_000),
        Figure("told again, with its digest", count / telling, "events/s", more_is_better=True),
        Figure("decoded from the log's JSON", count / reading, "events/s", more_is_better=True),
        Figure(f"of {sessions} folded twice, differing in a byte", differing, "sessions", budget=0),
    ]


async def main(*, quick: bool = False) -> None:
    method = (
        f"The recorded sessions of tests/replay, {SESSIONS} in all, folded once in one go and once from a"
        " half-way state. Processor time."
    )
    sessions = SESSIONS // 10 if quick else SESSIONS
    await report("Replay", method, lambda: _run(sessions), runs=1 if quick else 3)


if __name__ == "__main__":
    asyncio.run(main())
