from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.fakes.practice_world import PracticeWorld, open_practice
from tests.world import Ground

from vivavoce.kernel.ids import TenantId


@pytest.fixture
async def practice(ground: Ground, tenant: TenantId) -> AsyncIterator[PracticeWorld]:
    async with open_practice(ground, tenant) as world:
        yield world
