"""Resolve the topic of a change request to a kind of question, a competency or a skill."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from vivavoce.planning.domain.practice.question_pool import QuestionPool
from vivavoce.planning.domain.question_bank import BankCompetency, QuestionBank, load_bank_file
from vivavoce.planning.domain.question_selection import (
    SelectableQuestion,
    count_matching_patterns,
    list_skill_questions,
    order_questions_by_depth_distance,
)
from vivavoce.planning.domain.skills import load_skill_catalog, match_skill
from vivavoce.planning.domain.text_normalization import (
    extract_content_stems,
    normalize_text,
    to_single_line,
)

_FILE = load_bank_file("practice")
_KINDS = {
    "behavioral": frozenset({"behavioral", "failure"}),
    "knowledge": frozenset({"knowledge"}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeTopic:
    """A topic: a test for questions about it, and the bank's questions about it, best first."""

    text: str
    is_about: Callable[[SelectableQuestion], bool]
    questions: tuple[SelectableQuestion, ...] = ()


def find_practice_topic(
    text: str, pool: QuestionPool, bank: QuestionBank, *, depth: int
) -> PracticeTopic | None:
    """Return the topic that a text names, or None."""
    words = to_single_line(normalize_text(text), max_length=60)
    if not words:
        return None
    return (
        _find_kind_topic(words, pool)
        or _find_skill_topic(words, load_skill_catalog().find_by_name(words), pool, bank, depth)
        or _find_competency_topic(words, pool, bank, depth)
        or _find_skill_topic(
            words, match_skill(words, load_skill_catalog()).candidates, pool, bank, depth
        )
    )


def find_competency(
    words: str, bank: QuestionBank, *, is_named: bool = True
) -> BankCompetency | None:
    """Return the competency that words name or, by keywords, refer to, or None."""
    return (_find_by_name(words, bank) if is_named else None) or _find_by_keywords(words, bank)


def build_text_topic(text: str) -> PracticeTopic | None:
    """Return a topic of all questions that contain these words, or None without content words."""
    stems = set(extract_content_stems(text))
    if not stems:
        return None
    return PracticeTopic(
        text=text, is_about=lambda one: stems <= set(extract_content_stems(one.question.text))
    )


def build_unknown_skill_topic(text: str, bank: QuestionBank, *, depth: int) -> PracticeTopic:
    """Return a topic for an unknown skill, with questions from general templates."""
    name = to_single_line(text, max_length=60)
    questions = tuple(list_skill_questions(name, depth, bank))
    return PracticeTopic(text=text, is_about=lambda one: one.skill == name, questions=questions)


def _find_kind_topic(words: str, pool: QuestionPool) -> PracticeTopic | None:
    groups = _FILE["groups"].items()
    named = (name for name, meanings in groups if {words, words.removesuffix("s")} & set(meanings))
    kinds = _KINDS.get(next(named, ""))
    if kinds is None:
        return None
    return PracticeTopic(
        text=words,
        is_about=lambda one: one.question.kind in kinds,
        questions=tuple(one for one in pool.all_questions if one.question.kind in kinds),
    )


def _find_skill_topic(
    words: str, candidates: tuple[str, ...], pool: QuestionPool, bank: QuestionBank, depth: int
) -> PracticeTopic | None:
    asked = {one.skill for one in pool.all_questions}
    known = [name for name in candidates if name in asked]
    if len(candidates) != 1 and len(known) != 1:
        return None
    name = (known or list(candidates))[0]
    questions = tuple(list_skill_questions(name, depth, bank))
    return PracticeTopic(text=words, is_about=lambda one: one.skill == name, questions=questions)


def _find_competency_topic(
    words: str, pool: QuestionPool, bank: QuestionBank, depth: int
) -> PracticeTopic | None:
    found = find_competency(words, bank)
    if found is None:
        return None
    name = found.name
    own = [
        SelectableQuestion(question, found)
        for question in order_questions_by_depth_distance(found.questions, depth)
    ]
    about = [one for one in pool.all_questions if one.competency.name == name]
    return PracticeTopic(
        text=words,
        is_about=lambda one: one.competency.name == name,
        questions=(*own, *(one for one in about if one.skill)),
    )


def _list_competencies(bank: QuestionBank) -> tuple[BankCompetency, ...]:
    """Return all competencies; of duplicates, the one with more questions comes first."""
    return (*bank.coding_competencies, *bank.all_competencies)


def _find_by_name(words: str, bank: QuestionBank) -> BankCompetency | None:
    wanted = set(extract_content_stems(words))
    meant = next(
        (name for word, name in _FILE["topics"].items() if count_matching_patterns((word,), words)),
        None,
    )
    for competency in _list_competencies(bank):
        if competency.name == meant or (
            wanted and wanted <= set(extract_content_stems(competency.name))
        ):
            return competency
    return None


def _find_by_keywords(words: str, bank: QuestionBank) -> BankCompetency | None:
    everyone = _list_competencies(bank)
    scores = [count_matching_patterns(competency.keyword_stems, words) for competency in everyone]
    best = max(scores)
    return everyone[scores.index(best)] if best else None
