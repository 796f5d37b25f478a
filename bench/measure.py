"""How benches run: several times, quiet or not, with the machine's load printed beside the figures."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

RUNS = 3
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one run, with its unit, whether more is better, and what it should reach."""

    name: str
    value: float
    unit: str
    more_is_better: bool = False
    budget: float | None = None

    def worst(self, values: Sequence[float]) -> float:
        """Return the value that speaks most against us."""
        return min(values) if self.more_is_better else max(values)

    def verdict(self, worst: float) -> str:
        """Return whether even the worst run kept the budget, in words; '' without a budget."""
        if self.budget is None:
            return ""
        is_kept = worst >= self.budget if self.more_is_better else worst <= self.budget
        bound = ">=" if self.more_is_better else "<="
        return f"  {'kept' if is_kept else 'MISSED'} (budget {bound} {self.budget:g})"


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile of ``values``; ``share`` is 0-1."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, round(share * len(ranked) + 0.5) - 1))]


def machine() -> str:
    """Return one line about where this runs, and whether others are at work here."""
    cores = os.cpu_count() or 1
    now = os.getloadavg()[0]
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    busy = "; BUSY with other work, so times are too long" if now > cores * 0.75 else ""
    return f"{cores} cores, Python {platform.python_version()}, load {load}{busy}"


def cpu_seconds(pid: int) -> float:
    """Return the processor time that a process has used: steadier than the clock on a busy machine."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


async def report(
    title: str, method: str, run: Callable[[], Awaitable[list[Figure]]], *, runs: int = RUNS
) -> None:
    """Run several times and print median and worst of every figure."""
    print(f"\n## {title}\n{method}\n{machine()}", flush=True)
    seen = []
    for _ in range(runs):
        began = time.perf_counter()
        seen.append(await run())
        took, load = time.perf_counter() - began, os.getloadavg()[0]
        print(f"  run {len(seen)}: {took:.1f} s, load {load:.1f} after it", flush=True)
    for place, first in enumerate(seen[0]):
        values = [figures[place].value for figures in seen]
        worst = first.worst(values)
        print(
            f"  {first.name:<58} median {statistics.median(values):10.2f}  worst {worst:10.2f}"
            f" {first.unit}{first.verdict(worst)}",
            flush=True,
        )
