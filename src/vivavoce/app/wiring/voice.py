"""Builds voice and interviews over LiveKit from the settings.

LiveKit itself is loaded when a candidate connects.
"""

from __future__ import annotations

import importlib.util
import os
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.app.platform import Platform
from vivavoce.contracts.recordings import CandidateRecordingsFactory
from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.settings import Settings
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import InvalidSettingError
from vivavoce.kernel.ids import SessionId, TenantId
from vivavoce.kernel.translation import translatable
from vivavoce.live.adapters.postgres_event_store import PostgresSelfServiceTicketStore
from vivavoce.live.domain.interviewer.common_phrases import list_common_phrases
from vivavoce.live.ports import SelfServiceSessions
from vivavoce.live.usecases.session_access import (
    AuthenticateCandidate,
    CandidateSessionAccess,
    JoinSelfServiceSession,
)
from vivavoce.voice.adapters.engines.audio_cache_files import FileAudioCacheStore
from vivavoce.voice.adapters.engines.configured_engines import (
    ConfiguredEngines,
    create_configured_engines,
)
from vivavoce.voice.adapters.livekit.turn_manager_factory import LiveKitTurnManagerFactory
from vivavoce.voice.adapters.livekit_server.server import LiveKitCredentials, LiveKitRoomServer
from vivavoce.voice.adapters.postgres_room_connections import PostgresRoomConnectionRepository
from vivavoce.voice.facade import VoicePipelineFactory
from vivavoce.voice.ports.rooms import (
    EnterSession,
    LiveSessionConnector,
    RoomConnectionRepository,
    StartVoiceConnection,
)
from vivavoce.voice.routes.room_and_speech import build_livekit_router, build_speech_router
from vivavoce.voice.transports.livekit_room import create_join_room, load_rtc
from vivavoce.voice.transports.websocket import create_audio_protocols
from vivavoce.voice.usecases.engines.engines_factory import FailoverEnginesFactory
from vivavoce.voice.usecases.engines.tts_failover import TtsFailover
from vivavoce.voice.usecases.room_access import (
    HandleLiveKitWebhook,
    IssueRoomCredentials,
    RoomCalls,
)
from vivavoce.voice.usecases.room_host import RoomHost
from vivavoce.voice.usecases.serve_room import ServeRoomDependencies
from vivavoce.voice.usecases.synthesize_speech import SynthesizeSpeech
from vivavoce.voice.usecases.voice_capacity import VoiceCapacity

_THIRD_PARTIES = {"deepgram": "Deepgram", "openai": "OpenAI", "azure": "Microsoft Azure"}
"""Engines that run on other companies' machines."""
_SESSIONS_PER_CORE = 50
"""Sessions that one core carries with half of it to spare, with engines elsewhere."""


@dataclass(frozen=True, slots=True)
class VoiceSlice:
    """The voice parts of a process."""

    connections: VoicePipelineFactory
    """For sockets (``open``) and for transports with their own audio (``start_connection``)."""
    engines: ConfiguredEngines
    speech_engines: FailoverEnginesFactory
    """Speech-to-text and text-to-speech engines with failover, for each connection."""

    async def close(self) -> None:
        """Close engines and workers; call it after the last interview has ended."""
        await self.connections.close()
        await self.speech_engines.close()
        await self.engines.close()


def build_voice(settings: Settings, clock: Clock) -> VoiceSlice | None:
    """Return the voice of this process, or None if it is switched off.

    Nothing costly is imported or started before a candidate uses voice.
    """
    if settings.voice == "off":
        return None
    engines = create_configured_engines(settings, clock)
    chance = random.SystemRandom().random
    speech_engines = FailoverEnginesFactory(
        engines.stt_engines,
        engines.tts_engines,
        clock,
        jitter=chance,
        phrases=list_common_phrases(),
        cache_store=FileAudioCacheStore(settings.data_dir / "phrases"),
        warm_up=engines.warm_up,
    )
    connections = VoicePipelineFactory(
        turn_managers=LiveKitTurnManagerFactory(clock),
        engines_factory=speech_engines,
        audio_protocols=create_audio_protocols(clock),
        capacity=VoiceCapacity(clock, limit=_session_limit(settings)),
        clock=clock,
    )
    return VoiceSlice(connections, engines, speech_engines)


