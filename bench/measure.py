"""How benches run: several times, quiet or not, with the machine's load printed beside the figures."""

from __future__ import annotations

import os
import platform
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

RUNS = 3


@dataclass(frozen=True, slots=True)
class Figure:
    """One number of one run, with its unit and whether more is better."""

    name: str
    value: float
    unit: str
    more_is_better: bool = False


def percentile(values: Sequence[float], share: float) -> float:
    """Return the nearest-rank percentile of ``values``; ``share`` is 0-1."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, round(share * len(ranked) + 0.5) - 1))]


def machine() -> str:
    """Return one line about where this ran."""
    load = ", ".join(f"{part:.1f}" for part in os.getloadavg())
    return f"{os.cpu_count()} cores, Python {platform.python_version()}, load {load}"


async def report(title: str, method: str, run: Callable[[], Awaitable[list[Figure]]]) -> None:
    """Run three times and print median and worst of every figure."""
    print(f"\n## {title}\n{method}\n{machine()}")
    runs = []
    for _ in range(RUNS):
        began = time.perf_counter()
        runs.append(await run())
        print(f"  run {len(runs)}: {time.perf_counter() - began:.1f} s")
    for place, first in enumerate(runs[0]):
        values = [figures[place].value for figures in runs]
        worst = min(values) if first.more_is_better else max(values)
        middle = statistics.median(values)
        print(f"  {first.name:<44} median {middle:10.2f}  worst {worst:10.2f} {first.unit}")
