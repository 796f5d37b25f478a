"""Collects the candidate's answers: assigns each transcript to an answer, or to none."""

from __future__ import annotations

from vivavoce.contracts.voice import (
    AnswerMode,
    CandidateUtterance,
    InterimTranscriptReport,
    TranscriptSegment,
)
from vivavoce.kernel.clock import Clock
from vivavoce.voice.domain.turns.answer_buffer import AnswerBuffer, is_continuation
from vivavoce.voice.domain.turns.end_of_turn import is_backchannel, is_complete_answer
from vivavoce.voice.domain.turns.speech_activity import (
    FALSE_INTERRUPTION_TIMEOUT_S,
    MIN_ANSWER_MS,
    NO_TRANSCRIPT_TIMEOUT_S,
    EndpointingDelays,
    SpeechActivity,
)
from vivavoce.voice.usecases.conversation.outbox import ConversationOutbox
from vivavoce.voice.usecases.conversation.speech_queue import SpeechQueue

_ALMOST_COMPLETE_FRACTION = 0.85
"""Fraction of an utterance after which a short sound over it counts as an answer, not as a backchannel."""


class AnswerCollector:
    """Builds answers from transcripts, sends them through ``outbox``, and drops or resumes speech.

    With ``answer_mode`` "draft" the candidate checks each answer before it is sent. ``draft_engines`` are the
    engines whose words must be checked.
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
        """Whether the interviewer's reply was complete when the uncommitted speech began."""
        self._is_over_our_speech = False
        """Whether that speech began while the interviewer was speaking."""
        self._is_over_uninterruptible = False
        """Whether the interviewer's utterance at that time was uninterruptible."""
        self._is_untranscribed = False
        """Whether the latest speech was long enough for words but had none."""
        self._offered: str | None = None
        """The words of the possible answer that the session knows of; None if it knows of none."""

    @property
    def has_transcript(self) -> bool:
        """Whether there are words that are not committed yet."""
        return bool(self._buffer.segments)

    def is_overdue(self, now: float, endpointing: EndpointingDelays) -> bool:
        """Return whether there is an answer that should have been committed by now."""
        return self.has_transcript and self.activity.is_answer_overdue(now, endpointing)

    def on_speech_started(self, at_ms: int) -> None:
        """Record that speech began at ``at_ms``."""
        if self._offered is not None:
            self._offered = None
            self._outbox.send_possible_answer(None)
        self.activity.speaking_since = self._clock.monotonic()
        self._is_untranscribed = False
        self._start_speech(at_ms)

    def on_speech_ended(self, at_ms: int, *, silent_s: float) -> None:
        """Record that speech ended at ``at_ms``, which is ``silent_s`` seconds ago."""
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
        """Add a final transcript; return whether it belongs to the current answer."""
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

    def offer_answer(self, now: float, endpointing: EndpointingDelays) -> None:
        """Let the session prepare its reply to the words so far, once, if they can be the whole answer.

        Words that end in the middle of a thought are offered after the shorter pause: a candidate who has
        not gone on by then has probably finished.
        """
        utterance = self._build_possible_answer()
        if utterance is None or self._offered == utterance.text or endpointing.mode == "nobody":
            return
        is_whole = endpointing.mode == "pause" or is_complete_answer(utterance.text)
        if is_whole or self.activity.silence_s(now) >= endpointing.min_delay_s:
            self._offered = utterance.text
            self._outbox.send_possible_answer(utterance)

    def _build_possible_answer(self) -> CandidateUtterance | None:
        if self.activity.is_speaking or self._answer_mode != "spoken":
            return None
        return self._buffer.build_answer(is_continuation=self._is_continuation)

    def commit_answer(self) -> None:
        """Commit all words so far as the answer; does nothing without words."""
        utterance = self._commit_buffer()
        if utterance is None:
            return
        if self._answer_mode == "draft":
            self._speech.drop_interrupted()
            self._deliver(utterance)
            return
        self._speech.on_answer_committed(self.activity.speech_ended_at)
        self._deliver(utterance)
        self._outbox.send_update("thinking")

    def commit_remaining(self) -> None:
        """Send words that were not committed when the connection ended; an unsent draft is dropped."""
        rest = self._commit_buffer()
        if rest is not None and self._answer_mode != "draft":
            self._deliver(rest)

    def handle_silence(self, now: float) -> None:
        """Resume after a noise; ask the candidate to repeat after speech that had no words."""
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
        """Discard speech that was no answer, and resume the utterance that it interrupted."""
        self._buffer.discard_speech()
        self._speech.resume_interrupted()

    def _set_aside(self, piece: TranscriptSegment) -> None:
        """Report words as an aside: they were said over an uninterruptible question."""
        self._buffer.discard_speech()
        self._outbox.send_utterance(self._buffer.build_aside(piece))

    def _persist_segment(self, piece: TranscriptSegment) -> None:
        """Send words of an unfinished answer to be stored: this process may crash before it is complete."""
        if self._answer_mode == "spoken":
            after, is_draft = self._buffer.after_turn, self._buffer.needs_review(piece)
            self._outbox.send_report(
                InterimTranscriptReport(segment=piece, after_turn=after, is_draft=is_draft)
            )

    def _is_only_backchannel(self, piece: TranscriptSegment) -> bool:
        """Return whether the words are a backchannel ("mhm") over our speech and not an answer to it."""
        if self.has_transcript or not self._is_over_our_speech or not is_backchannel(piece.text):
            return False
        if self._speech.interrupted is not None:
            return self._speech.interrupted.heard_fraction < _ALMOST_COMPLETE_FRACTION
        return self._speech.current is not None

    def _commit_buffer(self) -> CandidateUtterance | None:
        self._offered = None
        return self._buffer.commit_answer(is_continuation=self._is_continuation)

    @property
    def _is_continuation(self) -> bool:
        return is_continuation(self._speech.reply, was_reply_finished=self._was_reply_finished)

    def _deliver(self, utterance: CandidateUtterance) -> None:
        if self._answer_mode == "draft":
            self._outbox.send_update("draft", utterance.text)
        else:
            self._outbox.send_utterance(utterance)

    def _send_caption(self, words: str) -> None:
        caption = " ".join([*(piece.text for piece in self._buffer.segments), words])
        self._outbox.send_update("partial", caption)
