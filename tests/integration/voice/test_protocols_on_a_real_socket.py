"""Audio over a real WebSocket, served as the edge serves it: nothing is lost or too large."""

from __future__ import annotations

import asyncio
import base64
import json
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.routing import WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect
from tests.fakes.audio_recordings import tone, webm_opus
from tests.fakes.voice_clients import Asked, microphone_frame, offer, pieces_of
from websockets.asyncio.client import connect

from vivavoce.app.serving import bind_socket, serve_app
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.voice import VoicePreferences
from vivavoce.infra.clock import SystemClock
from vivavoce.kernel.errors import UnavailableError
from vivavoce.voice.ports.audio import AudioTransport, ClientCallbacks
from vivavoce.voice.transports.websocket import create_audio_protocols

RATE = 24_000


class _Wire:
    def __init__(self, websocket: WebSocket) -> None:
        self._websocket = websocket

    async def send_json(self, message: Json) -> None:
        try:
            await self._websocket.send_text(json.dumps(message))
        except (WebSocketDisconnect, RuntimeError) as error:
            raise UnavailableError from error

    async def send_bytes(self, message: bytes) -> None:
        try:
            await self._websocket.send_bytes(message)
        except (WebSocketDisconnect, RuntimeError) as error:
            raise UnavailableError from error


class _Edge:
    """Serves one dialect; says ``sound`` once, and keeps what it hears."""

    def __init__(self, dialect: str, sound: bytes) -> None:
        self._dialect = dialect
        self._sound = sound
        self.heard = b""
        self.played_ms: int | None = None
        self.is_estimated: bool | None = None
        self._websocket: WebSocket | None = None
        self.wanted = 15_000
        self.has_heard = asyncio.Event()
        self.was_played = asyncio.Event()
        self.has_ended = asyncio.Event()

    async def hang_up(self) -> None:
        if self._websocket is not None:
            await self._websocket.close()

    async def serve(self, websocket: WebSocket) -> None:
        self._websocket = websocket
        await websocket.accept(subprotocol=next(iter(websocket.scope["subprotocols"]), None))
        asked = Asked()
        ends = create_audio_protocols(SystemClock())[self._dialect](
            _Wire(websocket),
            VoicePreferences(connection_id="leg", audio_protocol=self._dialect),
            offer(),
            ClientCallbacks(
                on_answer_done=asked.note_done,
                on_mute_changed=asked.note_mute,
                on_playback_stopped=asked.note_playback_stopped,
            ),
        )
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._listen(ends))
            tasks.create_task(self._speak(ends))
            try:
                while True:
                    message = await websocket.receive()
                    if message["type"] == "websocket.disconnect":
                        break
                    await ends.handle_message(message.get("text") or message["bytes"])
            finally:
                await ends.close()
        self.has_ended.set()

    async def _listen(self, ends: AudioTransport) -> None:
        async for frame in ends.audio_input.frames():
            self.heard += frame
            if len(self.heard) >= self.wanted:
                self.has_heard.set()

    async def _speak(self, ends: AudioTransport) -> None:
        audio_output = ends.audio_output
        await audio_output.begin(0, turn=1, text="Hello.")
        await audio_output.write(self._sound)
        await audio_output.finish()
        played = await audio_output.wait_for_playout()
        self.played_ms, self.is_estimated = played.duration_ms, played.is_estimated
        self.was_played.set()


@asynccontextmanager
async def edge(dialect: str, sound: bytes) -> AsyncIterator[tuple[_Edge, str]]:
    one = _Edge(dialect, sound)
    bound = bind_socket("edge", "127.0.0.1", 0, "VIVAVOCE_WS_PORT")
    app = Starlette(routes=[WebSocketRoute("/", one.serve)])
    async with serve_app(app, bound):
        yield one, f"ws://127.0.0.1:{bound.port}/"


