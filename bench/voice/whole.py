"""The whole path of a spoken talk: real sockets, a real edge process, PostgreSQL, and our own interviewer."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from tests.database import KEYS, TestDatabase, cloned_database, drop, fresh_tenant
from tests.fakes.live_edge import started
from tests.infrastructure import Ground, open_ground

from bench.measure import machine, percentile
from bench.voice import stage
from bench.voice.callers import Caller, Tally, at_tempo
from bench.voice.machine import Load, parent_of
from vivavoce.app.demo.runner import find_free_ports
from vivavoce.infra.telemetry import set_up_logging
from vivavoce.kernel.ids import InterviewId
from vivavoce.voice.domain.turns.speech_activity import ENDPOINTING_DELAYS

_GRANTED_S = ENDPOINTING_DELAYS["normal"].min_delay_s
_SETTLED_S = 1.0
_BARGE_AFTER_S = 0.4
_TRIES = 2


@dataclass
class House:
    """The edge's process."""

    process: asyncio.subprocess.Process
    port: int

    async def ask(self) -> dict[str, Any]:
        """Return what it took since it was last asked."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(b"\n")
        return dict(json.loads(await self.process.stdout.readline()))


@asynccontextmanager
async def a_house(
    database: TestDatabase, kind: str, *, model: str | None = None
) -> AsyncIterator[House]:
    """Start an edge, which asks the model at an address if one is given; end it by closing its input."""
    (port,) = find_free_ports(1)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.voice.house", database.app_url, str(port), kind,
        *([model] if model else []),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        if (await process.stdout.readline()).strip() != b"ready":
            raise RuntimeError("the edge did not start")
        yield House(process, port)
    finally:
        process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), 20)
        except TimeoutError:
            process.kill()
            await process.wait()


@dataclass
class Held:
    """What a crowd of spoken talks came to."""

    tally: Tally
    took: dict[str, Any]
    load: Load
    kib: float
    """Memory of a talk."""
    answers: int
    """Answers that were spoken to their end."""
    waits_since_s: float
    """How long the answer that had waited longest had had no reply when the time was up."""


async def hold(
    ground: Ground,
    house: House,
    count: int,
    seconds: float,
    said: list[bytes],
    *,
    drops: int = 0,
    barges: bool = False,
) -> Held:
    """Hold ``count`` talks for so long, begun one after the other within a turn; cut lines ``drops`` times."""
    async with AsyncExitStack() as ears:
        ear = ears if barges else None
        return await _hold(ground, house, count, seconds, said, drops=drops, ears=ear)


async def _hold(
    ground: Ground,
    house: House,
    count: int,
    seconds: float,
    said: list[bytes],
    *,
    drops: int,
    ears: AsyncExitStack | None,
) -> Held:
    tenant, tally = fresh_tenant(), Tally()
    callers = []
    for _ in range(count):
        opened = await started(
            ground, tenant, interview_id=InterviewId(uuid4()), accepted_consent_version="2026-11"
        )
        way = f"ws://127.0.0.1:{house.port}/ws?sessionId={opened.handle}&tenantId={tenant}"
        callers.append(_caller(way, said, tally, ears))
    before = (await house.ask())["kib"]
    talking: list[asyncio.Future[None]] = []
    ticking = asyncio.ensure_future(at_tempo(callers, 3600))
    for caller in callers:
        talking.append(asyncio.ensure_future(caller.talk()))
        await asyncio.sleep(min(0.25, 6.0 / count))
    for caller in callers:
        await asyncio.wait_for(caller.is_settled.wait(), 30)
    await asyncio.sleep(_SETTLED_S)
    first, answered = len(tally.waits_s), tally.answered
    await house.ask()
    load = Load.begin(apart_from=await _postgres(ground), child=house.process.pid)
    await _cutting([one for one in callers if not one.is_over], seconds, drops)
    took = await house.ask()
    load.end()
    now = time.perf_counter()
    waits_since_s = max(caller.waits_since(now) for caller in callers)
    for task in (ticking, *talking):
        task.cancel()
    await asyncio.gather(ticking, *talking, return_exceptions=True)
    del tally.waits_s[:first]
    tally.lost = await _missed(callers) if drops else 0
    kib = (took["kib"] - before) / count
    return Held(tally, took, load, kib, tally.answered - answered, waits_since_s)


def _caller(way: str, said: list[bytes], tally: Tally, ears: AsyncExitStack | None) -> Caller:
    """Return a candidate; one with an ear of their own, which ends with ``ears``, speaks over questions."""

    def address(after: int) -> str:
        return f"{way}&lastEventId={after}"

    if ears is None:
        return Caller(address, said, tally)
    from vivavoce.voice.adapters.livekit.vad import LightweightVad

    detector = LightweightVad()
    ears.push_async_callback(detector.stream().aclose)
    return Caller(address, said, tally, barge_after_s=_BARGE_AFTER_S, detector=detector)


async def _cutting(callers: Sequence[Caller], seconds: float, drops: int) -> None:
    """Cut lines one after the other at even times, and leave the last sixth of the time to come back."""
    ends = time.perf_counter() + seconds
    for number in range(drops):
        talking = [caller for caller in callers if caller.is_on.is_set()]
        if talking:
            min(talking, key=lambda caller: caller.cuts).drop()
        await asyncio.sleep(max(0.0, ends - seconds / 6 - time.perf_counter()) / (drops - number))
    await asyncio.sleep(max(0.0, ends - time.perf_counter()))


async def _missed(callers: Sequence[Caller]) -> int:
    """Return how many numbered frames never came to their caller: the log is asked once more, whole."""
    shown = [
        Caller(lambda _, of=caller: of.address(0), [], Tally())  # type: ignore[misc]
        for caller in callers
    ]
    reading = [asyncio.ensure_future(one.talk()) for one in shown]
    await asyncio.sleep(_SETTLED_S + len(callers) * 0.1)
    for task in reading:
        task.cancel()
    await asyncio.gather(*reading, return_exceptions=True)
    missed = 0
    for caller, one in zip(callers, shown, strict=True):
        latest = max(caller.seqs, default=0)
        if max(one.seqs, default=0) < latest:
            raise RuntimeError("the log was not shown whole")
        missed += len({seq for seq in one.seqs if seq <= latest} - caller.seqs)
    return missed


async def _postgres(ground: Ground) -> int:
    """Return the process id of PostgreSQL itself: its work is ours, and no neighbour's."""
    (row,) = await ground.database.execute("SELECT pg_backend_pid() AS pid")
    return parent_of(int(row["pid"]))