def voice_availability(voice: VoiceSlice | None) -> VoiceAvailability:
    """Return the voice options for the link page: only those that this process could start now."""
    if voice is None or not _is_livekit_installed():
        return VoiceAvailability()
    stt_engines, tts_engines = voice.engines.stt_engines, voice.engines.tts_engines
    if not stt_engines and not tts_engines:
        return VoiceAvailability()
    names = dict.fromkeys(
        [*(engine.name for engine in stt_engines), *(engine.name for engine in tts_engines)]
    )
    return VoiceAvailability(
        is_available=True,
        has_tts=bool(tts_engines),
        answer_mode="typed"
        if not stt_engines
        else "draft"
        if stt_engines[0].is_draft
        else "spoken",
        third_parties=tuple(_THIRD_PARTIES[name] for name in names if name in _THIRD_PARTIES),
    )


def _is_livekit_installed() -> bool:
    try:
        return importlib.util.find_spec("livekit.agents") is not None
    except ModuleNotFoundError:
        return False


def build_speech_routes(voice: VoiceSlice | None, *, rate_limiter: RateLimiter) -> APIRouter:
    """Return the text-to-speech route; without ``voice`` it answers that it is unavailable."""

    def create_tts() -> TtsFailover | None:
        return voice.speech_engines.create_tts() if voice is not None else None

    return build_speech_router(SynthesizeSpeech(create_tts, rate_limiter))


def _session_limit(settings: Settings) -> int:
    return settings.voice_capacity or _SESSIONS_PER_CORE * (os.cpu_count() or 1)


@asynccontextmanager
async def manage_voice_lifecycle(voice: VoiceSlice | None) -> AsyncIterator[None]:
    """Publish the engines' circuit breakers as metrics for the duration of the block, then close them."""
    if voice is not None:
        voice.speech_engines.publish_metrics()
    try:
        yield
    finally:
        if voice is not None:
            await voice.close()


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
        recordings: CandidateRecordingsFactory,
        is_stopping: Callable[[], bool],
    ) -> RoomHost:
        """Return this process's room host; raise ``InvalidSettingError`` that says what is missing."""
        platform = self._platform
        if self.server is None:
            raise InvalidSettingError(_explain_missing_settings(platform.settings))
        tools = ServeRoomDependencies(
            room_server=self.server,
            join_room=create_join_room(load_rtc, platform.clock),
            sessions=sessions,
            room_calls=self._calls,
            start_connection=converse,
            clock=platform.clock,
            ids=platform.ids,
            recordings=recordings,
            is_stopping=is_stopping,
        )
        worker_id = f"k_{platform.ids.random_token(64)}"
        return RoomHost(
            connections=self.connections,
            dependencies=tools,
            worker_id=worker_id,
            clock=platform.clock,
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
    connections = PostgresRoomConnectionRepository(platform.database, platform.open_work)
    server = build_livekit_server(platform)
    tickets = PostgresSelfServiceTicketStore(platform.database, platform.open_work)
    join_session = JoinSelfServiceSession(
        sessions=self_service_sessions, tickets=tickets, clock=platform.clock, ids=platform.ids
    )
    session_access = TicketSessionAccessResolver(admit, join_session)
    router = build_livekit_router(
        IssueRoomCredentials(
            room_server=server,
            connections=connections,
            session_access=session_access,
            ids=platform.ids,
        ),
        HandleLiveKitWebhook(room_server=server, connections=connections, room_calls=room_calls),
    )
    return LiveKitSlice(router, server, connections, room_calls, platform)


def require_livekit_settings(settings: Settings) -> None:
    """Return if a LiveKit server is configured; else raise ``InvalidSettingError``."""
    if any(getattr(settings, field) is None for field, _ in _REQUIRED_SETTINGS):
        raise InvalidSettingError(_explain_missing_settings(settings))


def _explain_missing_settings(settings: Settings) -> str:
    missing = [name for field, name in _REQUIRED_SETTINGS if getattr(settings, field) is None]
    return translatable(
        "LiveKit needs {settings}. Set the values of your LiveKit server, or do not run this role. "
        "Candidates can then use the platform's own WebSocket, which needs no LiveKit server.",
        settings=", ".join(missing),
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
