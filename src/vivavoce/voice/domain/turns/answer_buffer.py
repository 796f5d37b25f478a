"""The words of a connection, sorted into the answers that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from vivavoce.contracts.voice import CandidateUtterance, TranscriptSegment

_TRAILING_SILENCE_MS = 400
"""An engine's result ends with the silence after the speech; the next answer never ends so soon."""


@dataclass(frozen=True, slots=True)
class _CommittedAnswer:
    started_ms: int
    ended_ms: int
    after_turn: int


@dataclass(slots=True)
class AnswerBuffer:
    """What was said since the last answer was taken, and where the last answers ended.

    Times are milliseconds of the connection's own clock.
    """

    draft_engines: frozenset[str] = frozenset()
    """Engines whose words have to be checked."""
    segments: list[TranscriptSegment] = field(default_factory=list)
    started_ms: int | None = None
    """When the speech that is not taken yet began."""
    ended_ms: int | None = None
    """When its last stretch ended; None while somebody speaks."""
    after_turn: int = 0
    _speech_start_ms: int = 0
    """When the latest stretch began: an engine counts the silence before it in."""
    _committed: list[_CommittedAnswer] = field(default_factory=list)

    def start_speech(self, at_ms: int, *, after_turn: int) -> bool:
        """Speech begins; returns whether it is the first since the last answer was taken."""
        is_first = self.started_ms is None
        if is_first:
            self.started_ms, self.after_turn = at_ms, after_turn
        self.ended_ms = None
        self._speech_start_ms = at_ms
        return is_first

    def end_speech(self, at_ms: int) -> None:
        """A stretch of speech is over."""
        if self.started_ms is not None:
            self.ended_ms = at_ms

    def build_late_utterance(self, piece: TranscriptSegment) -> CandidateUtterance | None:
        """Return ``piece`` as late words, if it belongs to an answer that was taken before it came."""
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
        """Return ``piece`` as words that belong to no answer."""
        heard = self._build_utterance((piece,), piece.start_ms, piece.end_ms, self.after_turn)
        return replace(heard, is_aside=True)

    def add_segment(self, piece: TranscriptSegment) -> TranscriptSegment:
        """Keep ``piece`` for the answer that is being given; return it as it is kept."""
        if piece.start_ms < self._speech_start_ms < piece.end_ms:
            piece = replace(piece, start_ms=self._speech_start_ms)
        self.segments.append(piece)
        return piece

    def needs_review(self, piece: TranscriptSegment) -> bool:
        """Return whether these words have to be checked."""
        return piece.engine in self.draft_engines

    def discard_speech(self) -> None:
        """What sounded was no answer: nothing of it is kept, words that were understood are."""
        if not self.segments:
            self.started_ms = self.ended_ms = None

    def commit_answer(self, *, is_continuation: bool) -> CandidateUtterance | None:
        """Take what was said as an answer; None if no word of it was understood."""
        if not self.segments:
            return None
        began = self.started_ms if self.started_ms is not None else self.segments[0].start_ms
        ended = self.ended_ms if self.ended_ms is not None else self.segments[-1].end_ms
        heard = self._build_utterance(
            tuple(self.segments), began, ended, self.after_turn, goes_on=is_continuation
        )
        self._committed = [*self._committed[-3:], _CommittedAnswer(began, ended, self.after_turn)]
        is_speaking = self.ended_ms is None
        self.segments = []
        self.started_ms = ended if is_speaking else None
        self.ended_ms = None
        return heard

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
