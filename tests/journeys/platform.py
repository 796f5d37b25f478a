"""A whole platform in another process, at free ports, in a folder that is thrown away."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.forked_program import start_program, wait_until_ended
from tests.ports import free_ports

from vivavoce.app.demo.platform_client import DemoFailedError
from vivavoce.app.demo.runner import _wait_until_ready


@dataclass(frozen=True)
class Addresses:
    gateway: str
    agents: str


@asynccontextmanager
async def platform(folder: Path, **settings: str) -> AsyncIterator[Addresses]:
    names = ("GATEWAY", "AGENTS", "EDGE", "WORKER")
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    env = {
        **{name: value for name, value in os.environ.items() if not name.startswith("VIVAVOCE_")},
        "VIVAVOCE_DATA_DIR": str(folder),
        **{f"VIVAVOCE_{name}_PORT": str(port) for name, port in ports.items()},
        **settings,
    }
    with (folder / "output.txt").open("wb") as said:
        running = start_program("vivavoce", "up", env=env, stdout=said, stderr=said)
    try:
        gateway = f"http://127.0.0.1:{ports['GATEWAY']}"
        try:
            await _wait_until_ready(gateway, running)
        except DemoFailedError as refusal:
            refusal.add_note((folder / "output.txt").read_text()[-2000:])
            raise
        yield Addresses(gateway, f"http://127.0.0.1:{ports['AGENTS']}")
    finally:
        running.terminate()
        try:
            await asyncio.wait_for(wait_until_ended(running), 20)
        except TimeoutError:
            running.kill()
            await wait_until_ended(running)


@asynccontextmanager
async def command_line(
    commands: str, *, folder: Path, output: Path, **settings: str
) -> AsyncIterator[Path]:
    """Run commands of a guide in ``folder`` for the length of the block; yield the file with their output."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LLM_")}
    with output.open("wb") as said:
        started = await asyncio.create_subprocess_exec(
            *("bash", "-euo", "pipefail", "-c", commands),
            cwd=folder,
            env={**kept, **settings},
            stdout=said,
            stderr=said,
            start_new_session=True,
        )
    try:
        yield output
    finally:
        with suppress(ProcessLookupError):  # it has ended, which the test in the block shall say
            os.killpg(started.pid, signal.SIGKILL)
        await started.wait()


@asynccontextmanager
async def process(
    *arguments: str, env: dict[str, str], output: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run Python with ``arguments`` for the length of the block; what it says goes to ``output``."""
    with output.open("wb") as said:
        started = await asyncio.create_subprocess_exec(
            sys.executable, *arguments, env=env, stdout=said, stderr=said
        )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.send_signal(signal.SIGTERM)  # a shell may have had SIGINT ignored
            try:
                await asyncio.wait_for(started.wait(), 20)
            except TimeoutError:
                started.kill()
                await started.wait()
