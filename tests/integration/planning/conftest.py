from __future__ import annotations

import pytest
from tests.fakes.planning import PlanningWorld, planning_world
from tests.infrastructure import Ground

from vivavoce.kernel.ids import TenantId


@pytest.fixture
def world(ground: Ground, tenant: TenantId) -> PlanningWorld:
    return planning_world(ground, tenant)
