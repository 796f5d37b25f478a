"""Ours: the sound of a talk as the product leads it, told the same engines' times; the talk itself is a stub."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from bench.voice import stage
from vivavoce.contracts.voice import (
    CandidateUtterance,
    ExpectedAnswer,
    InterviewerUtterance,
    VoiceConnection,
    VoicePreferences,
    VoiceReport,
)
from vivavoce.infra.clock import SystemClock
from vivavoce.voice.adapters.livekit.turn_manager_factory import LiveKitTurnManagerFactory
from vivavoce.voice.domain.turns.speech_activity import ENDPOINTING_DELAYS
from vivavoce.voice.facade import VoicePipelineFactory
from vivavoce.voice.ports.audio import PlaybackResult
from vivavoce.voice.ports.engines import SttResult, SttStream, SynthesizedAudio
from vivavoce.voice.usecases.engines.engines_factory import SpeechEngines
from vivavoce.voice.usecases.voice_capacity import VoiceCapacity


class Words:
    """The recogniser's stub."""

    name = model = "stub"
    is_draft = needs_speech_only = False

    async def open(self, *, language: str, expects: ExpectedAnswer = "anything") -> SttStream:
        return _Words()


class _Words:
    def __init__(self) -> None:
        self._heard: asyncio.Queue[SttResult] = asyncio.Queue()
        self._ear = stage.Ear(self._say)

    async def push(self, pcm: bytes) -> None:
        self._ear.hear(pcm)

    async def flush(self) -> None:
        return

    async def results(self) -> AsyncIterator[SttResult]:
        while True:
            yield await self._heard.get()

    async def close(self) -> None:
        return

    def _say(self, text: str) -> None:
        ear = self._ear
        self._heard.put_nowait(
            SttResult(
                text=text,
                is_final=True,
                start_ms=ear.began_ms,
                end_ms=ear.ended_ms,
                engine="stub",
                model="stub",
            )
        )


class Voice:
    """The mouth's stub."""

    def __init__(self) -> None:
        self.sound = stage.reply_sound()

    def stream(self, text: str, *, language: str, speed: float = 1.0) -> _Rendering:
        return _Rendering(self.sound if stage.REPLY.startswith(text) else b"", text)


class _Rendering:
    engine = model = voice = "stub"
    rate = stage.OUT_RATE
    is_cached = False
    first_chunk_ms = round(stage.TTS_S * 1000)

    def __init__(self, pcm: bytes, text: str) -> None:
        self._pcm, self._text = pcm, text

    async def chunks(self) -> AsyncIterator[SynthesizedAudio]:
        if self._text == stage.REPLY or stage.REPLY.index(self._text) == 0:
            await asyncio.sleep(stage.TTS_S)
        size = stage.OUT_RATE // 50 * 2
        for begun in range(0, len(self._pcm), size):
            yield SynthesizedAudio(pcm=self._pcm[begun : begun + size])


class Microphone:
    """Frames in real time."""

    def __init__(self, source: AsyncIterator[bytes]) -> None:
        self._source = source

    def frames(self) -> AsyncIterator[bytes]:
        return self._source


class Loudspeaker:
    """Takes sound at once, and has it played in real time."""

    rate, transport = stage.OUT_RATE, "voice"

    def __init__(self, turns: stage.Turns) -> None:
        self._turns = turns
        self._written = 0
        self._is_cleared = asyncio.Event()

    async def begin(self, generation: int, *, turn: int | None, text: str) -> None:
        self._written = 0
        self._is_cleared.clear()

    async def write(self, pcm: bytes) -> None:
        if not self._written:
            self._turns.first_sound()
        self._written += len(pcm)

    async def finish(self) -> None:
        return

    async def wait_for_playout(self) -> PlaybackResult:
        seconds = self._written / 2 / self.rate
        try:
            async with asyncio.timeout(seconds):
                await self._is_cleared.wait()
        except TimeoutError:
            return PlaybackResult(round(seconds * 1000), is_estimated=False)
        return PlaybackResult(0, is_estimated=False)

    async def clear(self) -> PlaybackResult:
        self._is_cleared.set()
        return PlaybackResult(0, is_estimated=False)

    async def send_update(self, what: str, text: str = "") -> None:
        return


class Talk:
    """Replies to every answer as late as a model would."""

    def __init__(self) -> None:
        self.voiced: VoiceConnection | None = None
        self._turn = 0
        self._replies: set[asyncio.Task[None]] = set()

    async def on_utterance(self, heard: CandidateUtterance) -> None:
        task = asyncio.ensure_future(self._reply())
        self._replies.add(task)
        task.add_done_callback(self._replies.discard)

    async def _reply(self) -> None:
        await asyncio.sleep(stage.LLM_S)
        self._turn += 2
        assert self.voiced is not None
        await self.voiced.say(
            InterviewerUtterance(turn=self._turn, kind="question", text=stage.REPLY)
        )

    async def on_possible_answer(self, utterance: CandidateUtterance | None) -> None:
        return

    async def on_report(self, news: VoiceReport) -> None:
        return

    async def on_dtmf(self, key: str) -> None:
        return

    async def on_text(self, text: str) -> None:
        return


class _Kits:
    async def create(self, report: object) -> SpeechEngines:
        return SpeechEngines(stt=Words(), tts=Voice(), tts_name="stub", draft_engines=frozenset())


class Ours:
    """One talk each, in one process."""

    def __init__(self) -> None:
        clock = SystemClock()
        self._sounds = VoicePipelineFactory(
            turn_managers=LiveKitTurnManagerFactory(clock),
            engines_factory=_Kits(),
            audio_protocols={},
            capacity=VoiceCapacity(clock, limit=1000),
            clock=clock,
        )

    async def warm(self) -> None:
        return

    async def session(
        self, said: bytes, turns: stage.Turns, *, seconds: float, first_s: float
    ) -> None:
        assert ENDPOINTING_DELAYS["normal"].min_delay_s == stage.PAUSE_S
        talk = Talk()
        source = stage.frames(said, turns, seconds=seconds, first_s=first_s)
        wish = VoicePreferences(
            connection_id="bench", endpointing_mode="normal", answer_mode="spoken"
        )
        talk.voiced = await self._sounds.start_connection(
            talk, Microphone(source), Loudspeaker(turns), wish
        )
        await talk.voiced.set_listening(is_allowed=True)
        await asyncio.sleep(seconds + 0.2)
        await talk.voiced.close(is_graceful=False)


STACK = Ours()
