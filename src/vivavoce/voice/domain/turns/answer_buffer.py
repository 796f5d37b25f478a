"""Assigns the words of a connection to the answers that they belong to.

A thinking pause cannot always be told from the end of an answer, so committing too early must do no harm: a
reply of which almost nothing was heard is dropped, and both parts become one answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from vivavoce.contracts.voice import CandidateUtterance, TranscriptSegment

_TRAILING_SILENCE_MS = 400
"""A result may end this much after the speech, in silence; no next answer ends that soon."""


@dataclass(frozen=True, slots=True)
class _CommittedAnswer:
    started_ms: int
    ended_ms: int
    after_turn: int


@dataclass(slots=True)
class AnswerBuffer:
    """The words since the last committed answer, and the times of the last answers.

    Times are milliseconds of the connection's own clock.
    """

    draft_engines: frozenset[str] = frozenset()
    """Names of engines whose words must be checked."""
    segments: list[TranscriptSegment] = field(default_factory=list)
    started_ms: int | None = None
    """When the uncommitted speech began."""
    ended_ms: int | None = None
    """When its last segment ended; None during speech."""
    after_turn: int = 0
    _speech_start_ms: int = 0
    """When the latest segment began: engines include the silence before it in their times."""
    _committed: list[_CommittedAnswer] = field(default_factory=list)

    def start_speech(self, at_ms: int, *, after_turn: int) -> bool:
        """Start a speech segment; return whether it is the first since the last committed answer."""
        is_first = self.started_ms is None
        if is_first:
            self.started_ms, self.after_turn = at_ms, after_turn
        self.ended_ms = None
        self._speech_start_ms = at_ms
        return is_first

    def end_speech(self, at_ms: int) -> None:
        """End a speech segment."""
        if self.started_ms is not None:
            self.ended_ms = at_ms

    def build_late_utterance(self, piece: TranscriptSegment) -> CandidateUtterance | None:
        """Return ``piece`` as a late utterance, or None if it belongs to no answer already committed."""
        own = next(
            (
                taken
                for taken in self._committed
                if piece.end_ms <= taken.ended_ms + _TRAILING_SILENCE_MS
            ),
            None,
        )
        if own is None:
            return None
        return self._build_utterance(
            (piece,), piece.start_ms, piece.end_ms, own.after_turn, is_late=True
        )

    def build_aside(self, piece: TranscriptSegment) -> CandidateUtterance:
        """Return ``piece`` as an utterance that belongs to no answer."""
        utterance = self._build_utterance((piece,), piece.start_ms, piece.end_ms, self.after_turn)
        return replace(utterance, is_aside=True)

    def add_segment(self, piece: TranscriptSegment) -> TranscriptSegment:
        """Add ``piece`` to the current answer; return it with its start corrected."""
        if piece.start_ms < self._speech_start_ms < piece.end_ms:
            piece = replace(piece, start_ms=self._speech_start_ms)
        self.segments.append(piece)
        return piece

    def needs_review(self, piece: TranscriptSegment) -> bool:
        """Return whether the words of ``piece`` must be checked."""
        return piece.engine in self.draft_engines

    def discard_speech(self) -> None:
        """Discard speech that was no answer; words already transcribed are kept."""
        if not self.segments:
            self.started_ms = self.ended_ms = None

    def build_answer(self, *, is_continuation: bool) -> CandidateUtterance | None:
        """Return the words so far as an answer, and keep them; None if there are no words."""
        if not self.segments:
            return None
        began = self.started_ms if self.started_ms is not None else self.segments[0].start_ms
        ended = self.ended_ms if self.ended_ms is not None else self.segments[-1].end_ms
        return self._build_utterance(
            tuple(self.segments), began, ended, self.after_turn, goes_on=is_continuation
        )

    def commit_answer(self, *, is_continuation: bool) -> CandidateUtterance | None:
        """Return the words so far as an answer and start the next; None if there are no words."""
        utterance = self.build_answer(is_continuation=is_continuation)
        if utterance is None:
            return None
        began = utterance.start_ms
        ended = self.ended_ms if self.ended_ms is not None else self.segments[-1].end_ms
        self._committed = [*self._committed[-3:], _CommittedAnswer(began, ended, self.after_turn)]
        is_speaking = self.ended_ms is None
        self.segments = []
        self.started_ms = ended if is_speaking else None
        self.ended_ms = None
        return utterance

    def _build_utterance(
        self,
        pieces: Sequence[TranscriptSegment],
        began_ms: int,
        ended_ms: int,
        after_turn: int,
        *,
        goes_on: bool = False,
        is_late: bool = False,
    ) -> CandidateUtterance:
        return CandidateUtterance(
            text=" ".join(piece.text.strip() for piece in pieces),
            segments=tuple(pieces),
            start_ms=began_ms,
            end_ms=max(began_ms, ended_ms),
            after_turn=after_turn,
            is_continuation=goes_on,
            is_draft=any(map(self.needs_review, pieces)),
            is_late=is_late,
        )


CONTINUATION_MAX_HEARD_MS = 1_000
"""Milliseconds; a reply of which less was heard does not separate two answers."""


@dataclass(slots=True)
class InterviewerReply:
    """The interviewer's reply to a committed answer."""

    heard_ms: int = 0
    is_finished: bool = False
    """Whether all of it was played: speech after that answers it."""


def is_continuation(reply: InterviewerReply | None, *, was_reply_finished: bool) -> bool:
    """Return whether the candidate's speech continues the answer that came before ``reply``.

    ``was_reply_finished`` is whether the reply had been played to its end when the speech began.
    """
    return (
        reply is not None and not was_reply_finished and reply.heard_ms < CONTINUATION_MAX_HEARD_MS
    )
