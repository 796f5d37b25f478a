"""How much a question is like another: by the words that carry content, nothing cleverer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.live.domain.interviewer.coverage import find_question
from vivavoce.live.domain.interviewer.words import content_stems, tokenize
from vivavoce.live.domain.session import Session

SAME_QUESTION_THRESHOLD = 0.6
"""From here on two questions are one question in other words."""


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """What a question is compared by."""

    words: tuple[str, ...]
    stems: frozenset[str]

    def similarity_to(self, other: QuestionTerms) -> float:
        """Return 0 for nothing in common to 1 for the same content, or for the same words."""
        if self.words == other.words:
            return 1.0
        both = self.stems | other.stems
        return len(self.stems & other.stems) / len(both) if both else 0.0

    def max_similarity(self, others: Iterable[QuestionTerms]) -> float:
        """Return how much this is like the nearest of ``others``."""
        return max((self.similarity_to(other) for other in others), default=0.0)


def question_terms(question: str) -> QuestionTerms:
    """Return what ``question`` is compared by."""
    return QuestionTerms(tuple(word.text for word in tokenize(question)), content_stems(question))


def asked_question_terms(state: Session, plan: InterviewPlan) -> tuple[QuestionTerms, ...]:
    """Return everything that was asked so far, without the bridges before planned questions."""
    asked = []
    for turn in state.counted_turns:
        if turn.kind == "question" and turn.question_id is not None:
            asked.append(question_terms(find_question(plan, turn.question_id).text))
        elif turn.kind == "follow_up":
            asked.append(question_terms(turn.text))
    return tuple(asked)
