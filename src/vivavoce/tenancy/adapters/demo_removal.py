"""Deletes all rows of the demo organization, with the rights of the database's owner for one transaction.

The app's role may not delete from every table. So the owner lends it the missing rights, and the deletes run
as the app's role: row-level security then shows them the rows of the demo organization only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from graphlib import TopologicalSorter
from typing import LiteralString

from psycopg import sql

from vivavoce.infra.database import MAINTENANCE_TIMEOUT_S, Connection, Database
from vivavoce.infra.migrations import APP_ROLE
from vivavoce.kernel.ids import DEMO_TENANT_ID

_TABLES: LiteralString = """
    SELECT c.relname AS name, has_table_privilege(%(role)s, c.oid, 'DELETE') AS may_delete
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id' AND NOT a.attisdropped
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
"""
_REFERENCES: LiteralString = """
    SELECT DISTINCT f.conrelid::regclass::text AS child, f.confrelid::regclass::text AS parent
    FROM pg_constraint f
    WHERE f.contype = 'f' AND f.connamespace = 'public'::regnamespace AND f.conrelid <> f.confrelid
"""
_DELETE_JOBS: LiteralString = (
    "DELETE FROM jobs.procrastinate_jobs WHERE args->>'tenant_id' = %(tenant)s"
)
_DELETE_ROLES: LiteralString = """
    DELETE FROM installation_role r USING account a
    WHERE a.id = r.account_id AND a.email = ANY(%(addresses)s)
      AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.account_id = a.id)
"""
_DELETE_ACCOUNTS: LiteralString = """
    DELETE FROM account a
    WHERE a.email = ANY(%(addresses)s)
      AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.account_id = a.id)
"""


async def remove_demo_tenant(owner_database: Database, addresses: Sequence[str]) -> int:
    """Delete the demo organization and the accounts with these addresses; return the rows deleted.

    No process may serve from the database meanwhile.

    An account that is in another organization stays. Other people's accounts stay too, but one without
    any organization loses its password, as when its last organization removes a person.
    """
    async with owner_database.transaction(DEMO_TENANT_ID) as connection:
        await connection.execute(
            sql.SQL("SET LOCAL statement_timeout = {}").format(
                sql.Literal(f"{MAINTENANCE_TIMEOUT_S}s")
            )
        )
        members = await connection.execute(
            "SELECT account_id FROM membership WHERE tenant_id = %(tenant)s",
            {"tenant": DEMO_TENANT_ID},
        )
        account_ids = [row["account_id"] for row in await members.fetchall()]
        count = await _delete_rows(connection)
        await connection.execute(_DELETE_JOBS, {"tenant": str(DEMO_TENANT_ID)})
        for query in (_DELETE_ROLES, _DELETE_ACCOUNTS):
            await connection.execute(query, {"addresses": list(addresses)})
        for account_id in account_ids:
            await connection.execute(
                "SELECT account_clear_unused(%(account)s)", {"account": account_id}
            )
        return count


async def _delete_rows(connection: Connection) -> int:
    """Delete the tenant's rows from all tables as the app's role, children before parents."""
    tables = await (await connection.execute(_TABLES, {"role": APP_ROLE})).fetchall()
    references = await (await connection.execute(_REFERENCES)).fetchall()
    lacking = [sql.Identifier(row["name"]) for row in tables if not row["may_delete"]]
    role, count = sql.Identifier(APP_ROLE), 0
    for table in lacking:
        await connection.execute(sql.SQL("GRANT DELETE ON {} TO {}").format(table, role))
    await connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))
    await connection.execute(sql.SQL("SET LOCAL ROLE {}").format(role))
    for name in _order_children_first([row["name"] for row in tables], references):
        deleted = await connection.execute(
            sql.SQL("DELETE FROM {} WHERE tenant_id = {}").format(
                sql.Identifier(name), sql.Literal(DEMO_TENANT_ID)
            )
        )
        count += deleted.rowcount
    await connection.execute("RESET ROLE")
    await connection.execute(sql.SQL("REVOKE {} FROM CURRENT_USER").format(role))
    for table in lacking:
        await connection.execute(sql.SQL("REVOKE DELETE ON {} FROM {}").format(table, role))
    return count


def _order_children_first(
    tables: Sequence[str], references: Sequence[Mapping[str, str]]
) -> list[str]:
    children: dict[str, set[str]] = {name: set() for name in tables}
    for row in references:
        if row["parent"] in children and row["child"] in children:
            children[row["parent"]].add(row["child"])
    return list(TopologicalSorter(children).static_order())
