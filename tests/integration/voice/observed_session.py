"""Voice sessions in a process of their own, observed: connections, imports, logs and traces, as JSON.

One is heard by a script, so that its words are known; one by the keyless engines, as the product builds
them. Their workers are processes of their own, which this one's hook does not see into.
"""

from __future__ import annotations

import asyncio
import io
import json
import logging
import os
import sys
import tempfile
import threading
from pathlib import Path

from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from vivavoce.kernel.clock import Clock

SECRET_WORDS = "I confess that my cousin Bartholomew wrote the whole migration"
OUTSIDE = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
HOSTILE = {
    "LIVEKIT_DEV_MODE": "1",
    "LIVEKIT_REMOTE_EOT_URL": "http://127.0.0.1:9/eot",
    "LIVEKIT_INFERENCE_URL": "http://127.0.0.1:9/inference",
    "LIVEKIT_WORKER_TOKEN": "token",
    "LIVEKIT_URL": "wss://staging.livekit.invalid",
    "LIVEKIT_API_KEY": "key",
    "LIVEKIT_API_SECRET": "secret",
}

seen: list[str] = []
importers: set[str] = set()
log = io.StringIO()
spans = InMemorySpanExporter()
"""What an operator would get who runs everything under ``opentelemetry-instrument``."""


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in OUTSIDE:
        seen.append(event)
    if event == "import" and str(arguments[0]).startswith("livekit.agents"):
        importers.add(f"{threading.current_thread().name} {arguments[0]}")


async def session() -> dict[str, object]:
    from tests.fakes.speech_engines import ScriptedSttEngine
    from tests.fakes.synthetic_speech import aloud
    from tests.fakes.voice_pipeline import VoiceWorld, asked

    from vivavoce.infra.clock import SystemClock
    from vivavoce.voice.adapters.livekit.turn_manager_factory import LiveKitTurnManagerFactory

    loaded_before = "livekit" in sys.modules
    clock = SystemClock()
    sys.addaudithook(watch)
    turn_manager = await LiveKitTurnManagerFactory(clock).create()
    stt_engine = ScriptedSttEngine(
        clock, [SECRET_WORDS, SECRET_WORDS], final_ms=100, interim_ms=10**7
    )
    world = VoiceWorld(clock, turn_manager=turn_manager, stt_engine=stt_engine)
    await world.pipeline.start()
    await world.pipeline.set_listening(is_allowed=True)
    async with asyncio.timeout(60):
        world.microphone.put(aloud(SECRET_WORDS))
        while not world.session.heard_all:  # noqa: ASYNC110 - the log has no bell
            await asyncio.sleep(0.05)
        await world.pipeline.say(asked(SECRET_WORDS, turn=2))
        await asyncio.sleep(1.0)
        world.microphone.put(aloud(SECRET_WORDS))
        await asyncio.sleep(2.0)
        await world.pipeline.close(is_graceful=False)
    said = await keyless_session(clock)
    for name in ("livekit.agents", "dtmf-inputs", None):  # None: some of LiveKit writes at the root
        logging.getLogger(name).error(
            "words: %s", SECRET_WORDS, extra={"lk.pii.text": SECRET_WORDS}
        )
    with trace.get_tracer("ours").start_as_current_span("ours"):
        pass
    return {
        "heard": len(world.session.heard_all),
        "said_keyless": said,
        "seen": seen,
        "importers": sorted(importers),
        "loaded_before": loaded_before,
        "left": sorted(name for name in HOSTILE if name in os.environ),
        "log": log.getvalue(),
        "spans": [span.to_json() for span in spans.get_finished_spans()],
    }


async def keyless_session(clock: Clock) -> int:
    """Talk with espeak-ng and pocketsphinx; return how many milliseconds of a question were heard."""
    from tests.fakes.simulated_audio import SessionRecorder, SimulatedListener, SimulatedMicrophone
    from tests.fakes.synthetic_speech import aloud
    from tests.fakes.voice_pipeline import asked

    from vivavoce.app.wiring.voice import build_voice
    from vivavoce.contracts.voice import VoicePreferences
    from vivavoce.infra.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), voice_tts="espeak", voice_stt="pocketsphinx")
        voice = build_voice(settings, clock)
        assert voice is not None
        microphone, session = SimulatedMicrophone(clock), SessionRecorder(clock)
        voiced = await voice.connections.start_connection(
            session,
            microphone,
            SimulatedListener(clock),
            VoicePreferences(connection_id="leg", answer_mode="spoken"),
        )
        async with asyncio.timeout(60):
            await voiced.say(asked("How did it end?", turn=2))
            while not session.spoken_all:  # noqa: ASYNC110 - the log has no bell
                await asyncio.sleep(0.05)
            await voiced.set_listening(is_allowed=True)
            microphone.put(aloud("We measured everything before and after the migration."))
            while not session.heard_all:  # noqa: ASYNC110 - the log has no bell
                await asyncio.sleep(0.05)
            await voiced.close(is_graceful=False)
        await voice.close()
    return sum(news.played_ms for news in session.spoken_all)


class _Everything(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return super().format(record) + repr(sorted(vars(record).items(), key=str))


def main() -> None:
    os.environ.update(HOSTILE)
    handler = logging.StreamHandler(log)
    handler.setFormatter(_Everything())
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(spans))
    trace.set_tracer_provider(provider)
    logging.basicConfig(level=logging.DEBUG, handlers=[handler])
    sys.stdout.write(json.dumps(asyncio.run(session())))


main()
