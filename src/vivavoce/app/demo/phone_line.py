"""A simulated caller on a phone line with real audio, like a provider's media stream.

It sends µ-law at 8 kHz in 20 ms frames, each delayed by latency and jitter, and some lost. It plays
received audio in real (or scaled) time and returns marks when they are played. Like real providers, it also
returns the marks of audio that a clear discarded, so marks alone prove nothing.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

import websockets

from vivavoce.contracts.envelope import Json
from vivavoce.voice.adapters.mulaw import decode_mulaw, encode_mulaw
from vivavoce.voice.adapters.resample import resample

FRAME_DURATION_S = 0.02
FRAME_BYTES = 160
SILENCE_BYTE = b"\xff"
TextCallback = Callable[[str], Awaitable[None]]


@dataclass(slots=True)
class LineConditions:
    """The quality of the line."""

    latency_s: float = 0.08
    """One-way latency."""
    jitter_s: float = 0.0
    loss: float = 0.0
    """Share of the caller's frames that are lost."""
    speed: float = 1.0
    """Seconds of the call per real second."""
    seed: int = 1


@dataclass(slots=True)
class HeardAudio:
    """Audio that the caller heard, at a time on the call's clock."""

    at_s: float
    sound: bytes


@dataclass(slots=True)
class SimulatedPhoneLine:
    """One caller. ``say`` sends audio; ``heard`` is the audio that the caller heard."""

    url: str
    parameters: dict[str, str]
    call_sid: str
    conditions: LineConditions = field(default_factory=LineConditions)
    stream_sid: str = "MZ" + "0" * 32
    heard: list[HeardAudio] = field(default_factory=list)
    cleared: list[float] = field(default_factory=list)
    """Times at which a clear arrived."""
    played_ms: dict[int, int] = field(default_factory=dict)
    """Milliseconds that were really played per generation, by the names of its marks."""
    marks: list[str] = field(default_factory=list)
    """The names of marks in the order in which they were returned."""
    close_code: int | None = None
    began_s: float = 0.0
    _outgoing_audio: bytearray = field(default_factory=bytearray)
    _incoming: list[tuple[str, bytes]] = field(default_factory=list)
    _is_over: asyncio.Event = field(default_factory=asyncio.Event)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _socket: websockets.ClientConnection | None = None
    _pending_sends: set[asyncio.Task[None]] = field(default_factory=set)
    _last_send_at: float = 0.0

    @property
    def now_s(self) -> float:
        """Return the seconds since the call began."""
        return (asyncio.get_running_loop().time() - self.began_s) * self.conditions.speed

    def say(self, pcm: bytes, *, rate: int = 8000) -> None:
        """Queue signed 16-bit audio of any sample rate after the current speech."""
        self._outgoing_audio += encode_mulaw(pcm if rate == 8000 else resample(pcm, rate, 8000))

    async def wait_until_spoken(self) -> None:
        """Return when all queued audio was sent."""
        while self._outgoing_audio and not self._is_over.is_set():  # noqa: ASYNC110 - real time
            await asyncio.sleep(FRAME_DURATION_S)

    async def press_key(self, key: str) -> None:
        """Press a key."""
        self._send_later({"event": "dtmf", "dtmf": {"track": "inbound_track", "digit": key}})

    def hang_up(self) -> None:
        """Hang up: a stop is sent, and the connection closes."""
        self._is_over.set()

    async def drop_connection(self) -> None:
        """Break the connection: nothing more is sent, not even a stop."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def wait_until(self, is_so: Callable[[], bool], *, within_s: float = 20.0) -> None:
        """Wait until the condition is true; raise ``TimeoutError`` after ``within_s`` seconds."""
        async with asyncio.timeout(within_s):
            while not is_so():
                self._changed.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._changed.wait(), 0.1)

    def pcm(self) -> bytes:
        """Return all audio that was heard, as 16-bit PCM."""
        return decode_mulaw(b"".join(piece.sound for piece in self.heard))

    async def call(self, *, start: dict[str, object] | None = None) -> None:
        """Hold the call until it ends."""
        self.began_s = asyncio.get_running_loop().time()
        dice = random.Random(self.conditions.seed)  # noqa: S311 - no secret
        async with websockets.connect(self.url, max_size=2**20) as link:
            self._socket = link
            await link.send(
                json.dumps({"event": "connected", "protocol": "Call", "version": "1.0.0"})
            )
            begun = {
                "streamSid": self.stream_sid,
                "callSid": self.call_sid,
                "tracks": ["inbound"],
                "customParameters": self.parameters,
                "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1},
            }
            await link.send(json.dumps({"event": "start", "start": start or begun}))
            work = [
                asyncio.ensure_future(task)
                for task in (self._speak(dice), self._listen(link), self._play())
            ]
            over = asyncio.ensure_future(self._is_over.wait())
            try:
                await asyncio.wait((*work[1:2], over), return_when=asyncio.FIRST_COMPLETED)
                if over.done() and link.close_code is None:
                    with contextlib.suppress(websockets.ConnectionClosed):
                        await link.send(json.dumps({"event": "stop", "stop": {}}))
            finally:
                for task in (*work, over, *self._pending_sends):
                    task.cancel()
                await asyncio.gather(*work, over, *self._pending_sends, return_exceptions=True)
        self.close_code = link.close_code
        self._is_over.set()
        self._changed.set()

    async def _speak(self, dice: random.Random) -> None:
        loop, place = asyncio.get_running_loop(), 0
        while True:
            due = self.began_s + place * FRAME_DURATION_S / self.conditions.speed
            await asyncio.sleep(max(0.0, due - loop.time()))
            sound = bytes(self._outgoing_audio[:FRAME_BYTES]).ljust(FRAME_BYTES, SILENCE_BYTE)
            del self._outgoing_audio[:FRAME_BYTES]
            if dice.random() >= self.conditions.loss:
                payload = base64.b64encode(sound).decode()
                media = {
                    "track": "inbound",
                    "chunk": str(place + 1),
                    "timestamp": str(place * 20),
                    "payload": payload,
                }
                self._send_later({"event": "media", "media": media}, dice.random())
            place += 1

    async def _listen(self, link: websockets.ClientConnection) -> None:
        with contextlib.suppress(websockets.ConnectionClosed):
            async for text in link:
                await self._deliver_later(partial(self._handle_message, json.loads(text)))
        await asyncio.sleep(0)

    async def _deliver_later(self, arrive: Callable[[], None]) -> None:
        """Schedule the arrival of a message after the latency, in order; the sender is not delayed."""
        loop = asyncio.get_running_loop()
        loop.call_later(self.conditions.latency_s / self.conditions.speed, arrive)

    def _handle_message(self, said: Json) -> None:
        match said["event"]:
            case "media":
                self._incoming.append(("", base64.b64decode(said["media"]["payload"])))
            case "mark":
                self._incoming.append((said["mark"]["name"], b""))
            case "clear":
                self.cleared.append(self.now_s)
                thrown = [name for name, _ in self._incoming if name]
                self._incoming.clear()
                for name in thrown:
                    self._return_mark(name, is_played=False)
            case _:
                pass
        self._changed.set()

    async def _play(self) -> None:
        loop = asyncio.get_running_loop()
        free_at = loop.time()
        while True:
            if not self._incoming:
                await asyncio.sleep(0.002)
                free_at = max(free_at, loop.time())
                continue
            name, sound = self._incoming.pop(0)
            if name:
                self._return_mark(name, is_played=True)
                continue
            self.heard.append(HeardAudio(self.now_s, sound))
            self._changed.set()
            free_at += len(sound) / 8000 / self.conditions.speed
            await asyncio.sleep(max(0.0, free_at - loop.time()))

    def _return_mark(self, name: str, *, is_played: bool) -> None:
        generation, _, place = name.partition(":")
        if is_played and place.isdecimal():
            self.played_ms[int(generation)] = int(place)
        self.marks.append(name)
        self._send_later({"event": "mark", "mark": {"name": name}})

    def _send_later(self, message: dict[str, object], luck: float = 0.0) -> None:
        """Send after latency and jitter, never before earlier messages."""
        loop = asyncio.get_running_loop()
        jitter = luck * self.conditions.jitter_s
        at = loop.time() + (self.conditions.latency_s + jitter) / self.conditions.speed
        self._last_send_at = max(self._last_send_at, at)
        wait = self._last_send_at - loop.time()
        flight = asyncio.ensure_future(self._send_after(wait, message))
        self._pending_sends.add(flight)
        flight.add_done_callback(self._pending_sends.discard)

    async def _send_after(self, wait: float, message: dict[str, object]) -> None:
        await asyncio.sleep(wait)
        if self._socket is not None:
            with contextlib.suppress(websockets.ConnectionClosed):
                await self._socket.send(json.dumps({**message, "streamSid": self.stream_sid}))
