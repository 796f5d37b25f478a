from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from tests.database import drop, quick_database
from tests.integration.api.gateway import Gateway, open_gateway


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
