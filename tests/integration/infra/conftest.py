"""The tests of a worker share the outbox; events left by earlier tests are removed."""

from __future__ import annotations

import pytest
from tests.infrastructure import Ground

from vivavoce.infra.bus import OutboxRelay


@pytest.fixture(autouse=True)
async def _nothing_waits(ground: Ground) -> None:
    to_nobody = OutboxRelay(ground.database, {}, ground.outbox_signal, ground.delivered)
    while await to_nobody.relay_batch():
        pass
