"""Recordings of a session, stored in chunks: consent, limits and timing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Final, Literal
from uuid import UUID

from vivavoce.contracts.profiles import MAX_RECORDING_DAYS
from vivavoce.contracts.video import RecordingConsentText, RecordingKind, VoiceSetting
from vivavoce.kernel.errors import (
    ConflictError,
    ContentTooLargeError,
    InvalidRequestError,
    NotFoundError,
    TooManyRequestsError,
)
from vivavoce.kernel.ids import InterviewId, PersonId, SessionId, TenantId
from vivavoce.kernel.translation import (
    ENGLISH,
    find_translation,
    list_languages,
    match_language,
    translatable_plural,
)
from vivavoce.media.domain.artifact import StoredObject, digest_objects

CHUNK_RETENTION: Final = timedelta(days=MAX_RECORDING_DAYS)
"""How long a chunk is stored."""
LATE_CHUNK_GRACE: Final = timedelta(minutes=15)
"""How long after the end of the interview its last chunks may still arrive."""
MAX_CHUNK_DURATION_MS: Final = 60_000
MAX_CHUNK_BYTES: Final = 25 << 20
MAX_RECORDING_BYTES: Final = 2 << 30
MAX_RECORDING_DURATION_MS: Final = 4 * 3_600_000
MAX_CHUNKS: Final = 14_400
"""Limit on chunks per recording: four hours of one-second chunks."""
MAX_CHUNKS_PER_MINUTE: Final = 120
SELF_UPLOAD_VERSION: Final = "own_upload"
"""The consent version for candidates who upload their own practice recording: uploading is their consent."""
_SELF_UPLOAD_TEXT = "Sent by the practising person themselves."
_CONSENT_TEXT_EDITION = "2026-11-21"
_VOICE_TEXT_EDITION = "2026-11-30"


class VideoConsentRequiredError(ConflictError):
    """The candidate has not agreed to video recording in this session, so nothing is recorded."""

    code = "video_consent_required"


class VideoNotOfferedError(ConflictError):
    """Video recording is not offered in this session: not requested, or not enabled by the organization."""

    code = "video_not_offered"


class VideoConsentTextChangedError(ConflictError):
    """The consent text for video recording has changed. Show the new text, then ask again."""

    code = "video_consent_changed"


class VoiceConsentRequiredError(ConflictError):
    """The candidate has not agreed to a recording of their voice since this was said: it is not stored."""

    code = "voice_consent_required"


class VoiceRecordingNotOfferedError(ConflictError):
    """A recording of the voice is not offered: in an intake, in this call, or where it is not allowed."""

    code = "voice_not_offered"


class VoiceConsentTextChangedError(ConflictError):
    """The consent text for a recording of the voice has changed. Show the new text, then ask again."""

    code = "voice_consent_changed"


class RecordingEndedError(ConflictError):
    """The interview is over; nothing more is recorded."""

    code = "recording_ended"


class RecordingNotFoundError(NotFoundError):
    """There is no recording of this session."""

    code = "recording_not_found"


class VideoChunkNotFoundError(NotFoundError):
    """The recording has no chunk with this number."""

    code = "chunk_not_found"


class VideoChunkConflictError(ConflictError):
    """A different chunk is already stored under this number."""

    code = "chunk_conflict"


class InvalidVideoChunkError(InvalidRequestError):
    """A chunk needs a number from 0 up and a duration of 1 to 60,000 ms."""

    code = "chunk_invalid"


class RecordingFullError(ContentTooLargeError):
    """The recording of this session has reached its limit."""

    code = "recording_too_large"


class TooManyVideoChunksError(TooManyRequestsError):
    """Chunks arrive faster than they can be stored. Send this one again in a moment."""

    code = "video_busy"


VIDEO_CONSENT_TEXT: Final = RecordingConsentText(
    version=f"video.{_CONSENT_TEXT_EDITION}.{CHUNK_RETENTION.days}",
    text=(
        "If you agree, your camera is recorded during the interview. Video recording is "
        "optional: without it, the interview is the same. People at the organization can "
        "watch the recording; no computer evaluates your face. You can stop at any time, "
        "and then everything recorded in this session is deleted. Otherwise it is "
        f"deleted after {CHUNK_RETENTION.days} days."
    ),
)


@cache
def build_voice_consent_text(
    language: str, setting: VoiceSetting = "staff"
) -> RecordingConsentText:
    """Return the consent text for a recording of the voice in ``language``, else in English.

    It says who may listen: staff who may see the interview, or the person who practices. That of a call is
    heard, and names the keys that answer it.
    """
    days = CHUNK_RETENTION.days
    name, describe = _VOICE_TEXTS[setting]
    text = describe(days)
    translated = find_translation(text, language)
    known = ENGLISH if translated is None else match_language(language) or ENGLISH
    return RecordingConsentText(
        version=f"{name}.{_VOICE_TEXT_EDITION}.{days}.{known}",
        text=str(text if translated is None else translated),
    )


def _describe_staff_recording(days: int) -> str:
    return translatable_plural(
        "If you agree, what your microphone picks up is recorded while the interview listens to you: your "
        "voice, silence, and other people or a loudspeaker near you. Nothing is recorded in a pause or "
        "while you are muted. People at the organization who may see this interview can listen to the "
        "recording. It is optional: without it, the interview is the same. The recording is not scored. "
        "You can stop at any time during the interview, and then the whole recording is deleted. Otherwise "
        "it is deleted with your data if you ask for that, and after {count} day at the latest.",
        "If you agree, what your microphone picks up is recorded while the interview listens to you: your "
        "voice, silence, and other people or a loudspeaker near you. Nothing is recorded in a pause or "
        "while you are muted. People at the organization who may see this interview can listen to the "
        "recording. It is optional: without it, the interview is the same. The recording is not scored. "
        "You can stop at any time during the interview, and then the whole recording is deleted. Otherwise "
        "it is deleted with your data if you ask for that, and after {count} days at the latest.",
        count=days,
    )


def _describe_own(days: int) -> str:
    return translatable_plural(
        "If you agree, what your microphone picks up is recorded while the interview listens to you: your "
        "voice, silence, and other people or a loudspeaker near you. Nothing is recorded in a pause or "
        "while you are muted. You can listen to the recording in your review. If this practice was assigned "
        "to you, people at the organization who assign practice can listen, too, and so can a platform that "
        "you practice through. It is optional: without it, the practice is the same. The recording is not "
        "scored. You can stop at any time during the interview, and then the whole recording is deleted. "
        "Otherwise it is deleted with this practice, and after {count} day at the latest.",
        "If you agree, what your microphone picks up is recorded while the interview listens to you: your "
        "voice, silence, and other people or a loudspeaker near you. Nothing is recorded in a pause or "
        "while you are muted. You can listen to the recording in your review. If this practice was assigned "
        "to you, people at the organization who assign practice can listen, too, and so can a platform that "
        "you practice through. It is optional: without it, the practice is the same. The recording is not "
        "scored. You can stop at any time during the interview, and then the whole recording is deleted. "
        "Otherwise it is deleted with this practice, and after {count} days at the latest.",
        count=days,
    )


def _describe_in_call(days: int) -> str:
    return translatable_plural(
        "You can also allow a recording of your voice. It is optional: without it, the interview is the "
        "same. What the telephone picks up is then recorded while the interview listens to you, and not in "
        "a pause. People at the organization who may see this interview can listen to the recording. It is "
        "not scored. It is deleted with your data if you ask for that, and after {count} day at the latest. "
        "To allow the recording, press three, now or later. To stop it and delete it, press four at any time "
        "during the interview. The keys that follow are about the interview, not about the recording.",
        "You can also allow a recording of your voice. It is optional: without it, the interview is the "
        "same. What the telephone picks up is then recorded while the interview listens to you, and not in "
        "a pause. People at the organization who may see this interview can listen to the recording. It is "
        "not scored. It is deleted with your data if you ask for that, and after {count} days at the latest. "
        "To allow the recording, press three, now or later. To stop it and delete it, press four at any time "
        "during the interview. The keys that follow are about the interview, not about the recording.",
        count=days,
    )


_VOICE_TEXTS: Mapping[VoiceSetting, tuple[str, Callable[[int], str]]] = {
    "staff": ("voice", _describe_staff_recording),
    "person": ("voice.practice", _describe_own),
    "call": ("voice.phone", _describe_in_call),
}
"""The beginning of the version, and the text, which keeps a recording for a number of days."""


def list_consent_texts(
    kind: RecordingKind, setting: VoiceSetting = "staff"
) -> tuple[RecordingConsentText, ...]:
    """Return the texts to which a candidate can agree now, one for each language that has one."""
    if kind == "video":
        return (VIDEO_CONSENT_TEXT,)
    texts = (build_voice_consent_text(tag, setting) for tag in list_languages())
    return tuple(dict.fromkeys(texts))


def is_present_text(kind: RecordingKind, version: str) -> bool:
    """Return whether ``version`` is that of a text to which candidates can agree now, in any setting."""
    return any(
        text.version == version for each in _VOICE_TEXTS for text in list_consent_texts(kind, each)
    )


def choose_consent_text(
    kind: RecordingKind, *, language: str, version: str | None, setting: VoiceSetting = "staff"
) -> RecordingConsentText:
    """Return the text with ``version``, if it is a present one, else the text in ``language``."""
    texts = list_consent_texts(kind, setting)
    named = next((text for text in texts if text.version == version), None)
    if named is not None or kind == "video":
        return named or VIDEO_CONSENT_TEXT
    return build_voice_consent_text(language, setting)


SELF_UPLOAD_CONSENT_TEXT: Final = RecordingConsentText(
    version=SELF_UPLOAD_VERSION, text=_SELF_UPLOAD_TEXT
)


@dataclass(frozen=True, slots=True)
class RecordedSessionAddress:
    """The session that a recording belongs to."""

    tenant_id: TenantId
    session_id: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A recording of a session and its current consent, without its chunks."""

    kind: RecordingKind
    session_id: SessionId
    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    consent_version: str
    is_agreed: bool
    is_told: bool
    """Whether the session's log has the start of the recording."""
    answered_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoChunkMetadata:
    """What the client declares about a chunk before it sends the bytes."""

    seq: int
    duration_ms: int
    at_ms: int | None = None
    """Start in ms from the start of the recording; None lets the server compute it."""

    def validate(self) -> None:
        """Raise ``InvalidVideoChunkError`` if a value is out of range."""
        is_placed = self.at_ms is None or 0 <= self.at_ms <= MAX_RECORDING_DURATION_MS
        is_numbered = 0 <= self.seq < MAX_CHUNKS
        if not (is_placed and is_numbered and 0 < self.duration_ms <= MAX_CHUNK_DURATION_MS):
            raise InvalidVideoChunkError


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaPosition:
    """Where a chunk of sound begins on the media clock of the connection that it came over."""

    connection_id: str
    """The connection and, after a dot, which opening of its voice it is: each has a clock of its own."""
    offset_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingChunk:
    """A stored chunk."""

    id: UUID
    seq: int
    at_ms: int
    duration_ms: int
    is_file_start: bool
    """Whether it starts a WebM file and so plays without the chunks before it."""
    object: StoredObject
    consent_version: str
    kept_at: datetime
    position: MediaPosition | None = None
    """Known for a chunk of the voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePiece:
    """A piece of a candidate's voice before it is stored: Ogg with Opus."""

    content: bytes = field(repr=False)
    duration_ms: int
    started_at: datetime
    """When its first sound arrived."""
    position: MediaPosition


