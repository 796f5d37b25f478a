"""The legs that other tests stand on keep the promises of the real ones."""

from __future__ import annotations

from uuid import uuid4  # noqa: TID251 - sessions that nobody has

import pytest
from tests.contract.voice.legs import LegsContract, Table
from tests.fakes.livekit_rooms import MemoryLegs
from tests.leap import LeapClock

from vivavoce.kernel.ids import SessionId, TenantId


class TestMemoryLegs(LegsContract):
    @pytest.fixture
    async def table(self) -> Table:
        async def make_session() -> tuple[TenantId, SessionId]:
            return TenantId(uuid4()), SessionId(uuid4())

        return Table(legs=MemoryLegs(), clock=LeapClock(), make_session=make_session)
