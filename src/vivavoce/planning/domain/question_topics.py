"""Resolve a topic in a comment to a skill or a competency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.planning.domain.question_bank import BankCompetency, QuestionBank
from vivavoce.planning.domain.question_selection import (
    SelectableQuestion,
    count_matching_patterns,
    list_skill_questions,
    order_questions_by_depth_distance,
)
from vivavoce.planning.domain.skills import load_skill_catalog, match_skill
from vivavoce.planning.domain.text_normalization import extract_content_stems, normalize_text


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTopic:
    """What a question can be about: a skill or a competency."""

    skill: str | None = None
    competency: str | None = None
    bank_competency: BankCompetency | None = None


def find_question_topic(text: str, plan: InterviewPlan, bank: QuestionBank) -> QuestionTopic | None:
    """Return the topic that a text names, from the plan, then the catalog and the bank, or None."""
    names = [*plan.validated_skills, *plan.unvalidated_skills]
    for name in (*names, *(q.skill for q in plan.questions if q.skill)):
        if normalize_text(name) == normalize_text(text):
            return QuestionTopic(skill=name)
    if exact := load_skill_catalog().find_by_name(text):
        return _resolve_skill_topic(exact, names)
    if found := _find_competency_topic(text, plan, bank):
        return found
    match = match_skill(text, load_skill_catalog())
    return _resolve_skill_topic(match.candidates, names) if match.candidates else None


def list_questions_about(
    topic: QuestionTopic, *, plan: InterviewPlan, depth: int, bank: QuestionBank
) -> list[SelectableQuestion]:
    """Return the bank's questions about a topic, best first."""
    if topic.skill:
        return list_skill_questions(topic.skill, depth, bank)
    if topic.bank_competency is None:
        return []
    if topic.bank_competency.skill_categories:
        category = {s.name: s.category for s in load_skill_catalog().skills.values()}
        named = [
            s
            for s in plan.validated_skills
            if category.get(s) in topic.bank_competency.skill_categories
        ]
        return [one for skill in named for one in list_skill_questions(skill, depth, bank)]
    return [
        SelectableQuestion(q, topic.bank_competency)
        for q in order_questions_by_depth_distance(topic.bank_competency.questions, depth)
    ]


def _resolve_skill_topic(candidates: Sequence[str], in_plan: Sequence[str]) -> QuestionTopic | None:
    known = [name for name in candidates if name in in_plan]
    if len(candidates) == 1 or len(known) == 1:
        return QuestionTopic(skill=(known or list(candidates))[0])
    return None


def _find_competency_topic(
    text: str, plan: InterviewPlan, bank: QuestionBank
) -> QuestionTopic | None:
    wanted = set(extract_content_stems(text))
    sources = {c.name: c for c in bank.all_competencies}
    names = [*(c.name for c in plan.rubric.competencies), *sources]
    for name in names:
        if wanted and wanted <= set(extract_content_stems(name)):
            return QuestionTopic(competency=name, bank_competency=sources.get(name))
    ranked = sorted(
        (
            (-count_matching_patterns(c.keyword_stems, text), i, c)
            for i, c in enumerate(bank.general_competencies)
        ),
        key=lambda r: r[:2],
    )
    best = ranked[0]
    return QuestionTopic(competency=best[2].name, bank_competency=best[2]) if best[0] < 0 else None
