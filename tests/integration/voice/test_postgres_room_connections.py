"""Room connections in PostgreSQL: the contract, and what only a database can show."""

from __future__ import annotations

import asyncio

import pytest
from tests.contract.voice.room_connections import RoomConnectionContract, Table
from tests.database import fresh_tenant
from tests.infrastructure import Ground

from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.adapters.postgres_room_connections import PostgresRoomConnectionRepository

_SESSION = """
    INSERT INTO session (tenant_id, id, interview_id, person_id, attempt, handle_salt, handle_hash, last_seq)
    VALUES (%(tenant)s, %(id)s, %(other)s, %(other)s, 1, 'salt', %(hash)s, 0)
"""


@pytest.fixture
async def table(ground: Ground) -> Table:
    async def make_session() -> tuple[TenantId, SessionId]:
        tenant, session = fresh_tenant(), SessionId(ground.ids.new_id())
        values = {
            "tenant": tenant,
            "id": session,
            "other": ground.ids.new_id(),
            "hash": session.bytes,
        }
        async with ground.open_work(tenant) as work:
            await work.execute(_SESSION, values)
        return tenant, session

    connections = PostgresRoomConnectionRepository(ground.database, ground.open_work)
    return Table(connections=connections, clock=ground.clock, make_session=make_session)


class TestPostgresRoomConnections(RoomConnectionContract):
    """The contract on the real thing."""


async def test_of_concurrent_claims_one_gets_a_connection(table: Table) -> None:
    connection = await table.connection()

    takes = await asyncio.gather(*(table.take(f"w{number}", connection) for number in range(6)))

    assert sum(held is not None for held in takes) == 1


async def test_of_concurrent_tokens_one_connection_remains(table: Table, ground: Ground) -> None:
    first = await table.connection()
    connections = [
        type(first)(first.tenant_id, first.session_id, ground.ids.new_id()) for _ in range(5)
    ]

    formers = await asyncio.gather(
        *(table.connections.open(connection) for connection in connections)
    )

    taken = [held.connection.id for held in await table.connections.claim("one", 1000)]
    (last,) = set(taken) & {connection.id for connection in connections}
    assert sorted([*formers, last]) == sorted(
        [first.id, *(connection.id for connection in connections)]
    )


async def test_a_connection_without_a_worker_for_a_day_is_ignored(
    table: Table, ground: Ground
) -> None:
    connection = await table.connection()
    async with ground.open_work(connection.tenant_id) as work:
        await work.execute(
            "UPDATE livekit_room_connection SET opened_at = opened_at - interval '25 hours'"
        )

    assert await table.take("one", connection) is None
    assert await table.take("one", await table.connection(connection)) is not None


async def test_a_connection_is_invisible_to_other_organizations(
    table: Table, ground: Ground
) -> None:
    await table.connection()
    async with ground.open_work(fresh_tenant()) as work:
        assert await work.fetch_all("SELECT connection_id FROM livekit_room_connection") == []
