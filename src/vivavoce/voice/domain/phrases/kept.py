"""Phrases that every talk needs: each voice says them once and they are kept, so that they never fail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

Sound = TypeVar("Sound")

STOCK = (
    "Yes.",
    "No.",
    "Okay.",
    "All right.",
    "Thank you.",
    "Thank you for that.",
    "Thanks, that helps.",
    "I see.",
    "Understood.",
    "Got it.",
    "One moment, please.",
    "Just a moment.",
    "Let me think for a moment.",
    "Take your time.",
    "Please go on.",
    "Go ahead.",
    "I am still here.",
    "Are you still there?",
    "Can you hear me?",
    "I can hear you.",
    "I did not hear you. Please say that again, or type it.",
    "I did not quite catch that. Please say that again, or type it.",
    "Sorry, please say that again.",
    "Sorry, I have trouble hearing you at the moment. You can type your answer.",
    "Sorry, I have trouble speaking at the moment. Please read the question on the screen.",
    "I lost you for a moment. Please say your last sentence again.",
    "As I was saying:",
    "Let me say that again.",
    "Here is the question again.",
    "Let us go on.",
    "Let us go on with the next question.",
    "Here is the next question.",
    "This is the last question.",
    "We have a few minutes left.",
    "Is there anything that you would like to add?",
    "Do you agree to this conversation being recorded?",
    "Please say yes or no.",
    "Please say yes, or press one. To decline, say no, or press two.",
    "A person takes over now.",
    "That was everything. Thank you for your time. Goodbye.",
    "Goodbye.",
)
"""What is kept for each voice, whatever else a talk adds."""


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

    def __init__(self, texts: tuple[str, ...] = STOCK) -> None:
        self._wanted = set(texts)
        self._kept: dict[Said, tuple[Sound, ...]] = {}

    def want(self, *texts: str) -> None:
        """Keep these too, once they were said."""
        self._wanted.update(texts)

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
