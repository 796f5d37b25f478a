"""A platform of its own for a bench: one real ``vivavoce up`` with its own folder, ports and database."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from vivavoce.app.demo.runner import find_free_ports

_READY_WITHIN_S = 120
_PORTS = ("GATEWAY", "AGENTS", "EDGE", "WORKER")
_ROLES = ("gateway", "agents", "edge", "worker")


@dataclass(frozen=True, slots=True)
class Running:
    """A platform that answers."""

    url: str
    pid: int
    folder: Path
    ready_after_s: float
    """From the start of the process to the first healthy answer."""


@contextmanager
def own_folder() -> Iterator[Path]:
    """Yield an empty data folder that is thrown away afterwards."""
    with tempfile.TemporaryDirectory(
        prefix="vivavoce-bench-", ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


@asynccontextmanager
async def a_platform(folder: Path, **settings: str) -> AsyncIterator[Running]:
    """Start ``vivavoce up`` on free ports with its data in ``folder``; stop it in order afterwards."""
    async with _started(folder, ("up",), settings) as running:
        yield running


@asynccontextmanager
async def a_platform_apart(folder: Path, **settings: str) -> AsyncIterator[Running]:
    """Start each role as a process of its own on free ports; stop them in order afterwards."""
    async with _started(folder, _ROLES, settings) as running:
        yield running


@asynccontextmanager
async def _started(
    folder: Path, commands: Sequence[str], settings: Mapping[str, str]
) -> AsyncIterator[Running]:
    """Start the commands, the first of which brings the database and is waited for before the rest."""
    ports = find_free_ports(len(_PORTS))
    named = {f"VIVAVOCE_{name}_PORT": str(port) for name, port in zip(_PORTS, ports, strict=True)}
    env = {**os.environ, **named, "VIVAVOCE_DATA_DIR": str(folder), **settings}
    for name in ("DATABASE_URL", "PYTHONDONTWRITEBYTECODE"):  # Python keeps bytecode by default
        env.pop(name, None)
    began = time.perf_counter()
    said = (folder / "bench.log").open("ab")
    processes: list[asyncio.subprocess.Process] = []
    try:
        for place, command in enumerate(commands):
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "vivavoce", command, env=env, stdout=said, stderr=said
            )
            processes.append(process)
            await _until_ready(f"http://127.0.0.1:{ports[place]}", process)
        url = f"http://127.0.0.1:{ports[0]}"
        yield Running(url, processes[0].pid, folder, time.perf_counter() - began)
    finally:
        said.close()
        for process in reversed(processes):
            if process.returncode is not None:
                print(f"The platform ended with {process.returncode}:\n{_last_words(folder)}")
            await stop(process)


def _last_words(folder: Path) -> str:
    return (folder / "bench.log").read_text(errors="replace")[-3000:]


async def stop(process: asyncio.subprocess.Process) -> None:
    """Stop a process that this bench started: in order, and more firmly if it does not."""
    for number in (signal.SIGINT, signal.SIGINT, signal.SIGKILL):
        if process.returncode is None:
            process.send_signal(number)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), 30)


async def _until_ready(url: str, process: asyncio.subprocess.Process) -> None:
    until = time.perf_counter() + _READY_WITHIN_S
    async with httpx.AsyncClient(timeout=2) as http:
        while time.perf_counter() < until:
            if process.returncode is not None:
                raise RuntimeError("The platform did not start.")
            try:
                if (await http.get(f"{url}/api/v1/health/ready")).status_code == 200:
                    return
            except httpx.HTTPError:
                pass
            await asyncio.sleep(0.02)
    raise RuntimeError(f"The platform was not ready within {_READY_WITHIN_S} s.")
