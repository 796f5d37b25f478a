"""Voice connections without audio: spoken text is recorded, and transcripts are scripted."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.simulated_session import Room
from tests.simulated_clock import let_happen

from vivavoce.contracts.voice import (
    AudioMessageSender,
    AudioRecorder,
    CandidateUtterance,
    EndpointingMode,
    ExpectedAnswer,
    InterimTranscriptReport,
    InterviewerUtterance,
    PlaybackReport,
    TranscriptSegment,
    Transport,
    VoiceConnection,
    VoicePreferences,
    VoiceSessionHandler,
)
from vivavoce.kernel.errors import ConflictError
from vivavoce.live.usecases.session_host import SessionHost
from vivavoce.live.usecases.voice_only_connection import (
    VoiceOnlyConnection,
    VoiceOnlySessionConnector,
)


def a_piece(text: str, *, ms: int = 2000, confidence: float | None = None) -> TranscriptSegment:
    return TranscriptSegment(
        text=text,
        start_ms=0,
        end_ms=ms,
        engine="scripted",
        model="ear-1",
        latency_ms=380,
        confidence=confidence,
    )


def heard(text: str, after_turn: int = 2, **more: Any) -> CandidateUtterance:
    """Return words that were said aloud, in one piece unless others are given."""
    pieces = more.pop("pieces", (a_piece(text),))
    return CandidateUtterance(
        text=text, segments=pieces, start_ms=1000, end_ms=3000, after_turn=after_turn, **more
    )


def understood(text: str, after_turn: int = 2, *, ms: int = 2000) -> InterimTranscriptReport:
    """Return words of an answer that is not over."""
    return InterimTranscriptReport(segment=a_piece(text, ms=ms), after_turn=after_turn)


def spoken(turn: int, **more: Any) -> PlaybackReport:
    """Return that a turn was heard to its end, unless told otherwise."""
    values: dict[str, Any] = {
        "played_ms": 1500,
        "chars": 40,
        "chars_heard": 40,
        "is_interrupted": False,
        "is_estimated": False,
        "engine": "scripted",
        "model": "mouth-1",
        "voice": "en",
        "first_chunk_ms": 220,
    }
    return PlaybackReport(turn=turn, **{**values, **more})


@dataclass
class ScriptedVoiceConnection:
    """One connection's sound as a list; it says at once what it is given, if it speaks by itself."""

    talk: VoiceSessionHandler
    speaks: bool = True
    said: list[InterviewerUtterance] = field(default_factory=list)
    paces: list[EndpointingMode] = field(default_factory=list)
    is_listening: bool = False
    is_recorded: bool = False
    expects: ExpectedAnswer = "anything"
    hushes: int = 0
    taken: list[str | bytes] = field(default_factory=list)
    closed: bool | None = None
    """Whether it was closed gracefully; None while it is open."""
    is_broken: bool = False
    goodbye_s: float = 0.0
    on_say: Callable[[InterviewerUtterance], None] = lambda _: None
    last_words: CandidateUtterance | None = None
    """Understood only when the connection ends."""
    never_ends: bool = False
    record_audio: AudioRecorder | None = None

    async def say(self, utterance: InterviewerUtterance) -> None:
        self._work()
        self.said.append(utterance)
        self.on_say(utterance)
        if self.speaks and utterance.turn is not None:
            size = len(utterance.text)
            await self.talk.on_report(spoken(utterance.turn, chars=size, chars_heard=size))

    async def set_endpointing_mode(self, pace: EndpointingMode) -> None:
        self._work()
        self.paces.append(pace)

    async def set_listening(
        self,
        *,
        is_allowed: bool,
        is_recorded: bool = False,
        expects: ExpectedAnswer = "anything",
    ) -> None:
        self.is_listening, self.is_recorded, self.expects = is_allowed, is_recorded, expects

    async def interrupt(self) -> None:
        self._work()
        self.hushes += 1

    async def handle_message(self, message: str | bytes) -> bool:
        if isinstance(message, str):
            kind = str(json.loads(message).get("type", "")).upper()
            if kind not in ("VOICE", "AUDIO_END", "MARK_PLAYED", "MUTE"):
                return False
        self.taken.append(message)
        return True

    async def close(self, *, is_graceful: bool) -> None:
        if self.last_words is not None:
            await self.talk.on_utterance(self.last_words)
        if self.never_ends:
            await asyncio.Event().wait()
        if is_graceful:
            await asyncio.sleep(self.goodbye_s)
        self.closed = is_graceful

    def _work(self) -> None:
        if self.is_broken:
            raise RuntimeError("the engine is gone")

    @property
    def texts(self) -> list[str]:
        return [utterance.text for utterance in self.said]


