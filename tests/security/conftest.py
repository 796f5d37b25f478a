from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from tests.database import cloned_database, drop
from tests.fakes.organizations import Installation, an_installation
from tests.fakes.platform_process import RealPlatform


@pytest.fixture(scope="module")
def small_platform(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealPlatform]:
    """The whole platform as another process that may hold 1,024 files."""
    made = cloned_database(f"{worker_id}_security")
    platform = RealPlatform(
        tmp_path_factory.mktemp("security"),
        database_url=made.owner_url,
        settings={"VIVAVOCE_VOICE": "off"},
        starts_anew=True,  # its memory is measured
    )
    platform.admin_url = made.superuser_url
    platform.start("up", program="tests.security.process_with_few_files")
    try:
        platform.until_ready()
        yield platform
    finally:
        platform.stop()
        drop(made)


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def open_installation(
    request: pytest.FixtureRequest, worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Installation]:
    """Two gateways of one profile, which the tests of this folder share; their parameter names it."""
    made = cloned_database(f"{worker_id}_accounts")
    try:
        async with an_installation(
            made, tmp_path_factory.mktemp("accounts"), request.param
        ) as installation:
            yield installation
    finally:
        drop(made)


@pytest_asyncio.fixture(loop_scope="session")
async def installation(open_installation: Installation) -> AsyncIterator[Installation]:
    """The installation, in which no failure of another test is counted."""
    yield open_installation
    await open_installation.forget_clients()
