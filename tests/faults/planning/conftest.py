from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from tests.database import KEYS, TestDatabase, cloned_database, drop, fresh_tenant
from tests.fakes.planning import PlanningWorld, planning_world
from tests.infrastructure import open_ground


@pytest.fixture(scope="session")
def database(worker_id: str) -> Iterator[TestDatabase]:
    made = cloned_database(f"{worker_id}_planning_faults")
    yield made
    drop(made)


@pytest.fixture
async def world(database: TestDatabase) -> AsyncIterator[PlanningWorld]:
    async with open_ground(database.app_url, KEYS) as ground:
        yield planning_world(ground, fresh_tenant())
