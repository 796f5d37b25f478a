"""The outbox is shared by all tests of a worker: what earlier ones left there is not for these."""

from __future__ import annotations

import pytest
from tests.world import Ground

from vivavoce.infra.bus import OutboxRelay


@pytest.fixture(autouse=True)
async def _nothing_waits(ground: Ground) -> None:
    to_nobody = OutboxRelay(ground.database, {}, ground.outbox_bell, ground.delivered)
    while await to_nobody.relay_batch():
        pass