RecordingConsentStatus = Literal["not_answered", "agreed", "declined", "withdrawn"]
"""A candidate's consent to a recording; ``withdrawn`` is a no after a yes."""


@dataclass(frozen=True, slots=True)
class RecordingConsent:
    """The current consent, and since when it holds; the recording's time counts from an ``agreed``."""

    status: RecordingConsentStatus
    answered_at: datetime | None


def resolve_consent(answers: Sequence[tuple[bool, datetime]]) -> RecordingConsent:
    """Return the current consent from all answers, oldest first.

    A repeated yes, for example to a newer text, counts from the first of the consecutive yeses: the
    recording goes on.
    """
    if not answers:
        return RecordingConsent("not_answered", None)
    is_accepted, at = answers[-1]
    if not is_accepted:
        was_agreed = any(accepted for accepted, _ in answers)
        return RecordingConsent("withdrawn" if was_agreed else "declined", at)
    for accepted, given_at in reversed(answers):
        if not accepted:
            break
        at = given_at
    return RecordingConsent("agreed", at)


@dataclass(frozen=True, slots=True)
class VideoUploadStatus:
    """The state of a recording for the client that uploads it."""

    is_accepted: bool | None
    """None means no answer to the current text."""
    next_seq: int = 0
    """The number of the next chunk: one after the last stored one."""
    recording_ms: int = 0
    """Ms since the candidate agreed: the current position on the recording's timeline."""


