from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import psycopg
import pytest
from scripts.dev_broker import DevBroker
from tests.broker import shared_broker
from tests.database import KEYS, TestDatabase, cloned_database, drop
from tests.faults.kafka.event_loss import KilledBus
from tests.infrastructure import open_ground
from tests.kafka import mark


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark(items, Path(__file__).parent)


@pytest.fixture
def database(worker_id: str) -> Iterator[TestDatabase]:
    made = cloned_database(f"{worker_id}_kafka_faults")
    with psycopg.connect(made.superuser_url, autocommit=True) as link:
        link.execute(
            "CREATE TABLE effect (position bigint GENERATED ALWAYS AS IDENTITY, tenant_id uuid,"
            " interview_id uuid, words integer)"
        )
        link.execute("GRANT INSERT ON effect TO vivavoce_app")
    yield made
    drop(made)


@pytest.fixture
async def killed_bus(database: TestDatabase, tmp_path: Path) -> AsyncIterator[KilledBus]:
    """Processes around the shared broker, which nobody kills."""
    async with open_ground(database.app_url, KEYS) as ground:
        made = KilledBus(ground, database, shared_broker(), tmp_path)
        yield made
        made.close()


@pytest.fixture
async def own_bus(database: TestDatabase, tmp_path: Path) -> AsyncIterator[KilledBus]:
    """Processes around a broker of their own, to be killed."""
    broker = DevBroker(tmp_path / "broker")
    broker.start()
    async with open_ground(database.app_url, KEYS) as ground:
        made = KilledBus(ground, database, broker.address, tmp_path, broker)
        yield made
        made.close()
    broker.kill()
