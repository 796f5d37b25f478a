"""The dialect of our own clients, and of practice: numbered frames, generations, and exact reports."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.sound import Wire, Wish
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.voice.domain.wire.cutting import Cutter, Even
from vivavoce.voice.domain.wire.messages import GENERATIONS, Mark, Said, Voice
from vivavoce.voice.domain.wire.own import FRAME_BYTES, Frames, Wording, sound_frame
from vivavoce.voice.domain.wire.refusals import MarkUnknown
from vivavoce.voice.ports.dialects import Ends, Offer, Requests
from vivavoce.voice.ports.engines import EAR_RATE
from vivavoce.voice.ports.equipment import Passing
from vivavoce.voice.transports.websocket.intake import Intake
from vivavoce.voice.transports.websocket.loudspeaker import SocketLoudspeaker
from vivavoce.voice.transports.websocket.microphone import SocketMicrophone
from vivavoce.voice.transports.websocket.outgoing import Message, Outgoing
from vivavoce.voice.transports.websocket.taker import Taker

OUT_RATE = 24_000
_MOST_AHEAD_S = 0.9
"""With one more piece of 100 ms it is a second."""
_FRAME = FRAME_BYTES + 8


class OwnDialect:
    """``vivavoce.v1``, or ``vivavoce.practice.v1`` with its small letters."""

    def __init__(self, clock: Clock, *, is_practice: bool = False) -> None:
        self._clock = clock
        self._is_practice = is_practice

    def open(self, wire: Wire, wish: Wish, offer: Offer, requests: Requests) -> Ends:
        """Return the ends of a connection that begins; its client is greeted with ``offer``."""
        wording = Wording(is_small=self._is_practice)
        greeting = _greeting(wording, offer)
        outgoing = Outgoing(wire, self._clock, (greeting,))
        microphone = SocketMicrophone(outgoing)
        loudspeaker = SocketLoudspeaker(outgoing, _OwnLetters(wording), self._clock)
        intake = Intake(
            outgoing,
            self._clock,
            lambda error: _error(wording, error),
            bytes_at_once=100 * _FRAME,
            bytes_per_second=100 * _FRAME,
        )
        frames = Frames(takes_plain=self._is_practice)
        taker = _Taker(
            wording, frames, intake, microphone, loudspeaker, requests, outgoing, greeting
        )
        return Ends(
            microphone=microphone, loudspeaker=loudspeaker, take=taker.take, close=taker.close
        )


class _Taker(Taker[Voice | Mark]):
    def __init__(
        self,
        wording: Wording,
        frames: Frames,
        intake: Intake,
        microphone: SocketMicrophone,
        loudspeaker: SocketLoudspeaker,
        requests: Requests,
        outgoing: Outgoing,
        greeting: Json,
    ) -> None:
        super().__init__(intake, microphone, requests, outgoing)
        self._wording = wording
        self._frames = frames
        self._loudspeaker = loudspeaker
        self._greeting = greeting
        self._has_begun = False

    def _read(self, message: str) -> Said | None:
        return self._wording.read(message)

    async def _do(self, said: Voice | Mark | bytes) -> None:
        is_first, self._has_begun = not self._has_begun, True
        match said:
            case bytes():
                await self._put(self._frames.read(said))
            case Voice(is_on=True):
                if not is_first:  # the message that opened all this is answered by the greeting
                    await self._outgoing.send(self._greeting)
            case Voice():
                await self._outgoing.send(self._wording.write("VOICE", mode="off"))
                await self.close()
            case Mark():
                await self._mark(said)

    async def _mark(self, mark: Mark) -> None:
        latest = self._loudspeaker.sent
        if latest is None:
            raise MarkUnknown
        generation, sent = latest
        behind = (generation - mark.generation) % GENERATIONS
        if behind >= GENERATIONS // 2:
            raise MarkUnknown
        if behind:
            return
        if mark.samples > sent:
            raise MarkUnknown
        if self._loudspeaker.reported(mark.samples, is_answer=mark.is_answer):
            await self._requests.hushed()


class _OwnLetters:
    def __init__(self, wording: Wording) -> None:
        self._wording = wording
        self._sequence = 0

    @property
    def rate(self) -> int:
        return OUT_RATE

    @property
    def most_ahead_s(self) -> float:
        return _MOST_AHEAD_S

    @property
    def has_reports(self) -> bool:
        return True

    def cutter(self) -> Cutter:
        return Even(OUT_RATE)

    def begin(self, generation: int, turn: int | None, text: str) -> Sequence[Message]:
        return (self._write("SPEAK", gen=generation % GENERATIONS, turn=turn, text=text),)

    async def sound(self, generation: int, piece: bytes) -> Sequence[Message]:
        frame = sound_frame(generation, self._sequence, piece)
        self._sequence += 1
        return (frame,)

    def finish(self, generation: int, samples: int) -> Sequence[Message]:
        return (self._write("SPOKEN", gen=generation % GENERATIONS, samples=samples),)

    def flush(self, generation: int) -> Sequence[Message]:
        return (self._write("FLUSH", gen=generation % GENERATIONS),)

    def tell(self, what: Passing, text: str) -> Sequence[Message]:
        match what:
            case "partial":
                return (self._write("CAPTION", role="candidate", text=text, final=False),)
            case "draft":
                return (self._write("DRAFT", text=text),)
            case "listening" | "thinking" | "silent":
                return (self._write("HEARING", state=what),)

    def _write(self, kind: str, **members: object) -> Json:
        return self._wording.write(kind, **members)


def _greeting(wording: Wording, offer: Offer) -> Json:
    return wording.write(
        "VOICE",
        mode="on",
        answers=offer.answers,
        inRate=EAR_RATE,
        outRate=OUT_RATE,
        engines={"stt": offer.stt, "tts": offer.tts},
        isDraft=offer.is_draft,
    )


def _error(wording: Wording, error: VivavoceError) -> Json:
    return wording.write("ERROR", code=error.code, message=error.detail, retryable=False)
