"""Continues interrupted synthesis: finds the unspoken words and matches the audio of another voice."""

from __future__ import annotations

import array
import re
import sys
from collections.abc import Sequence

_TOKEN = re.compile(r"\S+")
_DEFAULT_MS_PER_CHARACTER = 65.0
"""Assumed speaking rate of a voice without word times, until it has completed a text."""


class SpeakingRateEstimator:
    """Estimates how fast each voice speaks, from the texts that it completed."""

    def __init__(self) -> None:
        self._ms: dict[str, float] = {}

    def record(self, voice: str, text: str, ms: float) -> None:
        """Record that ``text`` took ``ms`` at normal speed."""
        before = self._ms.get(voice)
        heard = ms / max(1, len(text))
        self._ms[voice] = heard if before is None else 0.7 * before + 0.3 * heard

    def ms_per_character(self, voice: str) -> float:
        """Return the milliseconds per character of a voice."""
        return self._ms.get(voice, _DEFAULT_MS_PER_CHARACTER)


def find_unspoken_text(
    text: str, spoken_ms: float, word_ends_ms: Sequence[int], ms_per_character: float
) -> str:
    """Return ``text`` from the first word that was not completely spoken within ``spoken_ms``.

    ``word_ends_ms`` says when each word ends. Where it is empty, the end of a word is estimated from
    ``ms_per_character``.
    """
    tokens = list(_TOKEN.finditer(text))
    if word_ends_ms:
        said = sum(end_ms <= spoken_ms for end_ms in word_ends_ms)
    else:
        said = sum(token.end() * ms_per_character <= spoken_ms for token in tokens)
    return text[tokens[said].start() :] if said < len(tokens) else ""


class LinearResampler:
    """Resamples 16-bit mono PCM chunk by chunk, by linear interpolation.

    Its simple quality is enough: it is used only where one voice completes what another one began.
    """

    def __init__(self, rate: int, target_rate: int) -> None:
        """Resample from ``rate`` to ``target_rate``, both in Hz."""
        self._step = rate / target_rate
        self._position = 0.0
        self._last_sample = 0
        self._has_last_sample = False

    def resample(self, pcm: bytes) -> bytes:
        """Return the next chunk at the target rate."""
        if self._step == 1.0:
            return pcm
        samples = _to_samples(pcm)
        if not samples:
            return b""
        if self._has_last_sample:
            samples.insert(0, self._last_sample)
        made = array.array("h")
        last = len(samples) - 1
        at = self._position
        while at < last:
            index = int(at)
            part = at - index
            made.append(int(samples[index] + (samples[index + 1] - samples[index]) * part))
            at += self._step
        self._last_sample, self._has_last_sample, self._position = samples[-1], True, at - last
        return _to_bytes(made)


def _to_samples(pcm: bytes) -> array.array[int]:
    samples = array.array("h")
    samples.frombytes(pcm[: len(pcm) // 2 * 2])
    if sys.byteorder == "big":
        samples.byteswap()
    return samples


def _to_bytes(samples: array.array[int]) -> bytes:
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
