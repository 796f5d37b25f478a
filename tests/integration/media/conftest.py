from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.infrastructure import Ground
from tests.integration.media.media_platform import MediaWorld, media_world

from vivavoce.kernel.ids import TenantId


@pytest.fixture
async def world(ground: Ground, tenant: TenantId, tmp_path: Path) -> AsyncIterator[MediaWorld]:
    async with media_world(ground, tenant, tmp_path) as world:
        yield world
