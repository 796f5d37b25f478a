"""A spoken talk in a process of its own, watched: what it connects to, imports and logs, as JSON."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import os
import sys
import threading

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


def watch(event: str, arguments: tuple[object, ...]) -> None:
    if event in OUTSIDE:
        seen.append(event)
    if event == "import" and str(arguments[0]).startswith("livekit.agents"):
        importers.add(f"{threading.current_thread().name} {arguments[0]}")


async def talk() -> dict[str, object]:
    from tests.fakes.engines import ScriptedRecogniser
    from tests.fakes.voice_aloud import aloud
    from tests.fakes.voice_world import SpokenWorld, asked

    from vivavoce.infra.clock import SystemClock
    from vivavoce.voice.adapters.livekit.floors import LiveKitFloors

    loaded_before = "livekit" in sys.modules
    clock = SystemClock()
    sys.addaudithook(watch)
    floor = await LiveKitFloors(clock).make()
    recogniser = ScriptedRecogniser(
        clock, [SECRET_WORDS, SECRET_WORDS], final_ms=100, interim_ms=10**7
    )
    world = SpokenWorld(clock, floor=floor, recogniser=recogniser)
    await world.voiced.start()
    await world.voiced.listen(is_allowed=True)
    async with asyncio.timeout(60):
        world.microphone.put(aloud(SECRET_WORDS))
        while not world.talk.heard_all:  # noqa: ASYNC110 - the log has no bell
            await asyncio.sleep(0.05)
        await world.voiced.say(asked(SECRET_WORDS, turn=2))
        await asyncio.sleep(1.0)
        world.microphone.put(aloud(SECRET_WORDS))
        await asyncio.sleep(2.0)
        await world.voiced.close(is_graceful=False)
    logging.getLogger("livekit.agents").error(
        "words: %s", SECRET_WORDS, extra={"lk.pii.text": SECRET_WORDS}
    )
    return {
        "heard": len(world.talk.heard_all),
        "seen": seen,
        "importers": sorted(importers),
        "loaded_before": loaded_before,
        "left": sorted(name for name in HOSTILE if name in os.environ),
        "log": log.getvalue(),
    }


class _Everything(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        return super().format(record) + repr(sorted(vars(record).items(), key=str))


def main() -> None:
    os.environ.update(HOSTILE)
    handler = logging.StreamHandler(log)
    handler.setFormatter(_Everything())
    logging.basicConfig(level=logging.DEBUG, handlers=[handler])
    sys.stdout.write(json.dumps(asyncio.run(talk())))


main()
