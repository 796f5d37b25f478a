"""Opus as browsers record it, decoded to what recognisers hear: 16 kHz, mono."""

from __future__ import annotations

import av
import av.error
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame

from vivavoce.voice.domain.wire.refusals import OpusUnreadable
from vivavoce.voice.ports.engines import EAR_RATE


class OpusDecoder:
    """Decodes the packets of one recording; ``head`` is what its track begins with."""

    def __init__(self, *, channels: int, head: bytes) -> None:
        self._codec = _codec(channels, head)
        self._resampler = av.AudioResampler("s16", "mono", EAR_RATE)

    def decode(self, packet: bytes) -> bytes:
        """Return the sound of a packet, or raise ``OpusUnreadable``."""
        try:
            frames = self._codec.decode(av.Packet(packet))
            return b"".join(
                _bytes_of(made) for frame in frames for made in self._resampler.resample(frame)
            )
        except (av.error.FFmpegError, ValueError) as error:
            raise OpusUnreadable from error

    def rest(self) -> bytes:
        """Return what was held back, at the end of a recording."""
        return b"".join(_bytes_of(made) for made in self._resampler.resample(None))


def _codec(channels: int, head: bytes) -> AudioCodecContext:
    codec = av.CodecContext.create("libopus", "r")
    if not isinstance(codec, AudioCodecContext):
        raise OpusUnreadable
    codec.sample_rate = 48_000
    codec.layout = "mono" if channels == 1 else "stereo"
    if head:
        codec.extradata = head
    try:
        codec.open()
    except (av.error.FFmpegError, ValueError) as error:
        raise OpusUnreadable from error
    return codec


def _bytes_of(frame: AudioFrame) -> bytes:
    return bytes(frame.planes[0])[: frame.samples * 2]
