"""Whole platforms on a real Kafka of their own: in one process, and with every role alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from scripts.dev_broker import DevBroker
from tests.database import cloned_database, drop
from tests.fakes.platform_process import ALONE, RealPlatform, standing
from tests.kafka import mark

KEY = "a-key-that-only-this-journey-gives-to-its-agents"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    mark(items, Path(__file__).parent)


@pytest.fixture(scope="package")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DevBroker]:
    """A Kafka for the journeys of a worker; topics and groups have the product's own names."""
    made = DevBroker(tmp_path_factory.mktemp("kafka"))
    made.start()
    yield made
    made.kill()


@pytest.fixture(
    scope="package",
    params=[
        "one process",
        pytest.param("every role alone", marks=[pytest.mark.soak, pytest.mark.turn(0, 2)]),
    ],
)
def platform_on_kafka(
    request: pytest.FixtureRequest,
    worker_id: str,
    broker: DevBroker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[RealPlatform]:
    is_one = request.param == "one process"
    made = cloned_database(f"{worker_id}_kafka_{'one' if is_one else 'alone'}")
    real = RealPlatform(
        tmp_path_factory.mktemp("platform"),
        roles=("up",) if is_one else ALONE,
        database_url=made.owner_url,
        settings={"KAFKA_BROKER": broker.address, "A2A_API_KEY": KEY},
    )
    with standing(real, ready_in_s=180):
        yield real
    drop(made)
