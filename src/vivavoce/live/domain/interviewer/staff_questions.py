"""Recognizes planned questions and probes in the messages of staff who took over.

Only words are compared: a planned question in very different words is not recognized and is asked again.
"""

from __future__ import annotations

from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.live.domain.interviewer.answer_elements import list_expected_elements, reason_code_for
from vivavoce.live.domain.interviewer.coverage import list_remaining_questions
from vivavoce.live.domain.interviewer.similarity import (
    SAME_QUESTION_THRESHOLD,
    extract_question_terms,
)
from vivavoce.live.domain.interviewer.wording import PROBES, planned_probes
from vivavoce.live.domain.interviewer.words import (
    EVERYDAY_STEMS,
    content_stems,
    sentence_spans,
    tokenize,
)
from vivavoce.live.domain.session import QuestionProgress, Session

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
    if as_they_are := tuple(each for each in to_come if _contains_first_sentence(words, each.text)):
        return as_they_are
    said = extract_question_terms(words)
    alike = [each for each in to_come if _asks_planned_question(each, words)]
    return tuple(
        sorted(alike, key=lambda each: -said.similarity_to(extract_question_terms(each.text)))[:1]
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
        for slot in list_expected_elements(question)
        if any(
            _is_same_wording(ours, words) for ours in _wordings(slot, question) for words in asked
        )
    )


def _wordings(element: str, question: PlanQuestion) -> tuple[str, ...]:
    return (
        *planned_probes(element, question),
        *(PROBES.get(element) or PROBES[reason_code_for(element)]),
    )


def _is_same_wording(ours: str, words: str) -> bool:
    return (
        _contains_phrase(_normalize_text(ours), words)
        or extract_question_terms(ours).similarity_to(extract_question_terms(words))
        >= SAME_QUESTION_THRESHOLD
    )


def _asks_planned_question(planned: PlanQuestion, words: str) -> bool:
    said, asked = extract_question_terms(words), extract_question_terms(planned.text)
    if not content_stems(planned.skill or "") <= said.stems:
        return False
    if said.similarity_to(asked) >= SAME_QUESTION_THRESHOLD:
        return True
    shared = said.stems & asked.stems
    return (
        "?" in words
        and len(shared - EVERYDAY_STEMS) >= _MIN_DISTINCTIVE_STEMS
        and len(shared) >= _SHARED_SHARE * len(asked.stems)
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
