"""Loads LiveKit on demand, guarded and outside the event loop."""

from __future__ import annotations

import asyncio
import gc
from types import ModuleType

from vivavoce.contracts.voice import VoiceUnavailableError
from vivavoce.kernel.clock import Clock
from vivavoce.voice.adapters.livekit.guarded_loading import load_guarded
from vivavoce.voice.ports.audio import TurnManager

_TURN_MANAGER_MODULE = "vivavoce.voice.adapters.livekit.turn_manager"
_EAGER_MODULES = ("livekit.agents.llm.async_toolset",)
"""Modules that LiveKit would otherwise import during the first session, on the event loop."""


class LiveKitTurnManagerFactory:
    """Implements ``TurnManagerFactory``.

    The first ``create`` takes about a second, without blocking the event loop.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._loading = asyncio.Lock()
        self._module: ModuleType | None = None

    async def load(self) -> None:
        """Load LiveKit in a thread; repeating it is fine."""
        await self._load_once()

    async def create(self) -> TurnManager:
        """Return a turn manager that is not open yet; raise ``VoiceUnavailableError`` without LiveKit."""
        floor: TurnManager = (await self._load_once()).LiveKitTurnManager(self._clock)
        return floor

    async def _load_once(self) -> ModuleType:
        async with self._loading:
            if self._module is None:
                self._module = await asyncio.to_thread(_load)
                gc.freeze()
        return self._module


def _load() -> ModuleType:
    try:
        session = load_guarded(_TURN_MANAGER_MODULE)
        for name in _EAGER_MODULES:
            load_guarded(name)
    except ImportError as missing:
        raise VoiceUnavailableError(
            "Voice needs the extra 'voice'. Install it with: pip install 'vivavoce[voice]'"
        ) from missing
    return session
