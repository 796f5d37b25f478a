"""Opus in Ogg by FFmpeg: how a candidate's voice is stored."""

from __future__ import annotations

import io
from functools import cache
from types import ModuleType

from vivavoce.media.domain.voice_sound import SOUND_RATE
from vivavoce.media.ports import ObjectMissingError

_BIT_RATE = 24_000
"""Bits per second: speech is clear, and an hour needs about 11 MB."""


class OpusSoundCodec:
    """Implements ``SoundCodec``."""

    def encode(self, pcm: bytes) -> bytes:
        """Return the sound as an Ogg file with Opus."""
        av = _load_av()
        target = io.BytesIO()
        with av.open(target, "w", format="ogg") as container:
            stream = container.add_stream("libopus", rate=SOUND_RATE, layout="mono")
            stream.bit_rate = _BIT_RATE
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(pcm) // 2)
            frame.sample_rate = SOUND_RATE
            frame.planes[0].update(pcm.ljust(frame.planes[0].buffer_size, b"\0"))
            for packet in (*stream.encode(frame), *stream.encode(None)):
                container.mux(packet)
        return target.getvalue()

    def decode(self, content: bytes) -> bytes:
        """Return the sound of such a file; raise ``ObjectMissingError`` if it is no such file."""
        av = _load_av()
        try:
            with av.open(io.BytesIO(content), "r", format="ogg") as container:
                resampler = av.AudioResampler("s16", "mono", SOUND_RATE)
                frames = [
                    part
                    for frame in container.decode(audio=0)
                    for part in resampler.resample(frame)
                ]
                frames += resampler.resample(None)
        except (av.error.FFmpegError, ValueError) as error:
            raise ObjectMissingError from error
        return b"".join(bytes(frame.planes[0])[: frame.samples * 2] for frame in frames)


@cache
def _load_av() -> ModuleType:
    """Return the library. It is large, and most processes never record: they do not load it."""
    import av
    import av.error

    return av
