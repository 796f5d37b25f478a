"""Which requested skill each question is about, and about which of them none is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import lru_cache

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.planning.domain.hiring.chosen_question import ChosenQuestion
from vivavoce.planning.domain.hiring.competency_shares import is_general_group
from vivavoce.planning.domain.hiring.job_reading import JobReading
from vivavoce.planning.domain.hiring.job_tasks import shares_words
from vivavoce.planning.domain.hiring.nearest_sets import get_competency_key, get_question_set
from vivavoce.planning.domain.hiring.skill_words import (
    has_synonym,
    is_said,
    is_said_as_it_is,
    is_same_word,
    list_own_stems,
)
from vivavoce.planning.domain.question_selection import contains_phrase
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog
from vivavoce.planning.domain.text_matching import extract_content_stems, list_stems


class SkillStanding(IntEnum):
    """How far a question is about a skill."""

    NOT_ASKED = 0
    TOUCHED = 1
    ASKED = 2


@dataclass(frozen=True, slots=True)
class RequestedSkill:
    """A skill as a person typed it, and the names in the catalog that it was matched with."""

    word: str
    names: tuple[str, ...]
    """The catalog's names, or the typed word if there is none: the keys of ``skills_coverage``."""


def list_requested_skills(report: SkillReport) -> tuple[RequestedSkill, ...]:
    """Return the skills of a request in its order, each with the names under which a plan keeps it."""
    return tuple(
        RequestedSkill(one.requested_name, one.canonical_names or (one.requested_name,))
        for one in report.matches
    )


def assign_skills(
    questions: Sequence[PlanQuestion], report: SkillReport
) -> tuple[PlanQuestion, ...]:
    """Return the questions, each with at most one requested skill that it asks about.

    A skill that the task of a question names comes before one that only its words are about.
    """
    taken = {question.skill for question in questions}
    pairs = ((skill, name) for skill in list_requested_skills(report) for name in skill.names[:1])
    free = [(skill, name) for skill, name in pairs if name not in taken]
    result = list(questions)
    for is_about in (_names_in_task, shows_skill):
        for skill, name in tuple(free):
            own = (skill.word, name)
            at = next(
                (
                    at
                    for at, question in enumerate(result)
                    if question.skill is None and is_about(question, *own)
                ),
                None,
            )
            if at is not None:
                result[at] = replace(result[at], skill=name)
                free.remove((skill, name))
    return tuple(result)


def rate_skill(questions: Sequence[PlanQuestion], skill: RequestedSkill) -> SkillStanding:
    """Return how far the questions are about a requested skill, judged by their words."""
    if not {question.skill for question in questions}.isdisjoint(skill.names):
        return SkillStanding.ASKED
    if any(shows_skill(question, skill.word, *skill.names) for question in questions):
        return SkillStanding.ASKED
    is_near = any(is_near_skill(question, skill.word, *skill.names) for question in questions)
    return SkillStanding.TOUCHED if is_near else SkillStanding.NOT_ASKED


def list_by_standing(
    questions: Sequence[PlanQuestion], report: SkillReport, standing: SkillStanding
) -> list[str]:
    """Return the requested skills of one standing, in the words of the person who typed them."""
    requested = list_requested_skills(report)
    return [one.word for one in requested if rate_skill(questions, one) is standing]


def list_asked_names(questions: Sequence[PlanQuestion], report: SkillReport) -> frozenset[str]:
    """Return the names of ``skills_coverage`` about which a question asks."""
    asked = (
        one
        for one in list_requested_skills(report)
        if rate_skill(questions, one) is SkillStanding.ASKED
    )
    return frozenset(name for one in asked for name in one.names)


def list_shown_skills(questions: Sequence[PlanQuestion], skills: Sequence[str]) -> frozenset[str]:
    """Return the skills about which a question asks, by their names alone."""
    requested = (RequestedSkill(name, (name,)) for name in skills)
    return frozenset(
        one.word for one in requested if rate_skill(questions, one) is SkillStanding.ASKED
    )


def shows_skill(question: PlanQuestion, skill: str, *names: str) -> bool:
    """Return whether a question asks about a skill: its words, parts or synonyms are in it.

    ``names`` are those in the catalog. They and their aliases count if they say the same: those of a tool,
    or with a word of the skill in common. "Leadwork" is an alias of "Gutter installation", and other work.
    """
    if _asks_about(question, skill) or _is_act_of_task(question, skill):
        return True
    same = _list_same_names(skill, *names)
    is_named = any(name in same and _asks_about(question, name) for name in names)
    return is_named or any(_says_whole_name(question, name) for name in same)


