import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from tests.database import KEYS, TestDatabase, cloned_database, drop

from vivavoce.infra.migrations import (
    MigrationError,
    find_migrations_folder,
    migrate,
    newest_revision,
)

FILES = sorted((find_migrations_folder() / "versions").glob("*.py"))


def _named(file: Path, what: str) -> str | None:
    found = re.search(rf'^{what} = "?([^"\n]+)"?$', file.read_text(), re.MULTILINE)
    return found.group(1) if found else None


def test_the_migrations_form_one_line_in_the_order_of_their_file_names() -> None:
    ids = [_named(file, "revision") for file in FILES]

    assert [_named(file, "down_revision") for file in FILES] == ["None", *ids[:-1]]
    assert newest_revision() == ids[-1]


def test_every_migration_fails_soon_when_a_table_is_locked() -> None:
    assert all("lock_timeout = '5s'" in file.read_text() for file in FILES)


@pytest.fixture
def database(worker_id: str) -> Iterator[TestDatabase]:
    made = cloned_database(f"newer_{worker_id}")
    yield made
    drop(made)


def test_a_database_of_a_newer_version_is_refused_with_an_explanation(
    database: TestDatabase,
) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999_of_tomorrow'")

    with pytest.raises(MigrationError, match="'9999_of_tomorrow'"):
        migrate(database.owner_url, KEYS)


def test_concurrent_migrations_in_one_cluster_do_not_conflict_over_roles() -> None:
    databases = [cloned_database(f"meeting_{number}") for number in range(2)]
    try:
        with ThreadPoolExecutor(len(databases)) as pool:
            for _ in range(25):
                done = pool.map(lambda one: migrate(one.owner_url, KEYS), databases)
                assert [one.after for one in done] == [newest_revision()] * len(databases)
    finally:
        for one in databases:
            drop(one)
