"""The dialects of Maya's clients: raw sound or JSON with a recording up, recordings down, no reports."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Literal

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.sound import Wire, Wish
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.voice.domain.wire import maya
from vivavoce.voice.domain.wire.cutting import AtPauses, Cutter, Even
from vivavoce.voice.domain.wire.messages import Voice
from vivavoce.voice.domain.wire.refusals import (
    NoEncoder,
    OddLength,
    PieceTooLarge,
    UnknownOut,
    WrongMode,
)
from vivavoce.voice.domain.wire.wav import wav
from vivavoce.voice.ports.dialects import Ends, Offer, Requests
from vivavoce.voice.ports.equipment import Passing
from vivavoce.voice.transports.websocket.intake import Intake
from vivavoce.voice.transports.websocket.loudspeaker import Letters, SocketLoudspeaker
from vivavoce.voice.transports.websocket.microphone import SocketMicrophone
from vivavoce.voice.transports.websocket.outgoing import Message, Outgoing
from vivavoce.voice.transports.websocket.recording import Recording
from vivavoce.voice.transports.websocket.taker import Taker

OUT_RATE = 24_000
MOST_PCM = 64_000
"""Two seconds of sound in one message."""
_PCM_AT_ONCE, _PCM_PER_SECOND = 160_000, 64_000
_RECORDED_AT_ONCE, _RECORDED_PER_SECOND = 1_048_576, 131_072
_AHEAD_OF_PAUSE_S = 0.5
_MOST_AHEAD_S = 0.9

Out = Literal["wav", "mp3", "pcm24k"]
_OUTS: tuple[Out, ...] = ("wav", "mp3", "pcm24k")
_FORMATS: dict[Out, str] = {"wav": "WAV", "mp3": "MP3", "pcm24k": "L16"}


class MayaDialect:
    """Maya's first generation sends raw samples (``maya.pcm``), her second recordings (``maya.webm``)."""

    def __init__(self, clock: Clock, *, is_recorded: bool) -> None:
        self._clock = clock
        self._is_recorded = is_recorded

    def open(self, wire: Wire, wish: Wish, offer: Offer, requests: Requests) -> Ends:
        """Return the ends of a connection; an ``out`` that cannot be had raises a ``Refused``."""
        out = _out_of(wish, "pcm24k" if self._is_recorded else "wav")
        outgoing = Outgoing(wire, self._clock)
        microphone = SocketMicrophone(outgoing)
        letters: Letters = _JsonLetters(out) if self._is_recorded else _BinaryLetters(out)
        loudspeaker = SocketLoudspeaker(outgoing, letters, self._clock)
        intake = Intake(
            outgoing,
            self._clock,
            _error,
            bytes_at_once=_RECORDED_AT_ONCE if self._is_recorded else _PCM_AT_ONCE,
            bytes_per_second=_RECORDED_PER_SECOND if self._is_recorded else _PCM_PER_SECOND,
        )
        recording = Recording(self._clock) if self._is_recorded else None
        taker = _Taker(intake, microphone, recording, requests, outgoing)
        return Ends(
            microphone=microphone, loudspeaker=loudspeaker, take=taker.take, close=taker.close
        )


class _Taker(Taker[maya.Audio | Voice]):
    def __init__(
        self,
        intake: Intake,
        microphone: SocketMicrophone,
        recording: Recording | None,
        requests: Requests,
        outgoing: Outgoing,
    ) -> None:
        super().__init__(intake, microphone, requests, outgoing)
        self._recording = recording

    def _read(self, message: str) -> maya.MayaSaid | None:
        return maya.read(message)

    async def _do(self, said: maya.Audio | Voice | bytes) -> None:
        match said:
            case bytes():
                await self._hear(said)
            case maya.Audio():
                await self._recorded(said)
            case Voice(is_on=False):
                await self.close()
            case Voice():
                pass

    async def _hear(self, sound: bytes) -> None:
        if len(sound) > (MOST_PCM if self._recording is None else maya.MOST_PIECE):
            raise PieceTooLarge
        if self._recording is not None:
            await self._decode(self._recording, sound)
            return
        if len(sound) % 2:
            raise OddLength
        await self._put(sound)

    async def _recorded(self, audio: maya.Audio) -> None:
        if self._recording is None:
            raise WrongMode
        if audio.streaming == "start":
            self._recording.begin()
        if audio.piece:
            await self._decode(self._recording, audio.piece)
        if audio.streaming == "end":
            await self._put(self._recording.end())
            await self._requests.done()

    async def _decode(self, recording: Recording, piece: bytes) -> None:
        """Hear what can be heard, also of a piece that goes wrong later on."""
        await recording.load()
        heard = bytearray()
        try:
            for sound in recording.sounds(piece):
                heard += sound
        finally:
            await self._put(bytes(heard))


