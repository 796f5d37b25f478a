"""Cache for the audio of phrases that are used in every interview."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from vivavoce.voice.domain.turns.word_alignment import find_sentence_spans

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
            whole = text + _PLACEHOLDER_CONTINUATION if is_begun else text
            said = [whole[begin:end].strip() for begin, end in find_sentence_spans(whole)]
            self._cacheable_texts.update(said[:-1] if is_begun else said)

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
