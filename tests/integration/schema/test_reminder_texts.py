"""The migration that lets organizations write the texts of reminders and of the news of a decision."""

from __future__ import annotations

import re
from collections.abc import Iterator

import psycopg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, pool
from tests import cluster
from tests.database import KEYS, TestDatabase, drop

from vivavoce.delivery.domain.email_texts import EMAIL_KINDS
from vivavoce.infra.migrations import (
    build_app_url,
    find_migrations_folder,
    migrate,
    prepare_database,
)

REVISION = "0028_reminder_texts"
OLD_KINDS = {"invitation", "appointment_moved", "appointment_canceled", "code", "review_answered"}
ADD = """
    INSERT INTO email_text (tenant_id, kind, language, subject, body, changed_at, changed_by)
    VALUES (gen_random_uuid(), %(kind)s, 'en', 'A subject', 'A body', now(), 'Ruth')
"""


def _upgrade(owner_url: str, revision: str) -> None:
    engine = create_engine(
        "postgresql+psycopg" + owner_url[owner_url.index("://") :], poolclass=pool.NullPool
    )
    config = Config()
    config.set_main_option("script_location", str(find_migrations_folder()).replace("%", "%%"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


@pytest.fixture
def before(database: TestDatabase, worker_id: str) -> Iterator[TestDatabase]:
    """A database of the revision before, empty; ``database`` has made the roles."""
    address, name = cluster.test_cluster(), f"before_reminders_{worker_id}"
    owner = prepare_database(address.url(), KEYS, database=name)
    made = TestDatabase(owner, build_app_url(owner, KEYS), address.url(database=name))
    text = (find_migrations_folder() / "versions" / f"{REVISION}.py").read_text()
    _upgrade(owner, re.findall(r'^down_revision = "(.+)"$', text, re.MULTILINE)[0])
    yield made
    drop(made)


def _accepted(database: TestDatabase) -> set[str]:
    """Return the kinds of texts that the table takes; keep a row of each."""
    taken = set()
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        for kind in (*EMAIL_KINDS, "anything_else"):
            try:
                connection.execute(ADD, {"kind": kind})
            except psycopg.errors.CheckViolation:
                continue
            taken.add(kind)
    return taken


def test_own_texts_stay_and_the_new_kinds_can_be_written_afterwards(before: TestDatabase) -> None:
    at_first = _accepted(before)

    migrate(before.owner_url, KEYS)
    with psycopg.connect(before.superuser_url) as connection:
        kept = {kind for (kind,) in connection.execute("SELECT kind FROM email_text")}

    assert at_first == kept == OLD_KINDS
    assert _accepted(before) == set(EMAIL_KINDS)