async def test_vivavoce_frames_are_exchanged_and_reported() -> None:
    said, spoken = tone(1.0, 16_000), tone(0.5, RATE)
    async with edge("vivavoce.v1", spoken) as (one, address):
        one.wanted = len(said)
        async with connect(address, compression="deflate") as client:
            for sequence, pcm in enumerate(pieces_of(said, 640)):
                await client.send(microphone_frame(sequence, pcm))
            heard, kinds = b"", []
            while "SPOKEN" not in kinds:
                message = await client.recv()
                if isinstance(message, bytes):
                    assert struct.unpack_from("<BBH", message) == (2, 0, 0)
                    heard += message[8:]
                else:
                    kinds.append(json.loads(message)["type"])
            await client.send(
                json.dumps({"type": "MARK_PLAYED", "gen": 0, "samples": len(heard) // 2})
            )
            await one.was_played.wait()
            await one.has_heard.wait()
            assert not client.protocol.extensions, "sound is not compressed again"
        await one.has_ended.wait()

    assert (kinds, heard, one.heard) == (["VOICE", "SPEAK", "SPOKEN"], spoken, said)
    assert (one.played_ms, one.is_estimated) == (500, False)


class _Player:
    """Plays at the pace of a loudspeaker, without a sound."""

    def __init__(self) -> None:
        self._sounds: dict[int, bytes] = {}
        self._begun: dict[int, float] = {}
        self._lengths: dict[int, int] = {}

    def begin(self, gen: int, text: str) -> None:
        self._sounds[gen] = b""

    def play(self, gen: int, pcm: bytes) -> None:
        self._begun.setdefault(gen, asyncio.get_running_loop().time())
        self._sounds[gen] += pcm

    def ends_after(self, gen: int, samples: int) -> None:
        self._lengths[gen] = samples

    def stop(self, gen: int) -> None:
        self._sounds[gen] = self._sounds[gen][: 2 * self.at(gen)]
        self._lengths[gen] = self.at(gen)

    def at(self, gen: int) -> int:
        if gen not in self._begun:
            return 0
        passed = asyncio.get_running_loop().time() - self._begun[gen]
        return min(len(self._sounds[gen]) // 2, round(passed * RATE))

    def has_ended(self, gen: int) -> bool:
        return self.at(gen) == self._lengths.get(gen)


async def test_the_documented_client_works() -> None:
    page = (Path(__file__).parents[3] / "docs" / "protocols" / "voice.md").read_text(
        encoding="utf-8"
    )
    code = page.split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(compile(code, "docs/protocols/voice.md", "exec"), names)  # noqa: S102 - our own page
    said, spoken = tone(0.5, 16_000), tone(0.8, RATE)

    async def microphone() -> AsyncIterator[bytes]:
        for pcm in pieces_of(said, 640):
            yield pcm

    async with edge("vivavoce.v1", spoken) as (one, address):
        one.wanted = len(said)
        async with asyncio.TaskGroup() as tasks:
            talking = tasks.create_task(names["talk"](address, "none", microphone(), _Player()))
            await one.was_played.wait()
            await one.has_heard.wait()
            await one.hang_up()
            await talking
        await one.has_ended.wait()

    assert (one.heard, one.played_ms, one.is_estimated) == (said, 800, False)


async def test_the_largest_recording_chunk_fits_through_the_socket() -> None:
    recording = webm_opus(0.5)
    void = b"\xec" + (262_144 - len(recording) - 9 | 1 << 56).to_bytes(8)
    piece = recording + void + bytes(262_144 - len(recording) - 9)
    message = {"type": "AUDIO", "streaming": "chunk", "data": base64.b64encode(piece).decode()}
    async with edge("maya.webm", tone(0.3, RATE)) as (one, address):
        async with connect(address) as client:
            await client.send(json.dumps(message | {"sessionId": "s" * 60, "tenantId": "t" * 36}))
            await one.has_heard.wait()
        await one.has_ended.wait()

    assert len(one.heard) / 32_000 > 0.46


async def test_a_disconnected_client_blocks_no_caller() -> None:
    async with edge("vivavoce.v1", tone(30.0, RATE)) as (one, address):
        async with connect(address) as client:
            for _ in range(6):
                await client.recv()
        await one.has_ended.wait()

    assert one.is_estimated
    assert one.played_ms is not None
    assert one.played_ms <= 2_000
