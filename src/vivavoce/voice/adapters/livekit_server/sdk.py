"""The official server SDK, loaded when something is first asked of a LiveKit server."""

from __future__ import annotations

import asyncio
import importlib
from types import ModuleType
from typing import NamedTuple

from vivavoce.voice.adapters.livekit.guarded_loading import load_guarded
from vivavoce.voice.ports.rooms import LiveKitNotConfiguredError


class LiveKitServerSdk(NamedTuple):
    """What is used of it. It costs half a second and 30 MiB, and brings no native code."""

    api: ModuleType
    aiohttp: ModuleType


async def load_sdk() -> LiveKitServerSdk:
    """Return the SDK; the first call imports it, beside the loop. Raises ``LiveKitNotConfiguredError``."""
    return await asyncio.to_thread(_load)


def _load() -> LiveKitServerSdk:
    try:
        return LiveKitServerSdk(load_guarded("livekit.api"), importlib.import_module("aiohttp"))
    except ImportError as error:
        raise LiveKitNotConfiguredError(
            "LIVEKIT_URL is set, but the extra 'voice' is not installed: pip install 'vivavoce[voice]'."
        ) from error
