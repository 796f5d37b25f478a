"""Similarity of questions by their content words, also to recognize questions that staff asked.

Only words are compared: a planned question in very different words is not recognized and is asked again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.kernel.translation import translate
from vivavoce.live.domain.interviewer.answer_elements import (
    CONCRETE_CASE,
    list_expected_elements,
    reason_code_for,
)
from vivavoce.live.domain.interviewer.coverage import get_question, list_remaining_questions
from vivavoce.live.domain.interviewer.probe_wordings import builtin_probes
from vivavoce.live.domain.interviewer.wording import planned_probes
from vivavoce.live.domain.interviewer.words import (
    EVERYDAY_STEMS,
    content_stems,
    sentence_spans,
    tokenize,
)
from vivavoce.live.domain.session import QuestionProgress, Session

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


_MIN_WORDS = 5
_SHARED_SHARE = 0.75
_MIN_DISTINCTIVE_STEMS = 2


def find_planned_questions(
    words: str, state: Session, plan: InterviewPlan
) -> tuple[PlanQuestion, ...]:
    """Return the remaining planned questions that ``words`` ask.

    These are the questions quoted literally in ``words``; without any, the single most similar one.
    """
    to_come = list_remaining_questions(state, plan)
    if as_they_are := tuple(
        question for question in to_come if _contains_first_sentence(words, question.text)
    ):
        return as_they_are
    question_terms = extract_question_terms(words)
    alike = [question for question in to_come if _asks_planned_question(question, words)]
    return tuple(
        sorted(
            alike,
            key=lambda question: (
                -question_terms.similarity_to(extract_question_terms(question.text))
            ),
        )[:1]
    )


def elements_asked_by_staff(
    state: Session, progress: QuestionProgress, question: PlanQuestion
) -> frozenset[str]:
    """Return the elements of ``question`` that staff already asked for in a built-in or planned wording."""
    asked = [
        turn.text
        for turn in state.counted_turns
        if turn.speaker == "staff" and turn.question_id == progress.question_id
    ]
    if not asked:
        return frozenset()
    return frozenset(
        slot
        for slot in (CONCRETE_CASE, *list_expected_elements(question))
        if any(
            _is_same_wording(ours, words)
            for ours in _wordings(slot, question, state.created.spoken_language)
            for words in asked
        )
    )


def _wordings(element: str, question: PlanQuestion, language: str) -> tuple[str, ...]:
    builtin = builtin_probes(element, reason_code_for(element), question.kind)
    return (
        *planned_probes(element, question),
        *(translate(text, language) for text in builtin),
    )


def _is_same_wording(ours: str, words: str) -> bool:
    return (
        _contains_phrase(_normalize_text(ours), words)
        or extract_question_terms(ours).similarity_to(extract_question_terms(words))
        >= SAME_QUESTION_THRESHOLD
    )


def _asks_planned_question(planned: PlanQuestion, words: str) -> bool:
    staff_terms, planned_terms = extract_question_terms(words), extract_question_terms(planned.text)
    if not content_stems(planned.skill or "") <= staff_terms.stems:
        return False
    if staff_terms.similarity_to(planned_terms) >= SAME_QUESTION_THRESHOLD:
        return True
    shared = staff_terms.stems & planned_terms.stems
    return (
        "?" in words
        and len(shared - EVERYDAY_STEMS) >= _MIN_DISTINCTIVE_STEMS
        and len(shared) >= _SHARED_SHARE * len(planned_terms.stems)
    )


def _contains_first_sentence(words: str, planned: str) -> bool:
    """Whether ``words`` contain the first sentence of a planned question, if that sentence has content."""
    start, end = sentence_spans(planned)[0]
    first = _normalize_text(planned[start:end])
    has_content = len(first.split()) >= _MIN_WORDS and bool(content_stems(first))
    return has_content and _contains_phrase(first, words)


def _contains_phrase(plain: str, words: str) -> bool:
    return f" {plain} " in f" {_normalize_text(words)} "


def _normalize_text(text: str) -> str:
    return " ".join(word.text for word in tokenize(text))
