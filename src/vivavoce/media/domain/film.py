"""A film that comes in pieces while a session goes on: what is agreed to, and what may be kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from vivavoce.contracts.film import FilmText
from vivavoce.contracts.retention import RECORDING_DAYS
from vivavoce.kernel.errors import Malformed, NotFound, Refused, TooLarge, TooMany
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.media.domain.artifact import Written
from vivavoce.media.domain.ranges import Part

KEPT_FOR: Final = timedelta(days=RECORDING_DAYS)
"""How long a piece is kept."""
LATE: Final = timedelta(minutes=15)
"""How long after the talk its last pieces may still arrive."""
LONGEST_MS: Final = 60_000
MOST_PIECE_BYTES: Final = 25 << 20
MOST_FILM_BYTES: Final = 2 << 30
MOST_FILM_MS: Final = 4 * 3_600_000
MOST_PIECES: Final = 14_400
"""Four hours in seconds: a film of so many pieces is no film."""
MOST_PER_MINUTE: Final = 120
OWN_UPLOAD: Final = "own_upload"
"""The version that stands for a practising person who sends their own film: they agree by doing so."""
_OWN_TEXT = "Sent by the practising person themselves."
_EDITION = "2026-11-20"


class VideoConsentNeeded(Refused):
    """Nobody agreed to be filmed in this session, so no picture is taken."""

    code = "video_consent_needed"


class VideoNotOffered(Refused):
    """Nobody is filmed in this session: it was not asked for, or the organisation does not film."""

    code = "video_not_offered"


class VideoTextChanged(Refused):
    """The text about the film is another one by now. Show it, then ask again."""

    code = "video_consent_changed"


class RecordingOver(Refused):
    """The talk is over; nothing more is filmed."""

    code = "recording_over"


class RecordingNotFound(NotFound):
    """No film of this session is kept."""

    code = "recording_not_found"


class ChunkNotFound(NotFound):
    """This piece is not kept."""

    code = "chunk_not_found"


class ChunkDiffers(Refused):
    """Another piece is kept under this number."""

    code = "chunk_differs"


class ChunkUnreadable(Malformed):
    """A piece has a number from 0 on and lasts from 1 to 60,000 ms."""

    code = "chunk_unreadable"


class RecordingFull(TooLarge):
    """The film of this session is as long as one may be."""

    code = "recording_full"


class TooManyAtOnce(TooMany):
    """Pieces come faster than they can be kept. Send this one again in a moment."""

    code = "video_busy"


FILM_TEXT: Final = FilmText(
    version=f"video.{_EDITION}.{KEPT_FOR.days}",
    text=(
        "If you like, your camera is recorded while you talk. Nothing is filmed unless you agree, and "
        "the interview is the same for you if you do not. People of the organisation can look at the "
        "film; no computer judges your face. You can stop at any time: then all that was filmed in this "
        f"session is deleted. Otherwise it is deleted after {KEPT_FOR.days} days."
    ),
)
OWN_FILM: Final = FilmText(version=OWN_UPLOAD, text=_OWN_TEXT)


@dataclass(frozen=True, slots=True)
class Place:
    """The session that a film is of."""

    tenant_id: TenantId
    session_id: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """The film of a session, without its pieces."""

    session_id: SessionId
    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    consent_version: str
    is_agreed: bool
    is_told: bool
    """Whether the session's log was told that the film began."""
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """What is said of a piece before its bytes."""

    seq: int
    duration_ms: int
    at_ms: int | None = None
    """Where it begins, from the film's start on; None leaves it to us."""

    def check(self) -> None:
        """Raise ``ChunkUnreadable`` for what cannot be a piece of a film."""
        is_placed = self.at_ms is None or 0 <= self.at_ms <= MOST_FILM_MS
        is_numbered = 0 <= self.seq < MOST_PIECES
        if not (is_placed and is_numbered and 0 < self.duration_ms <= LONGEST_MS):
            raise ChunkUnreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A piece that is kept."""

    id: UUID
    seq: int
    at_ms: int
    duration_ms: int
    opens: bool
    """It begins as a WebM file does, so that it can be played without those before it."""
    object: Written
    consent_version: str
    kept_at: datetime


Answered = Literal["not_answered", "agreed", "declined", "withdrawn"]
"""How somebody stands to being filmed; ``withdrawn`` is a no after a yes."""


@dataclass(frozen=True, slots=True)
class FilmAnswer:
    """The newest answer about a film, and when it was given. A film's time counts from that yes on."""

    answered: Answered
    at: datetime | None


