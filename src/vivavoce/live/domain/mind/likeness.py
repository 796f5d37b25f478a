"""How much a question is like another: by the words that carry content, nothing cleverer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vivavoce.contracts.plan import Plan
from vivavoce.live.domain.mind.coverage import question_of
from vivavoce.live.domain.mind.words import content_stems, words_of
from vivavoce.live.domain.session import Session

SAME = 0.6
"""From here on two questions are one question in other words."""


@dataclass(frozen=True, slots=True)
class Gist:
    """What a question is compared by."""

    words: tuple[str, ...]
    stems: frozenset[str]

    def likeness(self, other: Gist) -> float:
        """Return 0 for nothing in common to 1 for the same content, or for the same words."""
        if self.words == other.words:
            return 1.0
        both = self.stems | other.stems
        return len(self.stems & other.stems) / len(both) if both else 0.0

    def most_like(self, others: Iterable[Gist]) -> float:
        """Return how much this is like the nearest of ``others``."""
        return max((self.likeness(other) for other in others), default=0.0)


def gist_of(question: str) -> Gist:
    """Return what ``question`` is compared by."""
    return Gist(tuple(word.text for word in words_of(question)), content_stems(question))


def asked_in(state: Session, plan: Plan) -> tuple[Gist, ...]:
    """Return everything that was asked so far, without the bridges before planned questions."""
    asked = []
    for turn in state.counted:
        if turn.kind == "question" and turn.question_id is not None:
            asked.append(gist_of(question_of(plan, turn.question_id).text))
        elif turn.kind == "follow_up":
            asked.append(gist_of(turn.text))
    return tuple(asked)
