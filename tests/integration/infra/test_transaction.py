import asyncio
import random

import psycopg
import pytest
from tests.database import KEYS, TestDatabase, fresh_tenant
from tests.infrastructure import Ground, open_ground

from vivavoce.infra.database import DatabaseUnavailableError
from vivavoce.kernel.ids import TenantId

COUNT = "SELECT count(*) AS n, count(DISTINCT tenant_id) AS tenants FROM subject_key"
INSERT = """
    INSERT INTO subject_key (tenant_id, subject_id, sealed)
    VALUES (%(tenant)s, gen_random_uuid(), '\\x00')
"""


async def test_a_transaction_sees_only_rows_of_its_tenant(ground: Ground) -> None:
    mine, other = fresh_tenant(), fresh_tenant()
    async with ground.open_work(mine) as work:
        await work.execute(INSERT, {"tenant": mine})

    async with ground.open_work(other) as work:
        assert (await work.fetch_one(COUNT))["n"] == 0
    async with ground.open_work(mine) as work:
        assert (await work.fetch_one(COUNT))["n"] == 1


async def test_a_row_of_another_tenant_is_refused(ground: Ground) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await _insert(ground, fresh_tenant(), fresh_tenant())


async def test_without_a_tenant_there_are_no_rows(ground: Ground, tenant: TenantId) -> None:
    async with ground.open_work(tenant) as work:
        await work.execute(INSERT, {"tenant": tenant})

    async with ground.database.transaction(None) as connection:
        row = await (await connection.execute(COUNT)).fetchone()

    assert row is not None
    assert row["n"] == 0


async def test_a_failed_transaction_leaves_no_row(ground: Ground, tenant: TenantId) -> None:
    with pytest.raises(psycopg.errors.DivisionByZero):
        await _insert_then_fail(ground, tenant)

    async with ground.open_work(tenant) as work:
        assert (await work.fetch_one(COUNT))["n"] == 0


async def test_a_transaction_that_the_server_ended_counts_as_a_database_that_does_not_answer(
    ground: Ground, tenant: TenantId
) -> None:
    with pytest.raises(DatabaseUnavailableError):
        await _insert_after_a_long_pause(ground, tenant)

    async with ground.open_work(tenant) as work:
        assert (await work.fetch_one(COUNT))["n"] == 0


async def _insert_after_a_long_pause(ground: Ground, tenant: TenantId) -> None:
    async with ground.open_work(tenant) as work:
        await work.execute(INSERT, {"tenant": tenant})
        await work.execute("SET LOCAL idle_in_transaction_session_timeout = '20ms'")
        await asyncio.sleep(0.5)
        await work.execute(INSERT, {"tenant": tenant})


async def _insert(ground: Ground, bound: TenantId, row: TenantId) -> None:
    async with ground.open_work(bound) as work:
        await work.execute(INSERT, {"tenant": row})


async def _insert_then_fail(ground: Ground, tenant: TenantId) -> None:
    async with ground.open_work(tenant) as work:
        await work.execute(INSERT, {"tenant": tenant})
        await work.execute("SELECT 1 / 0")


class _Hammer:
    """Many requests over few connections, some forgetful, failing or cancelled; counts leaks."""

    def __init__(self, ground: Ground, *, is_mutant: bool) -> None:
        self._ground = ground
        self._is_mutant = is_mutant
        self._chance = random.Random(7)  # noqa: S311 - a fixed order of mishaps
        self._tenants = [fresh_tenant() for _ in range(10)]
        self.leaks = 0

    async def run(self) -> None:
        for tenant in self._tenants:
            async with self._ground.open_work(tenant) as work:
                await work.execute(INSERT, {"tenant": tenant})
        async with asyncio.TaskGroup() as group:
            for _ in range(20):
                group.create_task(self._worker())

    async def _worker(self) -> None:
        for _ in range(50):
            mishap = self._chance.random()
            tenant = self._chance.choice(self._tenants)
            request = self._broken_request if self._is_mutant else self._request
            try:
                async with asyncio.timeout(0.01 if mishap > 0.9 else 10):
                    await request(tenant, mishap)
            except (TimeoutError, psycopg.errors.DivisionByZero):
                pass

    async def _request(self, tenant: TenantId, mishap: float) -> None:
        bound = None if 0.5 < mishap < 0.6 else tenant
        async with self._ground.database.transaction(bound) as connection:
            if mishap > 0.95:
                await connection.execute("SELECT 1 / 0")
            if mishap > 0.9:
                await connection.execute("SELECT pg_sleep(0.05)")
            row = await (await connection.execute(COUNT)).fetchone()
            assert row is not None
            self.leaks += row["tenants"] > 1 or (bound is None and row["n"] > 0)

    async def _broken_request(self, tenant: TenantId, mishap: float) -> None:
        """The mutant: the tenant is set for the connection, not for the transaction."""
        async with self._ground.database.pool.connection() as connection:
            if mishap < 0.5:
                await connection.execute(f"SELECT set_config('app.tenant_id', '{tenant}', false)")
            else:
                row = await (await connection.execute(COUNT)).fetchone()
                self.leaks += bool(row and row["n"])


async def test_the_pool_never_passes_a_tenant_to_the_next_transaction(ground: Ground) -> None:
    hammer = _Hammer(ground, is_mutant=False)

    await hammer.run()

    assert hammer.leaks == 0


async def test_a_tenant_set_for_the_whole_connection_is_detected(
    database: TestDatabase,
) -> None:
    async with open_ground(database.app_url, KEYS) as ground:
        hammer = _Hammer(ground, is_mutant=True)

        await hammer.run()

    assert hammer.leaks > 0
