"""MP3 encoding, for clients that request it, where the encoder is installed."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import numpy as np
from av.audio.stream import AudioStream

_CODEC = "libmp3lame"
_BITS_PER_SECOND = 64_000


def can_encode_mp3() -> bool:
    """Return whether the MP3 encoder is available."""
    return _CODEC in av.codecs_available


def encode_mp3(pcm: bytes, rate: int) -> bytes:
    """Return signed 16-bit little-endian mono samples as an MP3 file."""
    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp3") as container:
        stream = container.add_stream(_CODEC, rate=rate)
        if not isinstance(stream, AudioStream):
            raise TypeError("the encoder has no audio stream")
        stream.layout = "mono"
        stream.bit_rate = _BITS_PER_SECOND
        frame = av.AudioFrame.from_ndarray(
            np.frombuffer(pcm, "<i2")[None, :], format="s16", layout="mono"
        )
        frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
        resampler = av.AudioResampler(stream.format, stream.layout, rate)
        for fitting in (*resampler.resample(frame), *resampler.resample(None)):
            container.mux(stream.encode(fitting))
        container.mux(stream.encode(None))
    return buffer.getvalue()
