"""What every table of legs promises."""

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

    legs: RoomConnectionRepository
    clock: Clock
    make_session: Callable[[], Awaitable[tuple[TenantId, SessionId]]]

    async def leg(self, of: RoomConnection | None = None) -> RoomConnection:
        """Return a leg that is open; ``of`` gives its session."""
        owner = (of.tenant_id, of.session_id) if of else await self.make_session()
        leg = RoomConnection(*owner, uuid4())
        former = await self.legs.open(leg)
        assert former == (of.id if of else None)
        return leg

    async def take(self, worker: str, leg: RoomConnection) -> RoomLease | None:
        """Take what is free and return it if ``leg`` is among it."""
        taken = await self.legs.claim(worker, 1000)
        return next((held for held in taken if held.connection == leg), None)


class LegsContract:
    """The promises. An adapter's test inherits them and gives the fixture ``table``."""

    async def test_a_free_leg_is_taken_once(self, table: Table) -> None:
        leg = await table.leg()

        first = await table.take("one", leg)
        second = await table.take("two", leg)

        assert first is not None
        assert second is None
        assert await table.legs.renew("one", [leg.id]) == {leg.id: first.epoch}
        assert await table.legs.renew("two", [leg.id]) == {}

    async def test_a_leg_whose_holder_says_nothing_is_taken_with_a_higher_epoch(
        self, table: Table
    ) -> None:
        leg = await table.leg()
        first = await table.take("one", leg)
        await table.clock.sleep(ROOM_LEASE_S + 0.3)

        second = await table.take("two", leg)

        assert first is not None
        assert second is not None
        assert second.epoch > first.epoch
        assert await table.legs.renew("one", [leg.id]) == {}

    async def test_who_renews_keeps_it(self, table: Table) -> None:
        leg = await table.leg()
        await table.take("one", leg)
        for _ in range(3):
            await table.clock.sleep(ROOM_LEASE_S / 2)
            assert leg.id in await table.legs.renew("one", [leg.id])

        assert await table.take("two", leg) is None

    async def test_what_is_released_can_be_taken_at_once(self, table: Table) -> None:
        leg = await table.leg()
        first = await table.take("one", leg)
        assert first is not None
        await table.legs.release(first)

        assert await table.take("two", leg) is not None

    async def test_a_newer_leg_takes_the_place_of_the_one_before_and_its_holder_is_fenced(
        self, table: Table
    ) -> None:
        older = await table.leg()
        held = await table.take("one", older)
        assert held is not None
        newer = await table.leg(older)

        assert await table.legs.renew("one", [older.id]) == {}
        await table.legs.release(held)
        await table.legs.end(held)
        after = await table.take("two", newer)
        assert after is not None
        assert after.epoch > held.epoch

    async def test_an_end_counts_from_its_holder_only(self, table: Table) -> None:
        leg = await table.leg()
        first = await table.take("one", leg)
        assert first is not None
        await table.legs.release(first)
        second = await table.take("two", leg)
        assert second is not None

        await table.legs.end(first)
        still_there = await table.legs.renew("two", [leg.id])
        await table.legs.end(second)
        gone = await table.legs.renew("two", [leg.id])

        assert (still_there, gone) == ({leg.id: second.epoch}, {})

    async def test_a_leg_whose_room_is_gone_is_forgotten_whoever_holds_it(
        self, table: Table
    ) -> None:
        leg = await table.leg()
        await table.take("one", leg)

        await table.legs.delete(leg.id)
        await table.legs.delete(leg.id)
        await table.legs.delete(UUID(int=0))

        assert await table.legs.renew("one", [leg.id]) == {}
        assert await table.take("two", leg) is None
