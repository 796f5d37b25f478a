"""Streaming resampler: PyAV's, for PCM in chunks of any length."""

from __future__ import annotations

import av
import numpy as np
from av.audio.resampler import AudioResampler

_SAMPLE_BYTES = 2


class Resampler:
    """Resamples signed 16-bit little-endian mono PCM, in chunks of any length."""

    def __init__(self, rate_in: int, rate_out: int) -> None:
        if rate_in <= 0 or rate_out <= 0:
            raise ValueError("the sample rate must be a number above 0")
        self._rate_in, self._rate_out = rate_in, rate_out
        self._odd_byte = b""
        self._resampler = self._start()

    def push(self, pcm: bytes) -> bytes:
        """Return the output that ``pcm`` completes; an odd last byte waits for the next chunk."""
        pcm = self._odd_byte + pcm
        whole_bytes = len(pcm) // _SAMPLE_BYTES * _SAMPLE_BYTES
        self._odd_byte = pcm[whole_bytes:]
        if self._rate_in == self._rate_out or not whole_bytes:
            return pcm[:whole_bytes]
        samples = np.frombuffer(pcm[:whole_bytes], "<i2").reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate = self._rate_in
        return self._resample(frame)

    def flush(self) -> bytes:
        """Return the remaining output and start again."""
        rest = b"" if self._rate_in == self._rate_out else self._resample(None)
        self._odd_byte = b""
        self._resampler = self._start()
        return rest

    def _start(self) -> AudioResampler:
        return AudioResampler("s16", "mono", self._rate_out)

    def _resample(self, frame: av.AudioFrame | None) -> bytes:
        return b"".join(
            resampled.to_ndarray().astype("<i2", copy=False).tobytes()
            for resampled in self._resampler.resample(frame)
        )


def resample(pcm: bytes, rate_in: int, rate_out: int) -> bytes:
    """Return complete PCM audio at another rate."""
    resampler = Resampler(rate_in, rate_out)
    return resampler.push(pcm) + resampler.flush()
