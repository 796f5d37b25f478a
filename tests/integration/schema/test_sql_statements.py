"""Every SQL statement of the package fits the schema: SQL is text, so no type checker sees a wrong column."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import psycopg
import pytest
from tests.database import TestDatabase
from tests.sql_statements import (
    Statement,
    columns_read,
    composed,
    modules_that_read_rows,
    statements,
)

COMPOSED = {
    "vivavoce.analytics.adapters.analytics_postgres",
    "vivavoce.hiring.adapters.interview_list",
    "vivavoce.infra.migrations",
    "vivavoce.tenancy.adapters.demo_removal",
}
"""Modules with statements that are put together while the program runs; their own tests run them."""
OTHER_KEYS = {
    "vivavoce.app.a2a.errors": {"loc", "msg"},  # of pydantic's errors
    "vivavoce.live.adapters.postgres_staff": {"seq", "interview_id", "view"},
    "vivavoce.hiring.adapters.idempotency": {"subject", "sealed"},
    "vivavoce.infra.invariants": {"subject", "detail"},
    "vivavoce.app.demo.panel": {"turn"},
}
"""Keys that are no columns of the module's own statements: of JSON in a column or from a function of the
database, of the checks of every slice, of a file."""


@pytest.fixture
def link(database: TestDatabase) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.superuser_url, autocommit=True) as connection:
        yield connection


def prepare(link: psycopg.Connection, statement: Statement) -> tuple[set[str], str | None]:
    """Return the columns that a statement gives, and what PostgreSQL says against it."""
    text, count = statement.numbered()
    pgconn = link.pgconn
    result = pgconn.prepare(b"", text.encode(), [0] * count)
    if result.error_field(psycopg.pq.DiagnosticField.SQLSTATE) == b"42P18":
        result = pgconn.prepare(b"", text.encode(), [25] * count)
    if result.status != psycopg.pq.ExecStatus.COMMAND_OK:
        return set(), result.error_message.decode().strip()
    described = pgconn.describe_prepared(b"")
    return {(described.fname(n) or b"").decode() for n in range(described.nfields)}, None


def test_every_statement_is_prepared_against_the_schema(link: psycopg.Connection) -> None:
    whole = list(statements())

    faults = {each.label: fault for each in whole if (fault := prepare(link, each)[1])}

    assert len(whole) > 300
    assert faults == {}


def test_code_reads_only_columns_that_a_statement_returns(
    link: psycopg.Connection,
) -> None:
    given: dict[str, set[str]] = defaultdict(set)
    for each in statements():
        given[each.module] |= prepare(link, each)[0]

    faults = {
        name: strays
        for name, givers in modules_that_read_rows()
        if (strays := _strays(name, set().union(*(given[giver] for giver in givers))))
    }

    assert faults == {}


def _strays(name: str, columns: set[str]) -> set[str]:
    return columns_read(name) - columns - OTHER_KEYS.get(name, set())


def test_statements_that_cannot_be_checked_are_listed() -> None:
    assert set(composed()) == COMPOSED


def test_a_wrong_column_is_found(link: psycopg.Connection) -> None:
    wrong = Statement("planted", "WRONG", "SELECT planted FROM session WHERE id = %(id)s")

    assert 'column "planted" does not exist' in str(prepare(link, wrong)[1])
