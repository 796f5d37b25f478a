"""Sounds and recordings of them, made when a test needs them."""

from __future__ import annotations

import io
import math
from array import array
from fractions import Fraction
from functools import cache

import av
import numpy as np
from av.audio.stream import AudioStream

RATE = 48_000


@cache
def tone(seconds: float, rate: int, *, hertz: float = 440.0, level: int = 8_000) -> bytes:
    """Return a tone, signed 16-bit little-endian mono."""
    step = 2 * math.pi * hertz / rate
    return array(
        "h", (round(level * math.sin(step * n)) for n in range(round(seconds * rate)))
    ).tobytes()


def silence(seconds: float, rate: int) -> bytes:
    return bytes(2 * round(seconds * rate))


@cache
def webm_opus(
    seconds: float,
    *,
    hertz: float = 440.0,
    level: int = 8_000,
    channels: int = 1,
    bits_per_second: int = 32_000,
    cluster_ms: int = 100,
    codec: str = "libopus",
    with_video: bool = False,
) -> bytes:
    """Return a recording as a browser makes it, in clusters of ``cluster_ms``."""
    made = io.BytesIO()
    options = {"cluster_time_limit": str(cluster_ms), "live": "1"}
    with av.open(
        made, "w", format="matroska" if codec == "flac" else "webm", options=options
    ) as file:
        picture = _add_picture(file) if with_video else None
        stream = file.add_stream(codec, rate=RATE)
        assert isinstance(stream, AudioStream)
        stream.layout = {1: "mono", 2: "stereo", 6: "5.1"}[channels]
        if codec != "flac":
            stream.bit_rate = bits_per_second
        resampler = av.AudioResampler(stream.format, stream.layout, RATE)
        samples = np.frombuffer(tone(seconds, RATE, hertz=hertz, level=level), "<i2")
        for start in range(0, len(samples), 960):
            frame = av.AudioFrame.from_ndarray(
                samples[None, start : start + 960], format="s16", layout="mono"
            )
            frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
            for fitting in resampler.resample(frame):
                file.mux(stream.encode(fitting))
            if picture is not None and start % 4_800 == 0:
                _record(file, picture, start // 4_800)
        file.mux(stream.encode(None))
        if picture is not None:
            file.mux(picture.encode(None))
    return made.getvalue()


def _add_picture(file: av.container.OutputContainer) -> av.VideoStream:
    picture = file.add_stream("libvpx", rate=10)
    picture.width, picture.height, picture.pix_fmt = 64, 48, "yuv420p"
    return picture


def _record(file: av.container.OutputContainer, picture: av.VideoStream, number: int) -> None:
    frame = av.VideoFrame.from_ndarray(
        np.full((48, 64, 3), number * 7 % 256, dtype=np.uint8), format="rgb24"
    )
    frame.pts, frame.time_base = number, Fraction(1, 10)
    file.mux(picture.encode(frame))
