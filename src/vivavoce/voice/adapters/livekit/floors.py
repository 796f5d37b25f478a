"""Loads LiveKit once it is asked for, beside the loop, and behind its guards."""

from __future__ import annotations

import asyncio
import gc
from types import ModuleType

from vivavoce.contracts.sound import VoiceUnavailable
from vivavoce.kernel.clock import Clock
from vivavoce.voice.adapters.livekit.guards import load
from vivavoce.voice.ports.floor import Floor

_SESSION = "vivavoce.voice.adapters.livekit.session"
_LOADED_LATE = ("livekit.agents.llm.async_toolset",)
"""What LiveKit itself would load only at the first talk, and then on the loop."""


class LiveKitFloors:
    """Implements ``Floors``. The first ``make`` takes about a second; the loop goes on meanwhile."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._loading = asyncio.Lock()
        self._session: ModuleType | None = None

    async def load(self) -> None:
        """Load LiveKit in a thread; twice is fine."""
        await self._loaded()

    async def make(self) -> Floor:
        """Return a floor that is not open yet."""
        floor: Floor = (await self._loaded()).AgentFloor(self._clock)
        return floor

    async def _loaded(self) -> ModuleType:
        async with self._loading:
            if self._session is None:
                self._session = await asyncio.to_thread(_load)
                gc.freeze()
        return self._session


def _load() -> ModuleType:
    try:
        session = load(_SESSION)
        for name in _LOADED_LATE:
            load(name)
    except ImportError as missing:
        raise VoiceUnavailable(
            "Talking aloud needs the extra 'voice': pip install 'vivavoce[voice]'."
        ) from missing
    return session
