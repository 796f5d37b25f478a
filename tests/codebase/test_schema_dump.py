"""The committed schema dump matches the migrations."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import psycopg
import pytest
from tests.database import TestDatabase, cloned_database, drop

from vivavoce.infra.schema_dump import dump_schema

SCHEMA = Path(__file__).parents[2] / "docs" / "reference" / "schema.sql"


@pytest.fixture(scope="module")
def database(worker_id: str) -> Iterator[TestDatabase]:
    made = cloned_database(f"dump_{worker_id}")
    yield made
    drop(made)


def test_the_committed_schema_matches_the_migrations(database: TestDatabase) -> None:
    assert dump_schema(database.owner_url) == SCHEMA.read_text(), "run: vivavoce migrate --dump"


CHANGES = (
    "ALTER TABLE consent ADD COLUMN planted text",
    "ALTER TABLE consent ALTER COLUMN version DROP NOT NULL",
    "ALTER TABLE consent NO FORCE ROW LEVEL SECURITY",
    "DROP POLICY tenant ON consent",
    "DROP INDEX consent_interview",
    "ALTER TABLE plan DROP CONSTRAINT plan_version_check",
    "GRANT DELETE ON consent TO vivavoce_app",
    "GRANT UPDATE (version) ON consent TO vivavoce_app",
    "CREATE FUNCTION planted() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "GRANT EXECUTE ON FUNCTION tenant_list() TO PUBLIC",
)


def test_the_dump_shows_every_kind_of_change(worker_id: str) -> None:
    changed = cloned_database(f"changed_{worker_id}")
    dumps = [dump_schema(changed.owner_url)]
    try:
        for change in CHANGES:
            with psycopg.connect(changed.superuser_url) as connection:
                connection.execute(change)
            dumps.append(dump_schema(changed.owner_url))
    finally:
        drop(changed)

    assert [
        change
        for change, (before, after) in zip(CHANGES, pairwise(dumps), strict=True)
        if before == after
    ] == []


def test_the_dump_contains_no_machine_and_no_person(database: TestDatabase) -> None:
    dump = dump_schema(database.owner_url)

    assert "postgres:" not in dump
    assert "vivavoce_owner" not in dump
