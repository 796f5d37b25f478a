"""Phrases in speech: system phrases, the cache of their audio, and phrases that were interrupted.

System phrases are outside the interview's turns, and a page shows them as text as well. They are always
cacheable, so they can be played even when no engine works. Interrupted synthesis continues with the unspoken
words, and matches the audio of another voice.
"""

from __future__ import annotations

import array
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, Literal, TypeVar

from vivavoce.contracts.voice import InterviewerUtterance
from vivavoce.kernel.translation import ENGLISH, phrase, translate
from vivavoce.voice.domain.turns.word_alignment import find_sentence_spans

SystemPhrase = Literal[
    "say_again",
    "cannot_hear",
    "one_moment",
    "once_more",
    "hear_first",
    "voice_kept",
    "voice_not_kept",
    "voice_answer_failed",
]

SYSTEM_PHRASES: Mapping[SystemPhrase, str] = MappingProxyType(
    {
        "say_again": phrase("I couldn't hear you. Please say that again, or type it."),
        "cannot_hear": phrase(
            "Sorry, I'm having trouble hearing you right now. You can type your answer."
        ),
        "one_moment": phrase("One moment, please."),
        "once_more": phrase("Let me say that again."),
        "hear_first": phrase("Please listen to the whole question first."),
        "voice_kept": phrase(
            "Thank you. Your voice is recorded while the interview listens to you. Press four to stop and "
            "delete the recording."
        ),
        "voice_not_kept": phrase(
            "All right. Your voice is not recorded, and no recording of it is kept."
        ),
        "voice_answer_failed": phrase(
            "Sorry, that did not work. Your voice is not recorded now. Please press the key again."
        ),
    }
)


def build_notice(name: SystemPhrase, language: str) -> InterviewerUtterance:
    """Return a phrase as a notice in ``language``, or in English if it has no translation."""
    text = translate(SYSTEM_PHRASES[name], language)
    return InterviewerUtterance(
        turn=None,
        kind="notice",
        text=text,
        language=ENGLISH if text == SYSTEM_PHRASES[name] else language,
    )


Sound = TypeVar("Sound")
_PLACEHOLDER_CONTINUATION = "And then something that nobody knows yet."


@dataclass(frozen=True, slots=True)
class AudioCacheKey:
    """Everything that determines the audio of a phrase."""

    engine: str
    model: str
    voice: str
    rate: int
    language: str
    speed: float
    text: str


class AudioCache(Generic[Sound]):
    """Audio of phrases, found by exact text. Only texts given at construction are cached."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Allow ``texts`` to be cached, sentence by sentence.

        A text that ends in a space is the beginning of a longer one; a sentence that may continue after it is
        not cached.
        """
        self._cacheable_texts = set[str]()
        self._entries: dict[AudioCacheKey, tuple[Sound, ...]] = {}
        for text in texts:
            is_begun = text.endswith(" ")
            full_text = text + _PLACEHOLDER_CONTINUATION if is_begun else text
            sentences = [
                full_text[begin:end].strip() for begin, end in find_sentence_spans(full_text)
            ]
            self._cacheable_texts.update(sentences[:-1] if is_begun else sentences)

    @property
    def cacheable_texts(self) -> tuple[str, ...]:
        """All texts that may be cached, sorted."""
        return tuple(sorted(self._cacheable_texts))

    def is_cacheable(self, text: str) -> bool:
        """Return whether ``text`` may be cached."""
        return text in self._cacheable_texts

    def get(self, key: AudioCacheKey) -> tuple[Sound, ...] | None:
        """Return the cached audio, or None."""
        return self._entries.get(key)

    def put(self, key: AudioCacheKey, sounds: tuple[Sound, ...]) -> bool:
        """Cache ``sounds`` if the text is cacheable; return whether it is."""
        if not self.is_cacheable(key.text):
            return False
        self._entries[key] = sounds
        return True


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
        ms_per_character = ms / max(1, len(text))
        self._ms[voice] = (
            ms_per_character if before is None else 0.7 * before + 0.3 * ms_per_character
        )

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
        spoken_count = sum(end_ms <= spoken_ms for end_ms in word_ends_ms)
    else:
        spoken_count = sum(token.end() * ms_per_character <= spoken_ms for token in tokens)
    return text[tokens[spoken_count].start() :] if spoken_count < len(tokens) else ""


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
        resampled = array.array("h")
        last = len(samples) - 1
        at = self._position
        while at < last:
            index = int(at)
            part = at - index
            resampled.append(int(samples[index] + (samples[index + 1] - samples[index]) * part))
            at += self._step
        self._last_sample, self._has_last_sample, self._position = samples[-1], True, at - last
        return _to_bytes(resampled)


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
