from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.integration.media.world import MediaWorld, media_world
from tests.world import Ground

from vivavoce.kernel.ids import TenantId


@pytest.fixture
async def world(ground: Ground, tenant: TenantId, tmp_path: Path) -> AsyncIterator[MediaWorld]:
    async with media_world(ground, tenant, tmp_path) as world:
        yield world
