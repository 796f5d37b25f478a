"""``python -m bench.voice.house URL PORT stubs|keyless [MODEL]``: a real edge in a process of its own, with sound.

Real are the sockets, the dialects, the conversation's machine, the session log in PostgreSQL and the sound of
every talk. ``stubs`` are engines of fixed times, ``keyless`` the ones that come with the product. The interviewer
is the built-in one: it asks no model, unless the address of one is given. A line on its input has it print what
it took since the last one.
"""

from __future__ import annotations

import asyncio
import gc
import json
import random
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tests.database import KEYS
from tests.fakes.live_edge import an_edge
from tests.infrastructure import open_ground

from bench.voice import stage
from bench.voice.ours import Words
from vivavoce.infra.language_model.lazy import open_isolated_language_model
from vivavoce.infra.settings import Settings
from vivavoce.infra.telemetry import set_up_logging
from vivavoce.kernel.clock import Clock
from vivavoce.live.adapters.model_question_composer import ModelQuestionComposer
from vivavoce.voice.adapters.engines.configured_engines import create_configured_engines
from vivavoce.voice.adapters.livekit.turn_manager_factory import LiveKitTurnManagerFactory
from vivavoce.voice.facade import VoicePipelineFactory
from vivavoce.voice.ports.engines import SttEngine, SynthesizedAudio, TtsEngine
from vivavoce.voice.transports.websocket import create_audio_protocols
from vivavoce.voice.usecases.engines.engines_factory import FailoverEnginesFactory
from vivavoce.voice.usecases.voice_capacity import VoiceCapacity

Kind = Literal["stubs", "keyless"]
_PIECE = stage.OUT_RATE // 10 * 2
_POOL = 16
_ROOM = 10_000
"""The crowd before is still expected back, and must not keep the next one in the waiting room."""


class Voice:
    """A voice that takes its time before the first sound, and then has all of it."""

    name = model = voice = "stub"
    rate = stage.OUT_RATE

    def __init__(self) -> None:
        self._sound = stage.reply_sound()

    async def synthesize(
        self, text: str, *, language: str, speed: float = 1.0
    ) -> AsyncIterator[SynthesizedAudio]:
        await asyncio.sleep(stage.TTS_S)
        for begun in range(0, len(self._sound), _PIECE):
            yield SynthesizedAudio(pcm=self._sound[begun : begun + _PIECE])


@dataclass
class Meter:
    """What this process took since it was last asked."""

    lag: list[float] = field(default_factory=list)
    cpu_s: float = 0.0
    waited_s: float = 0.0
    began: float = 0.0

    def told(self) -> str:
        """Return it as a line of JSON, and begin anew."""
        cpu, waited, now = time.process_time(), stage.waited_s(), time.perf_counter()
        took = now - self.began
        lag = sorted(self.lag) or [0.0]
        line = {
            "seconds": took,
            "cpu_s": cpu - self.cpu_s,
            "wait": (waited - self.waited_s) / took,
            "lag_p50": lag[len(lag) // 2],
            "lag_p99": lag[int(len(lag) * 0.99)],
            "kib": stage.resident_kib(),
        }
        self.cpu_s, self.waited_s, self.began = cpu, waited, now
        self.lag.clear()
        return json.dumps(line)


def _engines(kind: Kind, clock: Clock) -> tuple[tuple[SttEngine, ...], tuple[TtsEngine, ...]]:
    if kind == "stubs":
        return (Words(),), (Voice(),)
    found = create_configured_engines(Settings(voice_stt="pocketsphinx", voice_tts="espeak"), clock)
    return found.stt_engines, found.tts_engines


async def _asked() -> asyncio.StreamReader:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    return reader


async def _open_composer(address: str | None, clock: Clock) -> ModelQuestionComposer | None:
    """Return what words questions with a model, loaded and on a loop of its own as in the product."""
    if address is None:
        return None
    settings = Settings(llm_base_url=address, llm_model="imitated")
    model = open_isolated_language_model(settings, clock)
    assert model is not None
    await model.preload()
    return ModelQuestionComposer(model)


async def main(url: str, port: int, kind: Kind, model: str | None = None) -> None:
    """Serve until the input ends."""
    set_up_logging("warning", file=Path("/dev/null"))
    async with open_ground(url, KEYS, max_size=_POOL) as ground:
        ears, mouths = _engines(kind, ground.clock)
        kits = FailoverEnginesFactory(ears, mouths, ground.clock, jitter=random.random)
        sounds = VoicePipelineFactory(
            turn_managers=LiveKitTurnManagerFactory(ground.clock),
            engines_factory=kits,
            audio_protocols=create_audio_protocols(ground.clock),
            capacity=VoiceCapacity(ground.clock, limit=1000),
            clock=ground.clock,
        )
        composer = await _open_composer(model, ground.clock)
        async with an_edge(
            ground,
            port=port,
            sounds=sounds,
            room=_ROOM,
            composer=composer,
            max_discarded_starts=Settings().llm_discarded_starts_per_answer,
        ):
            meter, lines = Meter(), await _asked()
            watching = asyncio.ensure_future(stage.lags(meter.lag))
            print("ready", flush=True)
            while await lines.readline():
                gc.collect()
                print(meter.told(), flush=True)
            watching.cancel()
        await sounds.close()
        await kits.close()


if __name__ == "__main__":
    asyncio.run(
        main(
            sys.argv[1],
            int(sys.argv[2]),
            "keyless" if "keyless" in sys.argv else "stubs",
            *sys.argv[4:5],
        )
    )
