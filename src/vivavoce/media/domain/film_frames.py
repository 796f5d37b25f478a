"""How a candidate's socket words its film: ``VIDEO_CONSENT``, ``VIDEO_CHUNK`` and the bytes behind it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.film import FilmText
from vivavoce.kernel.errors import Malformed, TooLarge, TooMany, VivavoceError
from vivavoce.media.domain.film import Announced, Standing

MOST_SOCKET_BYTES: Final = 4 << 20
"""What one message may bring; longer pieces go over HTTP."""
HEADER: Final = 8
"""Kind, flags, generation and sequence before the bytes of ``vivavoce.v1``."""
_VIDEO_KIND = 3
_LONGEST_FRAME = 4096
_LONGEST_VERSION = 100


class VideoFrameUnreadable(Malformed):
    """This message about the film cannot be read."""

    code = "video_frame_unreadable"


class VideoNotAnnounced(Malformed):
    """Say VIDEO_CHUNK with its number and length first, then send its bytes."""

    code = "video_not_announced"


class VideoMessageTooLarge(TooLarge):
    """A message takes up to 4 MiB. Send longer pieces over HTTP."""

    code = "video_message_too_large"


@dataclass(frozen=True, slots=True)
class FilmAsked:
    """What would I agree to?"""


@dataclass(frozen=True, slots=True)
class FilmAnswered:
    """I agree, or I do not (any more)."""

    is_accepted: bool
    version: str | None


FilmFrame = FilmAsked | FilmAnswered | Announced


def read_frame(raw: str) -> FilmFrame | None:
    """Return what a text message says of the film, None when it is about something else.

    Raises ``VideoFrameUnreadable`` or ``ChunkUnreadable``.
    """
    if '"VIDEO_' not in raw or len(raw) > _LONGEST_FRAME:
        return None
    try:
        document: Any = json.loads(raw)  # Any: whatever JSON was sent
    except (ValueError, RecursionError):
        return None
    kind = document.get("type") if isinstance(document, dict) else None
    if kind == "VIDEO_CONSENT":
        return _answer(document)
    if kind == "VIDEO_CHUNK":
        return _announced(document)
    return None


def read_bytes(raw: bytes, announced: Announced | None, *, is_framed: bool) -> bytes | None:
    """Return the bytes of the piece that was announced; None when ``raw`` is something else.

    Raises ``VideoNotAnnounced`` for a framed piece that was not, ``VideoMessageTooLarge``.
    """
    if is_framed:
        if raw[:1] != bytes((_VIDEO_KIND,)):
            return None
        is_meant = announced is not None and raw[2:HEADER] == _numbered(announced.seq)
        if not is_meant:
            raise VideoNotAnnounced
        raw = raw[HEADER:]
    elif announced is None:
        return None
    if len(raw) > MOST_SOCKET_BYTES:
        raise VideoMessageTooLarge
    return raw


def consent_frame(text: FilmText, standing: Standing) -> Json:
    """Return the text about the film, how it stands, and where whoever sends it goes on."""
    return {
        "type": "VIDEO_CONSENT",
        "version": text.version,
        "text": text.text,
        "accepted": standing.is_accepted,
        "nextSeq": standing.next_seq,
        "filmMs": standing.film_ms,
    }


def stored_frame(seq: int, size: int, sha256: bytes) -> Json:
    """Return that a piece is kept."""
    return {"type": "VIDEO_STORED", "seq": seq, "sizeBytes": size, "sha256": sha256.hex()}


def error_frame(error: VivavoceError, *, seq: int | None) -> Json:
    """Return why something about the film was not done, and whether it is worth another try."""
    is_retryable = error.status >= 500 or error.status == TooMany.status
    return {
        "type": "ERROR",
        "code": error.code,
        "message": error.detail,
        "retryable": is_retryable,
        "seq": seq,
    }


def _answer(document: Json) -> FilmFrame:
    accepted, version = document.get("accepted"), document.get("version")
    if accepted is None:
        return FilmAsked()
    is_version = version is None or (
        isinstance(version, str) and 0 < len(version) <= _LONGEST_VERSION
    )
    if not isinstance(accepted, bool) or not is_version:
        raise VideoFrameUnreadable
    return FilmAnswered(accepted, version)


def _announced(document: Json) -> Announced:
    at_ms = document.get("atMs")
    announced = Announced(
        seq=_number(document.get("seq")),
        duration_ms=_number(document.get("durationMs")),
        at_ms=None if at_ms is None else _number(at_ms),
    )
    announced.check()
    return announced


def _number(given: object) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise VideoFrameUnreadable
    return given


def _numbered(seq: int) -> bytes:
    """Return generation 0 and the number, as a binary message's header has them."""
    return (0).to_bytes(2, "little") + seq.to_bytes(4, "little")
