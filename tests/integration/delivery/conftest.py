from __future__ import annotations

import pytest
from tests.fakes.delivery import DeliveryWorld
from tests.infrastructure import Ground

from vivavoce.kernel.ids import TenantId


@pytest.fixture
def world(ground: Ground, tenant: TenantId) -> DeliveryWorld:
    return DeliveryWorld(ground, tenant)
