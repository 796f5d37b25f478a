"""One connection's sound, led: what is heard goes to the talk, what the talk says is heard."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

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
    Understood,
    Utterance,
    Wish,
)
from vivavoce.infra.tasks import keep_running, stop_if_told
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.hearing.answers import Ledger
from vivavoce.voice.domain.hearing.endings import is_nod
from vivavoce.voice.domain.hearing.joining import Reply, goes_on
from vivavoce.voice.domain.hearing.overdue import is_overdue
from vivavoce.voice.domain.pace import (
    AT_ONCE_S,
    FILLER_AFTER_S,
    GOODBYE_S,
    JUST_ENDED_S,
    LAST_WORDS_S,
    NOISY_AFTER_S,
    NOTHING_HEARD_S,
    RESUME_AFTER_S,
    SHORTEST_ANSWER_MS,
    TEMPOS,
)
from vivavoce.voice.domain.phrases.around import PHRASES, Phrase
from vivavoce.voice.ports.engines import Mouth, Recogniser
from vivavoce.voice.ports.equipment import Loudspeaker, Microphone, Passing
from vivavoce.voice.ports.floor import Floor
from vivavoce.voice.usecases.conversing.listening import Listening
from vivavoce.voice.usecases.conversing.media_clock import MediaClock
from vivavoce.voice.usecases.conversing.outbox import Outbox
from vivavoce.voice.usecases.conversing.speech import Moves, Speech

_log = structlog.get_logger(__name__)
_LOOK_EVERY_S = 0.2
_NEARLY_SAID = 0.85
"""Who speaks over the last words of a question, answers it."""


class Conversing:
    """Implements ``Voiced`` for any pair of ends, and hears the floor's news.

    ``drafts`` are the engines whose words have to be checked. ``take`` takes the messages of a dialect;
    ``on_closed`` is called once, at the very end.
    """

    def __init__(
        self,
        *,
        microphone: Microphone,
        loudspeaker: Loudspeaker,
        recogniser: Recogniser | None,
        mouth: Mouth | None,
        talk: Talk,
        floor: Floor,
        clock: Clock,
        wish: Wish,
        drafts: frozenset[str] = frozenset(),
        take: Callable[[str | bytes], Awaitable[bool]] | None = None,
        on_closed: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self._microphone, self._loudspeaker = microphone, loudspeaker
        self._floor, self._clock, self._wish = floor, clock, wish
        self._take_message, self._on_closed = take, on_closed
        self.answers: Answers = answers_of(wish, recogniser)
        self._moves = Moves()
        self._outbox = Outbox(talk, clock)
        self._speech = Speech(
            floor, mouth, clock, self._moves, may_speak=self._may_speak, note=self._outbox.noted
        )
        self._ledger = Ledger(drafts=drafts)
        self._ears = self._make_ears(recogniser) if recogniser and self.answers != "typed" else None
        self._tasks: list[asyncio.Future[None]] = []
        self._media = MediaClock()
        self._pace: Pace = wish.pace
        self._is_allowed = self._is_muted = False  # nobody is listened to before the talk says so
        self._is_closing = False
        self._ending: asyncio.Future[None] | None = None
        self._taking: asyncio.Future[None] | None = None
        self._speaks_since: float | None = None
        self._ended_at: float | None = None
        self._words_at = 0.0
        self._was_over = False
        """Whether the reply had been said when the speech that is not taken yet began."""
        self._is_over_ours = False
        """Whether it began while we spoke."""
        self._is_unheard = False
        self._is_noisy = False
        self._filler_at: float | None = None

    async def start(self) -> None:
        """Open the floor and begin; called once, before anything else."""
        tempo = TEMPOS[self._pace]
        await self._floor.open(self._sound_in(), self._loudspeaker, self, tempo)
        if self._ears is not None:
            self._ears.start()
        self._outbox.start()
        for name, work in (("sound.speak", self._speech.run), ("sound.look", self._look)):
            self._tasks.append(asyncio.ensure_future(keep_running(name, work, self._clock)))
        self._tell_hearing()

    # what the live session and the candidate ask for

    async def say(self, utterance: Utterance) -> None:
        """Have the candidate hear ``utterance`` after what is being said; returns at once."""
        self._filler_at = None
        self._speech.add(utterance)

    async def set_pace(self, pace: Pace) -> None:
        """Switch how soon a pause ends an answer, also in the middle of a sentence."""
        self._pace = pace
        self._floor.set_tempo(TEMPOS[pace])
        self._moves.ring()

    async def listen(self, *, is_allowed: bool, expects: Expects = "anything") -> None:
        """Open or close the ears, for what is expected."""
        self._is_allowed = is_allowed
        if self._ears is not None:
            self._ears.expect(expects)
        self._tell_hearing()

    async def mute(self, is_muted: bool) -> None:
        """Close the ears because the candidate wants it so, or open them."""
        self._is_muted = is_muted
        self._tell_hearing()

    async def hush(self) -> None:
        """Stop what is being said, and what was to follow."""
        self._filler_at = None
        self._speech.hush()

    async def hushed(self) -> None:
        """The candidate's side has stopped what is being said; what was to follow is said."""
        self._speech.hush_now()

    async def take(self, message: str | bytes) -> bool:
        """Take a message of sound from the connection; False when it is none and somebody else's."""
        return self._take_message is not None and await self._take_message(message)

    async def done(self) -> None:
        """Take the answer now: the candidate says so. Returns at once."""
        if not self._is_closing and (self._taking is None or self._taking.done()):
            self._taking = asyncio.ensure_future(self._take_now())
            self._tasks.append(self._taking)

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
            self._is_closing = self._speech.is_closing = True
            if self._ending is None:
                self._ending = asyncio.ensure_future(self._end())
            await asyncio.shield(self._ending)

    # what the floor tells

    def speech_began(self, at_ms: int) -> None:
        """Somebody speaks since ``at_ms``."""
        if self._ears is None or not self._hears:
            return
        self._ears.speech_began(at_ms)
        self._speaks_since = self._clock.monotonic()
        self._is_unheard = False
        self._begin_answer(at_ms)

    def speech_ended(self, at_ms: int, *, silent_s: float) -> None:
        """They stopped at ``at_ms``, which is ``silent_s`` ago."""
        self._listen_closely(is_noisy=False)
        if self._ears is None or self._speaks_since is None:
            return
        self._ears.speech_ended()
        self._speaks_since = None
        self._ended_at = self._clock.monotonic() - silent_s
        began = self._ledger.began_ms
        self._ledger.end(at_ms)
        is_long = began is not None and at_ms - began >= SHORTEST_ANSWER_MS
        self._is_unheard = is_long and not self._ledger.pieces
        self._moves.ring()

    async def taken(self) -> None:
        """The answer is over: all words that were understood so far are it."""
        await self._moves.until(lambda: self._speech.now is None, at_most_s=1.0)
        heard = self._ledger.take(goes_on=goes_on(self._speech.reply, was_over=self._was_over))
        if heard is None:
            return
        self._is_unheard = False
        if self.answers == "draft":
            self._speech.give_up_cut()
            self._tell("draft", heard.text)
            return
        self._speech.give_up()
        self._speech.reply = Reply()
        self._speech.answer_ended_at = self._ended_at
        self._outbox.heard(heard)
        self._filler_at = self._clock.monotonic() + FILLER_AFTER_S
        self._tell("thinking")

    # ears

    def _begin_answer(self, at_ms: int) -> None:
        if self._ledger.begin(at_ms, after_turn=self._speech.open_turn):
            reply = self._speech.reply
            self._was_over = reply is None or reply.is_over
            self._is_over_ours = self._speech.now is not None and self._speech.sounds

    @property
    def _hears(self) -> bool:
        return self._ears is not None and self._is_allowed and not self._is_muted

    def _make_ears(self, recogniser: Recogniser) -> Listening:
        return Listening(
            recogniser,
            self._clock,
            language=self._wish.language,
            on_words=self._understood,
            on_partial=self._understanding,
            on_deaf=lambda kind: self._deaf(recogniser.name, kind),
            on_better=self._tell_hearing,
        )

    async def _sound_in(self) -> AsyncIterator[bytes]:
        """Yield the candidate's sound, and silence instead of it while the ears are closed."""
        async for pcm in self._microphone.frames():
            if self._is_closing:
                return
            at_ms = self._media.place(pcm)
            if self._ears is None or not self._hears:
                yield bytes(len(pcm))
                continue
            self._ears.hear(pcm, at_ms)
            yield pcm

    def _understanding(self, words: str) -> None:
        self._words_at = self._clock.monotonic()
        self._is_unheard = False
        self._caption(words)

    def _understood(self, piece: Piece) -> None:
        self._words_at = self._clock.monotonic()
        self._is_unheard = False
        late = self._ledger.late(piece)
        if late is not None:
            if self.answers == "draft":
                self._tell("draft", late.text)
            else:
                self._outbox.heard(late)
        elif self._is_only_a_nod(piece):
            self._ledger.forget_speech()
            self._speech.resume()
        else:
            self._caption(piece.text)
            if self._ledger.began_ms is None:
                self._begin_answer(piece.start_ms)
                self._ledger.end(piece.end_ms)
            self._keep(self._ledger.add(piece))
            self._floor.understood(piece.text)
        self._moves.ring()

    def _keep(self, piece: Piece) -> None:
        """Have words of an answer kept before it is over: this process may die in the middle of it."""
        if self.answers == "spoken":
            after, is_draft = self._ledger.after_turn, self._ledger.is_draft(piece)
            self._outbox.noted(Understood(piece=piece, after_turn=after, is_draft=is_draft))

    def _is_only_a_nod(self, piece: Piece) -> bool:
        """Return whether it is a listener's sound over our words, and not an answer to them."""
        if self._ledger.pieces or not self._is_over_ours or not is_nod(piece.text):
            return False
        if self._speech.cut is not None:
            return self._speech.cut.share_heard < _NEARLY_SAID
        return self._speech.now is not None

    def _deaf(self, engine: str, kind: FailureKind) -> None:
        self._outbox.noted(FellBack(stage="stt", engine="", instead_of=engine, reason=kind))
        self._tell("silent")
        self._say_phrase("cannot_hear")

    async def _take_now(self) -> None:
        await self._last_words()
        if self._ledger.pieces:
            await self._floor.take_now()
        elif self._hears:
            self._say_phrase("say_again")

    async def _last_words(self, at_most_s: float = LAST_WORDS_S) -> None:
        """Wait for words that are on their way."""
        ears = self._ears
        if ears is None or ears.is_deaf:
            return
        ears.hurry()
        await self._moves.until(lambda: not ears.unanswered, at_most_s=at_most_s)

    # mouth

    def _may_speak(self) -> bool:
        """Return whether the word is ours: nobody speaks, and no answer is being judged."""
        if self._speaks_since is not None:
            return False
        if self._pace == "manual" or self._ears is None:
            return True
        return not self._ledger.pieces and not self._words_may_come()

    def _words_may_come(self) -> bool:
        is_recent = self._silent_s(self._clock.monotonic()) < JUST_ENDED_S
        return is_recent and self._ears is not None and self._ears.unanswered > 0

    def _silent_s(self, now: float) -> float:
        return now - self._ended_at if self._ended_at is not None else float("inf")

    def _say_phrase(self, phrase: Phrase) -> None:
        """Say and show something that is no part of the talk, once at a time."""
        notice = Utterance(turn=None, kind="notice", text=PHRASES[phrase])
        if not self._speech.is_about_to_say(notice):
            self._speech.add(notice, is_next=True)

    # looking after it all

    async def _look(self) -> None:
        while True:
            stop_if_told()
            await self._clock.sleep(_LOOK_EVERY_S)
            if silence := self._media.pause(_LOOK_EVERY_S):
                self._floor.hear(silence)
            now = self._clock.monotonic()
            if self._speaks_since is not None:
                since = max(self._speaks_since, self._words_at)
                self._listen_closely(is_noisy=self._is_noisy or now - since > NOISY_AFTER_S)
            else:
                self._answer_silence(self._silent_s(now))
            await self._take_overdue(now)
            if self._filler_at is not None and now >= self._filler_at:
                self._filler_at = None
                self._say_phrase("one_moment")
            self._tasks = [task for task in self._tasks if not task.done()]
            self._moves.ring()

    async def _take_overdue(self, now: float) -> None:
        """Take an answer that the floor should long have taken: what was understood is never left lying.

        Some engines give no words while somebody speaks: they are asked for those so far before.
        """
        if not self._is_overdue(now):
            return
        if self._speaks_since is not None:
            await self._last_words()
            if not self._is_overdue(self._clock.monotonic()):
                return
        _log.warning("sound.answer_overdue", pace=self._pace)
        self._floor.hush()
        await self.taken()

    def _is_overdue(self, now: float) -> bool:
        return bool(self._ledger.pieces) and is_overdue(
            now,
            tempo=TEMPOS[self._pace],
            words_at=self._words_at,
            ended_at=self._ended_at,
            speaks_since=self._speaks_since,
        )

    def _answer_silence(self, silent_s: float) -> None:
        """Go on after a noise; ask again after speech of which nothing was understood."""
        if self._ledger.pieces:
            return
        if self._speech.cut is not None and silent_s > RESUME_AFTER_S:
            self._is_unheard = False
            self._ledger.forget_speech()
            self._speech.resume()
        elif self._is_unheard and silent_s > NOTHING_HEARD_S and self._speech.now is None:
            self._is_unheard = False
            self._ledger.forget_speech()
            self._say_phrase("say_again")

    def _listen_closely(self, *, is_noisy: bool) -> None:
        if is_noisy != self._is_noisy:
            self._is_noisy = is_noisy
            self._floor.set_noisy(is_noisy=is_noisy)

    async def _end(self) -> None:
        await self._last_words(AT_ONCE_S)
        await self._floor.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._ears is not None:
            await self._ears.close()
        self._speech.end()
        rest = self._ledger.take(goes_on=goes_on(self._speech.reply, was_over=self._was_over))
        if rest is not None and self.answers != "draft":
            self._outbox.heard(rest)
        await self._outbox.close()
        if self._on_closed is not None:
            await self._on_closed()

    def _caption(self, words: str) -> None:
        self._tell("partial", " ".join([*(said.text for said in self._ledger.pieces), words]))

    def _tell_hearing(self) -> None:
        self._tell("listening" if self._hears else "silent")

    def _tell(self, what: Passing, text: str = "") -> None:
        self._outbox.passing(self._loudspeaker, what, text)


def answers_of(wish: Wish, recogniser: Recogniser | None) -> Answers:
    """Return how answers are given: as wished, or as well as the ears allow."""
    if recogniser is None:
        return "typed"
    return wish.answers or ("draft" if recogniser.is_draft else "spoken")
