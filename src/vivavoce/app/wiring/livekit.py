"""Builds interviews over LiveKit: tokens and webhooks for the gateway, the room host for the role."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.infra.settings import InvalidSettingError, Settings
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.live.adapters.postgres_self_service_tickets import PostgresSelfServiceTicketStore
from vivavoce.live.ports import SelfServiceSessions
from vivavoce.live.usecases.candidate_authentication import (
    AuthenticateCandidate,
    CandidateSessionAccess,
)
from vivavoce.live.usecases.self_service_session import JoinSelfServiceSession
from vivavoce.voice.adapters.livekit_server.server import LiveKitCredentials, LiveKitRoomServer
from vivavoce.voice.adapters.postgres_room_connections import PostgresRoomConnectionRepository
from vivavoce.voice.ports.live_sessions import LiveSessionConnector, StartVoiceConnection
from vivavoce.voice.ports.rooms import EnterSession, RoomConnectionRepository
from vivavoce.voice.routes.livekit import build_livekit_router
from vivavoce.voice.transports.livekit_room import create_join_room, load_rtc
from vivavoce.voice.usecases.livekit_access import HandleLiveKitWebhook, IssueRoomCredentials
from vivavoce.voice.usecases.room_calls import RoomCalls
from vivavoce.voice.usecases.room_host import RoomHost
from vivavoce.voice.usecases.serve_room import ServeRoomDependencies

_REQUIRED_SETTINGS = (
    ("livekit_url", "LIVEKIT_URL"),
    ("livekit_api_key", "LIVEKIT_API_KEY"),
    ("livekit_api_secret", "LIVEKIT_API_SECRET"),
)


@dataclass(frozen=True, slots=True)
class LiveKitSlice:
    """What other wiring needs of interviews over LiveKit."""

    router: APIRouter
    server: LiveKitRoomServer | None
    """None if no LiveKit server is configured."""
    connections: RoomConnectionRepository
    _calls: RoomCalls
    _platform: Platform

    def build_hold_rooms(
        self,
        sessions: LiveSessionConnector,
        converse: StartVoiceConnection,
        *,
        is_stopping: Callable[[], bool],
    ) -> RoomHost:
        """Return this process's room host; raise ``InvalidSettingError`` that says what is missing."""
        on = self._platform
        if self.server is None:
            raise InvalidSettingError(_explain_missing_settings(on.settings))
        tools = ServeRoomDependencies(
            room_server=self.server,
            join_room=create_join_room(load_rtc, on.clock),
            sessions=sessions,
            room_calls=self._calls,
            start_connection=converse,
            clock=on.clock,
            ids=on.ids,
            is_stopping=is_stopping,
        )
        worker_id = f"k_{on.ids.random_token(64)}"
        return RoomHost(
            connections=self.connections, dependencies=tools, worker_id=worker_id, clock=on.clock
        )


class TicketSessionAccessResolver:
    """Resolves credentials to session access, by a socket ticket that is issued and used at once."""

    def __init__(self, admit: AuthenticateCandidate, enter: JoinSelfServiceSession) -> None:
        self._admit = admit
        self._enter = enter

    async def resolve_handle(self, handle: str) -> EnterSession:
        """Return the session access of a handle, or raise ``NotFoundError``."""
        ticket = (await self._admit.issue_ticket(handle)).token

        async def take() -> tuple[TenantId, SessionId]:
            return _session_of(await self._admit.by_ticket(ticket))

        return take

    async def resolve_caller(self, caller: Caller, practice_id: str) -> EnterSession:
        """Return the caller's access to their own practice session; using it opens the session."""
        ticket = (await self._enter.issue_ticket(caller, practice_id)).token

        async def take() -> tuple[TenantId, SessionId]:
            return _session_of(await self._enter.by_ticket(ticket, practice_id))

        return take


def _session_of(admitted: CandidateSessionAccess) -> tuple[TenantId, SessionId]:
    return admitted.address.tenant_id, admitted.address.session_id


def build_livekit(
    platform: Platform,
    *,
    admit: AuthenticateCandidate,
    self_service_sessions: SelfServiceSessions,
    room_calls: RoomCalls,
) -> LiveKitSlice:
    """Return interviews over LiveKit; without settings, every route says what is missing."""
    legs = PostgresRoomConnectionRepository(platform.database, platform.open_work)
    server = build_livekit_server(platform)
    tickets = PostgresSelfServiceTicketStore(platform.database, platform.open_work)
    enter = JoinSelfServiceSession(
        sessions=self_service_sessions, tickets=tickets, clock=platform.clock, ids=platform.ids
    )
    seats = TicketSessionAccessResolver(admit, enter)
    router = build_livekit_router(
        IssueRoomCredentials(
            room_server=server, connections=legs, session_access=seats, ids=platform.ids
        ),
        HandleLiveKitWebhook(room_server=server, connections=legs, room_calls=room_calls),
    )
    return LiveKitSlice(router, server, legs, room_calls, platform)


def require_livekit_settings(settings: Settings) -> None:
    """Return if a LiveKit server is configured; else raise ``InvalidSettingError``."""
    if any(getattr(settings, field) is None for field, _ in _REQUIRED_SETTINGS):
        raise InvalidSettingError(_explain_missing_settings(settings))


def _explain_missing_settings(settings: Settings) -> str:
    missing = [name for field, name in _REQUIRED_SETTINGS if getattr(settings, field) is None]
    return (
        f"LiveKit needs {', '.join(missing)}. Set the values of your LiveKit server, or "
        "do not run this role. Candidates can then use the platform's own WebSocket, "
        "which needs no LiveKit server."
    )


def build_livekit_server(platform: Platform) -> LiveKitRoomServer | None:
    """Return the configured LiveKit server, or None if one of its three settings is missing."""
    settings = platform.settings
    url, key, secret = settings.livekit_url, settings.livekit_api_key, settings.livekit_api_secret
    if url is None or key is None or secret is None:
        return None
    access = LiveKitCredentials(
        url=url, key=key, secret=secret.get_secret_value(), trunk=settings.livekit_sip_trunk
    )
    return LiveKitRoomServer(access, platform.clock)
