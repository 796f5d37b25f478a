"""The contract of the repository of room connections."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID, uuid4  # noqa: TID251 - legs that nobody has

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.voice.domain.rooms import RoomConnection
from vivavoce.voice.ports.rooms import ROOM_LEASE_S, RoomConnectionRepository, RoomLease


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Legs, and a way to have a session that one can belong to."""

    connections: RoomConnectionRepository
    clock: Clock
    make_session: Callable[[], Awaitable[tuple[TenantId, SessionId]]]

    async def connection(self, of: RoomConnection | None = None) -> RoomConnection:
        """Return a leg that is open; ``of`` gives its session."""
        owner = (of.tenant_id, of.session_id) if of else await self.make_session()
        connection = RoomConnection(*owner, uuid4())
        former = await self.connections.open(connection)
        assert former == (of.id if of else None)
        return connection

    async def take(self, worker: str, connection: RoomConnection) -> RoomLease | None:
        """Take what is free and return it if ``connection`` is among it."""
        taken = await self.connections.claim(worker, 1000)
        return next((held for held in taken if held.connection == connection), None)


class RoomConnectionContract:
    """The promises. An adapter's test inherits them and gives the fixture ``table``."""

    async def test_a_free_connection_is_claimed_once(self, table: Table) -> None:
        connection = await table.connection()

        first = await table.take("one", connection)
        second = await table.take("two", connection)

        assert first is not None
        assert second is None
        assert await table.connections.renew("one", [connection.id]) == {connection.id: first.epoch}
        assert await table.connections.renew("two", [connection.id]) == {}

    async def test_a_connection_whose_holder_stops_renewing_is_claimed_with_a_higher_epoch(
        self, table: Table
    ) -> None:
        connection = await table.connection()
        first = await table.take("one", connection)
        await table.clock.sleep(ROOM_LEASE_S + 0.3)

        second = await table.take("two", connection)

        assert first is not None
        assert second is not None
        assert second.epoch > first.epoch
        assert await table.connections.renew("one", [connection.id]) == {}

    async def test_a_renewed_lease_is_kept(self, table: Table) -> None:
        connection = await table.connection()
        await table.take("one", connection)
        for _ in range(3):
            await table.clock.sleep(ROOM_LEASE_S / 2)
            assert connection.id in await table.connections.renew("one", [connection.id])

        assert await table.take("two", connection) is None

    async def test_a_released_connection_can_be_claimed_at_once(self, table: Table) -> None:
        connection = await table.connection()
        first = await table.take("one", connection)
        assert first is not None
        await table.connections.release(first)

        assert await table.take("two", connection) is not None

    async def test_a_newer_connection_replaces_the_previous_one_and_fences_its_holder(
        self, table: Table
    ) -> None:
        older = await table.connection()
        held = await table.take("one", older)
        assert held is not None
        newer = await table.connection(older)

        assert await table.connections.renew("one", [older.id]) == {}
        await table.connections.release(held)
        await table.connections.end(held)
        after = await table.take("two", newer)
        assert after is not None
        assert after.epoch > held.epoch

    async def test_an_end_is_accepted_from_the_holder_only(self, table: Table) -> None:
        connection = await table.connection()
        first = await table.take("one", connection)
        assert first is not None
        await table.connections.release(first)
        second = await table.take("two", connection)
        assert second is not None

        await table.connections.end(first)
        still_there = await table.connections.renew("two", [connection.id])
        await table.connections.end(second)
        gone = await table.connections.renew("two", [connection.id])

        assert (still_there, gone) == ({connection.id: second.epoch}, {})

    async def test_a_connection_whose_room_is_deleted_is_removed_for_every_holder(
        self, table: Table
    ) -> None:
        connection = await table.connection()
        await table.take("one", connection)

        await table.connections.delete(connection.id)
        await table.connections.delete(connection.id)
        await table.connections.delete(UUID(int=0))

        assert await table.connections.renew("one", [connection.id]) == {}
        assert await table.take("two", connection) is None