class _Blobs:
    """How sound is packed: each piece as a recording of its own, or as bare samples."""

    def __init__(self, out: Out) -> None:
        self._out = out

    @property
    def rate(self) -> int:
        return OUT_RATE

    @property
    def has_reports(self) -> bool:
        return False

    async def packed(self, piece: bytes) -> bytes:
        if self._out == "wav":
            return wav(piece, OUT_RATE)
        if self._out == "mp3":
            return await asyncio.to_thread(_mp3(), piece, OUT_RATE)
        return piece


class _BinaryLetters(_Blobs):
    """Generation 1: binary messages; a client that cares may stop at ``FLUSH``."""

    @property
    def most_ahead_s(self) -> float:
        return _MOST_AHEAD_S if self._out == "pcm24k" else _AHEAD_OF_PAUSE_S

    def cutter(self) -> Cutter:
        return Even(OUT_RATE) if self._out == "pcm24k" else AtPauses(OUT_RATE)

    def begin(self, generation: int, turn: int | None, text: str) -> Sequence[Message]:
        return ()

    async def sound(self, generation: int, piece: bytes) -> Sequence[Message]:
        return (await self.packed(piece),)

    def finish(self, generation: int, samples: int) -> Sequence[Message]:
        return ()

    def flush(self, generation: int) -> Sequence[Message]:
        return ({"type": "FLUSH"},)

    def tell(self, what: Passing, text: str) -> Sequence[Message]:
        return _told(what, text)


class _JsonLetters(_Blobs):
    """Generation 2: ``AGENT_AUDIO``, sentence by sentence."""

    @property
    def most_ahead_s(self) -> float:
        return _AHEAD_OF_PAUSE_S

    def cutter(self) -> Cutter:
        return AtPauses(OUT_RATE)

    def begin(self, generation: int, turn: int | None, text: str) -> Sequence[Message]:
        return (self._audio("start"),)

    async def sound(self, generation: int, piece: bytes) -> Sequence[Message]:
        return (self._audio("chunk", await self.packed(piece)),)

    def finish(self, generation: int, samples: int) -> Sequence[Message]:
        return (self._audio("end"),)

    def flush(self, generation: int) -> Sequence[Message]:
        return (self._audio("stop"),)

    def tell(self, what: Passing, text: str) -> Sequence[Message]:
        return _told(what, text)

    def _audio(self, streaming: str, sound: bytes = b"") -> Json:
        return maya.agent_audio(streaming, _FORMATS[self._out], OUT_RATE, sound)


def _told(what: Passing, text: str) -> Sequence[Message]:
    """Maya's clients show words, and have no place for states."""
    if what not in ("partial", "draft"):
        return ()
    return ({"type": "TRANSCRIPT", "role": "candidate", "text": text, "final": False},)


def _out_of(wish: Wish, usual: Out) -> Out:
    given = (wish.options or {}).get("out", usual)
    out = next((one for one in _OUTS if one == given), None)
    if out is None:
        raise UnknownOut
    if out == "mp3":
        _mp3()
    return out


def _mp3() -> Callable[[bytes, int], bytes]:
    from vivavoce.voice.adapters import mp3

    if not mp3.can_make_mp3():
        raise NoEncoder
    return mp3.mp3


def _error(error: VivavoceError) -> Json:
    return {"type": "ERROR", "code": error.code, "message": error.detail, "retryable": False}
