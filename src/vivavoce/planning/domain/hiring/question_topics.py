"""What a change request is about: a skill, a competency, a group of work, or tasks of the job."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from vivavoce.contracts.plan import PlanQuestion
from vivavoce.planning.domain.catalog import load_catalog
from vivavoce.planning.domain.hiring.job_reading import JobReading, find_skill_group
from vivavoce.planning.domain.hiring.job_tasks import JobTask
from vivavoce.planning.domain.hiring.nearest_sets import get_competency_key
from vivavoce.planning.domain.job_analysis.verb_forms import get_gerund_base
from vivavoce.planning.domain.question_sets import find_question_set, list_groups
from vivavoce.planning.domain.skills import load_skill_catalog
from vivavoce.planning.domain.text_matching import extract_content_stems, normalize_text

_ANY_WORK = "S1.9"


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionTopic:
    """A topic: ``group`` says which question set has questions about it."""

    text: str
    group: str
    skill: str | None = None
    competency: str | None = None
    """The name of a competency of the plan."""
    tasks: tuple[JobTask, ...] = ()
    """The tasks of the job that name the topic."""


def find_topic(
    text: str, questions: Sequence[PlanQuestion], skills: Sequence[str], reading: JobReading
) -> QuestionTopic | None:
    """Return what a text names: first in the plan and the job, then in the catalog and the groups."""
    names = (*skills, *(question.skill for question in questions if question.skill))
    for name in names:
        if normalize_text(name) == normalize_text(text):
            return build_skill_topic(name, reading)
    if specific := _find_specific_skill(text):
        return build_skill_topic(specific, reading)
    wanted = set(extract_content_stems(text))
    if not wanted:
        return None
    for question in questions:
        if wanted <= set(extract_content_stems(question.competency)):
            group = question.origin.group if question.origin else _ANY_WORK
            return QuestionTopic(text=text, group=group, competency=question.competency)
    if named := _find_named_group(text):
        return QuestionTopic(text=text, group=named)
    if tasks := _find_tasks(wanted, reading):
        return QuestionTopic(text=text, group=tasks[0].group, tasks=tasks)
    if skill := _index_skill_names().get(normalize_text(text)):
        return build_skill_topic(skill, reading)
    return _find_group_topic(text, wanted)


def _find_specific_skill(text: str) -> str | None:
    """Return the skill that a text names, unless it is also an everyday word such as "leadership"."""
    catalog = load_skill_catalog()
    names = catalog.find_by_name(text)
    return next((name for name in names if catalog.skills[name].is_specific), None)


def build_skill_topic(name: str, reading: JobReading) -> QuestionTopic:
    """Return the topic of a skill; work of any kind if its group is unknown."""
    tasks = _find_tasks(set(extract_content_stems(name)), reading)
    group = tasks[0].group if tasks else _find_named_group(name) or find_skill_group(name)
    if group is None or find_question_set(group) is None:
        group = _ANY_WORK
    return QuestionTopic(text=name, group=group, skill=name, tasks=tasks)


def _find_named_group(text: str) -> str | None:
    return load_topic_words().get(" ".join(normalize_text(text).split()))


def find_questions_about(
    topic: QuestionTopic | None, text: str, questions: Sequence[PlanQuestion]
) -> list[PlanQuestion]:
    """Return the planned questions about a topic: of its skill, that say its words, or of its group."""
    if topic and topic.skill and (of_skill := [q for q in questions if q.skill == topic.skill]):
        return of_skill
    if topic and topic.competency:
        return [question for question in questions if question.competency == topic.competency]
    stems = set(extract_content_stems(text))
    if saying := [q for q in questions if stems and stems <= set(extract_content_stems(q.text))]:
        return saying
    if topic is None or topic.skill:
        return []
    own = get_competency_key(topic.group)
    return [
        question
        for question in questions
        if question.origin and get_competency_key(question.origin.group) == own
    ]


def build_skill_task(topic: QuestionTopic) -> JobTask | None:
    """Return the work with a skill as a task that questions can name: a tool is used, a language spoken.

    None for what a group of work is about anyway, such as teamwork.
    """
    if topic.skill is None or _find_named_group(topic.skill) is not None:
        return None
    mention = next(iter(load_skill_catalog().find_mentions(topic.skill)), None)
    is_proper = mention is not None and mention.kind in {"tool", "language"}
    first, _, rest = topic.skill.partition(" ")
    is_name = is_proper or any(letter.isupper() for letter in f"{first[1:]}{rest}")
    name = topic.skill if is_name else topic.skill.lower()
    base = None if is_name else get_gerund_base(first.lower())
    if base is not None:
        gerund, infinitive = name, f"{base} {rest.lower()}".strip()
    elif mention is not None and mention.kind == "language":
        gerund, infinitive = f"speaking {name}", f"speak {name}"
    elif name.endswith("work"):
        gerund, infinitive = f"doing {name}", f"do {name}"
    else:
        gerund, infinitive = f"working with {name}", f"work with {name}"
    return JobTask(
        text=topic.skill,
        group=topic.group,
        other_groups=(),
        weight=1.0,
        line="",
        line_number=0,
        is_essential=False,
        infinitive=infinitive,
        gerund=gerund,
        is_plain=True,
        quote=None,
        skills=(topic.skill,),
    )


def _find_tasks(wanted: set[str], reading: JobReading) -> tuple[JobTask, ...]:
    if not wanted:
        return ()
    return tuple(task for task in reading.tasks if wanted <= set(extract_content_stems(task.text)))


def _find_group_topic(text: str, wanted: set[str]) -> QuestionTopic | None:
    for group in list_groups():
        found = find_question_set(group)
        if found is not None and wanted <= set(extract_content_stems(found.name)):
            return QuestionTopic(text=text, group=group)
    return None


@cache
def _index_skill_names() -> Mapping[str, str]:
    return {
        normalize_text(name): skill.name
        for skill in load_catalog().skills
        for name in (*skill.aliases, skill.name)
    }


@cache
def load_topic_words() -> Mapping[str, str]:
    """Return the groups by the words that people name them by."""
    file = resources.files("vivavoce.planning.domain.hiring") / "topic_words.toml"
    raw = tomllib.loads(file.read_text("utf-8"))["words"]
    return {word: group for group, words in raw.items() for word in words}
