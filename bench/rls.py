"""What row-level security costs: the same transaction on the same rows, with and without it."""

from __future__ import annotations

import asyncio
import statistics
import time

import psycopg
from psycopg.rows import dict_row
from tests.database import TestDatabase, cloned_database, drop, fresh_tenant

from bench.measure import Figure, report
from vivavoce.infra.migrations import APP_ROLE
from vivavoce.kernel.ids import TenantId

TENANTS, ROWS = 200, 200
READ = "SELECT body FROM {table} WHERE tenant_id = %s AND id = %s"


def _prepare(database: TestDatabase, tenants: list[TenantId]) -> None:
    with psycopg.connect(database.owner_url, autocommit=True) as connection:
        for table in ("bench_plain", "bench_rls"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
            connection.execute(
                f"CREATE TABLE {table} (tenant_id uuid, id int, body text, PRIMARY KEY (tenant_id, id))"
            )
            for tenant in tenants:
                connection.execute(
                    f"INSERT INTO {table} SELECT %s, n, repeat('x', 200) FROM generate_series(1, {ROWS}) n",
                    (tenant,),
                )
            connection.execute(f"GRANT SELECT ON {table} TO {APP_ROLE}")
        connection.execute("SELECT vivavoce_tenant_table('bench_rls')")
        connection.execute("ANALYZE bench_plain, bench_rls")


async def _run(database: TestDatabase, tenants: list[TenantId], queries: int) -> list[Figure]:
    times: dict[str, list[float]] = {"bench_plain": [], "bench_rls": []}
    connection = await psycopg.AsyncConnection.connect(
        database.app_url, autocommit=True, row_factory=dict_row
    )
    async with connection:
        for count in range(queries):
            tenant = tenants[count % TENANTS]
            for table, seen in times.items():
                bind = (
                    "BEGIN"
                    if table == "bench_plain"
                    else f"BEGIN; SET LOCAL app.tenant_id = '{tenant}'"
                )
                began = time.perf_counter()
                await connection.execute(bind, prepare=False)
                cursor = await connection.execute(
                    READ.format(table=table), (tenant, count % ROWS + 1)
                )
                assert await cursor.fetchone()
                await connection.execute("COMMIT", prepare=False)
                seen.append((time.perf_counter() - began) * 1e6)
    plain, secured = (statistics.median(times[table]) for table in ("bench_plain", "bench_rls"))
    return [
        Figure("transaction without row-level security, median", plain, "us"),
        Figure("transaction with it, median", secured, "us"),
        Figure("share", (secured / plain - 1) * 100, "%", budget=25),
    ]


async def main(*, quick: bool = False) -> None:
    queries = 300 if quick else 1500
    database = cloned_database("bench")
    try:
        tenants = [fresh_tenant() for _ in range(TENANTS)]
        _prepare(database, tenants)
        method = (
            f"{TENANTS} tenants x {ROWS} rows; BEGIN, one read by key, COMMIT as the app's role; the two forms"
            f" take turns, {queries} each per run."
        )
        await report(
            "Row-level security's share",
            method,
            lambda: _run(database, tenants, queries),
            runs=1 if quick else 3,
        )
    finally:
        drop(database)


if __name__ == "__main__":
    asyncio.run(main())
