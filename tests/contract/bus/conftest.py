"""A real PostgreSQL, and a real Kafka for those that carry events over it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.contract.bus.event_buses import Bus
from tests.database import KEYS, TestDatabase, drop, fresh_tenant, quick_database
from tests.infrastructure import Ground, open_ground
from tests.kafka import mark, shared_kafka

from vivavoce.infra.bus import OutboxRelay
from vivavoce.kernel.ids import TenantId


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark(items, Path(__file__).parent, only_named="kafka")


@pytest.fixture(scope="session")
def bus_database(worker_id: str) -> Iterator[TestDatabase]:
    made = quick_database(f"{worker_id}_bus")
    yield made
    drop(made)


@pytest.fixture
async def ground(bus_database: TestDatabase) -> AsyncIterator[Ground]:
    async with open_ground(bus_database.app_url, KEYS, max_size=12) as ground:
        yield ground
        # What a test left waiting is not for the next one.
        nobody = OutboxRelay(ground.database, {}, ground.outbox_signal, ground.delivered)
        await nobody.activate()
        while await nobody.relay_batch():
            pass


@pytest.fixture
def tenant() -> TenantId:
    return fresh_tenant()


@pytest.fixture(params=["local", "kafka"])
def bus(request: pytest.FixtureRequest, ground: Ground, bus_database: TestDatabase) -> Bus:
    kafka = shared_kafka() if request.param == "kafka" else None
    return Bus(ground, bus_database.superuser_url, kafka)


@pytest.fixture
def on_kafka(ground: Ground, bus_database: TestDatabase) -> Bus:
    return Bus(ground, bus_database.superuser_url, shared_kafka())
