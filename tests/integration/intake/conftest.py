from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from tests.database import cloned_database, drop
from tests.fakes.hiring_manager import IntakeEdge
from tests.fakes.practice_platform import IN_TIME_S, a_practice_platform


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def edge(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[IntakeEdge]:
    """The whole product in this process, with a hiring manager signed in."""
    made = cloned_database(f"{worker_id}_intake")
    try:
        async with a_practice_platform(made, tmp_path_factory.mktemp("intake")) as platform:
            base = f"http://127.0.0.1:{platform.ports['gateway']}"
            async with httpx.AsyncClient(base_url=base, timeout=IN_TIME_S) as http:
                edge = IntakeEdge(platform, http)
                await edge.sign_in("manager")
                yield edge
    finally:
        drop(made)