class NoVoice(ConflictError):
    """There is no voice."""

    code = "voice_unavailable"


@dataclass
class ScriptedVoiceConnectionFactory:
    """Gives WebSockets scripted sound."""

    is_full: bool = False
    opened: list[tuple[VoicePreferences, ScriptedVoiceConnection]] = field(default_factory=list)
    speaks: bool = True
    on_open: Callable[[ScriptedVoiceConnection, AudioMessageSender], None] = lambda _, __: None
    prepared: int = 0

    def preload(self) -> None:
        self.prepared += 1

    async def open(
        self,
        wire: AudioMessageSender,
        talk: VoiceSessionHandler,
        wish: VoicePreferences,
        *,
        record_audio: AudioRecorder | None = None,
    ) -> VoiceConnection:
        if self.is_full:
            raise NoVoice
        voiced = ScriptedVoiceConnection(talk, speaks=self.speaks, record_audio=record_audio)
        self.opened.append((wish, voiced))
        self.on_open(voiced, wire)
        return voiced


class DictatedVoiceConnection(ScriptedVoiceConnection):
    """Understands what it is told as ``{"type": "MUTE", "said": …}``: a part of an answer that goes on."""

    async def handle_message(self, message: str | bytes) -> bool:
        is_taken = await super().handle_message(message)
        words = json.loads(message).get("said") if is_taken and isinstance(message, str) else None
        if words:
            await self.talk.on_report(understood(words))
        return is_taken


class DictatedVoiceConnectionFactory(ScriptedVoiceConnectionFactory):
    """Sound of which the client says what was understood."""

    async def open(
        self,
        wire: AudioMessageSender,
        talk: VoiceSessionHandler,
        wish: VoicePreferences,
        *,
        record_audio: AudioRecorder | None = None,
    ) -> VoiceConnection:
        return DictatedVoiceConnection(talk)


@dataclass
class SpokenCall:
    """A connection of the candidate that is sound and nothing else."""

    room: Room
    attached: VoiceOnlyConnection
    voiced: ScriptedVoiceConnection

    async def say(self, text: str, after_turn: int | None = None, **more: Any) -> None:
        """Say something aloud, to the interviewer's latest turn unless told otherwise."""
        await self.settle()
        if after_turn is None:
            state = await self.room.state()
            after_turn = next((t.turn for t in reversed(state.turns) if t.role == "agent"), 0)
        await self.voiced.talk.on_utterance(heard(text, after_turn, **more))
        await self.settle()

    async def press(self, key: str) -> None:
        await self.voiced.talk.on_dtmf(key)
        await self.settle()

    async def settle(self) -> None:
        await let_happen()


async def call_in(
    room: Room,
    *,
    transport: Transport = "phone",
    speaks: bool = True,
    host: SessionHost | None = None,
) -> SpokenCall:
    """Bring a candidate by sound alone to the room's session."""
    room.legs += 1
    made: list[ScriptedVoiceConnection] = []

    async def open_sound(talk: VoiceSessionHandler, language: str) -> VoiceConnection:
        made.append(ScriptedVoiceConnection(talk, speaks=speaks))
        return made[0]

    attached = await VoiceOnlySessionConnector(host or room.host).join(
        tenant_id=room.address.tenant_id,
        session_id=room.address.session_id,
        connection_id=f"leg-{room.legs}",
        transport=transport,
        open=open_sound,
    )
    call = SpokenCall(room, attached, made[0])
    await call.settle()
    return call
