from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.database import drop, quick_database
from tests.integration.practice.studio import Studio, a_studio


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def open_studio(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Studio]:
    """The product with its real planner, shared by the tests of this folder."""
    made = quick_database(f"{worker_id}_a2a")
    try:
        async with a_studio(made, tmp_path_factory.mktemp("a2a")) as studio:
            yield studio
    finally:
        drop(made)


@pytest_asyncio.fixture(loop_scope="session")
async def studio(open_studio: Studio) -> Studio:
    """The product, with no calls counted so far."""
    await open_studio.change("DELETE FROM rate_limit")
    return open_studio
