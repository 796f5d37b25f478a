"""A real PostgreSQL behind the real pool, one clone per worker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from tests.database import KEYS, TestDatabase, drop, fresh_tenant, quick_database
from tests.infrastructure import Ground, open_ground

from vivavoce.kernel.ids import TenantId


@pytest.fixture(scope="session")
def database(worker_id: str) -> Iterator[TestDatabase]:
    made = quick_database(worker_id)
    yield made
    drop(made)


@pytest.fixture
async def ground(database: TestDatabase) -> AsyncIterator[Ground]:
    async with open_ground(database.app_url, KEYS) as ground:
        yield ground


@pytest.fixture
def tenant() -> TenantId:
    return fresh_tenant()