def said_in_frames() -> list[bytes]:
    """Return the candidates' sentence, frame by frame."""
    sound = stage.speech()
    return [sound[at : at + stage.FRAME] for at in range(0, len(sound), stage.FRAME)]


@dataclass(frozen=True)
class Plan:
    """How many talks are held, and for how many seconds."""

    crowds: tuple[tuple[int, float], ...]
    barging_s: float
    cuts: tuple[int, int, float]
    """Talks, lines that are cut, seconds."""
    keyless: tuple[tuple[int, float], ...]


_FULL = Plan(((1, 25.0), (25, 12.0), (100, 15.0)), 15.0, (40, 100, 45.0), ((1, 25.0), (4, 20.0)))
_QUICK = Plan(((25, 8.0),), 8.0, (5, 10, 12.0), ((1, 15.0),))


async def main(*, quick: bool) -> None:
    """Hold crowds, barge in, pull cables, and talk without any key; print what it took."""
    set_up_logging("warning", file=Path(os.devnull))
    plan = _QUICK if quick else _FULL
    print(f"\n## A spoken talk, the whole path\n{_METHOD}\n{machine()}", flush=True)
    said, database = said_in_frames(), cloned_database("voice")
    try:
        async with open_ground(database.app_url, KEYS) as ground:
            async with a_house(database, "stubs") as house:
                await hold(ground, house, 1, 1.0, said)  # what is loaded once is loaded
                barging = await _undisturbed(ground, house, 4, plan.barging_s, said, barges=True)
                _tell_barging(barging)
                lines, cuts, seconds = plan.cuts
                _tell_cuts(await hold(ground, house, lines, seconds, said, drops=cuts))
                # the largest crowd comes last: while it leaves, the house takes nobody in
                for count, seconds in plan.crowds:
                    _tell_crowd(count, await _undisturbed(ground, house, count, seconds, said))
            async with a_house(database, "keyless") as house:
                await hold(ground, house, 1, 1.0, said)
                for count, seconds in plan.keyless:
                    _tell_keyless(count, await _undisturbed(ground, house, count, seconds, said))
    finally:
        drop(database)


