"""Monitoring data belongs to no organization, so each test begins with empty tables."""

from __future__ import annotations

import psycopg
import pytest
from tests.database import TestDatabase


@pytest.fixture(autouse=True)
def _nothing_was_watched(database: TestDatabase) -> None:
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        connection.execute("TRUNCATE metric_sample, alert, price, scheduled_task_lease")
