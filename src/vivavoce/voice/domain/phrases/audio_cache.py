"""What is said in talk after talk: a voice says it once and it is kept, so that it never fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from vivavoce.voice.domain.turns.word_alignment import find_sentence_spans

Sound = TypeVar("Sound")
_PLACEHOLDER_CONTINUATION = "And then something that nobody knows yet."


@dataclass(frozen=True, slots=True)
class AudioCacheKey:
    """What was said by whom: the same again sounds the same."""

    engine: str
    model: str
    voice: str
    rate: int
    language: str
    speed: float
    text: str


class AudioCache(Generic[Sound]):
    """Phrases as sound, found by exact text. Only what was asked to be kept is."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Keep ``texts``, once they were said: sentence by sentence, as they are said.

        A text that ends in a space is the beginning of a longer one; what would be said in one piece with
        the rest is not kept.
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
        """All texts that are kept once they were said."""
        return tuple(sorted(self._cacheable_texts))

    def is_cacheable(self, text: str) -> bool:
        """Return whether ``text`` is to be kept."""
        return text in self._cacheable_texts

    def get(self, key: AudioCacheKey) -> tuple[Sound, ...] | None:
        """Return the sound of exactly this, if it was kept."""
        return self._entries.get(key)

    def put(self, key: AudioCacheKey, sounds: tuple[Sound, ...]) -> bool:
        """Keep ``sounds`` if it is one of the phrases; return whether it is."""
        if not self.is_cacheable(key.text):
            return False
        self._entries[key] = sounds
        return True
