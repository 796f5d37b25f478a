"""A connection in one dialect, with a client at its other end."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from tests.fakes.voice_clients import Asked, Listener, MayaListener, offer
from tests.simulated_clock import SimulatedClock

from vivavoce.contracts.voice import VoicePreferences
from vivavoce.voice.ports.audio import AudioTransport, ClientCallbacks, VoiceCapabilities
from vivavoce.voice.transports.websocket import create_audio_protocols

EXACT = ("vivavoce.v1", "practice.v1")
BY_CLOCK = ("maya.pcm", "maya.webm", "maya.pcm as pcm24k")
DIALECTS = (*EXACT, *BY_CLOCK)


@dataclass
class Call:
    listener: Listener
    ends: AudioTransport
    asked: Asked
    tasks: asyncio.TaskGroup

    async def hear(self, *, for_s: float = 0.5) -> list[bytes]:
        """Return what the microphone has until nothing more came for so long."""
        frames: list[bytes] = []
        heard = self.ends.audio_input.frames()
        with contextlib.suppress(TimeoutError, StopAsyncIteration):
            while True:
                async with asyncio.timeout(for_s):
                    frames.append(await anext(heard))
        return frames

    async def hear_while(self, messages: Iterable[str | bytes], *, every_s: float = 0.0) -> bytes:
        """Send messages while somebody listens, as in a talk; return what was heard."""
        listening = self.tasks.create_task(self.hear(for_s=0.5 + every_s))
        for message in messages:
            await asyncio.sleep(every_s)
            assert await self.ends.handle_message(message)
        return b"".join(await listening)

    def errors(self) -> list[str]:
        """Return the codes of the errors that were sent."""
        sent = [one for one in self.listener.sends if isinstance(one, dict)]
        return [one["code"] for one in sent if one["type"].upper() == "ERROR"]


@asynccontextmanager
async def call(
    name: str, *, offered: VoiceCapabilities | None = None, **listening: Any
) -> AsyncIterator[Call]:
    """Open a connection; ``name`` is a dialect's, or ``dialect as out``."""
    dialect, _, out = name.partition(" as ")
    if dialect in EXACT:
        listener = Listener(is_small=dialect == "practice.v1", **listening)
    else:
        listener = MayaListener(**({"unpack": bytes} if out or dialect == "maya.webm" else {}))
    asked = Asked()
    ends = create_audio_protocols(SimulatedClock())[dialect](
        listener,
        VoicePreferences(
            connection_id="leg", audio_protocol=dialect, query_options={"out": out} if out else None
        ),
        offered or offer(),
        ClientCallbacks(
            on_answer_done=asked.note_done,
            on_mute_changed=asked.note_mute,
            on_playback_stopped=asked.note_playback_stopped,
        ),
    )
    tasks_before = asyncio.all_tasks()
    async with listener.connect_to(ends.handle_message), asyncio.TaskGroup() as tasks:
        yield Call(listener, ends, asked, tasks)
    await ends.close()
    await asyncio.sleep(0.3)
    assert asyncio.all_tasks() <= tasks_before, "a task was left behind"