def answer_of(answers: Sequence[tuple[bool, datetime]]) -> FilmAnswer:
    """Return how somebody stands to being filmed, from all that they answered, the oldest first.

    A yes that is given again, to newer words, began with the first of them: the film goes on.
    """
    if not answers:
        return FilmAnswer("not_answered", None)
    is_accepted, at = answers[-1]
    if not is_accepted:
        was_agreed = any(accepted for accepted, _ in answers)
        return FilmAnswer("withdrawn" if was_agreed else "declined", at)
    for accepted, given_at in reversed(answers):
        if not accepted:
            break
        at = given_at
    return FilmAnswer("agreed", at)


@dataclass(frozen=True, slots=True)
class Standing:
    """How a film stands, for whoever sends it."""

    is_accepted: bool | None
    """None is no answer to the present text."""
    next_seq: int = 0
    """The number of the next piece: one behind the last that is kept."""
    film_ms: int = 0
    """How long ago they agreed: now, in the film's own time."""


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a film is kept."""

    pieces: int
    bytes: int
    duration_ms: int
    next_seq: int = 0
    """One behind the last number that is kept."""

    def check(self, *, size: int, duration_ms: int) -> None:
        """Raise ``RecordingFull`` where a further piece of this size is too much."""
        is_full = (
            self.pieces >= MOST_PIECES
            or self.bytes + size > MOST_FILM_BYTES
            or self.duration_ms + duration_ms > MOST_FILM_MS
        )
        if is_full:
            raise RecordingFull


def placed(
    announced: Announced, *, before: tuple[int, int] | None, since: datetime, now: datetime
) -> int:
    """Return where a piece begins, in ms from the film's start on.

    ``before`` is the beginning and the length of the piece right before it, where that is kept;
    ``since`` is when the person agreed. Pieces that come in order follow each other without a gap.
    """
    if announced.at_ms is not None:
        return announced.at_ms
    if announced.seq == 0:
        return 0
    if before is not None:
        return before[0] + before[1]
    passed_ms = int((now - since).total_seconds() * 1000)
    return min(max(0, passed_ms - announced.duration_ms), MOST_FILM_MS)


def gaps(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Return the numbers that are missing before the last piece, as first and last of each run."""
    found, expected = [], 0
    for piece in pieces:
        if piece.seq > expected:
            found.append((expected, piece.seq - 1))
        expected = piece.seq + 1
    return found


def restarts(pieces: Sequence[Piece]) -> list[int]:
    """Return the numbers of pieces behind the first that begin a WebM file anew."""
    return [piece.seq for piece in pieces[1:] if piece.opens]


def joined_size(pieces: Sequence[Piece]) -> int:
    """Return how many bytes the pieces are together."""
    return sum(piece.object.size for piece in pieces)


def joined_tag(pieces: Sequence[Piece]) -> str:
    """Return what stands for exactly these pieces in this order."""
    digest = hashlib.sha256()
    for piece in pieces:
        digest.update(piece.object.sha256)
    return digest.hexdigest()


def parts_of(pieces: Sequence[Piece], part: Part) -> Iterator[tuple[Piece, Part]]:
    """Yield which bytes of which piece make up ``part`` of all of them joined."""
    start = 0
    for piece in pieces:
        stop = start + piece.object.size
        first, last = max(part.start, start), min(part.stop, stop)
        if first < last:
            yield piece, Part(first - start, last - start)
        start = stop