def is_near_skill(question: PlanQuestion, skill: str, *names: str) -> bool:
    """Return whether a question touches a skill: all words that say what it is are in it or in its line.

    So are those of another name that says the same, or the question is in the plan because of the skill.
    That is too little to say that the question asks about it, and too much to say that none does.
    """
    if question.origin is not None and f'"{skill}"' in question.origin.reason:
        return True
    said = list_stems(f"{_join_said(question)} {_get_clause(question)}")
    for name in _list_same_names(skill, *names):
        if is_said_as_it_is(name):
            continue
        own, every = list_own_stems(name), list_stems(name)
        if own and all(is_said(one, said, every) for one in own):
            return True
    return False


def _list_same_names(skill: str, *names: str) -> tuple[str, ...]:
    """Return a skill with the names in the catalog that say the same."""
    own = set(list_own_stems(skill)) or set(list_stems(skill))
    known = load_skill_catalog().skills
    same = [skill]
    for name in (skill, *names):
        is_tool = name in known and known[name].kind == "tool"
        for one in _list_all_names(name):
            stems = list_own_stems(one) or list_stems(one)
            if is_tool or any(is_same_word(stem, other) for stem in stems for other in own):
                same.append(one)
    return tuple(dict.fromkeys(same))


@lru_cache(maxsize=1024)
def _list_all_names(skill: str) -> tuple[str, ...]:
    """Return a skill with its names in the catalog, if the catalog has it by this name."""
    known = load_skill_catalog().skills.get(skill)
    return (skill, *known.aliases) if known is not None else (skill,)


def _names_in_task(question: PlanQuestion, *names: str) -> bool:
    """Return whether the task of a question names a skill, in any order of the words."""
    task = _get_task(question)
    return bool(task) and any(
        contains_phrase(task, name)
        or (not is_said_as_it_is(name) and shares_words(task, name, least=1.0))
        for name in _list_same_names(*names)
    )


def _asks_about(question: PlanQuestion, name: str) -> bool:
    """Return whether a question says what a skill is about, in its own words or in synonyms."""
    if _says_brand(question, name) or contains_phrase(_join_said(question), name):
        return True
    if is_said_as_it_is(name):
        return False  # "C" and "A/B testing" are said as they are or not at all
    said, task = list_stems(_join_said(question)), list_stems(_get_task(question))
    every, own = list_stems(name), list_own_stems(name)
    if own:
        return all(is_said(one, said) or has_synonym(one, every, task or said, said) for one in own)
    # "Customer service", "record keeping": each word is general, so all must be said of the work itself.
    return bool(every) and all(
        is_said(one, task or said) or has_synonym(one, every, task or said, said) for one in every
    )


def _says_whole_name(question: PlanQuestion, name: str) -> bool:
    """Return whether all words of a name are said, also the general ones."""
    said, stems = list_stems(_join_said(question)), list_stems(name)
    if is_said_as_it_is(name):
        return contains_phrase(_join_said(question), name)
    return bool(list_own_stems(name)) and all(is_said(one, said) for one in stems)


def _says_brand(question: PlanQuestion, name: str) -> bool:
    """Return whether a question has one of the capitalized words of a product: "Opera" of "Opera PMS"."""
    parts = name.split()
    if len(parts) < 2 or any(part[0].islower() for part in parts):
        return False
    said = set(_WORD.findall(_join_said(question)))
    return any(part in said and len(part) >= _MIN_BRAND for part in parts)


def _is_act_of_task(question: PlanQuestion, skill: str) -> bool:
    """Return whether the task is the act that a skill ends with: "batch cooking" is cooking lunches.

    "Defensive driving" is a kind of driving, which has to be said.
    """
    last = "".join(skill.split()[-1:])
    stems = list_own_stems(last)
    if skill.partition(" ")[0].endswith(_ADJECTIVE_ENDINGS):
        return False
    if not stems or not last.endswith("ing") or not last.islower() or is_said_as_it_is(skill):
        return False
    return is_said(stems[0], list_stems(_get_task(question)))


def _join_said(question: PlanQuestion) -> str:
    return f"{question.text} {_get_task(question)}"


def _get_task(question: PlanQuestion) -> str:
    """Return the task of the job that a question is about, or an empty text."""
    return (question.origin.task if question.origin else None) or ""


def _get_clause(question: PlanQuestion) -> str:
    """Return the part of the posting's line from which a question comes; a short line counts as a whole."""
    line = (question.origin.job_line if question.origin else None) or ""
    task = list_stems(_get_task(question))
    clauses = [one for one in _CLAUSE.split(line) if not set(list_stems(one)).isdisjoint(task)]
    return " ".join(clauses) if len(line.split()) > _MAX_LINE_WORDS else line


_ADJECTIVE_ENDINGS = ("al", "ed", "ic", "ical", "ive", "ory")
_MIN_BRAND = 4
_MAX_LINE_WORDS = 20
_CLAUSE = re.compile(r"[,;:]")
_WORD = re.compile(r"[\w-]+")


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
