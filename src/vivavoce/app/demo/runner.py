"""Finds a running platform for the demo, or starts one in a temporary folder."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from vivavoce.app.demo.kafka import open_demo_kafka, print_kafka_summary
from vivavoce.app.demo.platform_client import DemoFailedError, PlatformClient
from vivavoce.app.demo.terminal import TerminalOutput
from vivavoce.infra.settings import Settings

_READY_TIMEOUT_S = 60


DemoScenario = Callable[[str, TerminalOutput], Awaitable[None]]
"""A demo that runs against the platform at a URL."""


async def run_demo(
    settings: Settings, scenario: DemoScenario, output: TerminalOutput, *, has_kafka: bool = False
) -> None:
    """Run a demo against the platform of ``settings``, or against one started for it.

    With ``has_kafka``, always start a separate platform whose events Kafka carries.
    """
    if has_kafka:
        async with (
            open_demo_kafka(settings, output) as address,
            start_own_platform(KAFKA_BROKER=address) as url,
        ):
            await scenario(url, output)
            await print_kafka_summary(url, address, output)
        return
    async with PlatformClient(settings.gateway_url) as platform:
        is_running = await platform.is_ready()
    if is_running:
        await scenario(settings.gateway_url, output)
        return
    output.line("No platform is running here, so the demo starts a temporary one.")
    async with start_own_platform() as url:
        await scenario(url, output)


@asynccontextmanager
async def start_own_platform(**more: str) -> AsyncIterator[str]:
    """Start a platform with ``more`` settings for the duration of the block; yield its URL."""
    gateway, agents, edge, worker = find_free_ports(4)
    with tempfile.TemporaryDirectory(prefix="vivavoce-demo-") as folder:
        env = {
            **os.environ,
            "VIVAVOCE_DATA_DIR": folder,
            "VIVAVOCE_GATEWAY_PORT": str(gateway),
            "VIVAVOCE_AGENTS_PORT": str(agents),
            "VIVAVOCE_EDGE_PORT": str(edge),
            "VIVAVOCE_WORKER_PORT": str(worker),
            "PUBLIC_URL": f"http://127.0.0.1:{gateway}",
            **more,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "vivavoce",
            "up",
            env=env,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
        url = f"http://127.0.0.1:{gateway}"
        try:
            await _wait_until_ready(url, process)
            yield url
        finally:
            if process.returncode is None:
                process.send_signal(signal.SIGINT)
                await process.wait()


async def _wait_until_ready(url: str, process: asyncio.subprocess.Process) -> None:
    async with PlatformClient(url) as platform:
        for _ in range(_READY_TIMEOUT_S * 5):
            if await platform.is_ready():
                return
            if process.returncode is not None:
                raise DemoFailedError("The platform did not start. Run 'vivavoce up' to see why.")
            await asyncio.sleep(0.2)
    raise DemoFailedError(f"The platform was not ready within {_READY_TIMEOUT_S} s.")


def find_free_ports(count: int) -> list[int]:
    """Return different ports of the loopback that nobody listens on."""
    held = [socket.socket() for _ in range(count)]
    try:
        for one in held:
            one.bind(("127.0.0.1", 0))
        return [int(one.getsockname()[1]) for one in held]
    finally:
        for one in held:
            one.close()
