from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

import pytest
from tests.database import KEYS, TestDatabase, cloned_database, drop, fresh_tenant
from tests.fakes.practice import PracticeWorld, open_practice
from tests.infrastructure import open_ground


@pytest.fixture(scope="session")
def database(worker_id: str) -> Iterator[TestDatabase]:
    made = cloned_database(f"{worker_id}_practice_faults")
    yield made
    drop(made)


@pytest.fixture
async def practice(database: TestDatabase) -> AsyncIterator[PracticeWorld]:
    async with (
        open_ground(database.app_url, KEYS) as ground,
        open_practice(ground, fresh_tenant()) as world,
    ):
        yield world
