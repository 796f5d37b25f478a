"""From nothing to the first healthy answer, cold and warm; and what the platform holds while idle."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

from bench.measure import Figure, cpu_seconds, report
from bench.own_platform import a_platform, own_folder

_IDLE_S = 10


def _children_of_postgres(folder: Path) -> list[int]:
    """Return the processes of the database of one data folder: its first one and its children."""
    pointer = next(folder.rglob("postmaster.pid"), None)
    home = folder if pointer else _pointed(folder)
    first = int(next(home.rglob("postmaster.pid")).read_text().split()[0])
    found = [first]
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(") ")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == first:
            found.append(int(stat.parent.name))
    return found


def _pointed(folder: Path) -> Path:
    """Return where the data lies when it may not lie in the folder itself (as root)."""
    import json

    for file in (folder / "postgres").iterdir():
        if file.is_file() and file.read_bytes()[:1] == b"{":
            return Path(json.loads(file.read_text())["home"])
    raise RuntimeError("the database's folder was not found")


def _pss_mib(pid: int) -> float:
    """Return the process's proportional share of memory: shared pages are counted once over all."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _rss_mib(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * 4 / 1024


async def _run() -> list[Figure]:
    with own_folder() as folder:
        async with a_platform(folder) as cold:
            cold_cpu = cpu_seconds(cold.pid)
            await asyncio.sleep(1)
        async with a_platform(folder) as warm:
            warm_cpu = cpu_seconds(warm.pid)
            await asyncio.sleep(_IDLE_S)
            database = _children_of_postgres(folder)
            app_pss = _pss_mib(warm.pid)
            database_pss = sum(map(_pss_mib, database))
            app_rss = _rss_mib(warm.pid)
            cpu, began = cpu_seconds(warm.pid), time.perf_counter()
            await asyncio.sleep(_IDLE_S)
            share = (cpu_seconds(warm.pid) - cpu) / (time.perf_counter() - began) * 100
    return [
        Figure("first start, empty folder, to a healthy answer", cold.ready_after_s, "s"),
        Figure("later start, to a healthy answer", warm.ready_after_s, "s", budget=6),
        Figure("processor time of a first start, app", cold_cpu, "s"),
        Figure("processor time of a later start, app", warm_cpu, "s"),
        Figure("idle memory, app (resident)", app_rss, "MiB"),
        Figure("idle memory, app (proportional)", app_pss, "MiB"),
        Figure("idle memory, PostgreSQL (proportional)", database_pss, "MiB"),
        Figure("idle memory, both", app_pss + database_pss, "MiB", budget=250 / 1.048576),
        Figure("processor while idle, app", share, "% of a core"),
    ]


async def main(*, quick: bool = False) -> None:
    method = (
        f"`vivavoce up`: process start to 200 at /health/ready, polled every 20 ms; then {_IDLE_S} s idle,"
        " then Pss of the app process and of every PostgreSQL process (/proc/*/smaps_rollup)."
        " Environment and screens exist already, so this is `make run` without its build."
    )
    await report("Start and idle", method, _run, runs=1 if quick else 3)


if __name__ == "__main__":
    asyncio.run(main())