@dataclass(frozen=True, slots=True)
class RecordingUsage:
    """How much of a recording is stored."""

    pieces: int
    bytes: int
    duration_ms: int
    next_seq: int = 0
    """One after the highest stored number."""

    def check_limits(self, *, size: int, duration_ms: int) -> None:
        """Raise ``RecordingFullError`` if one more chunk of this size and duration exceeds a limit."""
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
    """Return where a chunk starts, in ms from the start of the recording.

    ``previous`` is the start and the duration of the chunk right before it, if that is stored;
    ``consented_at`` is when the candidate agreed. Consecutive chunks follow each other without a gap.
    """
    if metadata.at_ms is not None:
        return metadata.at_ms
    if metadata.seq == 0:
        return 0
    if previous is not None:
        return previous[0] + previous[1]
    passed_ms = int((now - consented_at).total_seconds() * 1000)
    return min(max(0, passed_ms - metadata.duration_ms), MAX_RECORDING_DURATION_MS)


def compute_piece_start_ms(
    piece: VoicePiece, *, previous: tuple[int, int] | None, consented_at: datetime
) -> int:
    """Return where a piece of the voice starts, in ms from the start of the recording.

    ``previous`` is the start and the duration of the piece that was stored before it. Sound may arrive faster
    than it was said: a piece never overlaps one that began before it.
    """
    start = max(0, int((piece.started_at - consented_at).total_seconds() * 1000))
    if previous is not None and previous[0] <= start:
        return max(start, previous[0] + previous[1])
    return start


def find_missing_chunks(chunks: Sequence[RecordingChunk]) -> list[tuple[int, int]]:
    """Return the missing numbers before the last chunk, as (first, last) of each gap."""
    gaps, expected = [], 0
    for chunk in chunks:
        if chunk.seq > expected:
            gaps.append((expected, chunk.seq - 1))
        expected = chunk.seq + 1
    return gaps


def list_restart_chunk_numbers(chunks: Sequence[RecordingChunk]) -> list[int]:
    """Return the numbers of the chunks, other than the first, that start a new WebM file."""
    return [piece.seq for piece in chunks[1:] if piece.is_file_start]


def compute_total_size(chunks: Sequence[RecordingChunk]) -> int:
    """Return the total size of the chunks in bytes."""
    return sum(piece.object.size for piece in chunks)


def compute_etag(chunks: Sequence[RecordingChunk]) -> str:
    """Return an ETag (hex SHA-256 of the chunks' digests) for exactly these chunks in this order."""
    return digest_objects(piece.object for piece in chunks)
