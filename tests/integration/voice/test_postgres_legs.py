"""The legs in PostgreSQL: the contract, and what only a database can show."""

from __future__ import annotations

import asyncio

import pytest
from tests.contract.voice.legs import LegsContract, Table
from tests.database import fresh_tenant
from tests.world import Ground

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

    legs = PostgresRoomConnectionRepository(ground.database, ground.open_work)
    return Table(legs=legs, clock=ground.clock, make_session=make_session)


class TestPostgresLegs(LegsContract):
    """The contract on the real thing."""


async def test_of_many_takers_at_once_one_gets_a_leg(table: Table) -> None:
    leg = await table.leg()

    takes = await asyncio.gather(*(table.take(f"w{number}", leg) for number in range(6)))

    assert sum(held is not None for held in takes) == 1


async def test_of_many_tokens_at_once_one_leg_is_left(table: Table, ground: Ground) -> None:
    first = await table.leg()
    legs = [type(first)(first.tenant_id, first.session_id, ground.ids.new_id()) for _ in range(5)]

    formers = await asyncio.gather(*(table.legs.open(leg) for leg in legs))

    taken = [held.connection.id for held in await table.legs.claim("one", 1000)]
    (last,) = set(taken) & {leg.id for leg in legs}
    assert sorted([*formers, last]) == sorted([first.id, *(leg.id for leg in legs)])


async def test_a_leg_that_nobody_could_attend_to_for_a_day_is_left_alone(
    table: Table, ground: Ground
) -> None:
    leg = await table.leg()
    async with ground.open_work(leg.tenant_id) as work:
        await work.execute(
            "UPDATE livekit_room_connection SET opened_at = opened_at - interval '25 hours'"
        )

    assert await table.take("one", leg) is None
    assert await table.take("one", await table.leg(leg)) is not None


async def test_no_organisation_sees_the_legs_of_another(table: Table, ground: Ground) -> None:
    await table.leg()
    async with ground.open_work(fresh_tenant()) as work:
        assert await work.fetch_all("SELECT connection_id FROM livekit_room_connection") == []
