"""The sound of a recorded voice: where each passage is, what is missing, and the sound of a range."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vivavoce.contracts.video import SpokenPassage
from vivavoce.kernel.errors import InvalidRequestError
from vivavoce.media.domain.video import RecordingChunk

SOUND_RATE: Final = 16_000
"""Samples per second of the sound that is recorded and returned: mono, 16-bit."""
BYTES_PER_MS: Final = SOUND_RATE * 2 // 1000
MAX_SOUND_RANGE_MS: Final = 600_000
"""The longest range that is returned at once: ten minutes, about 19 MB."""
_MIN_GAP_MS = 50
"""A shorter distance between two pieces is the rounding of their times, not missing sound."""


class InvalidSoundRangeError(InvalidRequestError):
    """A range of sound is from 1 ms to 10 minutes long, and 'fromMs' is before 'toMs'."""

    code = "sound_range_invalid"


@dataclass(frozen=True, slots=True)
class SoundRange:
    """A range of a recording in milliseconds from its start."""

    start_ms: int
    end_ms: int

    def validate(self) -> None:
        """Raise ``InvalidSoundRangeError`` if nothing or too much is in it."""
        if not 0 <= self.start_ms < self.end_ms <= self.start_ms + MAX_SOUND_RANGE_MS:
            raise InvalidSoundRangeError

    @property
    def length_ms(self) -> int:
        """How long it is."""
        return self.end_ms - self.start_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedPassage:
    """A passage of a turn whose sound is stored, at least in part."""

    turn: int
    span: tuple[int, int] | None
    range: SoundRange
    is_complete: bool


def locate_passages(
    passages: Sequence[SpokenPassage], chunks: Sequence[RecordingChunk]
) -> list[RecordedPassage]:
    """Return the passages of which sound is stored, with their times in the recording."""
    located = []
    for passage in passages:
        stored = [
            found for chunk in chunks if (found := _locate_in_chunk(passage, chunk)) is not None
        ]
        if not stored:
            continue
        stored_ms = sum(part.length_ms for part in stored)
        lacking_ms = passage.end_ms - passage.start_ms - stored_ms
        located.append(
            RecordedPassage(
                turn=passage.turn,
                span=passage.span,
                range=SoundRange(
                    min(part.start_ms for part in stored), max(part.end_ms for part in stored)
                ),
                is_complete=lacking_ms < _MIN_GAP_MS,
            )
        )
    return located


def _locate_in_chunk(passage: SpokenPassage, chunk: RecordingChunk) -> SoundRange | None:
    position = chunk.position
    if position is None or position.connection_id != passage.connection_id:
        return None
    start = max(passage.start_ms, position.offset_ms)
    end = min(passage.end_ms, position.offset_ms + chunk.duration_ms)
    shift = chunk.at_ms - position.offset_ms
    return SoundRange(start + shift, end + shift) if start < end else None


def find_gaps(chunks: Sequence[RecordingChunk], wanted: SoundRange) -> list[SoundRange]:
    """Return the parts of a range of which no sound is stored."""
    gaps, at = [], wanted.start_ms
    for chunk in sorted(chunks, key=lambda chunk: chunk.at_ms):
        start = min(chunk.at_ms, wanted.end_ms)
        if start - at >= _MIN_GAP_MS:
            gaps.append(SoundRange(at, start))
        at = max(at, chunk.at_ms + chunk.duration_ms)
    if wanted.end_ms - at >= _MIN_GAP_MS:
        gaps.append(SoundRange(at, wanted.end_ms))
    return gaps


def place_sound(sound: bytearray, pcm: bytes, *, chunk: RecordingChunk, wanted: SoundRange) -> None:
    """Write a chunk's sound to its place in ``sound``, which holds the wanted range."""
    offset = (chunk.at_ms - wanted.start_ms) * BYTES_PER_MS
    pcm = pcm[: chunk.duration_ms * BYTES_PER_MS]
    if offset < 0:
        pcm, offset = pcm[-offset:], 0
    pcm = pcm[: max(0, len(sound) - offset)]
    sound[offset : offset + len(pcm)] = pcm


def build_wav(sound: bytes | bytearray) -> bytes:
    """Return the sound as a WAV file, which every browser plays and seeks."""
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        *(b"RIFF", 36 + len(sound), b"WAVE", b"fmt ", 16, 1, 1, SOUND_RATE, SOUND_RATE * 2, 2, 16),
        *(b"data", len(sound)),
    )
    return b"".join((head, sound))
