"""A database of its own for this module: what is watched belongs to nobody, so tests would share it."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from tests.database import TestDatabase


@pytest.fixture(autouse=True)
def _nothing_was_watched(database: TestDatabase) -> Iterator[None]:
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("TRUNCATE metric_sample, alert, price, watch_duty")
    yield
