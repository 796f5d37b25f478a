"""How much a question is like another: by the words that carry content, nothing cleverer."""

from __future__ import annotations

from collections.abc import Iterable

from vivavoce.contracts.plan import Plan
from vivavoce.live.domain.coverage import question_of
from vivavoce.live.domain.session import Session
from vivavoce.live.domain.words import content_stems, words_of

SAME = 0.6
"""From here on two questions are one question in other words."""


def likeness(one: str, other: str) -> float:
    """Return 0 for nothing in common to 1 for the same content; plain words decide where there is none."""
    if _plain(one) == _plain(other):
        return 1.0
    left, right = content_stems(one), content_stems(other)
    both = left | right
    return len(left & right) / len(both) if both else 0.0


def most_like(question: str, others: Iterable[str]) -> float:
    """Return how much ``question`` is like the nearest of ``others``."""
    return max((likeness(question, other) for other in others), default=0.0)


def asked_in(state: Session, plan: Plan) -> tuple[str, ...]:
    """Return everything that was asked so far, without the bridges before planned questions."""
    asked = []
    for turn in state.turns:
        if turn.kind == "question" and turn.question_id is not None:
            asked.append(question_of(plan, turn.question_id).text)
        elif turn.kind == "follow_up":
            asked.append(turn.text)
    return tuple(asked)


def _plain(text: str) -> tuple[str, ...]:
    return tuple(word.text for word in words_of(text))
