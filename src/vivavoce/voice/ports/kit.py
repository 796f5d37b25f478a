"""What one connection hears and speaks with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from vivavoce.contracts.sound import Answers, EngineNews, Wish
from vivavoce.voice.ports.engines import Mouth, Recogniser

Report = Callable[[EngineNews], None]


def unheard(news: EngineNews) -> None:
    """Report to nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """The engines of one connection; None where none can be had."""

    recogniser: Recogniser | None
    mouth: Mouth | None
    speaker: str | None = None
    """Who is asked to speak first."""
    drafts: frozenset[str] = frozenset()
    """Recognisers whose words have to be checked."""

    def answers_to(self, wish: Wish) -> Answers:
        """Return how answers are given: as wished, or as well as the ears allow."""
        if self.recogniser is None:
            return "typed"
        return wish.answers or ("draft" if self.recogniser.is_draft else "spoken")


class Kits(Protocol):
    """Makes the engines of a connection."""

    async def make(self, report: Report) -> Kit:
        """Return new ears and a new mouth, which ``report`` what becomes of their engines."""

    async def warm(self) -> None:
        """Have the engines of first choice started that run here; none is asked anything."""
