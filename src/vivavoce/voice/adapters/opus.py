"""Decodes Opus, as recorded by browsers, to 16 kHz mono for STT."""

from __future__ import annotations

import av
import av.error
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame

from vivavoce.voice.domain.wire.errors import InvalidOpusError
from vivavoce.voice.ports.engines import STT_SAMPLE_RATE


class OpusDecoder:
    """Decodes the packets of one recording; ``codec_header`` is the ``OpusHead`` of its track."""

    def __init__(self, *, channels: int, codec_header: bytes) -> None:
        self._codec = _open_codec(channels, codec_header)
        self._resampler = av.AudioResampler("s16", "mono", STT_SAMPLE_RATE)

    def decode(self, packet: bytes) -> bytes:
        """Return a packet's audio as 16-bit samples, or raise ``InvalidOpusError``."""
        try:
            frames = self._codec.decode(av.Packet(packet))
            return b"".join(
                _to_bytes(resampled)
                for frame in frames
                for resampled in self._resampler.resample(frame)
            )
        except (av.error.FFmpegError, ValueError) as error:
            raise InvalidOpusError from error

    def flush(self) -> bytes:
        """Return the remaining audio at the end of a recording."""
        return b"".join(_to_bytes(resampled) for resampled in self._resampler.resample(None))


def _open_codec(channels: int, head: bytes) -> AudioCodecContext:
    codec = av.CodecContext.create("libopus", "r")
    if not isinstance(codec, AudioCodecContext):
        raise InvalidOpusError
    codec.sample_rate = 48_000
    codec.layout = "mono" if channels == 1 else "stereo"
    if head:
        codec.extradata = head
    try:
        codec.open()
    except (av.error.FFmpegError, ValueError) as error:
        raise InvalidOpusError from error
    return codec


def _to_bytes(frame: AudioFrame) -> bytes:
    return bytes(frame.planes[0])[: frame.samples * 2]
