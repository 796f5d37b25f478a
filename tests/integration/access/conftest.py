from __future__ import annotations

import pytest
from tests.infrastructure import Ground
from tests.integration.access.candidate_access import World


@pytest.fixture
def world(ground: Ground) -> World:
    return World(ground)
