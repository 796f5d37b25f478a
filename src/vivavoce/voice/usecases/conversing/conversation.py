"""One connection's sound, led: what is heard goes to the talk, what the talk says is heard."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from vivavoce.contracts.sound import (
    Answers,
    EngineNews,
    Expects,
    FailureKind,
    FellBack,
    Pace,
    Piece,
    Talk,
    Utterance,
    Wish,
)
from vivavoce.infra.tasks import keep_running, stop_if_told
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.pace import AT_ONCE_S, GOODBYE_S, JUST_ENDED_S, LAST_WORDS_S, TEMPOS
from vivavoce.voice.ports.dialects import Ends
from vivavoce.voice.ports.floor import Floor
from vivavoce.voice.ports.kit import Kit
from vivavoce.voice.usecases.conversing.answering import Answering
from vivavoce.voice.usecases.conversing.listening import Listening
from vivavoce.voice.usecases.conversing.moves import Moves
from vivavoce.voice.usecases.conversing.outbox import Outbox
from vivavoce.voice.usecases.conversing.sound_in import SoundIn
from vivavoce.voice.usecases.conversing.speech import Speech

_log = structlog.get_logger(__name__)
_LOOK_EVERY_S = 0.2


class Conversing:
    """Implements ``Voiced`` for any pair of ends, and hears the floor's news.

    ``ends`` are left open: ``on_closed``, which is called once, at the very end, may close them.
    """

    def __init__(
        self,
        *,
        ends: Ends,
        kit: Kit,
        talk: Talk,
        floor: Floor,
        clock: Clock,
        wish: Wish,
        on_closed: Callable[[], Awaitable[None]],
    ) -> None:
        self._ends, self._floor, self._clock, self._on_closed = ends, floor, clock, on_closed
        self.answers: Answers = kit.answers_to(wish)
        self._moves = Moves()
        self._outbox = Outbox(talk, ends.loudspeaker, clock)
        self._speech = Speech(
            floor, kit.mouth, clock, self._moves, may_speak=self._may_speak, note=self._outbox.noted
        )
        self._answering = Answering(
            self._speech, self._outbox, clock, answers=self.answers, drafts=kit.drafts
        )
        self._ears = Listening(
            kit.recogniser if self.answers != "typed" else None,
            clock,
            language=wish.language,
            on_words=self._understood,
            on_partial=self._answering.understanding,
            on_deaf=self._deaf,
            on_better=self._tell_hearing,
        )
        self._sound = SoundIn(ends.microphone, self._ears)
        self._tasks: list[asyncio.Future[None]] = []
        self._pace: Pace = wish.pace
        self._is_closing = False
        self._ending: asyncio.Future[None] | None = None
        self._taking: asyncio.Future[None] | None = None

    async def start(self) -> None:
        """Open the floor and begin; called once, before anything else."""
        loudspeaker, tempo = self._ends.loudspeaker, TEMPOS[self._pace]
        await self._floor.open(self._sound.frames(), loudspeaker, self, tempo)
        self._ears.start()
        self._outbox.start()
        for name, work in (("sound.speak", self._speech.run), ("sound.look", self._look)):
            self._tasks.append(asyncio.ensure_future(keep_running(name, work, self._clock)))
        self._tell_hearing()

    # what the live session and the candidate ask for

    async def say(self, utterance: Utterance) -> None:
        """Have the candidate hear ``utterance`` after what is being said; returns at once."""
        self._speech.add(utterance)

    async def set_pace(self, pace: Pace) -> None:
        """Switch how soon a pause ends an answer, also in the middle of a sentence."""
        self._pace = pace
        self._floor.set_tempo(TEMPOS[pace])
        self._moves.ring()

    async def listen(self, *, is_allowed: bool, expects: Expects = "anything") -> None:
        """Open or close the ears, for what is expected."""
        self._sound.is_allowed = is_allowed and self.answers != "typed"
        self._ears.expect(expects)
        self._tell_hearing()

    async def mute(self, is_muted: bool) -> None:
        """Close the ears because the candidate wants it so, or open them."""
        self._sound.is_muted = is_muted
        self._tell_hearing()

    async def hush(self) -> None:
        """Stop what is being said, and what was to follow."""
        self._speech.hush()

    async def hushed(self) -> None:
        """The candidate's side has stopped what is being said; what was to follow is said."""
        self._speech.hush_now()

    async def take(self, message: str | bytes) -> bool:
        """Take a message of sound from the connection; False when it is none and somebody else's."""
        return await self._ends.take(message)

    async def done(self) -> None:
        """Take the answer now: the candidate says so. Returns at once."""
        if not self._is_closing and (self._taking is None or self._taking.done()):
            self._taking = asyncio.ensure_future(self._take_now())

    def report(self, news: EngineNews) -> None:
        """Pass on what became of an engine."""
        self._outbox.noted(news)

    async def close(self, *, is_graceful: bool) -> None:
        """End; a graceful end lets the goodbye be heard first (at most 20 s)."""
        try:
            if is_graceful and self._ending is None:
                await self._moves.until(lambda: self._speech.is_idle, at_most_s=GOODBYE_S)
                await self._last_words()
        finally:
            # whoever waits may be told to stop; what was begun is ended all the same
            self._is_closing = self._speech.is_closing = self._sound.is_over = True
            if self._ending is None:
                self._ending = asyncio.ensure_future(self._end())
            await asyncio.shield(self._ending)

    # what the floor tells

    def speech_began(self, at_ms: int) -> None:
        """Somebody speaks since ``at_ms``."""
        if self._sound.is_open:
            self._ears.speech_began(at_ms)
            self._answering.speech_began(at_ms)

    def speech_ended(self, at_ms: int, *, silent_s: float) -> None:
        """They stopped at ``at_ms``, which is ``silent_s`` ago."""
        self._floor.set_noisy(is_noisy=False)
        if self._answering.moments.is_speaking:
            self._ears.speech_ended()
            self._answering.speech_ended(at_ms, silent_s=silent_s)
            self._moves.ring()

    async def taken(self) -> None:
        """The answer is over: all words that were understood so far are it."""
        await self._moves.until(lambda: self._speech.now is None, at_most_s=1.0)
        self._answering.take()

    # how it comes about

    def _tell_hearing(self) -> None:
        self._outbox.passing("listening" if self._sound.is_open else "silent")

    def _understood(self, piece: Piece) -> None:
        if self._answering.understood(piece):
            self._floor.understood(piece.text)
        self._moves.ring()

    def _deaf(self, engine: str, kind: FailureKind) -> None:
        self._outbox.noted(FellBack(stage="stt", engine="", instead_of=engine, reason=kind))
        self._outbox.passing("silent")
        self._speech.notice("cannot_hear")

    def _may_speak(self) -> bool:
        """Return whether the word is ours: nobody speaks, and no answer is being judged."""
        moments = self._answering.moments
        if moments.is_speaking:
            return False
        if self._pace == "manual":
            return True
        is_recent = moments.silent_s(self._clock.monotonic()) < JUST_ENDED_S
        return not self._answering.has_words and not (is_recent and self._ears.unanswered)

    async def _take_now(self) -> None:
        await self._last_words()
        if self._answering.has_words:
            await self._floor.take_now()
        elif self._sound.is_open:
            self._speech.notice("say_again")

    async def _last_words(self, at_most_s: float = LAST_WORDS_S) -> None:
        """Wait for words that are on their way."""
        if not self._ears.is_deaf:
            self._ears.hurry()
            await self._moves.until(lambda: not self._ears.unanswered, at_most_s=at_most_s)

    async def _look(self) -> None:
        while True:
            stop_if_told()
            await self._clock.sleep(_LOOK_EVERY_S)
            if silence := self._sound.silence(_LOOK_EVERY_S):
                self._floor.hear(silence)
            now = self._clock.monotonic()
            if self._answering.moments.is_room(now):
                self._floor.set_noisy(is_noisy=True)
            self._answering.answer_silence(now)
            await self._take_overdue(now)
            self._speech.announce_late_reply(now)
            self._moves.ring()

    async def _take_overdue(self, now: float) -> None:
        """Take an answer that the floor should long have taken: what was understood is never left lying.

        Some engines give no words while somebody speaks: they are asked for those so far before.
        """
        if (
            self._answering.is_overdue(now, TEMPOS[self._pace])
            and self._answering.moments.is_speaking
        ):
            await self._last_words()
            now = self._clock.monotonic()
        if self._answering.is_overdue(now, TEMPOS[self._pace]):
            _log.warning("sound.answer_overdue", pace=self._pace)
            self._floor.hush()
            await self.taken()

    async def _end(self) -> None:
        await self._last_words(AT_ONCE_S)
        await self._floor.close()
        tasks = [*self._tasks, self._taking] if self._taking is not None else self._tasks
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._ears.close()
        self._speech.end()
        self._answering.take_rest()
        await self._outbox.close()
        await self._on_closed()
