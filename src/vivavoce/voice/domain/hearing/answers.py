"""The words of a connection, sorted into the answers that they belong to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from vivavoce.contracts.sound import Heard, Piece

_AFTER_MS = 400
"""An engine's result ends with the silence after the speech; the next answer never ends so soon."""


@dataclass(frozen=True, slots=True)
class _Taken:
    began_ms: int
    ended_ms: int
    after_turn: int


@dataclass(slots=True)
class Ledger:
    """What was said since the last answer was taken, and where the last answers ended.

    Times are milliseconds of the connection's own clock.
    """

    drafts: frozenset[str] = frozenset()
    """Engines whose words have to be checked."""
    pieces: list[Piece] = field(default_factory=list)
    began_ms: int | None = None
    """When the speech that is not taken yet began."""
    ended_ms: int | None = None
    """When its last stretch ended; None while somebody speaks."""
    after_turn: int = 0
    _stretch_ms: int = 0
    """When the latest stretch began: an engine counts the silence before it in."""
    _taken: list[_Taken] = field(default_factory=list)

    def begin(self, at_ms: int, *, after_turn: int) -> bool:
        """Speech begins; returns whether it is the first since the last answer was taken."""
        is_first = self.began_ms is None
        if is_first:
            self.began_ms, self.after_turn = at_ms, after_turn
        self.ended_ms = None
        self._stretch_ms = at_ms
        return is_first

    def end(self, at_ms: int) -> None:
        """A stretch of speech is over."""
        if self.began_ms is not None:
            self.ended_ms = at_ms

    def late(self, piece: Piece) -> Heard | None:
        """Return ``piece`` as late words, if it belongs to an answer that was taken before it came."""
        own = next(
            (taken for taken in self._taken if piece.end_ms <= taken.ended_ms + _AFTER_MS), None
        )
        if own is None:
            return None
        return self._heard((piece,), piece.start_ms, piece.end_ms, own.after_turn, is_late=True)

    def aside(self, piece: Piece) -> Heard:
        """Return ``piece`` as words that belong to no answer."""
        heard = self._heard((piece,), piece.start_ms, piece.end_ms, self.after_turn)
        return replace(heard, is_aside=True)

    def add(self, piece: Piece) -> Piece:
        """Keep ``piece`` for the answer that is being given; return it as it is kept."""
        if piece.start_ms < self._stretch_ms < piece.end_ms:
            piece = replace(piece, start_ms=self._stretch_ms)
        self.pieces.append(piece)
        return piece

    def is_draft(self, piece: Piece) -> bool:
        """Return whether these words have to be checked."""
        return piece.engine in self.drafts

    def forget_speech(self) -> None:
        """What sounded was no answer: nothing of it is kept, words that were understood are."""
        if not self.pieces:
            self.began_ms = self.ended_ms = None

    def take(self, *, goes_on: bool) -> Heard | None:
        """Take what was said as an answer; None if no word of it was understood."""
        if not self.pieces:
            return None
        began = self.began_ms if self.began_ms is not None else self.pieces[0].start_ms
        ended = self.ended_ms if self.ended_ms is not None else self.pieces[-1].end_ms
        heard = self._heard(tuple(self.pieces), began, ended, self.after_turn, goes_on=goes_on)
        self._taken = [*self._taken[-3:], _Taken(began, ended, self.after_turn)]
        is_speaking = self.ended_ms is None
        self.pieces = []
        self.began_ms = ended if is_speaking else None
        self.ended_ms = None
        return heard

    def _heard(
        self,
        pieces: Sequence[Piece],
        began_ms: int,
        ended_ms: int,
        after_turn: int,
        *,
        goes_on: bool = False,
        is_late: bool = False,
    ) -> Heard:
        return Heard(
            text=" ".join(piece.text.strip() for piece in pieces),
            pieces=tuple(pieces),
            began_ms=began_ms,
            ended_ms=max(began_ms, ended_ms),
            after_turn=after_turn,
            goes_on=goes_on,
            is_draft=any(map(self.is_draft, pieces)),
            is_late=is_late,
        )
