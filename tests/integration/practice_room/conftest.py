from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.database import drop, quick_database
from tests.fakes.practice_platform import PracticePlatform, a_practice_platform


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def platform(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[PracticePlatform]:
    """The whole product in this process, with people who practise."""
    made = quick_database(f"{worker_id}_room")
    try:
        async with a_practice_platform(made, tmp_path_factory.mktemp("room")) as platform:
            yield platform
    finally:
        drop(made)
