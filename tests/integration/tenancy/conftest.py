from __future__ import annotations

import pytest
from tests.integration.tenancy.parts import Parts, parts
from tests.world import Ground


@pytest.fixture
def tenancy(ground: Ground) -> Parts:
    return parts(ground)
