"""What a client may say, whatever its wording; and how Maya's clients word it.

Reading is strict: a frame, or a named error and the session goes on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.voice import EndpointingMode
from vivavoce.kernel.errors import InvalidRequestError

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
    """This session is conducted in writing; binary messages are not taken."""

    code = "binary_not_taken"


class ModeNotSupportedError(InvalidRequestError):
    """This session is conducted in writing; voice and video are not taken."""

    code = "mode_not_taken"


class TextTooLongError(InvalidRequestError):
    """The answer is longer than 16 KiB. Send it in parts."""

    code = "text_too_long"


class UnreadableTextError(InvalidRequestError):
    """The answer holds characters that cannot be kept."""

    code = "text_unreadable"


_ENDPOINTING_MODES: tuple[EndpointingMode, ...] = ("normal", "thinking", "verbatim", "manual")


@dataclass(frozen=True, slots=True)
class TextFrame:
    """Words typed by the candidate; the id lets a repeated message be known as the same."""

    text: str
    client_message_id: str | None = None


@dataclass(frozen=True, slots=True)
class ConsentFrame:
    """The answer to the question about consent."""

    accepted: bool


@dataclass(frozen=True, slots=True)
class GreetingRequestFrame:
    """The client asks for the greeting, perhaps again."""


@dataclass(frozen=True, slots=True)
class RepeatFrame:
    """Please put the question again."""


@dataclass(frozen=True, slots=True)
class SkipFrame:
    """Leave this question out."""


@dataclass(frozen=True, slots=True)
class PauseFrame:
    """I need a moment."""


@dataclass(frozen=True, slots=True)
class ResumeFrame:
    """Let us go on."""


@dataclass(frozen=True, slots=True)
class EndFrame:
    """I want to end the interview."""


@dataclass(frozen=True, slots=True)
class PongFrame:
    """Still here."""


@dataclass(frozen=True, slots=True)
class PingFrame:
    """Are you still there?"""


@dataclass(frozen=True, slots=True)
class HelloFrame:
    """How the client wants to talk, and the number of the last frame that it has seen."""

    last_seq: int = 0
    mode: str = "text"


@dataclass(frozen=True, slots=True)
class EndOfTurnFrame:
    """I have said what I wanted to say; in writing every answer says so by itself."""


@dataclass(frozen=True, slots=True)
class CorrectionFrame:
    """What I said was written down wrongly in ``turn``; this is what I said."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class EndpointingModeFrame:
    """Give me more time to think before you take a pause for the end, or less."""

    mode: EndpointingMode


ClientFrame = (
    TextFrame
    | ConsentFrame
    | GreetingRequestFrame
    | RepeatFrame
    | SkipFrame
    | PauseFrame
    | ResumeFrame
    | EndFrame
    | PongFrame
    | PingFrame
    | HelloFrame
    | EndOfTurnFrame
    | CorrectionFrame
    | EndpointingModeFrame
)

_FRAMES_WITHOUT_FIELDS: dict[str, ClientFrame] = {
    "GREETING_REQUEST": GreetingRequestFrame(),
    "REPEAT": RepeatFrame(),
    "SKIP": SkipFrame(),
    "PAUSE": PauseFrame(),
    "RESUME": ResumeFrame(),
    "END": EndFrame(),
    "PONG": PongFrame(),
}


def parse_client_frame(raw: str | bytes) -> ClientFrame:
    """Return the client's frame, or raise one of the ``InvalidRequestError`` errors of this module."""
    kind, document = parse_document(raw)
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


def parse_document(raw: str | bytes) -> tuple[str, Json]:
    """Return the type of a message and the object that it is."""
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
    """Return the answer about consent."""
    accepted = document.get("accepted")
    if not isinstance(accepted, bool):
        raise MalformedFrameError("'accepted' must be true or false.")
    return ConsentFrame(accepted)


def parse_text_frame(document: Json, *, id_field: str, text_field: str = "text") -> TextFrame:
    """Return the words of a message: its ``text``, and its id, which is read from the field ``id_field``.

    ``text_field`` is this client's own name for the text; error messages about the text use it.
    """
    text = document.get("text")
    if not isinstance(text, str):
        raise MalformedFrameError(f"'{text_field}' must be a text.")
    if "\0" in text or not _is_valid_unicode(text):
        raise UnreadableTextError
    if _size(text) > MAX_TEXT_BYTES:
        raise TextTooLongError
    if not text.strip():
        raise MalformedFrameError(f"'{text_field}' is empty.")
    return TextFrame(text, _parse_message_id(document.get(id_field), id_field))


def parse_correction_frame(document: Json) -> CorrectionFrame:
    """Return which turn holds other words, and which."""
    turn = document.get("turn")
    if isinstance(turn, bool) or not isinstance(turn, int) or turn < 1:
        raise MalformedFrameError("'turn' must be the number of a turn.")
    return CorrectionFrame(
        turn, parse_text_frame({"text": document.get("text")}, id_field="id").text
    )


def parse_endpointing_mode_frame(document: Json) -> EndpointingModeFrame:
    """Return the pace that is wished for."""
    pace = next((one for one in _ENDPOINTING_MODES if one == document.get("pace")), None)
    if pace is None:
        raise MalformedFrameError("'pace' must be normal, thinking, verbatim or manual.")
    return EndpointingModeFrame(pace)


def _parse_message_id(given: object, name: str) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str) or not 0 < len(given) <= _MAX_ID_LENGTH:
        raise MalformedFrameError(f"'{name}' must be a text of 1 to {_MAX_ID_LENGTH} characters.")
    if not given.isprintable():
        raise MalformedFrameError(f"'{name}' holds characters that cannot be kept.")
    return given


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _is_valid_unicode(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
