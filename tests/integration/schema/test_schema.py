"""The checks of the schema: what every table must have, read from the database catalog."""

from collections.abc import Iterator

import psycopg
import pytest
from tests.database import TestDatabase

WITHOUT_TENANT = {
    *("alembic_version", "rate_limit", "model_request", "account", "bus_mode"),
    *("metric_sample", "alert", "price", "scheduled_task_lease", "installation_role"),
    *("catalog_release", "catalog_entry", "catalog_label", "catalog_vector"),
    *("model_certificate", "model_qualification"),
}
"""Tables that belong to nobody: the version, counters of keyed hashes and
of requests to the model, people across organisations,
which bus carries the events of all, what the operator of the whole installation watches, who that is,
the classifications that the operator imported, and what the installation's models may do."""


@pytest.fixture
def catalogue(database: TestDatabase) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database.superuser_url) as connection:
        yield connection


def _rows(catalogue: psycopg.Connection, query: str) -> list[tuple]:
    return catalogue.execute(query).fetchall()


TENANT_TABLES = """
    SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, c.oid
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
"""


def test_every_table_has_a_tenant_and_forced_row_level_security(
    catalogue: psycopg.Connection,
) -> None:
    bare = {
        name
        for name, enabled, forced, _ in _rows(catalogue, TENANT_TABLES)
        if not (enabled and forced)
    }

    assert bare <= WITHOUT_TENANT


def test_the_apps_role_cannot_read_or_change_the_operators(catalogue: psycopg.Connection) -> None:
    rights = _rows(
        catalogue,
        "SELECT has_table_privilege('vivavoce_app', 'installation_role', wanted)"
        " FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS wanted",
    )

    assert not any(has_it for (has_it,) in rights)


def test_every_tenant_policy_covers_reading_and_writing(catalogue: psycopg.Connection) -> None:
    policies = {
        name: (qual, check)
        for name, qual, check in _rows(
            catalogue,
            "SELECT tablename, qual, with_check FROM pg_policies WHERE policyname = 'tenant'",
        )
    }
    tables = {name for name, *_ in _rows(catalogue, TENANT_TABLES)} - WITHOUT_TENANT

    assert set(policies) == tables
    for qual, check in policies.values():
        assert "app.tenant_id" in qual
        assert check == qual


def test_primary_and_unique_keys_begin_with_the_tenant(
    catalogue: psycopg.Connection,
) -> None:
    keys = _rows(
        catalogue,
        """
        SELECT c.relname, i.indexrelid::regclass::text, a.attname
        FROM pg_index i
        JOIN pg_class c ON c.oid = i.indrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
        WHERE n.nspname = 'public' AND i.indisunique
        """,
    )
    global_secrets = {
        *("candidate_link_token", "session_handle", "api_key_hash", "tenant_slug"),
        *("call_attempt_hash", "call_join_token", "livekit_room_connection_id", "invitation_token"),
        *("oauth_grant_code", "oauth_token_hash"),
    }
    """Unique over tenants because they are random secrets or looked up before the tenant is known."""

    strays = {
        index
        for table, index, first in keys
        if table not in WITHOUT_TENANT and first != "tenant_id" and index not in global_secrets
    }

    assert strays - {"tenant_pkey"} == set()


def test_foreign_keys_cannot_point_into_another_tenant(catalogue: psycopg.Connection) -> None:
    strays = _rows(
        catalogue,
        """
        SELECT k.conname
        FROM pg_constraint k
        JOIN pg_class c ON c.oid = k.conrelid
        JOIN pg_class t ON t.oid = k.confrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype = 'f' AND n.nspname = 'public'
          AND t.relname NOT IN ('account', 'tenant', 'catalog_release', 'catalog_entry',
                                'model_certificate')
          AND NOT EXISTS (
              SELECT 1 FROM unnest(k.conkey) AS col
              JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = col
              WHERE a.attname = 'tenant_id')
        """,
    )

    assert strays == []


def test_the_apps_role_owns_no_table_and_bypasses_no_policy(catalogue: psycopg.Connection) -> None:
    roles = _rows(
        catalogue,
        "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
        " WHERE rolname IN ('vivavoce_app', 'vivavoce_system')",
    )
    owned = _rows(
        catalogue,
        "SELECT relname FROM pg_class WHERE relowner = 'vivavoce_app'::regrole"
        " UNION ALL SELECT proname FROM pg_proc WHERE proowner = 'vivavoce_app'::regrole",
    )

    assert len(roles) == 2
    assert all(not any(rights) for _, *rights in roles)
    assert owned == []


def test_every_security_definer_function_belongs_to_the_system_role_and_fixes_its_path(
    catalogue: psycopg.Connection,
) -> None:
    functions = _rows(
        catalogue,
        """
        SELECT p.proname, r.rolname, coalesce(array_to_string(p.proconfig, ','), ''),
               has_function_privilege('public', p.oid, 'EXECUTE')
        FROM pg_proc p
        JOIN pg_roles r ON r.oid = p.proowner
        JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prosecdef AND n.nspname = 'public'
        """,
    )

    assert functions
    for name, owner, settings, is_public in functions:
        assert (owner, is_public) == ("vivavoce_system", False), name
        assert "search_path=public, pg_temp" in settings, name


def test_there_are_no_views_that_bypass_the_policies(
    catalogue: psycopg.Connection,
) -> None:
    views = _rows(
        catalogue,
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind IN ('v', 'm')",
    )

    assert views == []


def test_a_table_without_a_policy_is_found(database: TestDatabase) -> None:
    with psycopg.connect(database.superuser_url) as connection:
        connection.execute("CREATE TABLE planted (tenant_id uuid, id uuid)")
        bare = {name for name, on, forced, _ in _rows(connection, TENANT_TABLES) if not on}
        connection.rollback()

    assert "planted" in bare
