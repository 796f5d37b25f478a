"""What a client may say, whatever its wording; and how Maya's clients word it.

Reading is strict: a frame, or a named error and the session goes on.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.sound import Pace
from vivavoce.kernel.errors import Malformed

MAX_FRAME_BYTES = 64 * 1024
MAX_TEXT_BYTES = 16 * 1024
_MAX_ID_LENGTH = 128


class BadFrame(Malformed):
    """The message could not be read. Send one JSON object with a 'type'."""

    code = "frame_malformed"


class UnknownFrame(Malformed):
    """This type of message is not known here."""

    code = "frame_unknown"


class FrameTooLarge(Malformed):
    """The message is larger than 64 KiB."""

    code = "frame_too_large"


class BinaryNotTaken(Malformed):
    """This session is conducted in writing; binary messages are not taken."""

    code = "binary_not_taken"


class ModeNotTaken(Malformed):
    """This session is conducted in writing; voice and video are not taken."""

    code = "mode_not_taken"


class TextTooLong(Malformed):
    """The answer is longer than 16 KiB. Send it in parts."""

    code = "text_too_long"


class TextNotTaken(Malformed):
    """The answer holds characters that cannot be kept."""

    code = "text_unreadable"


_PACES: tuple[Pace, ...] = ("normal", "thinking", "verbatim", "manual")


@dataclass(frozen=True, slots=True)
class Text:
    """Words typed by the candidate; the id lets a repeated message be known as the same."""

    text: str
    client_message_id: str | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """The answer to the question about consent."""

    accepted: bool


@dataclass(frozen=True, slots=True)
class GreetingRequest:
    """The client asks for the greeting, perhaps again."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """Please put the question again."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Leave this question out."""


@dataclass(frozen=True, slots=True)
class Pause:
    """I need a moment."""


@dataclass(frozen=True, slots=True)
class Resume:
    """Let us go on."""


@dataclass(frozen=True, slots=True)
class End:
    """I want to end the interview."""


@dataclass(frozen=True, slots=True)
class Pong:
    """Still here."""


@dataclass(frozen=True, slots=True)
class Ping:
    """Are you still there?"""


@dataclass(frozen=True, slots=True)
class Hello:
    """How the client wants to talk, and the number of the last frame that it has seen."""

    last_seq: int = 0
    mode: str = "text"


@dataclass(frozen=True, slots=True)
class EndOfTurn:
    """I have said what I wanted to say; in writing every answer says so by itself."""


@dataclass(frozen=True, slots=True)
class Correct:
    """What I said was written down wrongly in ``turn``; this is what I said."""

    turn: int
    text: str


@dataclass(frozen=True, slots=True)
class SetPace:
    """Give me more time to think before you take a pause for the end, or less."""

    pace: Pace


ClientFrame = (
    Text
    | Consent
    | GreetingRequest
    | Repeat
    | Skip
    | Pause
    | Resume
    | End
    | Pong
    | Ping
    | Hello
    | EndOfTurn
    | Correct
    | SetPace
)

_PLAIN: dict[str, ClientFrame] = {
    "GREETING_REQUEST": GreetingRequest(),
    "REPEAT": Repeat(),
    "SKIP": Skip(),
    "PAUSE": Pause(),
    "RESUME": Resume(),
    "END": End(),
    "PONG": Pong(),
}


def parse(raw: str | bytes) -> ClientFrame:
    """Return the client's frame, or raise one of the ``Malformed`` errors of this module."""
    kind, document = document_of(raw)
    if kind in _PLAIN:
        return _PLAIN[kind]
    if kind == "TEXT":
        return text_in(document, id_named="clientMessageId")
    if kind == "CONSENT":
        return consent_in(document)
    if kind == "CORRECT":
        return correction_in(document)
    if kind == "PACE":
        return pace_in(document)
    raise UnknownFrame


def document_of(raw: str | bytes) -> tuple[str, Json]:
    """Return the type of a message and the object that it is."""
    if isinstance(raw, bytes):
        raise BinaryNotTaken
    if len(raw) > MAX_FRAME_BYTES or _size(raw) > MAX_FRAME_BYTES:
        raise FrameTooLarge
    try:
        document: Any = json.loads(raw)  # Any: whatever JSON was sent
    except (ValueError, RecursionError) as error:
        raise BadFrame from error
    if not isinstance(document, dict):
        raise BadFrame
    kind = document.get("type")
    if not isinstance(kind, str):
        raise BadFrame
    return kind, document


def consent_in(document: Json) -> Consent:
    """Return the answer about consent."""
    accepted = document.get("accepted")
    if not isinstance(accepted, bool):
        raise BadFrame("'accepted' must be true or false.")
    return Consent(accepted)


def text_in(document: Json, *, id_named: str, text_named: str = "text") -> Text:
    """Return the words of a message, its ``text`` and ``id_named``.

    ``text_named`` is what this client calls the words, for the sentence that refuses them.
    """
    text = document.get("text")
    if not isinstance(text, str):
        raise BadFrame(f"'{text_named}' must be a text.")
    if "\0" in text or not _is_sound(text):
        raise TextNotTaken
    if _size(text) > MAX_TEXT_BYTES:
        raise TextTooLong
    if not text.strip():
        raise BadFrame(f"'{text_named}' is empty.")
    return Text(text, _message_id(document.get(id_named), id_named))


def correction_in(document: Json) -> Correct:
    """Return which turn holds other words, and which."""
    turn = document.get("turn")
    if isinstance(turn, bool) or not isinstance(turn, int) or turn < 1:
        raise BadFrame("'turn' must be the number of a turn.")
    return Correct(turn, text_in({"text": document.get("text")}, id_named="id").text)


def pace_in(document: Json) -> SetPace:
    """Return the pace that is wished for."""
    pace = next((one for one in _PACES if one == document.get("pace")), None)
    if pace is None:
        raise BadFrame("'pace' must be normal, thinking, verbatim or manual.")
    return SetPace(pace)


def _message_id(given: object, name: str) -> str | None:
    if given is None:
        return None
    if not isinstance(given, str) or not 0 < len(given) <= _MAX_ID_LENGTH:
        raise BadFrame(f"'{name}' must be a text of 1 to {_MAX_ID_LENGTH} characters.")
    if not given.isprintable():
        raise BadFrame(f"'{name}' holds characters that cannot be kept.")
    return given


def _size(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _is_sound(text: str) -> bool:
    return not any("\ud800" <= letter <= "\udfff" for letter in text)
