"""A spoken talk on leaping time: a candidate, a floor, scripted engines, and the log of what was told."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from typing import Any

from tests.fakes.engine_sound import speech
from tests.fakes.engines import ScriptedRecogniser, ScriptedSpeaker
from tests.fakes.voice_ends import SimulatedListener, TalkingMicrophone, TalkLog
from tests.fakes.voice_floor import SimpleFloor

from vivavoce.contracts.sound import Talk, Utterance, Wish
from vivavoce.kernel.clock import Clock
from vivavoce.voice.ports.dialects import Ends
from vivavoce.voice.ports.engines import Recogniser
from vivavoce.voice.ports.floor import Floor
from vivavoce.voice.ports.kit import Kit
from vivavoce.voice.usecases.conversing.conversation import Conversing
from vivavoce.voice.usecases.engines.mouth import Speakers

ANSWER = "I built a payment service for a bank."
QUESTION = "Tell me about a project that you are proud of. What did you build there?"


def asked(
    text: str = QUESTION, *, turn: int | None = 1, **more: Any
) -> Utterance:  # Any: its fields
    """Return a question of the interviewer's."""
    return Utterance(turn=turn, kind=more.pop("kind", "question"), text=text, **more)


class SpokenWorld:
    """One connection and all around it."""

    def __init__(
        self,
        clock: Clock,
        *,
        floor: Floor | None = None,
        recogniser: Recogniser | None = None,
        speaker: ScriptedSpeaker | None = None,
        wish: Wish | None = None,
        is_deaf: bool = False,
        is_dumb: bool = False,
        texts: Iterable[str | None] | None = None,
        drafts: frozenset[str] = frozenset(),
        kind: type[Conversing] = Conversing,
        talk: Talk | None = None,
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
            ends=Ends(
                microphone=self.microphone,
                loudspeaker=self.listener,
                take=_takes_nothing,
                close=_stays_open,
            ),
            kit=Kit(
                recogniser=None if is_deaf else self.recogniser,
                mouth=None if is_dumb else Speakers([self.speaker], clock),
                drafts=drafts,
            ),
            talk=talk or self.talk,
            floor=floor or self.simple,
            clock=clock,
            wish=wish or Wish(leg_id="leg", answers="spoken"),
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
    await world.voiced.listen(is_allowed=True)
    try:
        yield world
    finally:
        await world.voiced.close(is_graceful=False)


async def _takes_nothing(message: str | bytes) -> bool:
    return False


async def _stays_open() -> None:
    return None
