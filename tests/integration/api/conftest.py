from __future__ import annotations

import os
import subprocess
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
import pytest_asyncio
from tests.database import drop, quick_database
from tests.fakes.platform_process import RealPlatform
from tests.integration.api.first_answers import FirstAnswers, ask_every_operation
from tests.integration.api.gateway import Gateway, open_gateway
from tests.integration.api.prepared.world import standing_world


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def gateway(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Gateway]:
    """The whole product in this process, with two organisations and one finished interview."""
    made = quick_database(f"{worker_id}_surface")
    try:
        async with open_gateway(made, tmp_path_factory.mktemp("surface")) as gateway:
            yield gateway
    finally:
        drop(made)


@pytest.fixture(autouse=True)
def no_attempts_of_other_tests(request: pytest.FixtureRequest) -> None:
    """Forget the attempts that earlier tests made: they share the gateway, and its limits per hour."""
    if "gateway" in request.fixturenames:
        gateway: Gateway = request.getfixturevalue("gateway")
        with psycopg.connect(gateway.database.superuser_url) as link:
            link.execute("DELETE FROM rate_limit")


def _seeds() -> list[int]:
    """One that changes with the content of the checkout; with ``FUZZ_CASES``, two fixed ones, too.

    ``FUZZ_SEED`` repeats one that an earlier run printed.
    """
    if os.environ.get("FUZZ_SEED"):
        return [int(os.environ["FUZZ_SEED"])]
    asked = subprocess.run(
        ["git", "rev-parse", "HEAD^{tree}"],
        cwd=Path(__file__).parent,
        capture_output=True,
        text=True,
        check=False,
    )
    changing = int(asked.stdout[:7] or "0", 16)
    return [20261120, 20261124, changing] if os.environ.get("FUZZ_CASES") else [changing]


@pytest.fixture(scope="package", params=_seeds())
def asked(
    request: pytest.FixtureRequest, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FirstAnswers]:
    """A platform in which everything was prepared, and its answer to one request of each operation.

    There is one for each seed: what is generated uses up what was prepared.
    """
    database = quick_database(f"{worker_id}_asked")
    try:
        with standing_world(database, tmp_path_factory.mktemp("asked")) as world:
            yield ask_every_operation(world, request.param)
    finally:
        drop(database)


@pytest.fixture
def gateway_alone(worker_id: str, tmp_path: Path) -> Iterator[RealPlatform]:
    """A gateway in a process of its own, not yet started, on a new database."""
    database = quick_database(f"{worker_id}_gateway")
    quiet = {"VIVAVOCE_LOG_LEVEL": "error"}
    try:
        yield RealPlatform(
            tmp_path, roles=("gateway",), database_url=database.owner_url, settings=quiet
        )
    finally:
        drop(database)
