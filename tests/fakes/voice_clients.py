"""Clients that listen: behind a network of 60 ms each way, with a buffer against its jitter.

They play what arrives at the pace of a loudspeaker, know to the sample what was heard, and report it as the
dialects ask. Time is the running loop's own, so that they live on simulated time and on real time alike.
"""

from __future__ import annotations

import asyncio
import base64
import json
import struct
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from types import TracebackType
from typing import Any

from vivavoce.contracts.voice import AnswerMode
from vivavoce.kernel.errors import UnavailableError
from vivavoce.voice.ports.audio import VoiceCapabilities

WAY_S = 0.06
BUFFER_S = 0.08
REPORT_EVERY_S = 0.5
_SAMPLE = 2


def offer(answers: AnswerMode = "spoken", *, is_draft: bool = False) -> VoiceCapabilities:
    return VoiceCapabilities(answer_mode=answers, stt="ears", tts="mouth", is_draft=is_draft)


def microphone_frame(sequence: int, pcm: bytes, *, kind: int = 1, generation: int = 0) -> bytes:
    return struct.pack("<BBHI", kind, 0, generation, sequence) + pcm


def wav_sound(blob: bytes) -> bytes:
    """Return the samples of a WAV file as this house writes them."""
    assert (blob[:4], blob[8:16]) == (b"RIFF", b"WAVEfmt ")
    rate, size = struct.unpack_from("<I", blob, 24)[0], struct.unpack_from("<I", blob, 40)[0]
    assert (rate, size) == (24_000, len(blob) - 44)
    return blob[44:]


@dataclass
class Asked:
    """What a client asked for."""

    done: int = 0
    playback_stops: int = 0
    mutes: list[bool] = field(default_factory=list)

    async def note_done(self) -> None:
        self.done += 1

    async def note_playback_stopped(self) -> None:
        self.playback_stops += 1

    async def note_mute(self, is_muted: bool) -> None:
        self.mutes.append(is_muted)


class Player:
    """A loudspeaker behind a jitter buffer."""

    def __init__(self, rate: int, buffer_s: float) -> None:
        self._rate = rate
        self._buffer_s = buffer_s
        self._pieces: list[tuple[float, bytes]] = []
        self.ends_at = float("-inf")
        self.most_ahead_s = 0.0

    def queue(self, pcm: bytes, now: float) -> None:
        begins = self.ends_at if self.ends_at > now else now + self._buffer_s
        self._pieces.append((begins, pcm))
        self.ends_at = begins + len(pcm) / _SAMPLE / self._rate
        self.most_ahead_s = max(self.most_ahead_s, self.ends_at - now - self._buffer_s)

    def stop(self, now: float) -> None:
        self._pieces = [(begins, self._until(begins, pcm, now)) for begins, pcm in self._pieces]
        self.ends_at = min(self.ends_at, now)

    def heard(self, now: float) -> bytes:
        return b"".join(self._until(begins, pcm, now) for begins, pcm in self._pieces)

    def _until(self, begins: float, pcm: bytes, now: float) -> bytes:
        return pcm[: max(0, round((now - begins) * self._rate)) * _SAMPLE]


