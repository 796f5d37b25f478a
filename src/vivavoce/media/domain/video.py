"""A film that comes in pieces while a session goes on: what is agreed to, and what may be kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal
from uuid import UUID

from vivavoce.contracts.retention import MAX_RECORDING_DAYS
from vivavoce.contracts.video import VideoConsentText
from vivavoce.kernel.errors import (
    ConflictError,
    ContentTooLargeError,
    InvalidRequestError,
    NotFoundError,
    TooManyRequestsError,
)
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.media.domain.artifact import StoredObject
from vivavoce.media.domain.byte_range import ByteRange

CHUNK_RETENTION: Final = timedelta(days=MAX_RECORDING_DAYS)
"""How long a piece is kept."""
LATE_CHUNK_GRACE: Final = timedelta(minutes=15)
"""How long after the talk its last pieces may still arrive."""
MAX_CHUNK_DURATION_MS: Final = 60_000
MAX_CHUNK_BYTES: Final = 25 << 20
MAX_RECORDING_BYTES: Final = 2 << 30
MAX_RECORDING_DURATION_MS: Final = 4 * 3_600_000
MAX_CHUNKS: Final = 14_400
"""Four hours in seconds: a film of so many pieces is no film."""
MAX_CHUNKS_PER_MINUTE: Final = 120
SELF_UPLOAD_VERSION: Final = "own_upload"
"""The version that stands for a practising person who sends their own film: they agree by doing so."""
_SELF_UPLOAD_TEXT = "Sent by the practising person themselves."
_CONSENT_TEXT_EDITION = "2026-11-20"


class VideoConsentRequiredError(ConflictError):
    """Nobody agreed to be filmed in this session, so no picture is taken."""

    code = "video_consent_needed"


class VideoNotOfferedError(ConflictError):
    """Nobody is filmed in this session: it was not asked for, or the organisation does not film."""

    code = "video_not_offered"


class VideoConsentTextChangedError(ConflictError):
    """The text about the film is another one by now. Show it, then ask again."""

    code = "video_consent_changed"


class RecordingEndedError(ConflictError):
    """The talk is over; nothing more is filmed."""

    code = "recording_over"


class RecordingNotFoundError(NotFoundError):
    """No film of this session is kept."""

    code = "recording_not_found"


class VideoChunkNotFoundError(NotFoundError):
    """This piece is not kept."""

    code = "chunk_not_found"


class VideoChunkConflictError(ConflictError):
    """Another piece is kept under this number."""

    code = "chunk_differs"


class InvalidVideoChunkError(InvalidRequestError):
    """A piece has a number from 0 on and lasts from 1 to 60,000 ms."""

    code = "chunk_unreadable"


class RecordingFullError(ContentTooLargeError):
    """The film of this session is as long as one may be."""

    code = "recording_full"


class TooManyVideoChunksError(TooManyRequestsError):
    """Pieces come faster than they can be kept. Send this one again in a moment."""

    code = "video_busy"


VIDEO_CONSENT_TEXT: Final = VideoConsentText(
    version=f"video.{_CONSENT_TEXT_EDITION}.{CHUNK_RETENTION.days}",
    text=(
        "If you like, your camera is recorded while you talk. Nothing is filmed unless you agree, and "
        "the interview is the same for you if you do not. People of the organisation can look at the "
        "film; no computer judges your face. You can stop at any time: then all that was filmed in this "
        f"session is deleted. Otherwise it is deleted after {CHUNK_RETENTION.days} days."
    ),
)
SELF_UPLOAD_CONSENT_TEXT: Final = VideoConsentText(
    version=SELF_UPLOAD_VERSION, text=_SELF_UPLOAD_TEXT
)


@dataclass(frozen=True, slots=True)
class VideoSessionAddress:
    """The session that a film is of."""

    tenant_id: TenantId
    session_id: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoRecording:
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
class VideoChunkMetadata:
    """What is said of a piece before its bytes."""

    seq: int
    duration_ms: int
    at_ms: int | None = None
    """Where it begins, from the film's start on; None leaves it to us."""

    def validate(self) -> None:
        """Raise ``InvalidVideoChunkError`` for what cannot be a piece of a film."""
        is_placed = self.at_ms is None or 0 <= self.at_ms <= MAX_RECORDING_DURATION_MS
        is_numbered = 0 <= self.seq < MAX_CHUNKS
        if not (is_placed and is_numbered and 0 < self.duration_ms <= MAX_CHUNK_DURATION_MS):
            raise InvalidVideoChunkError


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoChunk:
    """A piece that is kept."""

    id: UUID
    seq: int
    at_ms: int
    duration_ms: int
    opens: bool
    """It begins as a WebM file does, so that it can be played without those before it."""
    object: StoredObject
    consent_version: str
    kept_at: datetime


