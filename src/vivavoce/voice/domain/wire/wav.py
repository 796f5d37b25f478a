"""WAV files."""

from __future__ import annotations

import struct

_HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
_PCM, _MONO, _BYTES, _BITS = 1, 1, 2, 16


def encode_wav(pcm: bytes, rate: int) -> bytes:
    """Return signed 16-bit little-endian mono samples as a WAV file."""
    header = _HEADER.pack(
        b"RIFF",
        _HEADER.size - 8 + len(pcm),
        b"WAVE",
        b"fmt ",
        16,
        _PCM,
        _MONO,
        rate,
        rate * _BYTES,
        _BYTES,
        _BITS,
        b"data",
        len(pcm),
    )
    return header + pcm
