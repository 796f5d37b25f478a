"""Builds talks over LiveKit: tokens and webhooks for the gateway, held rooms for the role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.foundation import Foundation
from vivavoce.infra.settings import BadSetting, Settings
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.adapters.room_tickets import PostgresRoomTickets
from vivavoce.live.ports import Rooms
from vivavoce.live.usecases.admit import Admit, Admitted
from vivavoce.live.usecases.enter_room import EnterRoom
from vivavoce.voice.adapters.legs_postgres import PostgresLegs
from vivavoce.voice.adapters.livekit_server.server import Access, LiveKitServer
from vivavoce.voice.ports.rooms import Legs, TakeSeat
from vivavoce.voice.ports.spoken import Converse, SpokenSessions
from vivavoce.voice.routes.livekit import livekit_routes
from vivavoce.voice.transports.livekit_room import entering, load_rtc
from vivavoce.voice.usecases.attend_room import RoomTools
from vivavoce.voice.usecases.calls_in_rooms import CallsInRooms
from vivavoce.voice.usecases.enter_livekit import EnterLiveKit, HeedLiveKit
from vivavoce.voice.usecases.hold_rooms import HoldRooms

_NEEDED = (
    ("livekit_url", "LIVEKIT_URL"),
    ("livekit_api_key", "LIVEKIT_API_KEY"),
    ("livekit_api_secret", "LIVEKIT_API_SECRET"),
)


@dataclass(frozen=True, slots=True)
class LiveKit:
    """What the roof needs of talks over LiveKit."""

    router: APIRouter
    server: LiveKitServer | None
    """None where no LiveKit server is set up."""
    legs: Legs
    _calls: CallsInRooms
    _on: Foundation

    def holding(
        self, sessions: SpokenSessions, converse: Converse, *, is_stopping: Callable[[], bool]
    ) -> HoldRooms:
        """Return what holds rooms in this process, or raise ``BadSetting`` with what is missing."""
        on = self._on
        if self.server is None:
            raise BadSetting(_what_is_missing(on.settings))
        tools = RoomTools(
            server=self.server,
            enter=entering(load_rtc, on.clock),
            sessions=sessions,
            calls=self._calls,
            converse=converse,
            clock=on.clock,
            ids=on.ids,
            is_stopping=is_stopping,
        )
        worker_id = f"k_{on.ids.token(64)}"
        return HoldRooms(legs=self.legs, tools=tools, worker_id=worker_id, clock=on.clock)


class TicketSeats:
    """Whose place in which session a credential is: a socket's ticket is taken with it, and used at once."""

    def __init__(self, admit: Admit, enter: EnterRoom) -> None:
        self._admit = admit
        self._enter = enter

    async def of_handle(self, handle: str) -> TakeSeat:
        """Return the place of whoever holds a session's handle, or raise ``NotFound``."""
        ticket = (await self._admit.issue_ticket(handle)).ticket

        async def take() -> tuple[TenantId, SessionId]:
            return _place(await self._admit.by_ticket(ticket))

        return take

    async def of_caller(self, caller: Caller, practice_id: str) -> TakeSeat:
        """Return the caller's place in their own practice session, which taking it opens."""
        ticket = (await self._enter.issue_ticket(caller, practice_id)).ticket

        async def take() -> tuple[TenantId, SessionId]:
            return _place(await self._enter.by_ticket(ticket, practice_id))

        return take


def _place(admitted: Admitted) -> tuple[TenantId, SessionId]:
    return admitted.address.tenant_id, admitted.address.session_id


def build_livekit(on: Foundation, *, admit: Admit, rooms: Rooms, calls: CallsInRooms) -> LiveKit:
    """Return talks over LiveKit on real adapters; without settings every door says what is missing."""
    legs = PostgresLegs(on.database, on.open_work)
    server = find_server(on)
    tickets = PostgresRoomTickets(on.database, on.open_work)
    enter = EnterRoom(rooms=rooms, tickets=tickets, clock=on.clock, ids=on.ids)
    seats = TicketSeats(admit, enter)
    router = livekit_routes(
        EnterLiveKit(server=server, legs=legs, seats=seats, ids=on.ids),
        HeedLiveKit(server=server, legs=legs, calls=calls),
    )
    return LiveKit(router, server, legs, calls, on)


def refuse_missing_livekit(settings: Settings) -> None:
    """Return when a LiveKit server is set up, else raise ``BadSetting`` with what is missing."""
    if any(getattr(settings, field) is None for field, _ in _NEEDED):
        raise BadSetting(_what_is_missing(settings))


def _what_is_missing(settings: Settings) -> str:
    missing = [name for field, name in _NEEDED if getattr(settings, field) is None]
    return (
        f"Talks over LiveKit need {', '.join(missing)}. Set what your LiveKit server has, or do without "
        "this role: candidates then talk over our own sockets, which need no such server."
    )


def find_server(on: Foundation) -> LiveKitServer | None:
    """Return the LiveKit server of the settings, or None where one of its three is missing."""
    settings = on.settings
    url, key, secret = settings.livekit_url, settings.livekit_api_key, settings.livekit_api_secret
    if url is None or key is None or secret is None:
        return None
    access = Access(
        url=url, key=key, secret=secret.get_secret_value(), trunk=settings.livekit_sip_trunk
    )
    return LiveKitServer(access, on.clock)
