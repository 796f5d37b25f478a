"""The fake room connections pass the contract of the real ones."""

from __future__ import annotations

from uuid import uuid4  # noqa: TID251 - sessions that nobody has

import pytest
from tests.contract.voice.room_connections import RoomConnectionContract, Table
from tests.fakes.livekit_rooms import MemoryRoomConnections
from tests.simulated_clock import SimulatedClock

from vivavoce.kernel.ids import SessionId, TenantId


class TestMemoryRoomConnections(RoomConnectionContract):
    @pytest.fixture
    async def table(self) -> Table:
        async def make_session() -> tuple[TenantId, SessionId]:
            return TenantId(uuid4()), SessionId(uuid4())

        return Table(
            connections=MemoryRoomConnections(), clock=SimulatedClock(), make_session=make_session
        )
