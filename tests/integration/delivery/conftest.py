from __future__ import annotations

import pytest
from tests.fakes.delivery_world import DeliveryWorld
from tests.world import Ground

from vivavoce.kernel.ids import TenantId


@pytest.fixture
def world(ground: Ground, tenant: TenantId) -> DeliveryWorld:
    return DeliveryWorld(ground, tenant)
