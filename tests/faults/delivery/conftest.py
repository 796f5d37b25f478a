from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from tests.database import KEYS, TestDatabase, cloned_database, drop, fresh_tenant
from tests.fakes.delivery import DeliveryWorld
from tests.infrastructure import open_ground


@pytest.fixture(scope="session")
def database(worker_id: str) -> Iterator[TestDatabase]:
    made = cloned_database(f"{worker_id}_delivery_faults")
    yield made
    drop(made)


@pytest.fixture
async def world(database: TestDatabase) -> AsyncIterator[DeliveryWorld]:
    async with open_ground(database.app_url, KEYS) as ground:
        yield DeliveryWorld(ground, fresh_tenant())
