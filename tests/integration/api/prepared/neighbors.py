"""What stands around an installation: LiveKit, a telephone and a sign-in provider, a webhook receiver."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from tests.fakes.calendar_server import CalendarServer
from tests.fakes.livekit_server import KEY, SECRET, LiveKitDouble, open_livekit
from tests.fakes.openid_provider import OpenIdProviderServer, open_openid_provider
from tests.fakes.webhook_receiver import Receiver

from vivavoce.app.demo.phone_provider import (
    CallBehavior,
    SimulatedPhoneProvider,
    build_phone_provider_settings,
    run_phone_provider,
)

_CALLS = 200
"""More calls than the requests of a run order."""


@dataclass(frozen=True, slots=True)
class Neighbors:
    """Servers on loopback that the platform reaches."""

    rooms: LiveKitDouble
    phones: SimulatedPhoneProvider
    sign_in: OpenIdProviderServer
    webhooks: Receiver
    calendars: CalendarServer

    @property
    def settings(self) -> dict[str, str]:
        """The settings of a platform that uses them."""
        return {
            "LIVEKIT_URL": self.rooms.url,
            "LIVEKIT_API_KEY": KEY,
            "LIVEKIT_API_SECRET": SECRET,
            **build_phone_provider_settings(self.phones),
        }


@asynccontextmanager
async def open_neighbors() -> AsyncIterator[Neighbors]:
    """Run all of them until the block ends; called phones ring and nobody answers."""
    async with (
        open_livekit() as rooms,
        run_phone_provider() as phones,
        open_openid_provider() as sign_in,
        Receiver() as webhooks,
        CalendarServer() as calendars,
    ):
        phones.behaviors = [CallBehavior("silence") for _ in range(_CALLS)]
        sign_in.claims = {"name": "Grace Hopper", "email": "grace@example.com"}
        yield Neighbors(rooms, phones, sign_in, webhooks, calendars)
