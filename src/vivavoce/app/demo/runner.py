"""Runs the demo: on a running platform or one in a temporary folder, with data made for it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from vivavoce.app.demo.platform_client import DemoFailedError, PlatformClient
from vivavoce.app.demo.terminal import TerminalOutput
from vivavoce.app.platform import open_owner_database, open_platform
from vivavoce.app.slices import build_slices
from vivavoce.app.wiring.media import open_object_store
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.topics import TOPICS
from vivavoce.infra.kafka.client import KafkaClient, translate_kafka_errors
from vivavoce.infra.settings import Settings
from vivavoce.kernel.errors import ConflictError, InvalidSettingError
from vivavoce.kernel.ids import DEMO_TENANT_ID
from vivavoce.kernel.translation import translatable
from vivavoce.tenancy.adapters.demo_removal import remove_demo_tenant
from vivavoce.tenancy.usecases.create_organization import (
    DEMO_PASSWORD,
    DEMO_USERS,
    DemoNotAvailableError,
    build_demo_email,
)

_EXAMPLE_TOPIC = "plan.generated"


async def print_kafka_summary(gateway_url: str, address: str, output: TerminalOutput) -> None:
    """Print what was published: topics with their counts, an envelope, and every group's lag."""
    counts, example = await _read_topics(address)
    output.step("Events on Kafka")
    for topic, count in counts.items():
        if count:
            output.line(f"{topic}: {count}")
    if example is not None:
        output.note(json.dumps(example, ensure_ascii=False))
    async with PlatformClient(gateway_url) as anyone:
        login = {"email": build_demo_email("admin"), "password": DEMO_PASSWORD}
        token = (await anyone.post("/auth/login", login))["accessToken"]
    async with PlatformClient(gateway_url, token=token) as admin:
        status = await admin.get("/admin/kafka/status")
    behind = ", ".join(f"{group['groupId']} {group['lag']}" for group in status["groups"])
    output.line(f"Event bus: {status['mode']}. Lag by consumer group: {behind}.")


async def _read_topics(address: str) -> tuple[dict[str, int], Json | None]:
    """Return the number of messages per topic, and the latest message of one of them."""
    kafka = KafkaClient(address, client_id="vivavoce-demo", group_ids={})
    partition_class = kafka.library.TopicPartition
    async with kafka.open_admin() as admin, kafka.open_observer() as reader:
        with translate_kafka_errors():
            every = [
                partition_class(topic["topic"], part["partition"])
                for topic in await admin.describe_topics(list(TOPICS))
                for part in topic["partitions"]
            ]
            ends = await reader.end_offsets(every)
            counts = {
                topic: sum(end for at, end in ends.items() if at.topic == topic) for topic in TOPICS
            }
            example_partitions = [at for at in every if at.topic == _EXAMPLE_TOPIC]
            reader.assign(example_partitions)
            await reader.seek_to_beginning(*example_partitions)
            batches = await reader.getmany(timeout_ms=3000)
    records = [record for part in batches.values() for record in part]
    return counts, json.loads(records[-1].value) if records else None


_READY_TIMEOUT_S = 60


DemoScenario = Callable[[str, TerminalOutput], Awaitable[None]]
"""A demo that runs against the platform at a URL."""


async def run_demo(
    settings: Settings, scenario: DemoScenario, output: TerminalOutput, *, has_kafka: bool = False
) -> None:
    """Run a demo against the platform of ``settings``, or against one started for it.

    With ``has_kafka``, always start a separate platform whose events the Kafka of KAFKA_BROKER carries.
    """
    if has_kafka:
        if settings.kafka_broker is None:
            raise InvalidSettingError(
                "With --kafka, set KAFKA_BROKER to the address of a Kafka broker."
            )
        async with start_own_platform(KAFKA_BROKER=settings.kafka_broker) as url:
            await _run_scenario(scenario, url, output)
            await print_kafka_summary(url, settings.kafka_broker, output)
        return
    async with PlatformClient(settings.gateway_url) as platform:
        is_running = await platform.is_ready()
    if is_running:
        await _run_scenario(scenario, settings.gateway_url, output)
        return
    output.line("No platform is running here, so the demo starts a temporary one.")
    async with start_own_platform() as url:
        await _run_scenario(scenario, url, output)


async def _run_scenario(scenario: DemoScenario, url: str, output: TerminalOutput) -> None:
    """Run a demo; raise ``DemoFailedError`` instead of ``TimeoutError``, whose traceback helps nobody."""
    try:
        await scenario(url, output)
    except* TimeoutError as group:
        raise DemoFailedError(
            "A step of the demo took too long. Look into the platform's log; if a language model is "
            "configured, run: vivavoce doctor --try-model"
        ) from group


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
    raise DemoFailedError(
        translatable("The platform was not ready within {seconds} s.", seconds=_READY_TIMEOUT_S)
    )


def find_free_ports(count: int) -> list[int]:
    """Return different ports of the loopback that nobody listens on."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for held_socket in sockets:
            held_socket.bind(("127.0.0.1", 0))
        return [int(held_socket.getsockname()[1]) for held_socket in sockets]
    finally:
        for held_socket in sockets:
            held_socket.close()


class PlatformRunningError(ConflictError):
    """The platform is running on this data. Stop it, then try again."""

    code = "platform_running"


def has_data(settings: Settings) -> bool:
    """Return whether there is a database that may hold a demo organization."""
    return settings.database_url is not None or (settings.data_dir / "postgres").exists()


async def remove_demo(settings: Settings) -> int:
    """Remove the demo organization, its rows and its files; return how many rows were deleted.

    No other organization is touched. Raises ``PlatformRunningError`` if the platform answers.
    """
    async with PlatformClient(settings.gateway_url) as platform:
        if await platform.is_ready():
            raise PlatformRunningError
    addresses = [build_demo_email(name) for name in DEMO_USERS]
    async with open_owner_database(settings, name="demo") as database:
        count = await remove_demo_tenant(database, addresses)
    store = open_object_store(settings)
    for name in await store.list_names(DEMO_TENANT_ID):
        await store.delete(name)
    return count


async def reset_demo(settings: Settings) -> int:
    """Remove the demo organization and create it anew, empty; return how many rows were deleted.

    Raises ``DemoNotAvailableError`` outside the local profile, before anything is removed.
    """
    if not settings.is_local:
        raise DemoNotAvailableError
    count = await remove_demo(settings)
    async with open_platform(settings, name="demo", pool_size=2) as platform:
        await build_slices(platform).tenancy.seed_demo()
    return count
