"""Which requested skill each question is about."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.planning.domain.hiring.chosen_question import ChosenQuestion
from vivavoce.planning.domain.hiring.competency_shares import is_general_group, name_group
from vivavoce.planning.domain.hiring.job_reading import JobReading, find_skill_group
from vivavoce.planning.domain.hiring.job_tasks import shares_words
from vivavoce.planning.domain.hiring.nearest_sets import get_competency_key, get_question_set
from vivavoce.planning.domain.question_selection import contains_phrase
from vivavoce.planning.domain.skills import SkillMatch, SkillReport, load_skill_catalog
from vivavoce.planning.domain.text_matching import extract_content_stems, list_stems
from vivavoce.planning.domain.work_kinds import find_kinds_of_skill, find_work_kinds


def assign_skills(
    questions: Sequence[PlanQuestion], report: SkillReport
) -> tuple[PlanQuestion, ...]:
    """Return the questions, each with at most one requested skill, and each skill with one question.

    A question is about a skill that its task or line names; then come one that has the skill's main word,
    one of whose competency the skill is another name, and one about work that shows it.
    """
    taken = {question.skill for question in questions}
    free = [match for match in report.matches if _get_name(match) not in taken]
    result = list(questions)
    for is_about in (_names_skill, _says_skill, _is_named_by_competency, _is_of_kind):
        for match in tuple(free):
            if (at := _find_question(result, match, is_about)) is not None:
                result[at] = replace(result[at], skill=_get_name(match))
                free.remove(match)
    return tuple(result)


def _find_question(
    questions: Sequence[PlanQuestion],
    match: SkillMatch,
    is_about: Callable[[PlanQuestion, str], bool],
) -> int | None:
    names = {match.requested_name, _get_name(match)}
    return next(
        (
            at
            for at, question in enumerate(questions)
            if question.skill is None and any(is_about(question, name) for name in names)
        ),
        None,
    )


def _names_skill(question: PlanQuestion, skill: str) -> bool:
    """Return whether the task of a question names a skill, in any order of the words."""
    task = _get_task(question)
    return bool(task) and (contains_phrase(task, skill) or shares_words(task, skill, least=1.0))


def _get_task(question: PlanQuestion) -> str:
    """Return the task of the job that a question is about, or an empty text."""
    return (question.origin.task if question.origin else None) or ""


def _says_skill(question: PlanQuestion, skill: str) -> bool:
    """Return whether a question or its task has the words of a skill, or the main one of several.

    Words such as "care" say nothing: monitoring a mother through labour is labour care.
    """
    task = _get_task(question)
    said = list_stems(f"{question.text} {task}")
    for name in list_names(skill):
        stems = list_stems(name)
        if stems and (set(stems) <= set(said) or _get_main_stem(stems) in said):
            return True
    own = set(list_stems(skill)) - _list_general_stems()
    return bool(own) and own <= set(list_stems(task))


def _get_main_stem(stems: Sequence[str]) -> str | None:
    """Return the stem of the last word of a skill, if that says enough: not "management"."""
    main = stems[-1]
    return None if main == "design" or main in _list_general_stems() else main


@lru_cache(maxsize=1024)
def list_names(skill: str) -> tuple[str, ...]:
    """Return a skill with its names in the catalog, if the catalog has it by this name."""
    known = load_skill_catalog().skills.get(skill)
    return (skill, *known.aliases) if known is not None else (skill,)


def _is_named_by_competency(question: PlanQuestion, skill: str) -> bool:
    """Return whether a skill of a question's group is what the group is called, or its usual work.

    "Customer service" is another name for informing and supporting clients; survey design is not one for
    conducting studies, though it belongs there. The question must share a word with it: resuscitation belongs
    to health care, and a visit to a mother who feeds her child is no question about it.
    """
    return _belongs_to_competency(question, skill) and (
        _shares_word(question, skill) or _is_name_of_competency(question, skill)
    )


def _is_name_of_competency(question: PlanQuestion, skill: str) -> bool:
    """Return whether a skill is in the name of a competency: "food preparation" in serving food."""
    origin = question.origin
    named = frozenset(list_stems(name_group(origin.group))) if origin is not None else frozenset()
    own = (set(list_stems(name)) - _list_general_stems() for name in list_names(skill))
    return any(bool(one) and one <= named for one in own)


def _shares_word(question: PlanQuestion, skill: str) -> bool:
    task = _get_task(question)
    said = _unify(list_stems(f"{question.text} {task}"))
    return any(
        _is_same(stem, one)
        for name in list_names(skill)
        for stem in _unify(list_stems(name)) - _list_general_stems()
        for one in said
    )


def _unify(stems: Sequence[str]) -> frozenset[str]:
    """Return the stems, with one for all words for the people whom somebody serves."""
    served = _list_served()
    return frozenset("customer" if stem in served else stem for stem in stems)


@cache
def _list_served() -> frozenset[str]:
    return frozenset(extract_content_stems(_SERVED))


def is_near_skill(question: PlanQuestion, skill: str) -> bool:
    """Return whether a question may be about a skill: half of its words are in the task or all in the line.

    That is too little to say that it is, and too much to say that no question is about the skill.
    """
    origin = question.origin
    task = set(list_stems(_get_task(question)))
    line = set(list_stems((origin.job_line if origin else None) or ""))
    own = [set(list_stems(name)) - _list_general_stems() for name in list_names(skill)]
    is_named = any(one and (2 * len(one & task) >= len(one) or one <= line) for one in own)
    return is_named or _belongs_to_competency(question, skill)


def _belongs_to_competency(question: PlanQuestion, skill: str) -> bool:
    group = find_skill_group(skill) if question.origin is not None else None
    if question.origin is None or group is None:
        return False
    if get_competency_key(question.origin.group) != get_competency_key(group):
        return False
    known = _describe_set(question.origin.group)
    return any(
        all(any(_is_same(stem, one) for one in known) for stem in list_stems(name))
        for name in list_names(skill)
    )


def _is_same(stem: str, other: str) -> bool:
    return stem == other or (
        min(len(stem), len(other)) >= _MIN_PREFIX and stem[:_MIN_PREFIX] == other[:_MIN_PREFIX]
    )


@lru_cache(maxsize=128)
def _describe_set(group: str) -> frozenset[str]:
    """Return the stems of what a competency is called and of its usual tasks."""
    own = get_question_set(group)
    words = " ".join((name_group(group), own.name, own.description, *own.sides, *own.tasks))
    return frozenset(extract_content_stems(words)) | _list_general_stems()


@cache
def _list_general_stems() -> frozenset[str]:
    return frozenset(extract_content_stems(_GENERAL_WORDS))


_SERVED = "client customer guest patient visitor caller person people resident"
_MIN_PREFIX = 5
_GENERAL_WORDS = (
    "administration assessment assistance care control development handling knowledge leadership "
    "management manufacturing operation planning preparation processing skill support team technique "
    "training work"
)
"""Main words of skills that say little by themselves."""


def _is_of_kind(question: PlanQuestion, skill: str) -> bool:
    task = _get_task(question)
    kinds = set(find_work_kinds(task))
    return not kinds.isdisjoint(find_kinds_of_skill(skill))


def shows_skill(question: PlanQuestion, skill: str) -> bool:
    """Return whether a question is about work that shows a skill, also if it counts for another one."""
    return question.origin is not None and any(
        shows(question, skill)
        for shows in (_names_skill, _says_skill, _is_named_by_competency, _is_of_kind)
    )


def list_shown_skills(questions: Sequence[PlanQuestion], skills: Sequence[str]) -> frozenset[str]:
    """Return the skills that at least one of the questions is about or shows."""
    asked = {question.skill for question in questions}
    return frozenset(
        name
        for name in skills
        if name in asked or any(shows_skill(question, name) for question in questions)
    )


def list_unasked_skills(
    questions: Sequence[PlanQuestion], skills: Sequence[str], shown: Collection[str]
) -> list[str]:
    """Return the skills about which surely no question is, for the note about them; ``shown`` have one."""
    return [
        name
        for name in skills
        if name not in shown and not any(is_near_skill(question, name) for question in questions)
    ]


def list_uncovered(
    report: SkillReport, reading: JobReading, questions: Sequence[ChosenQuestion]
) -> tuple[tuple[str, str], ...]:
    """Return the requested skills with their competency groups if no question could be about any of them.

    They are skills of the catalog whose work the posting or its title has, too: no attitudes, which every
    interview shows, and none that people learn there or need not have.
    """
    asked = {get_competency_key(one.share.group) for one in questions}
    left_out = reading.taught_skills | reading.optional_skills
    known = {match.requested_name: match.canonical_name for match in report.matches}
    wanted = tuple(
        (name, group)
        for name, group in reading.requested_skills
        if known.get(name) and known[name] not in left_out
        if not is_general_group(group) and not is_general_group(get_question_set(group).group)
    )
    if any(
        get_competency_key(group) in asked or _is_named(name, questions) for name, group in wanted
    ):
        return ()
    meant = (*reading.occupation_groups, *(task.group for task in reading.tasks))
    known_sets = {get_competency_key(group) for group in meant}
    return tuple(one for one in wanted if get_competency_key(one[1]) in known_sets)


def _is_named(name: str, questions: Sequence[ChosenQuestion]) -> bool:
    words = set(extract_content_stems(name))
    tasks = (one.task.text for one in questions if one.task is not None)
    return any(words <= set(extract_content_stems(text)) for text in tasks)


def _get_name(match: SkillMatch) -> str:
    return match.canonical_name or match.requested_name
