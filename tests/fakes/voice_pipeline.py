"""A voice session on simulated time: a candidate, a turn manager, scripted engines, and its events."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from tests.fakes.scripted_audio import speech
from tests.fakes.simple_turn_manager import SimpleTurnManager
from tests.fakes.simulated_audio import SessionRecorder, SimulatedListener, SimulatedMicrophone
from tests.fakes.speech_engines import ScriptedSttEngine, ScriptedTtsEngine

from vivavoce.contracts.voice import (
    AudioRecorder,
    InterviewerUtterance,
    VoicePreferences,
    VoiceSessionHandler,
)
from vivavoce.kernel.clock import Clock
from vivavoce.voice.ports.audio import AudioTransport, TurnManager
from vivavoce.voice.ports.engines import SttEngine
from vivavoce.voice.usecases.conversation.voice_pipeline import VoicePipeline
from vivavoce.voice.usecases.engines.engines_factory import SpeechEngines
from vivavoce.voice.usecases.engines.tts_failover import TtsFailover

ANSWER = "I built a payment service for a bank."
QUESTION = "Tell me about a project that you are proud of. What did you build there?"


def asked(
    text: str = QUESTION, *, turn: int | None = 1, **more: Any
) -> InterviewerUtterance:  # Any: its fields
    """Return a question of the interviewer's."""
    return InterviewerUtterance(turn=turn, kind=more.pop("kind", "question"), text=text, **more)


class VoiceWorld:
    """One connection and all around it."""

    def __init__(
        self,
        clock: Clock,
        *,
        turn_manager: TurnManager | None = None,
        stt_engine: SttEngine | None = None,
        speaker: ScriptedTtsEngine | None = None,
        preferences: VoicePreferences | None = None,
        without_stt: bool = False,
        without_tts: bool = False,
        texts: Iterable[str | None] | None = None,
        drafts: frozenset[str] = frozenset(),
        kind: type[VoicePipeline] = VoicePipeline,
        session: VoiceSessionHandler | None = None,
        record_audio: AudioRecorder | None = None,
    ) -> None:
        self.clock = clock
        self.microphone = SimulatedMicrophone(clock)
        self.speaker = speaker or ScriptedTtsEngine(clock)
        self.listener = SimulatedListener(clock, rate=self.speaker.rate)
        self.session = SessionRecorder(clock)
        self.simple = SimpleTurnManager(clock)
        self.stt_engine = stt_engine or ScriptedSttEngine(clock, texts)
        self.closed = 0
        self.pipeline = kind(
            transport=AudioTransport(
                audio_input=self.microphone,
                audio_output=self.listener,
                handle_message=_ignore_message,
                close=_leave_open,
            ),
            engines=SpeechEngines(
                stt=None if without_stt else self.stt_engine,
                tts=None if without_tts else TtsFailover([self.speaker], clock),
                draft_engines=drafts,
            ),
            session=session or self.session,
            turn_manager=turn_manager or self.simple,
            clock=clock,
            preferences=preferences or VoicePreferences(connection_id="leg", answer_mode="spoken"),
            record_audio=record_audio,
            on_closed=self._count,
        )

    async def _count(self) -> None:
        self.closed += 1

    async def answer(self, words: str, *, pause_s: float = 3.0) -> None:
        """Say ``words`` aloud and be silent for ``pause_s``."""
        await self.clock.sleep(self.microphone.put(speech(words)) + pause_s)

    async def ask(self, text: str = QUESTION, *, turn: int | None = 1, **more: Any) -> None:
        """Have a question asked and wait until it was heard."""
        before = len(self.session.news)
        await self.pipeline.say(asked(text, turn=turn, **more))
        while len(self.session.news) == before and turn is not None:
            await self.clock.sleep(0.1)


@asynccontextmanager
async def spoken(clock: Clock, **more: Any) -> AsyncGenerator[VoiceWorld]:  # Any: the world's own
    """Open a world, and close it at once at the end."""
    world = VoiceWorld(clock, **more)
    await world.pipeline.start()
    await world.pipeline.set_listening(is_allowed=True)
    try:
        yield world
    finally:
        await world.pipeline.close(is_graceful=False)


async def _ignore_message(message: str | bytes) -> bool:
    return False


async def _leave_open() -> None:
    return None
