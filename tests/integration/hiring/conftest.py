from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.fakes.hiring import HiringWorld, hiring_world
from tests.infrastructure import Ground
from tests.integration.hiring.hiring_api import Edge, open_edge

from vivavoce.kernel.ids import TenantId


@pytest.fixture
def world(ground: Ground) -> HiringWorld:
    return hiring_world(ground)


@pytest.fixture
async def edge(world: HiringWorld, tenant: TenantId) -> AsyncIterator[Edge]:
    async with open_edge(world, tenant) as edge:
        yield edge
