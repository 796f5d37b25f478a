"""What is said in talk after talk: a voice says it once and it is kept, so that it never fails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from vivavoce.voice.domain.hearing.words import sentences

Sound = TypeVar("Sound")
_REST = "And then something that nobody knows yet."


@dataclass(frozen=True, slots=True)
class Said:
    """What was said by whom: the same again sounds the same."""

    engine: str
    model: str
    voice: str
    rate: int
    language: str
    speed: float
    text: str


class Kept(Generic[Sound]):
    """Phrases as sound, found by exact text. Only what was asked to be kept is."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """Keep ``texts``, once they were said: sentence by sentence, as they are said.

        A text that ends in a space is the beginning of a longer one; what would be said in one piece with
        the rest is not kept.
        """
        self._wanted = set[str]()
        self._kept: dict[Said, tuple[Sound, ...]] = {}
        for text in texts:
            is_begun = text.endswith(" ")
            whole = text + _REST if is_begun else text
            said = [whole[begin:end].strip() for begin, end in sentences(whole)]
            self._wanted.update(said[:-1] if is_begun else said)

    @property
    def wanted(self) -> tuple[str, ...]:
        """All texts that are kept once they were said."""
        return tuple(sorted(self._wanted))

    def is_wanted(self, text: str) -> bool:
        """Return whether ``text`` is to be kept."""
        return text in self._wanted

    def find(self, said: Said) -> tuple[Sound, ...] | None:
        """Return the sound of exactly this, if it was kept."""
        return self._kept.get(said)

    def keep(self, said: Said, sounds: tuple[Sound, ...]) -> bool:
        """Keep ``sounds`` if it is one of the phrases; return whether it is."""
        if not self.is_wanted(said.text):
            return False
        self._kept[said] = sounds
        return True
