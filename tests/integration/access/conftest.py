from __future__ import annotations

import pytest
from tests.integration.access.parts import World
from tests.world import Ground


@pytest.fixture
def world(ground: Ground) -> World:
    return World(ground)
