"""An installation that calls: on a database of its own, for a call that is left open calls again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4  # noqa: TID251 - a fresh name per clone

import pytest
from tests.database import TestDatabase, cloned_database, drop
from tests.fakes.phone_house import PhoneHouse, a_phone_house


@pytest.fixture
def phone_database() -> Iterator[TestDatabase]:
    made = cloned_database(f"phone_{uuid4().hex[:12]}")
    yield made
    drop(made)


@pytest.fixture
async def house(phone_database: TestDatabase, tmp_path: Path) -> AsyncIterator[PhoneHouse]:
    async with a_phone_house(phone_database, tmp_path) as house:
        yield house
