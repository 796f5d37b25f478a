"""The candidate's answers: what is understood belongs to one, was late for one, or was none."""

from __future__ import annotations

from vivavoce.contracts.sound import Answers, Heard, Piece, Understood
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.hearing.answers import Ledger
from vivavoce.voice.domain.hearing.endings import is_nod
from vivavoce.voice.domain.hearing.joining import goes_on
from vivavoce.voice.domain.hearing.moments import Moments
from vivavoce.voice.domain.pace import NOTHING_HEARD_S, RESUME_AFTER_S, SHORTEST_ANSWER_MS, Tempo
from vivavoce.voice.usecases.conversing.outbox import Outbox
from vivavoce.voice.usecases.conversing.speech import Speech

_NEARLY_SAID = 0.85
"""Who speaks over the last words of a question, answers it."""


class Answering:
    """Makes answers of words, tells them through ``outbox``, and has ``speech`` give way or go on.

    ``answers`` is whether they are drafts to be checked by the candidate; ``drafts`` are the engines whose
    words have to be checked.
    """

    def __init__(
        self,
        speech: Speech,
        outbox: Outbox,
        clock: Clock,
        *,
        answers: Answers,
        drafts: frozenset[str],
    ) -> None:
        self._speech, self._outbox, self._clock, self._answers = speech, outbox, clock, answers
        self.moments = Moments()
        self._ledger = Ledger(drafts=drafts)
        self._was_over = False
        """Whether the reply had been said when the speech that is not taken yet began."""
        self._is_over_ours = False
        """Whether it began while we spoke."""
        self._is_over_held = False
        """Whether what we were saying then is said to its end, whoever speaks."""
        self._is_unheard = False
        """Whether the latest speech was long enough for words, and had none."""

    @property
    def has_words(self) -> bool:
        """Whether something was understood that is not taken yet."""
        return bool(self._ledger.pieces)

    def is_overdue(self, now: float, tempo: Tempo) -> bool:
        """Return whether there is an answer that should have been taken by now."""
        return self.has_words and self.moments.is_overdue(now, tempo)

    def speech_began(self, at_ms: int) -> None:
        """Somebody speaks since ``at_ms``."""
        self.moments.speaks_since = self._clock.monotonic()
        self._is_unheard = False
        self._begin(at_ms)

    def speech_ended(self, at_ms: int, *, silent_s: float) -> None:
        """They stopped at ``at_ms``, which is ``silent_s`` ago."""
        self.moments.speaks_since = None
        self.moments.ended_at = self._clock.monotonic() - silent_s
        began = self._ledger.began_ms
        self._ledger.end(at_ms)
        is_long = began is not None and at_ms - began >= SHORTEST_ANSWER_MS
        self._is_unheard = is_long and not self.has_words

    def understanding(self, words: str) -> None:
        """Show words that may still change."""
        self._note_words()
        self._caption(words)

    def understood(self, piece: Piece) -> bool:
        """Take in words; returns whether they are of the answer that is being given."""
        self._note_words()
        late = self._ledger.late(piece)
        if late is not None:
            self._hand_over(late)
            return False
        if self._is_over_held and self._speech.is_holding and not self.has_words:
            self._set_aside(piece)
            return False
        if self._is_only_a_nod(piece):
            self._forget_speech()
            return False
        self._caption(piece.text)
        if self._ledger.began_ms is None:
            self._begin(piece.start_ms)
            self._ledger.end(piece.end_ms)
        self._keep(self._ledger.add(piece))
        return True

    def take(self) -> None:
        """Take all words so far as the answer; without any nothing happens."""
        heard = self._taken()
        if heard is None:
            return
        if self._answers == "draft":
            self._speech.give_up_cut()
            self._hand_over(heard)
            return
        self._speech.answered(self.moments.ended_at)
        self._hand_over(heard)
        self._outbox.passing("thinking")

    def take_rest(self) -> None:
        """Tell of words that nobody had taken when it all ended; a draft is nobody's answer."""
        rest = self._taken()
        if rest is not None and self._answers != "draft":
            self._hand_over(rest)

    def answer_silence(self, now: float) -> None:
        """Go on after a noise; ask again after speech of which nothing was understood."""
        if self.has_words or self.moments.is_speaking:
            return
        silent_s = self.moments.silent_s(now)
        if self._speech.cut is not None and silent_s > RESUME_AFTER_S:
            self._is_unheard = False
            self._forget_speech()
        elif self._is_unheard and silent_s > NOTHING_HEARD_S and self._speech.now is None:
            self._is_unheard = False
            self._ledger.forget_speech()
            self._speech.notice("say_again")

    def _begin(self, at_ms: int) -> None:
        if self._ledger.begin(at_ms, after_turn=self._speech.open_turn):
            reply = self._speech.reply
            self._was_over = reply is None or reply.is_over
            self._is_over_ours = self._speech.now is not None and self._speech.sounds
            self._is_over_held = self._is_over_ours and self._speech.is_holding

    def _note_words(self) -> None:
        self.moments.words_at = self._clock.monotonic()
        self._is_unheard = False

    def _forget_speech(self) -> None:
        """What sounded was no answer: go on with what it stopped."""
        self._ledger.forget_speech()
        self._speech.resume()

    def _set_aside(self, piece: Piece) -> None:
        """Tell of words that answer nothing: they were said over a question that goes on."""
        self._ledger.forget_speech()
        self._outbox.heard(self._ledger.aside(piece))

    def _keep(self, piece: Piece) -> None:
        """Have words of an answer kept before it is over: this process may die in the middle of it."""
        if self._answers == "spoken":
            after, is_draft = self._ledger.after_turn, self._ledger.is_draft(piece)
            self._outbox.noted(Understood(piece=piece, after_turn=after, is_draft=is_draft))

    def _is_only_a_nod(self, piece: Piece) -> bool:
        """Return whether it is a listener's sound over our words, and not an answer to them."""
        if self.has_words or not self._is_over_ours or not is_nod(piece.text):
            return False
        if self._speech.cut is not None:
            return self._speech.cut.share_heard < _NEARLY_SAID
        return self._speech.now is not None

    def _taken(self) -> Heard | None:
        return self._ledger.take(goes_on=goes_on(self._speech.reply, was_over=self._was_over))

    def _hand_over(self, heard: Heard) -> None:
        if self._answers == "draft":
            self._outbox.passing("draft", heard.text)
        else:
            self._outbox.heard(heard)

    def _caption(self, words: str) -> None:
        said = " ".join([*(piece.text for piece in self._ledger.pieces), words])
        self._outbox.passing("partial", said)
