"""The mouth of a connection: utterances said in order, stopped, gone on with, given up."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import AsyncGenerator, Callable

import structlog

from vivavoce.contracts.sound import SoundNews, Utterance
from vivavoce.infra.telemetry import place_of
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.hearing.joining import Reply
from vivavoce.voice.domain.pace import FILLER_AFTER_S, HELD_S
from vivavoce.voice.domain.phrases.around import PHRASES, Phrase
from vivavoce.voice.ports.engines import Mouth
from vivavoce.voice.ports.floor import Clip, Cue, Floor, Uttered
from vivavoce.voice.usecases.conversing.moves import Moves
from vivavoce.voice.usecases.conversing.saying import Saying

_log = structlog.get_logger(__name__)
_NOT_SAID = Uttered(ms=0, is_interrupted=False, is_estimated=True, first_sound_at=None)


class Speech:
    """Says utterances one by one with ``mouth`` while ``may_speak``; ``note`` gets what became of each.

    An utterance that speech has stopped is kept in ``cut`` until it is known whether that was an answer.
    """

    def __init__(
        self,
        floor: Floor,
        mouth: Mouth | None,
        clock: Clock,
        moves: Moves,
        *,
        may_speak: Callable[[], bool],
        note: Callable[[SoundNews], None],
    ) -> None:
        self._floor, self._mouth, self._clock, self._moves = floor, mouth, clock, moves
        self._may_speak, self._note = may_speak, note
        self._queue: deque[Saying] = deque()
        self._generation = 0
        self.now: Saying | None = None
        self.cut: Saying | None = None
        self.sounds = False
        """Whether the utterance of ``now`` has a voice already."""
        self.open_turn = 0
        """The latest of our turns that the candidate has begun to hear, or can read."""
        self.reply: Reply | None = None
        """What followed the answer that was taken last."""
        self._answer_ended_at: float | None = None
        """When that answer ended, until something was said after it."""
        self._filler_at: float | None = None
        """When its reply is so late that it is announced."""
        self._held_until = 0.0
        self.is_closing = False

    @property
    def is_holding(self) -> bool:
        """Whether something is being said, or was just now, that speech does not stop."""
        is_held = self.now is not None and not self.now.utterance.is_interruptible
        return is_held or self._clock.monotonic() < self._held_until

    @property
    def is_idle(self) -> bool:
        """Whether all was said."""
        return not self._queue and self.now is None and self.cut is None

    def add(self, utterance: Utterance) -> None:
        """Say ``utterance`` after the others."""
        self._filler_at = None
        if self.is_closing or self._is_waiting(utterance):
            return
        if self.reply is not None and utterance.turn is not None:
            self.reply.is_over = False
        if utterance.is_again and utterance.turn is not None and not self.open_turn:
            self.open_turn = utterance.turn  # it stood open before this connection was there
        fresh_s = utterance.fresh_s
        good_until = None if fresh_s is None else self._clock.monotonic() + fresh_s
        self._queue.append(Saying(utterance, good_until=good_until))
        self._moves.ring()

    def _is_waiting(self, utterance: Utterance) -> bool:
        """Whether this turn is being said, or is going to be: once is enough."""
        waiting = (self.now, self.cut, *self._queue)
        return utterance.turn is not None and any(
            one is not None and one.utterance.turn == utterance.turn and not one.is_hushed
            for one in waiting
        )

    def notice(self, phrase: Phrase) -> None:
        """Say and show something that is no part of the talk, before all else and once at a time."""
        notice = Utterance(turn=None, kind="notice", text=PHRASES[phrase])
        waiting = self._queue if self.now is None else (self.now, *self._queue)
        if not self.is_closing and all(saying.utterance != notice for saying in waiting):
            self._queue.appendleft(Saying(notice))
            self._moves.ring()

    async def run(self) -> None:
        """Say what there is to say, for ever."""
        while True:
            await self._moves.until(
                lambda: bool(self._queue) and self.cut is None and self._may_speak()
            )
            saying = self._queue.popleft()
            if self._is_true(saying):
                await self._say(saying)

    def _is_true(self, saying: Saying) -> bool:
        return saying.good_until is None or self._clock.monotonic() <= saying.good_until

    def hush(self) -> None:
        """Stop what is being said, and what was to follow, a goodbye that was taken back as well."""
        self._filler_at = self.reply = None
        self.hush_now()
        self._give_up(keeps_goodbye=False)

    def hush_now(self) -> None:
        """Stop what is being said, for good."""
        if self.now is not None:
            self.now.is_hushed = True
            self._floor.hush()

    def answered(self, ended_at: float | None) -> None:
        """An answer that ended at ``ended_at`` is taken: of what stood before only the goodbye is still said.

        A reply that is slow to come is announced.
        """
        self._give_up(keeps_goodbye=True)
        self.reply, self._answer_ended_at = Reply(), ended_at
        self._filler_at = self._clock.monotonic() + FILLER_AFTER_S

    def announce_late_reply(self, now: float) -> None:
        """Say that the reply takes a moment, once, when it does."""
        if self._filler_at is not None and now >= self._filler_at:
            self._filler_at = None
            self.notice("one_moment")

    def _give_up(self, *, keeps_goodbye: bool) -> None:
        cut, self.cut = self.cut, None
        waiting = [cut, *self._queue] if cut is not None else list(self._queue)
        self._queue.clear()
        for saying in waiting:
            if saying.good_until is not None and saying.ms == 0:
                self._queue.append(saying)  # a notice is no question: no answer makes it needless
            elif keeps_goodbye and saying.utterance.is_last:
                saying.go_back()
                self._queue.append(saying)
            else:
                self._finish(saying)
        self._moves.ring()

    def give_up_cut(self) -> None:
        """What was stopped is not said any more; what was to follow is."""
        cut, self.cut = self.cut, None
        if cut is not None:
            self._finish(cut)
            self._moves.ring()

    def resume(self) -> None:
        """Go on with what a noise had stopped."""
        cut, self.cut = self.cut, None
        if cut is not None:
            cut.go_back()
            self._queue.appendleft(cut)
            self._moves.ring()

    def end(self) -> None:
        """Note what was cut off for good, when nothing is said any more."""
        for saying in (self.now, self.cut, *self._queue):
            if saying is not None:
                self._finish(saying)
        self.now = self.cut = None
        self._queue.clear()
        self._moves.ring()

    async def _say(self, saying: Saying) -> None:
        if self._mouth is None:
            saying.failure = "refused"
            self._settle(saying, _NOT_SAID)
            return
        self.now, self.sounds = saying, False
        self._generation += 1
        said = saying.utterance
        cue = Cue(self._generation, said.turn, saying.shown, said.is_interruptible)
        uttered = await self._uttered(self._clips(saying, self._mouth), cue)
        if uttered.first_sound_at is None:
            self._generation -= 1
        saying.played(uttered)
        if saying.utterance.turn is not None and self.reply is not None:
            self.reply.heard_ms += uttered.ms
        self.now = None
        if not said.is_interruptible:
            self._held_until = self._clock.monotonic() + HELD_S
        self._settle(saying, uttered)
        self._moves.ring()

    async def _uttered(self, clips: AsyncGenerator[Clip], cue: Cue) -> Uttered:
        try:
            return await self._floor.speak(clips, cue)
        except Exception as error:  # noqa: BLE001 - one utterance less is no reason to end the talk
            _log.warning("sound.not_said", kind=type(error).__name__, place=place_of(error))
            return _NOT_SAID

    async def _clips(self, saying: Saying, mouth: Mouth) -> AsyncGenerator[Clip]:
        async with contextlib.aclosing(saying.clips(mouth)) as clips:
            async for clip in clips:
                if not self.sounds:
                    self.sounds = True
                    self._open(saying)
                yield clip

    def _open(self, saying: Saying) -> None:
        if saying.utterance.turn is not None:
            self.open_turn = saying.utterance.turn

    def _settle(self, saying: Saying, uttered: Uttered) -> None:
        """Decide what becomes of an utterance that ended, or was stopped."""
        if uttered.is_interrupted and not saying.is_hushed and not self.is_closing:
            self.cut = saying
            return
        self._finish(saying)
        if self.reply is not None and saying.utterance.turn is not None and not self._queue:
            self.reply.is_over = True

    def _finish(self, saying: Saying) -> None:
        if saying.failure is not None:
            self._open(saying)
        spoken = saying.spoken(ended_at=self._answer_ended_at)
        if spoken is not None:
            if spoken.ms:
                self._answer_ended_at = None
            self._note(spoken)
        silent = saying.silent()
        if silent is not None:
            self._note(silent)
