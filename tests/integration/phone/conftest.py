"""An installation that calls: on a database of its own, for a call that is left open calls again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from uuid import uuid4  # noqa: TID251 - a fresh name per clone

import pytest
from tests.database import TestDatabase, cloned_database, drop
from tests.fakes.phone_platform import PhonePlatform, a_phone_platform


@pytest.fixture
def phone_database() -> Iterator[TestDatabase]:
    made = cloned_database(f"phone_{uuid4().hex[:12]}")
    yield made
    drop(made)


@pytest.fixture
async def platform(phone_database: TestDatabase, tmp_path: Path) -> AsyncIterator[PhonePlatform]:
    async with a_phone_platform(phone_database, tmp_path) as platform:
        yield platform
