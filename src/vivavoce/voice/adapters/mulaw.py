"""µ-law audio of the telephone network (ITU-T G.711): 8 kHz, one byte per sample.

Both directions use tables that are built once: 256 entries to decode, 65,536 to encode.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

PHONE_RATE = 8_000
"""Sample rate of the telephone network in Hz."""
SILENCE = b"\xff"
"""One sample of silence."""
_BIAS = 33
_MAX_LEVEL = 8158
"""Maximum level of the 14-bit samples in which G.711 defines µ-law."""


def decode_mulaw(mulaw: bytes) -> bytes:
    """Return µ-law audio as signed 16-bit little-endian samples of the same rate."""
    samples: NDArray[np.int16] = _decode_table()[np.frombuffer(mulaw, np.uint8)]
    return samples.tobytes()


def encode_mulaw(pcm: bytes) -> bytes:
    """Return signed 16-bit little-endian samples as µ-law; half a sample raises ``ValueError``."""
    codes: NDArray[np.uint8] = _encode_table()[np.frombuffer(pcm, "<u2")]
    return codes.tobytes()


@cache
def _decode_table() -> NDArray[np.int16]:
    code = ~np.arange(256, dtype=np.uint8)
    steps = ((code & 0x0F).astype(np.int32) * 8 + _BIAS * 4) << ((code >> 4) & 0x07)
    size = steps - _BIAS * 4
    return np.where(code & 0x80, -size, size).astype("<i2")


@cache
def _encode_table() -> NDArray[np.uint8]:
    sample = np.arange(65_536).astype(np.uint16).view(np.int16).astype(np.int32) >> 2
    size = np.minimum(np.abs(sample), _MAX_LEVEL) + _BIAS
    segment = np.clip(np.floor(np.log2(size)).astype(np.int32) - 5, 0, 7)
    code = (segment << 4) | ((size >> (segment + 1)) & 0x0F)
    spoken: NDArray[np.uint8] = (np.where(sample < 0, 0x7F, 0xFF) ^ code).astype(np.uint8)
    return spoken
