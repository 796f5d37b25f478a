"""The candidate's answers: what is understood belongs to one, was late for one, or was none."""

from __future__ import annotations

from vivavoce.contracts.voice import (
    AnswerMode,
    CandidateUtterance,
    InterimTranscriptReport,
    TranscriptSegment,
)
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.endpointing import (
    FALSE_INTERRUPTION_TIMEOUT_S,
    MIN_ANSWER_MS,
    NO_TRANSCRIPT_TIMEOUT_S,
    EndpointingDelays,
)
from vivavoce.voice.domain.turns.answer_buffer import AnswerBuffer
from vivavoce.voice.domain.turns.continuation import is_continuation
from vivavoce.voice.domain.turns.end_of_turn import is_backchannel
from vivavoce.voice.domain.turns.speech_activity import SpeechActivity
from vivavoce.voice.usecases.conversation.outbox import ConversationOutbox
from vivavoce.voice.usecases.conversation.speech_queue import SpeechQueue

_ALMOST_COMPLETE_FRACTION = 0.85
"""Who speaks over the last words of a question, answers it."""


class AnswerCollector:
    """Makes answers of words, tells them through ``outbox``, and has ``speech`` give way or go on.

    ``answers`` is whether they are drafts to be checked by the candidate; ``drafts`` are the engines whose
    words have to be checked.
    """

    def __init__(
        self,
        speech_queue: SpeechQueue,
        outbox: ConversationOutbox,
        clock: Clock,
        *,
        answer_mode: AnswerMode,
        draft_engines: frozenset[str],
    ) -> None:
        self._speech, self._outbox, self._clock, self._answer_mode = (
            speech_queue,
            outbox,
            clock,
            answer_mode,
        )
        self.activity = SpeechActivity()
        self._buffer = AnswerBuffer(draft_engines=draft_engines)
        self._was_reply_finished = False
        """Whether the reply had been said when the speech that is not taken yet began."""
        self._is_over_our_speech = False
        """Whether it began while we spoke."""
        self._is_over_uninterruptible = False
        """Whether what we were saying then is said to its end, whoever speaks."""
        self._is_untranscribed = False
        """Whether the latest speech was long enough for words, and had none."""

    @property
    def has_transcript(self) -> bool:
        """Whether something was understood that is not taken yet."""
        return bool(self._buffer.segments)

    def is_overdue(self, now: float, endpointing: EndpointingDelays) -> bool:
        """Return whether there is an answer that should have been taken by now."""
        return self.has_transcript and self.activity.is_answer_overdue(now, endpointing)

    def on_speech_started(self, at_ms: int) -> None:
        """Somebody speaks since ``at_ms``."""
        self.activity.speaking_since = self._clock.monotonic()
        self._is_untranscribed = False
        self._start_speech(at_ms)

    def on_speech_ended(self, at_ms: int, *, silent_s: float) -> None:
        """They stopped at ``at_ms``, which is ``silence_s`` ago."""
        self.activity.speaking_since = None
        self.activity.speech_ended_at = self._clock.monotonic() - silent_s
        began = self._buffer.started_ms
        self._buffer.end_speech(at_ms)
        is_long = began is not None and at_ms - began >= MIN_ANSWER_MS
        self._is_untranscribed = is_long and not self.has_transcript

    def on_interim_transcript(self, words: str) -> None:
        """Show words that may still change."""
        self._record_transcribed()
        self._send_caption(words)

    def on_final_transcript(self, piece: TranscriptSegment) -> bool:
        """Take in words; returns whether they are of the answer that is being given."""
        self._record_transcribed()
        late = self._buffer.build_late_utterance(piece)
        if late is not None:
            self._deliver(late)
            return False
        if (
            self._is_over_uninterruptible
            and self._speech.is_uninterruptible
            and not self.has_transcript
        ):
            self._set_aside(piece)
            return False
        if self._is_only_backchannel(piece):
            self._discard_speech()
            return False
        self._send_caption(piece.text)
        if self._buffer.started_ms is None:
            self._start_speech(piece.start_ms)
            self._buffer.end_speech(piece.end_ms)
        self._persist_segment(self._buffer.add_segment(piece))
        return True

    def commit_answer(self) -> None:
        """Take all words so far as the answer; without any nothing happens."""
        heard = self._commit_buffer()
        if heard is None:
            return
        if self._answer_mode == "draft":
            self._speech.drop_interrupted()
            self._deliver(heard)
            return
        self._speech.on_answer_committed(self.activity.speech_ended_at)
        self._deliver(heard)
        self._outbox.send_update("thinking")

    def commit_remaining(self) -> None:
        """Tell of words that nobody had taken when it all ended; a draft is nobody's answer."""
        rest = self._commit_buffer()
        if rest is not None and self._answer_mode != "draft":
            self._deliver(rest)

    def handle_silence(self, now: float) -> None:
        """Go on after a noise; ask again after speech of which nothing was understood."""
        if self.has_transcript or self.activity.is_speaking:
            return
        silent_s = self.activity.silence_s(now)
        if self._speech.interrupted is not None and silent_s > FALSE_INTERRUPTION_TIMEOUT_S:
            self._is_untranscribed = False
            self._discard_speech()
        elif (
            self._is_untranscribed
            and silent_s > NO_TRANSCRIPT_TIMEOUT_S
            and self._speech.current is None
        ):
            self._is_untranscribed = False
            self._buffer.discard_speech()
            self._speech.enqueue_notice("say_again")

    def _start_speech(self, at_ms: int) -> None:
        if self._buffer.start_speech(at_ms, after_turn=self._speech.open_turn):
            reply = self._speech.reply
            self._was_reply_finished = reply is None or reply.is_finished
            self._is_over_our_speech = self._speech.current is not None and self._speech.is_audible
            self._is_over_uninterruptible = (
                self._is_over_our_speech and self._speech.is_uninterruptible
            )

    def _record_transcribed(self) -> None:
        self.activity.transcribed_at = self._clock.monotonic()
        self._is_untranscribed = False

    def _discard_speech(self) -> None:
        """What sounded was no answer: go on with what it stopped."""
        self._buffer.discard_speech()
        self._speech.resume_interrupted()

    def _set_aside(self, piece: TranscriptSegment) -> None:
        """Tell of words that answer nothing: they were said over a question that goes on."""
        self._buffer.discard_speech()
        self._outbox.send_utterance(self._buffer.build_aside(piece))

    def _persist_segment(self, piece: TranscriptSegment) -> None:
        """Have words of an answer kept before it is over: this process may die in the middle of it."""
        if self._answer_mode == "spoken":
            after, is_draft = self._buffer.after_turn, self._buffer.needs_review(piece)
            self._outbox.send_report(
                InterimTranscriptReport(segment=piece, after_turn=after, is_draft=is_draft)
            )

    def _is_only_backchannel(self, piece: TranscriptSegment) -> bool:
        """Return whether it is a listener's sound over our words, and not an answer to them."""
        if self.has_transcript or not self._is_over_our_speech or not is_backchannel(piece.text):
            return False
        if self._speech.interrupted is not None:
            return self._speech.interrupted.heard_fraction < _ALMOST_COMPLETE_FRACTION
        return self._speech.current is not None

    def _commit_buffer(self) -> CandidateUtterance | None:
        return self._buffer.commit_answer(
            is_continuation=is_continuation(
                self._speech.reply, was_reply_finished=self._was_reply_finished
            )
        )

    def _deliver(self, utterance: CandidateUtterance) -> None:
        if self._answer_mode == "draft":
            self._outbox.send_update("draft", utterance.text)
        else:
            self._outbox.send_utterance(utterance)

    def _send_caption(self, words: str) -> None:
        said = " ".join([*(piece.text for piece in self._buffer.segments), words])
        self._outbox.send_update("partial", said)
