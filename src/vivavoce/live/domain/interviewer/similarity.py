"""Similarity of questions, by their content words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.live.domain.interviewer.coverage import get_question
from vivavoce.live.domain.interviewer.words import content_stems, tokenize
from vivavoce.live.domain.session import Session

SAME_QUESTION_THRESHOLD = 0.6
"""Similarity from which two questions count as the same question in other words."""


@dataclass(frozen=True, slots=True)
class QuestionTerms:
    """The words and stems by which questions are compared."""

    words: tuple[str, ...]
    stems: frozenset[str]

    def similarity_to(self, other: QuestionTerms) -> float:
        """Return the similarity from 0 to 1: the Jaccard index of the stems, or 1 for the same words."""
        if self.words == other.words:
            return 1.0
        both = self.stems | other.stems
        return len(self.stems & other.stems) / len(both) if both else 0.0

    def max_similarity(self, others: Iterable[QuestionTerms]) -> float:
        """Return the highest similarity to any of ``others``; 0 if there are none."""
        return max((self.similarity_to(other) for other in others), default=0.0)


def extract_question_terms(question: str) -> QuestionTerms:
    """Return the words and stems by which ``question`` is compared."""
    return QuestionTerms(tuple(word.text for word in tokenize(question)), content_stems(question))


def asked_question_terms(state: Session, plan: InterviewPlan) -> tuple[QuestionTerms, ...]:
    """Return the terms of all questions asked so far, without the bridges before planned questions."""
    asked = []
    for turn in state.counted_turns:
        if turn.kind == "question" and turn.question_id is not None:
            asked.append(extract_question_terms(get_question(plan, turn.question_id).text))
        elif turn.kind == "follow_up":
            asked.append(extract_question_terms(turn.text))
    return tuple(asked)