_METHOD = (
    "One real edge process, vivavoce.v1 over real sockets, PostgreSQL, the built-in interviewer (asks no"
    f" model); engines' times {stage.STT_S * 1000:.0f} ms for words, {stage.TTS_S * 1000:.0f} ms for a sentence's"
    f" first sound. Own share = last voiced frame sent -> first frame of the reply received, less the pause of"
    f" {_GRANTED_S:g} s that is granted on purpose and the {stage.TTS_S * 1000:.0f} ms. Candidates are played by"
    " this process on the same machine."
)


async def _undisturbed(
    ground: Ground, house: House, count: int, seconds: float, said: list[bytes], *,
    barges: bool = False,
) -> Held:  # fmt: skip
    for _ in range(_TRIES):
        held = await hold(ground, house, count, seconds, said, barges=barges)
        if not held.load.is_void:
            return held
        print(f"  void: {count} talks: {held.load}", flush=True)
    return held


def _ms(values: Sequence[float], share: float, less_s: float = 0.0) -> str:
    return f"{(percentile(values, share) - less_s) * 1000:.0f}" if values else "none"


def _counted(errors: Sequence[str]) -> str:
    return ", ".join(f"{count} {code}" for code, count in Counter(errors).items()) or "0"


def _heard_of(held: Held) -> str:
    """Return how many answers had a reply: an answer without one shows here, and in no percentile."""
    return (
        f"{len(held.tally.waits_s)} of {held.answers} answers, the oldest without a reply at the end is"
        f" {held.waits_since_s:.1f} s old"
    )


def _tell_crowd(count: int, held: Held) -> None:
    tally, took = held.tally, held.took
    known_s = _GRANTED_S + stage.TTS_S
    print(
        f"  {count:>3} talks: own share p50 {_ms(tally.waits_s, 0.5, known_s)} p95"
        f" {_ms(tally.waits_s, 0.95, known_s)} ms (n={_heard_of(held)})"
        f" · CPU {took['cpu_s'] / took['seconds'] / count * 1000:.1f} ms/s a talk"
        f" ({took['cpu_s'] / took['seconds']:.2f} cores) · {held.kib / 1024:.2f} MiB a talk"
        f" · loop lag p50 {took['lag_p50']:.1f} p99 {took['lag_p99']:.1f} ms · waited {took['wait']:.2f}"
        f" · errors {_counted(tally.errors)}, queued {tally.queued}, fillers {tally.fillers} · {held.load}",
        flush=True,
    )


def _tell_barging(held: Held) -> None:
    tally = held.tally
    print(
        f"  barge-in: speech long enough -> FLUSH received p50 {_ms(tally.flushes_s, 0.5)} p95"
        f" {_ms(tally.flushes_s, 0.95)} ms · first voiced frame -> silence p50"
        f" {_ms(tally.silences_s, 0.5)} p95 {_ms(tally.silences_s, 0.95)} ms"
        f" (n={len(tally.flushes_s)}) · errors {_counted(tally.errors)} · {held.load}",
        flush=True,
    )


def _tell_cuts(held: Held) -> None:
    tally = held.tally
    print(
        f"  {tally.cuts} cut lines: {len(tally.returns_s)} back by voice, p50 {_ms(tally.returns_s, 0.5)} p95"
        f" {_ms(tally.returns_s, 0.95)} ms · {tally.lost} events lost, {tally.repeated} repeated"
        f" · {len(tally.waits_s)} answers taken by voice meanwhile · errors {_counted(tally.errors)}"
        f" · {held.load}",
        flush=True,
    )


def _tell_keyless(count: int, held: Held) -> None:
    tally = held.tally
    print(
        f"  keyless, {count} talks: end of speech -> first sound p50 {_ms(tally.waits_s, 0.5)} p95"
        f" {_ms(tally.waits_s, 0.95)} ms (n={_heard_of(held)}; the granted"
        f" {_GRANTED_S:g} s is in it) · errors {_counted(tally.errors)} · {held.load}",
        flush=True,
    )
