"""Client frames, independent of the wire format, and the parser for the ``maya`` wire format.

Parsing is strict: it returns a frame or raises a named error, and the session goes on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.voice import EndpointingMode
from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.kernel.translation import translatable

MAX_FRAME_BYTES = 64 * 1024
MAX_TEXT_BYTES = 16 * 1024
_MAX_ID_LENGTH = 128


class MalformedFrameError(InvalidRequestError):
    """The message could not be read. Send one JSON object with a 'type'."""

    code = "frame_malformed"


class UnknownFrameError(InvalidRequestError):
    """This type of message is not known here."""

    code = "frame_unknown"


class FrameTooLargeError(InvalidRequestError):
    """The message is larger than 64 KiB."""

    code = "frame_too_large"


class BinaryNotSupportedError(InvalidRequestError):
    """This is a text session; binary messages are not supported."""

    code = "binary_not_supported"


class ModeNotSupportedError(InvalidRequestError):
    """This is a text session; voice and video are not supported."""

    code = "mode_not_supported"


class TextTooLongError(InvalidRequestError):
    """The answer is longer than 16 KiB. Send it in parts."""

    code = "text_too_long"


class UnreadableTextError(InvalidRequestError):
    """The answer contains characters that cannot be stored."""

    code = "text_unreadable"


_ENDPOINTING_MODES: tuple[EndpointingMode, ...] = ("normal", "thinking", "verbatim", "manual")


@dataclass(frozen=True, slots=True)
class TextFrame:
    """Text typed by the candidate; ``client_message_id`` identifies a message that is sent again."""

    text: str
    client_message_id: str | None = None


@dataclass(frozen=True, slots=True)
class ConsentFrame:
    """The candidate's answer to the consent request."""

    accepted: bool


class ControlFrame(Enum):
    """Client frames that carry nothing but their kind."""

    GREETING_REQUEST = "greeting_request"
    """Asks for the greeting, possibly again."""
    REPEAT = "repeat"
    """Asks to repeat the question."""
    SKIP = "skip"
    """Skips the current question."""
    PAUSE = "pause"
    """Pauses the interview."""
    RESUME = "resume"
    """Resumes the interview after a pause."""
    END = "end"
    """Ends the interview."""
    PONG = "pong"
    """Answers a ping of the server."""
    PING = "ping"
    """Asks the server for a pong."""
    END_OF_TURN = "end_of_turn"
    """Marks the end of a spoken answer; in text mode every message is a complete answer."""


@dataclass(frozen=True, slots=True)
class HelloFrame:
    """The mode that the client wants, and the ``seq`` of the last frame that it has seen; 0 for none."""

    last_seq: int = 0
    mode: str = "text"


@dataclass(frozen=True, slots=True)
class CorrectionFrame:
    """Corrects the transcribed text of the candidate's turn ``turn``."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class EndpointingModeFrame:
    """Changes how soon a pause ends a spoken answer."""

    mode: EndpointingMode


ClientFrame = (
    TextFrame | ConsentFrame | ControlFrame | HelloFrame | CorrectionFrame | EndpointingModeFrame
)

_FRAMES_WITHOUT_FIELDS: dict[str, ClientFrame] = {
    "GREETING_REQUEST": ControlFrame.GREETING_REQUEST,
    "REPEAT": ControlFrame.REPEAT,
    "SKIP": ControlFrame.SKIP,
    "PAUSE": ControlFrame.PAUSE,
    "RESUME": ControlFrame.RESUME,
    "END": ControlFrame.END,
    "PONG": ControlFrame.PONG,
}


def parse_client_frame(raw: str | bytes) -> ClientFrame:
    """Return the client's frame, or raise one of the ``InvalidRequestError`` errors of this module."""
    kind, document = parse_json_frame(raw)
    if kind in _FRAMES_WITHOUT_FIELDS:
        return _FRAMES_WITHOUT_FIELDS[kind]
    if kind == "TEXT":
        return parse_text_frame(document, id_field="clientMessageId")
    if kind == "CONSENT":
        return parse_consent_frame(document)
    if kind == "CORRECT":
        return parse_correction_frame(document)
    if kind == "PACE":
        return parse_endpointing_mode_frame(document)
    raise UnknownFrameError


def parse_json_frame(raw: str | bytes) -> tuple[str, Json]:
    """Return a message's type and the JSON object.

    Raises ``BinaryNotSupportedError``, ``FrameTooLargeError`` or ``MalformedFrameError``.
    """
    if isinstance(raw, bytes):
        raise BinaryNotSupportedError
    if len(raw) > MAX_FRAME_BYTES or _size(raw) > MAX_FRAME_BYTES:
        raise FrameTooLargeError
    try:
        document: Any = json.loads(raw)  # Any: whatever JSON was sent
    except (ValueError, RecursionError) as error:
        raise MalformedFrameError from error
    if not isinstance(document, dict):
        raise MalformedFrameError
    kind = document.get("type")
    if not isinstance(kind, str):
        raise MalformedFrameError
    return kind, document


def parse_consent_frame(document: Json) -> ConsentFrame:
    """Return the consent answer, or raise ``MalformedFrameError``."""
    accepted = document.get("accepted")
    if not isinstance(accepted, bool):
        raise MalformedFrameError("'accepted' must be true or false.")
    return ConsentFrame(accepted)


def parse_text_frame(document: Json, *, id_field: str, text_field: str = "text") -> TextFrame:
    """Return a text message: its ``text``, and its id from the field ``id_field``.

    ``text_field`` is the name that error messages use for the text. Raises ``MalformedFrameError``,
    ``UnreadableTextError`` or ``TextTooLongError``.
    """
    text = document.get("text")
    if not isinstance(text, str):
        raise MalformedFrameError(translatable("'{field}' must be a string.", field=text_field))
    if "\0" in text or not _is_valid_unicode(text):
        raise UnreadableTextError
    if _size(text) > MAX_TEXT_BYTES:
        raise TextTooLongError
    if not text.strip():
        raise MalformedFrameError(translatable("'{field}' must not be empty.", field=text_field))
    return TextFrame(text, _parse_message_id(document.get(id_field), id_field))


def parse_correction_frame(document: Json) -> CorrectionFrame:
    """Return a correction; raises as ``parse_text_frame`` does."""
    turn = document.get("turn")
    if isinstance(turn, bool) or not isinstance(turn, int) or turn < 1:
        raise MalformedFrameError("'turn' must be the number of a turn.")
    return CorrectionFrame(
        turn, parse_text_frame({"text": document.get("text")}, id_field="id").text
    )


def parse_endpointing_mode_frame(document: Json) -> EndpointingModeFrame:
    """Return the requested endpointing mode, or raise ``MalformedFrameError``."""
    pace = next((mode for mode in _ENDPOINTING_MODES if mode == document.get("pace")), None)
    if pace is None:
        raise MalformedFrameError("'pace' must be normal, thinking, verbatim or manual.")
    return EndpointingModeFrame(pace)


def _parse_message_id(message_id: object, name: str) -> str | None:
    if message_id is None:
        return None
    if not isinstance(message_id, str) or not 0 < len(message_id) <= _MAX_ID_LENGTH:
        raise MalformedFrameError(
            translatable(
                "'{name}' must be a string of 1 to {most} characters.",
                name=name,
                most=_MAX_ID_LENGTH,
            )
        )
    if not message_id.isprintable():
        raise MalformedFrameError(
            translatable("'{name}' contains characters that cannot be stored.", name=name)
        )
    return message_id


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _is_valid_unicode(text: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in text)