class Listener:
    """A client of ``vivavoce.v1`` or, with ``is_small``, of practice. It is also the wire to itself."""

    def __init__(
        self,
        *,
        is_small: bool = False,
        way_s: float = WAY_S,
        answers: bool = True,
        answers_cuts: bool = True,
        names_answers: bool = True,
        rate: int = 24_000,
    ) -> None:
        self.messages: list[dict[str, Any]] = []
        self.blobs: list[bytes] = []
        self.players: dict[int, Player] = {}
        self.sequences: list[int] = []
        self.sends: list[dict[str, Any] | bytes] = []
        self.is_cut = False
        self._is_small = is_small
        self._way_s = way_s
        self._answers = answers
        self._answers_cuts = answers_cuts
        self._names_answers = names_answers
        self._rate = rate
        self._down: deque[Callable[[], object]] = deque()
        self._up: deque[Callable[[], object]] = deque()
        self._arrived: asyncio.Queue[str | bytes] = asyncio.Queue()
        self._take: Callable[[str | bytes], Awaitable[bool]] | None = None
        self._tasks = asyncio.TaskGroup()
        self._pump: asyncio.Task[None] | None = None
        self._timers: list[asyncio.TimerHandle] = []

    def connect_to(self, take: Callable[[str | bytes], Awaitable[bool]]) -> Listener:
        self._take = take
        return self

    async def __aenter__(self) -> Listener:
        await self._tasks.__aenter__()
        self._pump = self._tasks.create_task(self._send_up())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for timer in self._timers:
            timer.cancel()
        if self._pump is not None:
            self._pump.cancel()
        await self._tasks.__aexit__(kind, error, trace)

    # The server's side: a ``AudioMessageSender``.
    async def send_json(self, message: dict[str, Any]) -> None:
        self._check()
        self.sends.append(message)
        self._underway(self._down, self._read_json, json.loads(json.dumps(message)))

    async def send_bytes(self, message: bytes) -> None:
        self._check()
        self.sends.append(message)
        self._underway(self._down, self._read_bytes, message)

    def cut(self) -> None:
        """The cable is pulled: nothing goes either way any more."""
        self.is_cut = True

    # The client's side.
    def say(self, message: dict[str, Any] | bytes) -> None:
        if not self.is_cut:
            raw = message if isinstance(message, bytes) else json.dumps(message)
            self._underway(self._up, self._arrived.put_nowait, raw)

    def heard(self, generation: int) -> bytes:
        player = self.players.get(generation)
        return b"" if player is None else player.heard(_now())

    def of_type(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["type"] == kind]

    def _check(self) -> None:
        if self.is_cut:
            raise UnavailableError

    def _later(self, seconds: float, call: Callable[..., object], *given: object) -> None:
        self._timers.append(asyncio.get_running_loop().call_later(seconds, call, *given))

    def _underway(
        self, way: deque[Callable[[], object]], call: Callable[..., object], message: object
    ) -> None:
        """What is sent at the same time arrives in the order in which it was sent."""
        way.append(partial(call, message))
        self._later(self._way_s, self._arrive, way)

    def _arrive(self, way: deque[Callable[[], object]]) -> None:
        way.popleft()()

    async def _send_up(self) -> None:
        while True:
            message = await self._arrived.get()
            assert self._take is not None, "the client talks to nobody"
            await self._take(message)

    def _read_json(self, message: dict[str, Any]) -> None:
        if self.is_cut:
            return
        self.messages.append(message)
        kind = message["type"].upper()
        if kind == "SPEAK":
            self.players[message["gen"]] = Player(self._rate, BUFFER_S)
            self._report_on(message["gen"])
        elif kind == "SPOKEN":
            player = self.players[message["gen"]]
            self._later(max(0.0, player.ends_at - _now()), self._report, message["gen"], False)
        elif kind == "FLUSH" and "gen" in message:
            for generation, player in self.players.items():
                if generation <= message["gen"]:
                    player.stop(_now())
            self._report(message["gen"], True)

    def _read_bytes(self, message: bytes) -> None:
        if self.is_cut:
            return
        self.blobs.append(message)
        kind, _, generation, sequence = struct.unpack_from("<BBHI", message)
        assert kind == 2
        self.sequences.append(sequence)
        self.players[generation].queue(message[8:], _now())

    def _report_on(self, generation: int) -> None:
        self._later(REPORT_EVERY_S, self._report_if_playing, generation)

    def _report_if_playing(self, generation: int) -> None:
        if self.players[generation].ends_at > _now():
            self._report(generation, False)
            self._report_on(generation)

    def _report(self, generation: int, is_answer: bool) -> None:
        if not self._answers or self.is_cut or generation not in self.players:
            return
        if is_answer and not self._answers_cuts:
            return
        named = {"flushed": True} if is_answer and self._names_answers else {}
        kind = "mark_played" if self._is_small else "MARK_PLAYED"
        samples = len(self.players[generation].heard(_now())) // _SAMPLE
        self.say({"type": kind, "gen": generation, "samples": samples, **named})


class MayaListener(Listener):
    """A client of Maya's: plays recordings one after another and reports nothing."""

    def __init__(
        self, *, way_s: float = WAY_S, unpack: Callable[[bytes], bytes] = wav_sound
    ) -> None:
        super().__init__(way_s=way_s, answers=False)
        self._unpack = unpack
        self.players[0] = Player(24_000, BUFFER_S)

    def heard(self, generation: int = 0) -> bytes:
        return super().heard(0)

    def _read_json(self, message: dict[str, Any]) -> None:
        if self.is_cut:
            return
        self.messages.append(message)
        if message["type"] == "AGENT_AUDIO" and message["data"]:
            self._play(base64.b64decode(message["data"]))
        if message["type"] == "FLUSH" or message.get("streaming") == "stop":
            self.players[0].stop(_now())

    def _read_bytes(self, message: bytes) -> None:
        if not self.is_cut:
            self._play(message)

    def _play(self, blob: bytes) -> None:
        self.blobs.append(blob)
        self.players[0].queue(self._unpack(blob), _now())


def pieces_of(sound: bytes, size: int) -> Iterable[bytes]:
    return (sound[start : start + size] for start in range(0, len(sound), size))


def _now() -> float:
    return asyncio.get_running_loop().time()
