"""Ours beside a stock ``AgentSession`` and pipecat: the same speech, the same engines, one run, interleaved."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.measure import machine, percentile
from bench.voice import stage
from bench.voice.machine import MOST_OTHERS, busy_s, children_s

_Crowds = tuple[tuple[int, tuple[str, ...]], ...]
_FULL: _Crowds = (
    (25, ("bare", "ours", "stock", "piped")),
    (1, ("ours", "stock")),
    (100, ("ours", "stock")),
    (25, ("stock", "ours")),
)
_QUICK: _Crowds = ((25, ("ours", "stock")),)
_TRIES = 2
_SECONDS = 12.0
_METHOD = (
    f"Each run is one process, {_SECONDS:.0f} s, interleaved: the same speech in real time, a turn every"
    f" {stage.TURN_S:g} s, engines' stubs of {stage.STT_S * 1000:.0f}/{stage.LLM_S * 1000:.0f}/"
    f"{stage.TTS_S * 1000:.0f} ms. Own share = last voiced sample in -> first sound of the reply out, less the"
    f" engines' times and the pause of {stage.PAUSE_S:g} s that every stack is told to grant."
)
_PEERS = Path("var/peers")
_PIPECAT = "pipecat-ai[silero]==1.14.0"


@dataclass(frozen=True, slots=True)
class Run:
    """One worker's numbers, and what the machine did beside it."""

    stack: str
    count: int
    numbers: dict[str, Any]
    others: float
    """Cores that other processes took meanwhile."""
    load: float

    @property
    def is_void(self) -> bool:
        """Whether the machine was not ours."""
        return self.others > MOST_OTHERS


async def main(*, quick: bool) -> None:
    """Measure and print the table."""
    crowds = _QUICK if quick else _FULL
    peers = (
        await _peers() if "piped" in {stack for _, stacks in crowds for stack in stacks} else None
    )
    print(f"\n## A spoken turn, stack beside stack\n{_METHOD}\n{machine()}", flush=True)
    runs: list[Run] = []
    for count, stacks in crowds:
        for stack in stacks:
            if stack == "piped" and peers is None:
                continue
            python = str(peers) if stack == "piped" else sys.executable
            runs.append(await _undisturbed(python, stack, count))
            print(f"  {_line(runs[-1])}", flush=True)
    print("medians; void runs are left out")
    for count in sorted({run.count for run in runs}):
        of_count = [run for run in runs if run.count == count]
        for stack in dict.fromkeys(run.stack for run in of_count):
            _sum_up([run for run in of_count if run.stack == stack], stack, count)
        _compare([run for run in of_count if not run.is_void], count)


def _compare(good: list[Run], count: int) -> None:
    """Print what a session of ours costs beside each peer's."""
    costs = {
        stack: statistics.median(run.numbers["cpu_ms_s"] for run in good if run.stack == stack)
        for stack in {run.stack for run in good}
    }
    for peer, budget in (("stock", 0.5), ("piped", 0.25)):
        if "ours" in costs and peer in costs:
            share = costs["ours"] / costs[peer]
            kept = "kept" if share <= budget else "MISSED"
            print(f"  CPU at {count}: {share:.2f} of {peer}'s, {kept} (budget <= {budget:g})")


def _sum_up(runs: list[Run], stack: str, count: int) -> None:
    good = [run for run in runs if not run.is_void]
    if not good:
        print(f"{stack:>6} {count:>4}: no run that was not disturbed")
        return

    def middle(name: str) -> float:
        return statistics.median(run.numbers[name] for run in good)

    shares = [sorted(run.numbers["shares_ms"]) for run in good if run.numbers["shares_ms"]]
    half = statistics.median(percentile(one, 0.5) for one in shares) if shares else float("nan")
    most = statistics.median(percentile(one, 0.95) for one in shares) if shares else float("nan")
    print(
        f"{stack:>6} {count:>4}: own share p50 {half:6.1f} p95 {most:6.1f} ms"
        f" · CPU {middle('cpu_ms_s'):6.2f} ms/s a session · {middle('mib'):5.2f} MiB a session"
        f" · loop lag p99 {middle('lag_p99'):5.1f} ms · waited for a core {middle('wait'):.2f}"
        f" · {len(good)} of {len(runs)} runs"
    )


async def _undisturbed(python: str, stack: str, count: int) -> Run:
    for _ in range(_TRIES):
        run = await _measured(python, stack, count, _SECONDS)
        if not run.is_void:
            return run
        print(f"  void: {_line(run)}", flush=True)
        await asyncio.sleep(3)
    return run


def _line(run: Run) -> str:
    shares = sorted(run.numbers["shares_ms"])
    shown = f"{percentile(shares, 0.5):.1f}/{percentile(shares, 0.95):.1f}" if shares else "none"
    return (
        f"{run.stack} x {run.count}: {len(shares)} replies to {run.numbers['spoken']} turns, share p50/p95"
        f" {shown} ms, CPU {run.numbers['cpu_ms_s']:.2f} ms/s, wait {run.numbers['wait']:.2f},"
        f" others {run.others:.2f} cores, load {run.load:.1f}"
    )


async def _measured(python: str, stack: str, count: int, seconds: float) -> Run:
    process = await asyncio.create_subprocess_exec(
        python, "-m", "bench.voice.worker", stack, str(count), str(seconds),
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    began, busy, own = time.perf_counter(), busy_s(), children_s()
    out, _ = await process.communicate()
    took = time.perf_counter() - began
    if process.returncode != 0 or not out.strip():
        raise SystemExit(f"the worker for {stack} ended with {process.returncode}")
    others = max(0.0, (busy_s() - busy - (children_s() - own)) / took)
    return Run(stack, count, json.loads(out.splitlines()[-1]), others, os.getloadavg()[0])


async def _peers() -> Path | None:
    """Return the Python of pipecat's own environment, made once; None where it cannot be had."""
    python = _PEERS / "bin" / "python"
    if _is_there(python):
        return python
    uv = shutil.which("uv") or (".venv/bin/uv" if _is_there(Path(".venv/bin/uv")) else None)
    if uv is None:
        print("pipecat is left out: uv is not at hand to make its environment")
        return None
    for words in (
        (uv, "venv", "-q", "--python", sys.executable, str(_PEERS)),
        (uv, "pip", "install", "-q", "--python", str(python), _PIPECAT, "espeakng-loader"),
    ):
        process = await asyncio.create_subprocess_exec(*words)
        if await process.wait() != 0:
            print("pipecat is left out: its packages could not be installed")
            return None
    return python


def _is_there(path: Path) -> bool:
    return path.exists()
