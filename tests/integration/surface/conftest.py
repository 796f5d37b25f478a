from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.database import drop, quick_database
from tests.integration.surface.house import House, a_house


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(worker_id: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The whole product in this process, with two organisations and one finished interview."""
    made = quick_database(f"{worker_id}_surface")
    try:
        async with a_house(made, tmp_path_factory.mktemp("surface")) as house:
            yield house
    finally:
        drop(made)
