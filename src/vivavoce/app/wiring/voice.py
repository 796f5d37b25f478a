"""Builds voice from the settings; LiveKit itself is loaded when a candidate connects."""

from __future__ import annotations

import importlib.util
import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.contracts.voice import VoiceAvailability
from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import Clock
from vivavoce.live.domain.interviewer.common_phrases import list_common_phrases
from vivavoce.voice.adapters.engines.audio_cache_files import FileAudioCacheStore
from vivavoce.voice.adapters.engines.configured_engines import (
    ConfiguredEngines,
    create_configured_engines,
)
from vivavoce.voice.adapters.livekit.turn_manager_factory import LiveKitTurnManagerFactory
from vivavoce.voice.facade import VoicePipelineFactory
from vivavoce.voice.ports.engines import TtsPipeline
from vivavoce.voice.routes.speech import build_speech_router
from vivavoce.voice.transports.websocket import create_audio_protocols
from vivavoce.voice.usecases.engines.engines_factory import FailoverEnginesFactory
from vivavoce.voice.usecases.synthesize_speech import SynthesisRateLimiter, SynthesizeSpeech
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
    kits = FailoverEnginesFactory(
        engines.stt_engines,
        engines.tts_engines,
        clock,
        jitter=chance,
        phrases=list_common_phrases(),
        cache_store=FileAudioCacheStore(settings.data_dir / "phrases"),
        warm_up=engines.warm_up,
    )
    sounds = VoicePipelineFactory(
        turn_managers=LiveKitTurnManagerFactory(clock),
        engines_factory=kits,
        audio_protocols=create_audio_protocols(clock),
        capacity=VoiceCapacity(clock, limit=_session_limit(settings)),
        clock=clock,
    )
    return VoiceSlice(sounds, engines, kits)


def voice_availability(voice: VoiceSlice | None) -> VoiceAvailability:
    """Return the voice options for the link page: only those that this process could start now."""
    if voice is None or not _is_livekit_installed():
        return VoiceAvailability()
    ears, mouths = voice.engines.stt_engines, voice.engines.tts_engines
    if not ears and not mouths:
        return VoiceAvailability()
    names = dict.fromkeys([*(each.name for each in ears), *(each.name for each in mouths)])
    return VoiceAvailability(
        is_available=True,
        has_tts=bool(mouths),
        answer_mode="typed" if not ears else "draft" if ears[0].is_draft else "spoken",
        third_parties=tuple(_THIRD_PARTIES[name] for name in names if name in _THIRD_PARTIES),
    )


def _is_livekit_installed() -> bool:
    try:
        return importlib.util.find_spec("livekit.agents") is not None
    except ModuleNotFoundError:
        return False


def build_speech_routes(
    voice: VoiceSlice | None, *, rate_limiter: SynthesisRateLimiter
) -> APIRouter:
    """Return the text-to-speech route; without ``voice`` it answers that it is unavailable."""

    def create_tts() -> TtsPipeline | None:
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
