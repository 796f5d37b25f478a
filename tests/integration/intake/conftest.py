from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from tests.database import cloned_database, drop
from tests.fakes.managers import IntakeEdge
from tests.fakes.practising import IN_TIME_S, a_practice_house


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def edge(
    worker_id: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[IntakeEdge]:
    """The whole product in this process, with a hiring manager signed in."""
    made = cloned_database(f"{worker_id}_intake")
    try:
        async with a_practice_house(made, tmp_path_factory.mktemp("intake")) as house:
            base = f"http://127.0.0.1:{house.ports['gateway']}"
            async with httpx.AsyncClient(base_url=base, timeout=IN_TIME_S) as http:
                edge = IntakeEdge(house, http)
                await edge.sign_in("manager")
                yield edge
    finally:
        drop(made)