VideoConsentStatus = Literal["not_answered", "agreed", "declined", "withdrawn"]
"""How somebody stands to being filmed; ``withdrawn`` is a no after a yes."""


@dataclass(frozen=True, slots=True)
class VideoConsent:
    """The newest answer about a film, and when it was given. A film's time counts from that yes on."""

    status: VideoConsentStatus
    answered_at: datetime | None


def resolve_consent(answers: Sequence[tuple[bool, datetime]]) -> VideoConsent:
    """Return how somebody stands to being filmed, from all that they answered, the oldest first.

    A yes that is given again, to newer words, began with the first of them: the film goes on.
    """
    if not answers:
        return VideoConsent("not_answered", None)
    is_accepted, at = answers[-1]
    if not is_accepted:
        was_agreed = any(accepted for accepted, _ in answers)
        return VideoConsent("withdrawn" if was_agreed else "declined", at)
    for accepted, given_at in reversed(answers):
        if not accepted:
            break
        at = given_at
    return VideoConsent("agreed", at)


@dataclass(frozen=True, slots=True)
class VideoUploadStatus:
    """How a film stands, for whoever sends it."""

    is_accepted: bool | None
    """None is no answer to the present text."""
    next_seq: int = 0
    """The number of the next piece: one behind the last that is kept."""
    recording_ms: int = 0
    """How long ago they agreed: now, in the film's own time."""


@dataclass(frozen=True, slots=True)
class RecordingUsage:
    """How much of a film is kept."""

    pieces: int
    bytes: int
    duration_ms: int
    next_seq: int = 0
    """One behind the last number that is kept."""

    def check_limits(self, *, size: int, duration_ms: int) -> None:
        """Raise ``RecordingFullError`` where a further piece of this size is too much."""
        is_full = (
            self.pieces >= MAX_CHUNKS
            or self.bytes + size > MAX_RECORDING_BYTES
            or self.duration_ms + duration_ms > MAX_RECORDING_DURATION_MS
        )
        if is_full:
            raise RecordingFullError


def compute_chunk_start_ms(
    metadata: VideoChunkMetadata,
    *,
    previous: tuple[int, int] | None,
    consented_at: datetime,
    now: datetime,
) -> int:
    """Return where a piece begins, in ms from the film's start on.

    ``before`` is the beginning and the length of the piece right before it, where that is kept;
    ``since`` is when the person agreed. Pieces that come in order follow each other without a gap.
    """
    if metadata.at_ms is not None:
        return metadata.at_ms
    if metadata.seq == 0:
        return 0
    if previous is not None:
        return previous[0] + previous[1]
    passed_ms = int((now - consented_at).total_seconds() * 1000)
    return min(max(0, passed_ms - metadata.duration_ms), MAX_RECORDING_DURATION_MS)


def find_missing_chunks(chunks: Sequence[VideoChunk]) -> list[tuple[int, int]]:
    """Return the numbers that are missing before the last piece, as first and last of each run."""
    found, expected = [], 0
    for piece in chunks:
        if piece.seq > expected:
            found.append((expected, piece.seq - 1))
        expected = piece.seq + 1
    return found


def find_restarts(chunks: Sequence[VideoChunk]) -> list[int]:
    """Return the numbers of pieces behind the first that begin a WebM file anew."""
    return [piece.seq for piece in chunks[1:] if piece.opens]


def compute_total_size(chunks: Sequence[VideoChunk]) -> int:
    """Return how many bytes the pieces are together."""
    return sum(piece.object.size for piece in chunks)


def compute_etag(chunks: Sequence[VideoChunk]) -> str:
    """Return what stands for exactly these pieces in this order."""
    digest = hashlib.sha256()
    for piece in chunks:
        digest.update(piece.object.sha256)
    return digest.hexdigest()


def split_range(
    chunks: Sequence[VideoChunk], byte_range: ByteRange
) -> Iterator[tuple[VideoChunk, ByteRange]]:
    """Yield which bytes of which piece make up ``part`` of all of them joined."""
    start = 0
    for piece in chunks:
        stop = start + piece.object.size
        first, last = max(byte_range.start, start), min(byte_range.stop, stop)
        if first < last:
            yield piece, ByteRange(first - start, last - start)
        start = stop
