"""Builds what gives talks their sound, from settings; LiveKit itself is loaded when a candidate comes."""

from __future__ import annotations

import importlib.util
import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import APIRouter

from vivavoce.contracts.sound import VoiceOffer
from vivavoce.infra.settings import Settings
from vivavoce.kernel.clock import Clock
from vivavoce.live.domain.mind.often import often_said
from vivavoce.voice.adapters.engines.available import Engines, find_engines
from vivavoce.voice.adapters.engines.shelf import FolderShelf
from vivavoce.voice.adapters.livekit.floors import LiveKitFloors
from vivavoce.voice.facade import VoiceSounds
from vivavoce.voice.ports.engines import Mouth
from vivavoce.voice.routes.speech import speech_router
from vivavoce.voice.transports.websocket import socket_dialects
from vivavoce.voice.usecases.capacity import Capacity
from vivavoce.voice.usecases.engines.kit import EngineKits
from vivavoce.voice.usecases.synthesize import Limits, Synthesize

_OUTSIDE = {"deepgram": "Deepgram", "openai": "OpenAI", "azure": "Microsoft Azure"}
"""Engines that are other people's machines."""
_TALKS_A_CORE = 50
"""What one core carries with half of it to spare, engines elsewhere."""


@dataclass(frozen=True, slots=True)
class Voice:
    """The sound of a process."""

    sounds: VoiceSounds
    """For sockets (``open``) and for transports with ends of their own (``converse``)."""
    engines: Engines
    kits: EngineKits
    """Ears and a mouth for each connection."""

    async def close(self) -> None:
        """End engines and workers; called after the last talk has ended."""
        await self.sounds.close()
        await self.kits.close()
        await self.engines.close()


def build_voice(settings: Settings, clock: Clock) -> Voice | None:
    """Return the sound of this process, or None where it is switched off.

    Nothing costly is imported or started before somebody speaks.
    """
    if settings.voice == "off":
        return None
    engines = find_engines(settings, clock)
    chance = random.SystemRandom().random
    kits = EngineKits(
        engines.recognisers,
        engines.speakers,
        clock,
        chance=chance,
        phrases=often_said(),
        shelf=FolderShelf(settings.data_dir / "phrases"),
        warm=engines.warm,
    )
    sounds = VoiceSounds(
        floors=LiveKitFloors(clock),
        kits=kits,
        dialects=socket_dialects(clock),
        capacity=Capacity(clock, limit=_limit(settings)),
        clock=clock,
    )
    return Voice(sounds, engines, kits)


def offer_of(voice: Voice | None) -> VoiceOffer:
    """Return what the door says of sound: only what this process could begin now."""
    if voice is None or not _is_installed():
        return VoiceOffer()
    ears, mouths = voice.engines.recognisers, voice.engines.speakers
    if not ears and not mouths:
        return VoiceOffer()
    names = dict.fromkeys([*(each.name for each in ears), *(each.name for each in mouths)])
    return VoiceOffer(
        is_offered=True,
        is_aloud=bool(mouths),
        answers="typed" if not ears else "draft" if ears[0].is_draft else "spoken",
        outside=tuple(_OUTSIDE[name] for name in names if name in _OUTSIDE),
    )


def _is_installed() -> bool:
    try:
        return importlib.util.find_spec("livekit.agents") is not None
    except ModuleNotFoundError:
        return False


def speech_routes(voice: Voice | None, *, limits: Limits) -> APIRouter:
    """Return the route that says a text aloud; without ``voice`` it says that it cannot."""

    def make_mouth() -> Mouth | None:
        return voice.kits.mouth() if voice is not None else None

    return speech_router(Synthesize(make_mouth, limits))


def _limit(settings: Settings) -> int:
    return settings.voice_capacity or _TALKS_A_CORE * (os.cpu_count() or 1)


@asynccontextmanager
async def serving(voice: Voice | None) -> AsyncIterator[None]:
    """Have the metrics show the circuits of ``voice``'s engines; end what it has begun on leaving."""
    if voice is not None:
        voice.kits.show()
    try:
        yield
    finally:
        if voice is not None:
            await voice.close()
