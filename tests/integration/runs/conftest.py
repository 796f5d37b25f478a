from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.infrastructure import Ground
from tests.integration.runs.runs_platform import World, open_world

from vivavoce.kernel.ids import TenantId


@pytest.fixture
async def world(ground: Ground, tenant: TenantId) -> AsyncIterator[World]:
    async with open_world(ground, tenant) as world:
        yield world


@pytest.fixture
async def outside(ground: Ground, tenant: TenantId) -> AsyncIterator[World]:
    """Plans and evidence come from outside."""
    async with open_world(ground, tenant, planner="external", assessor="external") as world:
        yield world
