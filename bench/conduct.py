"""Eight simulated candidates through the real conductor on virtual time, judged by oracles.

Not a measurement of speed: a rehearsal. It fails when an oracle fails, and with ``--mutants`` when a
bad interviewer gets through.
"""

from __future__ import annotations

import asyncio
import logging
import time

import structlog
from tests.fakes.simulation.interview_run import Direct
from tests.fakes.simulation.mutants import MUTANTS
from tests.fakes.simulation.plans import all_plans
from tests.fakes.simulation.report import HEAD, Row, rehearse
from tests.fakes.simulation.unreliable_connections import crowd
from tests.simulated_clock import SimulatedTimeLoop

SEEDS, QUICK_SEEDS = 25, 3
CROWD, QUICK_CROWD = 1000, 100
LEAST_COMPLETED, MOST_FAILED = 0.95, 0.02


async def main(*, quick: bool = False, mutants: bool = False) -> bool:
    """Rehearse, print the table, and return whether everything held."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    # The clock of the rehearsal leaps, so it runs on a loop of its own, beside the one that waits here.
    return await asyncio.to_thread(_mutants if mutants else _rehearsal, quick=quick)


def _rehearsal(*, quick: bool) -> bool:
    seeds, count = (QUICK_SEEDS, QUICK_CROWD) if quick else (SEEDS, CROWD)
    plans, began = all_plans(), time.perf_counter()
    print(
        f"\n## Conduct\n{len(plans)} plans of the built-in planner, {seeds} seeds each\n",
        flush=True,
    )
    rows = _rehearse(seeds)
    _print(rows)
    held = all(row.held == row.judged for row in rows)
    lines = crowd(count)
    print(
        f"\nCP-27: {count} candidates, {lines.drops} drops of 1-60 s: {lines.completed:.1%} completed"
        f" (at least {LEAST_COMPLETED:.0%})",
        flush=True,
    )
    faults = crowd(count, fault_share=0.01)
    print(
        f"CP-28: {count} candidates, {faults.faults} faults of the store besides: {faults.failed:.1%} failed"
        f" (less than {MOST_FAILED:.0%}), {faults.completed:.1%} completed"
    )
    print(f"{time.perf_counter() - began:.0f} s", flush=True)
    completed = min(lines.completed, faults.completed)
    return held and completed >= LEAST_COMPLETED and faults.failed < MOST_FAILED


def _mutants(*, quick: bool) -> bool:
    """Return whether every bad interviewer is caught."""
    are_caught = []
    for name, direct in MUTANTS.items():
        print(f"\n## Mutant: {name}\n", flush=True)
        rows = _rehearse(1 if quick else QUICK_SEEDS, direct)
        _print(rows)
        are_caught.append(any(row.complaints for row in rows))
        print("caught" if are_caught[-1] else "NOT CAUGHT", flush=True)
    return all(are_caught)


def _rehearse(seeds: int, direct: Direct | None = None) -> list[Row]:
    with asyncio.Runner(loop_factory=SimulatedTimeLoop) as runner:
        return runner.run(rehearse(all_plans(), seeds=range(seeds), direct=direct))


def _print(rows: list[Row]) -> None:
    print(HEAD)
    for row in rows:
        print(row.line())
    for row in rows:
        for oracle, count in row.complaints.most_common():
            print(f"  FAILED {row.name}: {oracle}, {count} times; {row.examples[oracle]}")
    print(flush=True)
