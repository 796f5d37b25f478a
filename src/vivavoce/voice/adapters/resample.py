"""Streaming resampler.

A short polyphase filter with a Kaiser-windowed sinc, built once for each pair of rates. It delays the signal
by about two milliseconds and attenuates frequencies that the slower rate cannot carry by 60 dB, so that
aliasing does not disturb STT.
"""

from __future__ import annotations

from functools import cache
from math import gcd

import numpy as np
from numpy.typing import NDArray

_CROSSINGS = 16
"""Zero crossings of the filter on each side: more means steeper and a longer delay."""
_CUTOFF = 0.9
"""Cutoff as a fraction of the slower rate's Nyquist frequency."""
_KAISER = 5.65
"""Beta of the Kaiser window; 5.65 gives 60 dB."""
_SAMPLE_BYTES = 2


class Resampler:
    """Resamples signed 16-bit little-endian mono PCM, in chunks of any length."""

    def __init__(self, rate_in: int, rate_out: int) -> None:
        if rate_in <= 0 or rate_out <= 0:
            raise ValueError("the sample rate must be a number above 0")
        shared = gcd(rate_in, rate_out)
        self._up, self._down = rate_out // shared, rate_in // shared
        self._is_same = rate_in == rate_out
        self._half_width = 0 if self._is_same else _half_width(self._up, self._down)
        self._odd_byte = b""
        self._received = self._next_out = self._first = 0
        self._window = self._leading_silence()

    @property
    def held_back(self) -> int:
        """Delay in input samples."""
        return self._half_width

    def push(self, pcm: bytes) -> bytes:
        """Return the output that ``pcm`` completes; an odd last byte waits for the next chunk."""
        pcm = self._odd_byte + pcm
        whole = len(pcm) // _SAMPLE_BYTES * _SAMPLE_BYTES
        self._odd_byte = pcm[whole:]
        if self._is_same:
            return pcm[:whole]
        samples = np.frombuffer(pcm[:whole], "<i2").astype(np.float64)
        self._received += len(samples)
        self._window = np.concatenate((self._window, samples))
        return self._render_until(self._received - self._half_width)

    def flush(self) -> bytes:
        """Return the remaining output and start again."""
        if self._is_same:
            self._odd_byte = b""
            return b""
        self._window = np.concatenate((self._window, np.zeros(self._half_width)))
        rest = self._render_until(self._received)
        self._odd_byte = b""
        self._received = self._next_out = self._first = 0
        self._window = self._leading_silence()
        return rest

    def _leading_silence(self) -> NDArray[np.float64]:
        """Return the silence before the first sample."""
        return np.zeros(max(0, self._half_width - 1))

    def _render_until(self, until: int) -> bytes:
        """Return the new output samples that lie before input sample ``until``."""
        end = max(self._next_out, -(-until * self._up // self._down))
        if end == self._next_out:
            return b""
        places = np.arange(self._next_out, end, dtype=np.int64) * self._down
        begins, phases = places // self._up - self._first, places % self._up
        windows = np.lib.stride_tricks.sliding_window_view(self._window, 2 * self._half_width)
        made = np.einsum("ij,ij->i", windows[begins], _filters(self._up, self._down)[phases])
        self._next_out = end
        done = min(end * self._down // self._up - self._first, len(self._window))
        self._window, self._first = self._window[done:], self._first + done
        sound: NDArray[np.int16] = np.clip(np.rint(made), -32_768, 32_767).astype("<i2")
        return sound.tobytes()


def _half_width(up: int, down: int) -> int:
    """Return how many input samples the filter uses on each side of a position."""
    return -(-_CROSSINGS * max(up, down) // up)


@cache
def _filters(up: int, down: int) -> NDArray[np.float64]:
    """Return the filter coefficients: one row per output phase between two input samples."""
    half = _half_width(up, down)
    cut = _CUTOFF * min(1.0, up / down)
    near = np.arange(1 - half, half + 1)[None, :] - (np.arange(up) / up)[:, None]
    shape = np.i0(_KAISER * np.sqrt(np.clip(1 - (near / half) ** 2, 0, None)))
    rows: NDArray[np.float64] = np.sinc(cut * near) * shape
    level: NDArray[np.float64] = rows / rows.sum(axis=1, keepdims=True)
    return level


def resample(pcm: bytes, rate_in: int, rate_out: int) -> bytes:
    """Return complete PCM audio at another rate."""
    one = Resampler(rate_in, rate_out)
    return one.push(pcm) + one.flush()
