from __future__ import annotations

import pytest
from tests.infrastructure import Ground
from tests.integration.tenancy.tenancy_use_cases import Parts, parts


@pytest.fixture
def tenancy(ground: Ground) -> Parts:
    return parts(ground)
