"""Which requested skill each question is about."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.planning.domain.hiring.chosen_question import ChosenQuestion
from vivavoce.planning.domain.hiring.competency_shares import is_general_group
from vivavoce.planning.domain.hiring.job_reading import JobReading, find_skill_group
from vivavoce.planning.domain.hiring.nearest_sets import get_question_set
from vivavoce.planning.domain.question_selection import contains_phrase
from vivavoce.planning.domain.skills import SkillMatch, SkillReport
from vivavoce.planning.domain.text_matching import extract_content_stems
from vivavoce.planning.domain.work_kinds import find_kinds_of_skill, find_work_kinds

_MIN_STEM = 4
"""Letters of a word that says what a skill is about."""


def assign_skills(
    questions: Sequence[PlanQuestion], report: SkillReport
) -> tuple[PlanQuestion, ...]:
    """Return the questions, each with at most one requested skill, and each skill with one question.

    A question is about a skill that its task names; skills that no task names take a question of their group,
    one that has half of their words, or one about work that shows them.
    """
    taken = {question.skill for question in questions}
    free = [match for match in report.matches if _get_name(match) not in taken]
    result = list(questions)
    for is_about in (_names_skill, _has_group_of_skill, _shares_words, _is_of_kind):
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


def _shares_words(question: PlanQuestion, match: SkillMatch) -> bool:
    task = question.origin.task if question.origin else None
    said = set(extract_content_stems(f"{question.text} {task or ''}"))
    wanted = {one for one in extract_content_stems(match.requested_name) if len(one) >= _MIN_STEM}
    return bool(wanted) and 2 * len(wanted & said) >= len(wanted)


def _is_of_kind(question: PlanQuestion, match: SkillMatch) -> bool:
    return shows_skill(question, match.requested_name)


def shows_skill(question: PlanQuestion, skill: str) -> bool:
    """Return whether a question is about work that shows a skill, also if it counts for another one."""
    origin = question.origin
    if origin is None:
        return False
    if origin.task is not None and contains_phrase(origin.task, skill):
        return True
    group = find_skill_group(skill)
    if group and get_question_set(origin.group).id == get_question_set(group).id:
        return True
    kinds = set(find_work_kinds(origin.task or ""))
    return not kinds.isdisjoint(find_kinds_of_skill(skill))


def list_shown_skills(questions: Sequence[PlanQuestion], skills: Sequence[str]) -> frozenset[str]:
    """Return the skills that at least one of the questions is about or shows."""
    asked = {question.skill for question in questions}
    return frozenset(
        name
        for name in skills
        if name in asked or any(shows_skill(question, name) for question in questions)
    )


def list_uncovered(
    report: SkillReport, reading: JobReading, questions: Sequence[ChosenQuestion]
) -> tuple[tuple[str, str], ...]:
    """Return the requested skills with their competency groups if no question could be about any of them.

    They are skills of the catalog whose work the posting or its title has, too: no attitudes, which every
    interview shows, and none that people learn there or need not have.
    """
    asked = {get_question_set(one.share.group).id for one in questions}
    left_out = reading.taught_skills | reading.optional_skills
    known = {match.requested_name: match.canonical_name for match in report.matches}
    wanted = tuple(
        (name, group)
        for name, group in reading.requested_skills
        if known.get(name) and known[name] not in left_out
        if not is_general_group(group) and not is_general_group(get_question_set(group).group)
    )
    if any(
        get_question_set(group).id in asked or _is_named(name, questions) for name, group in wanted
    ):
        return ()
    meant = (*reading.occupation_groups, *(task.group for task in reading.tasks))
    known_sets = {get_question_set(group).id for group in meant}
    return tuple(one for one in wanted if get_question_set(one[1]).id in known_sets)


def _is_named(name: str, questions: Sequence[ChosenQuestion]) -> bool:
    words = set(extract_content_stems(name))
    tasks = (one.task.text for one in questions if one.task is not None)
    return any(words <= set(extract_content_stems(text)) for text in tasks)


def _get_name(match: SkillMatch) -> str:
    return match.canonical_name or match.requested_name
