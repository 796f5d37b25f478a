"""Which requested skill each question is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.planning.domain.hiring.job_reading import find_skill_group
from vivavoce.planning.domain.hiring.nearest_sets import get_question_set
from vivavoce.planning.domain.question_selection import contains_phrase
from vivavoce.planning.domain.skills import SkillMatch, SkillReport


def assign_skills(
    questions: Sequence[PlanQuestion], report: SkillReport
) -> tuple[PlanQuestion, ...]:
    """Return the questions, each with at most one requested skill, and each skill with one question.

    A question is about a skill that its task names; skills that no task names take a question of their group.
    """
    taken = {question.skill for question in questions}
    free = [match for match in report.matches if _get_name(match) not in taken]
    result = list(questions)
    for is_about in (_names_skill, _has_group_of_skill):
        for match in tuple(free):
            if (at := _find_question(result, match, is_about)) is not None:
                result[at] = replace(result[at], skill=_get_name(match))
                free.remove(match)
    return tuple(result)


def _find_question(
    questions: Sequence[PlanQuestion],
    match: SkillMatch,
    is_about: Callable[[PlanQuestion, SkillMatch], bool],
) -> int | None:
    return next(
        (
            at
            for at, question in enumerate(questions)
            if question.skill is None and is_about(question, match)
        ),
        None,
    )


def _names_skill(question: PlanQuestion, match: SkillMatch) -> bool:
    task = question.origin.task if question.origin else None
    names = {match.requested_name, _get_name(match)}
    return task is not None and any(contains_phrase(task, name) for name in names)


def _has_group_of_skill(question: PlanQuestion, match: SkillMatch) -> bool:
    if question.origin is None:
        return False
    group = find_skill_group(match.requested_name)
    return group is not None and (
        get_question_set(question.origin.group).id == get_question_set(group).id
    )


def _get_name(match: SkillMatch) -> str:
    return match.canonical_name or match.requested_name
