from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.database import drop, quick_database
from tests.fakes.practice import PracticeWorld, open_practice
from tests.infrastructure import Ground
from tests.integration.practice.studio import Studio, a_studio

from vivavoce.kernel.ids import TenantId


@pytest.fixture
async def practice(ground: Ground, tenant: TenantId) -> AsyncIterator[PracticeWorld]:
    """Practice whose talks and assignments are played."""
    async with open_practice(ground, tenant) as world:
        yield world


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def open_studio(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Studio]:
    """The product with its real planner, shared by the tests of this folder."""
    made = quick_database(f"{worker_id}_practice")
    try:
        async with a_studio(made, tmp_path_factory.mktemp("practice")) as studio:
            yield studio
    finally:
        drop(made)


@pytest_asyncio.fixture(loop_scope="session")
async def studio(open_studio: Studio) -> Studio:
    """The product, with nobody's tries counted so far."""
    await open_studio.change("DELETE FROM rate_limit")
    return open_studio
