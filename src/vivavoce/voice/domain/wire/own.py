"""The frames of ``vivavoce.v1`` and ``vivavoce.practice.v1``.

Binary: ``u8 kind, u8 flags, u16 generation, u32 sequence``, little-endian, then sound. Text: JSON, in capital
letters and camelCase, or in small letters and snake_case.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping

from vivavoce.contracts.envelope import Json
from vivavoce.voice.domain.wire.messages import (
    GENERATIONS,
    Done,
    Said,
    document_in,
    mark_in,
    mute_in,
    voice_in,
)
from vivavoce.voice.domain.wire.refusals import (
    FrameGeneration,
    FrameKind,
    FrameSequence,
    FrameSize,
)

FRAME_BYTES = 640
"""Sound of one frame of the microphone: 20 ms at 16 kHz."""
_HEADER = struct.Struct("<BBHI")
_MICROPHONE, _INTERVIEWER = 1, 2
_SEQUENCES = 2**32
_LONGEST_MESSAGE = 4_096

_READERS: dict[str, Callable[[Mapping[str, object]], Said]] = {
    "VOICE": voice_in,
    "AUDIO_END": lambda document: Done(),
    "MARK_PLAYED": mark_in,
    "MUTE": mute_in,
}
_CAPITAL = re.compile(r"(?<=[a-z0-9])[A-Z]")


class Frames:
    """Reads the binary frames of one client's microphone; ``takes_plain`` are those without a header, too."""

    def __init__(self, *, takes_plain: bool = False) -> None:
        self._last = -1
        self._takes_plain = takes_plain

    def read(self, frame: bytes) -> bytes:
        """Return a frame's sound, or raise what is wrong with it."""
        if self._takes_plain and len(frame) == FRAME_BYTES:
            return frame
        if len(frame) < _HEADER.size:
            raise FrameSize
        kind, _, generation, sequence = _HEADER.unpack_from(frame)
        if kind != _MICROPHONE:
            raise FrameKind
        if len(frame) != _HEADER.size + FRAME_BYTES:
            raise FrameSize
        if generation:
            raise FrameGeneration
        if sequence <= self._last:
            raise FrameSequence
        self._last = sequence
        return frame[_HEADER.size :]


def sound_frame(generation: int, sequence: int, pcm: bytes) -> bytes:
    """Return a frame of the interviewer's voice."""
    head = _HEADER.pack(_INTERVIEWER, 0, generation % GENERATIONS, sequence % _SEQUENCES)
    return head + pcm


class Wording:
    """How a dialect spells its messages."""

    def __init__(self, *, is_small: bool) -> None:
        self._is_small = is_small

    def read(self, raw: str) -> Said | None:
        """Return what a message says of sound, None if it is about something else, or raise what is wrong."""
        document = document_in(raw, longest=_LONGEST_MESSAGE)
        kind = None if document is None else document.get("type")
        if document is None or not isinstance(kind, str):
            return None
        if self._is_small:
            if kind == "end_of_turn":
                return Done()
            if kind != kind.lower():
                return None
            kind = kind.upper()
        reader = _READERS.get(kind)
        return None if reader is None else reader(document)

    def write(self, kind: str, **members: object) -> Json:
        """Return a message."""
        if not self._is_small:
            return {"type": kind, **members}
        return {"type": kind.lower(), **{_snake(name): value for name, value in members.items()}}


def _snake(name: str) -> str:
    return _CAPITAL.sub(lambda letter: f"_{letter[0].lower()}", name)
