"""Select competencies and questions by the text of the brief, the seniority and the time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.planning.domain.question_bank import (
    BankCompetency,
    BankQuestion,
    QuestionBank,
)
from vivavoce.planning.domain.skills import load_skill_catalog
from vivavoce.planning.domain.text_matching import (
    to_single_line,
    tokenize,
)

GREETING_AND_CLOSING_S = 90
"""The seconds that greeting and closing take; the questions share the rest."""
MIN_QUESTION_S = 55
MAX_QUESTION_S = 420
MAX_QUESTIONS = 14
_NORMAL_QUESTION_S = 200
_SHORT_QUESTION_S = 110
_DEPTH_BY_SENIORITY = {"BEGINNER": 1, "JUNIOR": 1, "MID": 2, "SENIOR": 3, "LEAD": 3, "PRINCIPAL": 3}


@dataclass(frozen=True, slots=True)
class SelectableQuestion:
    """One question with its competency, and the skill that it covers, if any."""

    question: BankQuestion
    competency: BankCompetency
    skill: str | None = None


def compute_question_time_s(minutes: int) -> int:
    """Return the seconds that the questions of an interview may take together."""
    return minutes * 60 - GREETING_AND_CLOSING_S


def compute_question_count(minutes: int, *, skill_count: int = 0) -> int:
    """Return how many questions fit; with many skills, more and shorter ones."""
    free = compute_question_time_s(minutes)
    usual = max(2, round(free / _NORMAL_QUESTION_S))
    wanted = min(skill_count + 2, free // _SHORT_QUESTION_S)
    return max(1, min(max(usual, wanted), MAX_QUESTIONS, free // MIN_QUESTION_S))


def compute_question_budget_s(minutes: int, question_count: int) -> int:
    """Return the equal time budget of a question in seconds; a tenth of the time stays free for changes."""
    even = int(compute_question_time_s(minutes) * 0.9) // max(1, question_count)
    return max(MIN_QUESTION_S, min(MAX_QUESTION_S, even // 5 * 5))


def get_seniority_depth(level: str) -> int:
    """Return the question depth for a seniority: 1 is introductory, 2 normal, 3 demanding."""
    return _DEPTH_BY_SENIORITY.get(level, 2)


def count_matching_patterns(patterns: Sequence[str], text: str) -> int:
    """Return how many ``patterns`` (beginnings of words, or phrases) occur in ``text``."""
    tokens = tokenize(text)
    spaced = " " + " ".join(tokens)
    distinct = set(tokens)
    return sum(
        f" {word}" in spaced if " " in word else any(t.startswith(word) for t in distinct)
        for word in (word.replace("-", " ") for word in patterns)
    )


def contains_phrase(text: str, phrase: str) -> bool:
    """Return whether a text contains a phrase as whole words."""
    return f" {' '.join(tokenize(phrase))} " in f" {' '.join(tokenize(text))} "


def order_questions_by_depth_distance(
    questions: Sequence[BankQuestion], depth: int
) -> list[BankQuestion]:
    """Return the questions by distance from ``depth``, easier ones first."""
    return sorted(questions, key=lambda q: (abs(q.depth - depth), q.depth))


def list_skill_questions(skill: str, depth: int, bank: QuestionBank) -> list[SelectableQuestion]:
    """Return the questions about one skill, best first; every skill has at least two."""
    known = load_skill_catalog().skills
    category = known[skill].category if skill in known else ""
    competency = bank.competency_by_category.get(category, bank.competency_by_category["CRAFT"])
    own = order_questions_by_depth_distance(bank.questions_by_skill.get(skill, ()), depth)
    general = [
        build_from_template(t, skill)
        for t in order_questions_by_depth_distance(bank.question_templates, depth)
    ]
    return [SelectableQuestion(question, competency, skill) for question in (*own, *general)]


def build_from_template(template: BankQuestion, skill: str) -> BankQuestion:
    """Return a question about a skill from a general template."""
    skill_name = to_single_line(skill, max_length=60)
    slug = "-".join(tokenize(skill_name)) or "skill"
    return BankQuestion(
        id=f"{template.id}.{slug}",
        text=template.text.replace("{skill}", skill_name),
        depth=template.depth,
        kind=template.kind,
        expected_points=template.expected_points,
        probes=template.probes,
        probe_elements=template.probe_elements,
        skill=skill,
    )
