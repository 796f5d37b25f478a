from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.fakes.calendars import CalendarWorld, open_calendar_world
from tests.infrastructure import Ground
from tests.integration.tenancy.tenancy_use_cases import parts


@pytest.fixture
async def world(ground: Ground) -> AsyncIterator[CalendarWorld]:
    async with open_calendar_world(ground, parts(ground)) as world:
        yield world
