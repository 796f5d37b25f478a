"""Real videos, encoded here and split as a browser's recorder splits them."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import numpy as np

EBML = b"\x1a\x45\xdf\xa3"
_CLUSTER = b"\x1f\x43\xb6\x75"
_FRAMES_A_SECOND, _RATE = 10, 48_000


def a_video(*, seconds: int = 3) -> bytes:
    """Return a real WebM film with picture and sound, written as a stream: no lengths, no index."""
    written = io.BytesIO()
    options = {"live": "1", "cluster_time_limit": "500"}
    with av.open(written, "w", format="webm", options=options) as container:
        picture = container.add_stream("libvpx", rate=_FRAMES_A_SECOND)
        picture.width, picture.height, picture.pix_fmt = 160, 120, "yuv420p"
        picture.bit_rate, picture.gop_size = 100_000, 10
        sound = container.add_stream("libopus", rate=_RATE, layout="mono")
        for number in range(seconds * _FRAMES_A_SECOND):
            for stream, frame in ((picture, _picture(number)), (sound, _sound(number))):
                for packet in stream.encode(frame):
                    container.mux(packet)
        for stream in (picture, sound):
            for packet in stream.encode(None):
                container.mux(packet)
    return written.getvalue()


def _picture(number: int) -> av.VideoFrame:
    across = np.tile(np.arange(160, dtype=np.uint8), (180, 1))
    frame = av.VideoFrame.from_ndarray(across + np.uint8(number * 5), format="yuv420p")
    frame.pts, frame.time_base = number, Fraction(1, _FRAMES_A_SECOND)
    return frame


def _sound(number: int) -> av.AudioFrame:
    count = _RATE // _FRAMES_A_SECOND
    at = (number * count + np.arange(count)) / _RATE
    wave = (np.sin(2 * np.pi * 300 * at) * 8000).astype(np.int16).reshape(1, -1)
    frame = av.AudioFrame.from_ndarray(wave, format="s16", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = _RATE, number * count, Fraction(1, _RATE)
    return frame


def cut(container: bytes, pieces: int) -> list[bytes]:
    """Return a film in pieces that begin at clusters; only the first has the file's beginning."""
    starts = [at for at in range(len(container)) if container.startswith(_CLUSTER, at)]
    assert len(starts) >= pieces, "The film has too few clusters to be cut so often."
    chosen = [starts[len(starts) * number // pieces] for number in range(1, pieces)]
    return [container[a:b] for a, b in zip([0, *chosen], [*chosen, len(container)], strict=True)]


def length_s(container: bytes) -> float:
    """Return how long a player plays ``container``; fail where it cannot read all of it."""
    with av.open(io.BytesIO(container)) as played:
        frames = sum(1 for _ in played.decode(video=0))
    return frames / _FRAMES_A_SECOND
