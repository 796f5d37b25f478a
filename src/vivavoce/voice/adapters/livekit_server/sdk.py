"""LiveKit's server SDK, imported on first use."""

from __future__ import annotations

import asyncio
import importlib
from types import ModuleType
from typing import NamedTuple

from vivavoce.voice.adapters.livekit.guarded_loading import load_guarded
from vivavoce.voice.ports.rooms import LiveKitNotConfiguredError


class LiveKitServerSdk(NamedTuple):
    """The SDK's modules used here. They take half a second and 30 MiB, and contain no native code."""

    api: ModuleType
    aiohttp: ModuleType


async def load_sdk() -> LiveKitServerSdk:
    """Return the SDK, imported outside the event loop; raise ``LiveKitNotConfiguredError`` if missing."""
    return await asyncio.to_thread(_load)


def _load() -> LiveKitServerSdk:
    try:
        return LiveKitServerSdk(load_guarded("livekit.api"), importlib.import_module("aiohttp"))
    except ImportError as error:
        raise LiveKitNotConfiguredError(
            "LIVEKIT_URL is set, but the extra 'voice' is not installed. Run: pip "
            "install 'vivavoce[voice]'"
        ) from error
