"""A spoken talk on leaping time: a candidate, a floor, scripted engines, and the log of what was told."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from tests.fakes.engine_sound import speech
from tests.fakes.engines import ScriptedRecogniser, ScriptedSpeaker
from tests.fakes.voice_ends import SimulatedListener, TalkingMicrophone, TalkLog
from tests.fakes.voice_floor import SimpleFloor

from vivavoce.contracts.voice import InterviewerUtterance, VoicePreferences, VoiceSessionHandler
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


class SpokenWorld:
    """One connection and all around it."""

    def __init__(
        self,
        clock: Clock,
        *,
        floor: TurnManager | None = None,
        recogniser: SttEngine | None = None,
        speaker: ScriptedSpeaker | None = None,
        wish: VoicePreferences | None = None,
        is_deaf: bool = False,
        is_dumb: bool = False,
        texts: Iterable[str | None] | None = None,
        drafts: frozenset[str] = frozenset(),
        kind: type[VoicePipeline] = VoicePipeline,
        talk: VoiceSessionHandler | None = None,
    ) -> None:
        self.clock = clock
        self.microphone = TalkingMicrophone(clock)
        self.speaker = speaker or ScriptedSpeaker(clock)
        self.listener = SimulatedListener(clock, rate=self.speaker.rate)
        self.talk = TalkLog(clock)
        self.simple = SimpleFloor(clock)
        self.recogniser = recogniser or ScriptedRecogniser(clock, texts)
        self.closed = 0
        self.voiced = kind(
            transport=AudioTransport(
                audio_input=self.microphone,
                audio_output=self.listener,
                handle_message=_ignore_message,
                close=_leave_open,
            ),
            engines=SpeechEngines(
                stt=None if is_deaf else self.recogniser,
                tts=None if is_dumb else TtsFailover([self.speaker], clock),
                draft_engines=drafts,
            ),
            session=talk or self.talk,
            turn_manager=floor or self.simple,
            clock=clock,
            preferences=wish or VoicePreferences(connection_id="leg", answer_mode="spoken"),
            on_closed=self._count,
        )

    async def _count(self) -> None:
        self.closed += 1

    async def answer(self, words: str, *, pause_s: float = 3.0) -> None:
        """Say ``words`` aloud and be silent for ``pause_s``."""
        await self.clock.sleep(self.microphone.put(speech(words)) + pause_s)

    async def ask(self, text: str = QUESTION, *, turn: int | None = 1, **more: Any) -> None:
        """Have a question asked and wait until it was heard."""
        before = len(self.talk.news)
        await self.voiced.say(asked(text, turn=turn, **more))
        while len(self.talk.news) == before and turn is not None:
            await self.clock.sleep(0.1)


@asynccontextmanager
async def spoken(clock: Clock, **more: Any) -> AsyncGenerator[SpokenWorld]:  # Any: the world's own
    """Open a world, and close it at once at the end."""
    world = SpokenWorld(clock, **more)
    await world.voiced.start()
    await world.voiced.set_listening(is_allowed=True)
    try:
        yield world
    finally:
        await world.voiced.close(is_graceful=False)


async def _ignore_message(message: str | bytes) -> bool:
    return False


async def _leave_open() -> None:
    return None
