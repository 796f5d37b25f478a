"""The competencies that a job could have in a plan: groups of its tasks, occupation and requirements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from vivavoce.planning.domain.catalog import load_catalog
from vivavoce.planning.domain.hiring.experience import BEGINNER, LEADING_GROUPS
from vivavoce.planning.domain.hiring.job_reading import JobReading, list_forms
from vivavoce.planning.domain.hiring.job_tasks import CLEAR_SCORE, JobTask, list_common_tasks
from vivavoce.planning.domain.hiring.nearest_sets import (
    get_competency_key,
    get_question_set,
    list_askable_questions,
    may_be_asked_without_task,
)
from vivavoce.planning.domain.job_analysis import JobStatement
from vivavoce.planning.domain.question_fit import list_plain_forms
from vivavoce.planning.domain.question_sets import QuestionSet, find_question_set
from vivavoce.planning.domain.requirements import is_essential
from vivavoce.planning.domain.scenes import has_own_people

_REQUIREMENT, _MAX_REQUIREMENTS = 0.35, 0.7
_OCCUPATION = (0.6, 0.45, 0.3)
_LEADING = 1.0
"""The first group of the occupation counts like a task, even if the posting names none of it."""
REQUESTED_SKILL = 0.3
_MIN_TASK_WEIGHT = 0.5
"""Less than half of a task says too little about the job."""
_TRIFLE = re.compile(
    r"answer(?:ing)? the (?:front |back |main )?door(?:bell)?$"
    r"|(?:carry(?:ing)? out|hav(?:e|ing)|hold(?:ing)?|get(?:ting)?|undergo(?:ing)?|pass(?:ing)?) "
    r"(?:an? )?"
    r"(?:enhanced |basic |standard )?(?:dbs|disclosure|background|criminal[- ]record|pre-employment) "
    r"checks?\b"
    r"|mak(?:e|ing) (?:the )?(?:tea|coffee)(?: and (?:tea|coffee))?$",
    re.IGNORECASE,
)
_GENERAL = 0.45
_GENERAL_TWINS = frozenset({"S1.8", "S1.9", "S4.2", "S4.9"})
"""Groups that fit every job: general where no task of the job belongs to them."""
_GENERAL_GROUPS = ("T2.3", "S1.8", "T3.4", "T4.5", "S4.2", "S1.9")
_GENERAL_GROUPS_BEGINNER = ("T3.4", "S1.8", "T2.3", "T4.5")
_GENERAL_GROUPS_JUNIOR = ("T3.4", "T2.3", "S1.8", "T4.5", "S1.9", "S4.2")
_GENERAL_ORDERS = {BEGINNER: _GENERAL_GROUPS_BEGINNER, "JUNIOR": _GENERAL_GROUPS_JUNIOR}


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetencyShare:
    """A competency of the plan: its group, its question set and what in the job it comes from."""

    group: str
    name: str
    question_set: QuestionSet
    weight: float
    """Relative; whole hundredths once the shares of a plan are chosen."""
    tasks: tuple[JobTask, ...] = ()
    requirement: JobStatement | None = None
    occupation: str | None = None
    requested_skill: str | None = None
    is_general: bool = False
    leads_people: bool = False
    """It is in the plan because of the level of the position, without a line about it."""
    asks_about_people: bool = False
    """Its first question is about leading people, as the position or its tasks say."""
    is_usual: bool = False
    """The occupation has the group, or the title names no occupation."""
    is_leading: bool = False
    """The group is the first of the occupation, and has a question set of its own."""

    @property
    def key(self) -> str:
        """What tells it from the other competencies of a plan."""
        return get_competency_key(self.group)


def build_share(group: str, tasks: Sequence[JobTask] = ()) -> CompetencyShare:
    """Return the competency of one group, without a place in a plan yet."""
    question_set = get_question_set(group)
    return CompetencyShare(
        group=group,
        name=name_group(group),
        question_set=question_set,
        weight=sum(task.weight for task in tasks),
        tasks=tuple(sorted(tasks, key=lambda task: -task.weight)),
        is_general=is_general_group(group) and not tasks,
    )


def is_general_group(group: str) -> bool:
    """Return whether a group fits every job."""
    return group.startswith("T") or group in _GENERAL_TWINS


def name_group(group: str) -> str:
    """Return the name of a competency: that of its group, in the words of the field."""
    own = get_question_set(group)
    name = own.name if own.group == group else load_catalog().group_names.get(group, own.name)
    return name[:1].upper() + name[1:]


def list_special_shares(
    reading: JobReading,
) -> tuple[tuple[CompetencyShare, ...], tuple[CompetencyShare, ...]]:
    """Return the groups of the job's own work, best first, and a reserve of less certain ones.

    The first are the groups of clear tasks that a question fits; the reserve has groups with less clear
    tasks, then groups of the occupation, of requirements and of requested skills that have a question for
    this job, then all others.
    """
    from_tasks = sort_by_weight(_list_task_shares(reading))
    others = list(_list_other_shares(reading))
    asked = [share for share in from_tasks if has_question(share, share.tasks, reading.text)]
    first = [share for share in asked if share.weight >= _MIN_TASK_WEIGHT]
    plain = [share for share in (*others, *from_tasks) if fits_any(share, reading.text)]
    every = remove_same([*first, *asked, *plain, *others, *from_tasks])
    return tuple(first), tuple(every)[len(first) :]


def has_question(share: CompetencyShare, tasks: Sequence[JobTask], job_text: str) -> bool:
    """Return whether a question of the competency can name one of the tasks."""
    return any(
        list_forms(question, task, job_text)
        for question in list_askable_questions(share.group, job_text, list_common_tasks(tasks))
        for task in tasks
    )


def _list_left_tasks(reading: JobReading, shares: Sequence[CompetencyShare]) -> list[JobTask]:
    """Return the tasks that no question of their own competency can name."""
    return [
        task
        for task in reading.tasks
        if not any(
            task in share.tasks and has_question(share, [task], reading.text) for share in shares
        )
    ]


def fits_any(share: CompetencyShare, job_text: str) -> bool:
    """Return whether a question of the competency suits the job without a task."""
    return any(
        list_plain_forms(question, job_text)
        for question in share.question_set.questions
        if may_be_asked_without_task(question, share.group)
    )


def list_general_shares(
    reading: JobReading, special: Sequence[CompetencyShare], *, level: str
) -> tuple[CompetencyShare, ...]:
    """Return the general groups that the job's tasks leave.

    Those that a requirement names and that have a question about one of the tasks come first.
    """
    named = [
        replace(build_share(one.group.group), weight=_GENERAL, requirement=one)
        for one in reading.requirements
        if one.group is not None and is_general_group(one.group.group)
    ]
    left = _list_left_tasks(reading, special)
    asked = [share for share in named if has_question(share, left, reading.text)]
    order = _GENERAL_ORDERS.get(level, _GENERAL_GROUPS)
    others = [replace(build_share(group), weight=_GENERAL) for group in order]
    if level != BEGINNER:
        others.sort(key=lambda share: not has_question(share, left, reading.text))
    taken = {share.key for share in special if share.tasks}
    return tuple(share for share in remove_same([*asked, *others]) if share.key not in taken)


def _list_task_shares(reading: JobReading) -> Iterator[CompetencyShare]:
    by_key: dict[str, list[JobTask]] = {}
    for task in reading.tasks:
        by_key.setdefault(get_competency_key(task.group), []).append(task)
    prior = dict(zip(reading.occupation_groups, _OCCUPATION, strict=False))
    usual = [get_competency_key(group) for group in reading.occupation_groups]
    first = next(iter(reading.occupation_groups), None)
    leading = None if first is None or find_question_set(first) is None else usual[0]
    serious = [
        tasks
        for tasks in by_key.values()
        if not all(is_trifling(one.gerund or one.infinitive or one.text) for one in tasks)
    ]
    for tasks in serious or by_key.values():
        group = _find_leading_group(tasks)
        share = build_share(group, tasks)
        bonus = prior.get(group, 0.0) + _count_requirements(reading, share.key)
        is_usual = share.key in usual or not usual
        is_leading = share.key == leading
        yield replace(share, weight=share.weight + bonus, is_usual=is_usual, is_leading=is_leading)


def is_trifling(words: str) -> bool:
    """Return whether the words of a task name a small chore or a condition of being hired.

    No competency rests on such tasks alone.
    """
    return _TRIFLE.match(words) is not None


def _count_requirements(reading: JobReading, key: str) -> float:
    count = sum(
        one.need == "essential" and get_competency_key(one.group.group) == key
        for one in reading.requirements
        if one.group is not None
    )
    return min(_MAX_REQUIREMENTS, _REQUIREMENT * count)


def _list_other_shares(reading: JobReading) -> Iterator[CompetencyShare]:
    """Yield groups without a task: of requirements, of the occupation, of requested skills."""
    asked = [
        replace(build_share(one.group.group), weight=_REQUIREMENT, requirement=one)
        for one in reading.requirements
        if one.group is not None
        and one.need != "nice"
        and one.group.score >= CLEAR_SCORE
        and not is_general_group(one.group.group)
    ]
    essential = [one for one in asked if one.requirement and is_essential(one.requirement.text)]
    yield from essential
    occupation = reading.analysis.occupation
    weights = (_LEADING, *_OCCUPATION[1:])
    for group, weight in zip(reading.occupation_groups, weights, strict=False):
        if group in LEADING_GROUPS and not _leads(reading):
            continue  # a nearby occupation of another rank does not make anyone a boss
        if not is_general_group(group) and occupation is not None:
            yield replace(
                build_share(group),
                weight=weight,
                occupation=occupation.occupation.name,
                is_usual=True,
            )
    yield from (one for one in asked if one not in essential)
    for name, group in reading.requested_skills:
        if not is_general_group(group) and group != "L":
            yield replace(build_share(group), weight=REQUESTED_SKILL, requested_skill=name)


def _leads(reading: JobReading) -> bool:
    """Return whether a job has people of its own, and not only the occupation that resembles it."""
    occupation = reading.analysis.occupation
    return has_own_people(reading.text) and not (occupation and occupation.is_guessed)


def _find_leading_group(tasks: Sequence[JobTask]) -> str:
    """Return the group with the most weight; the group that has the question set wins a tie."""
    weights: dict[str, float] = {}
    for task in tasks:
        weights[task.group] = weights.get(task.group, 0.0) + task.weight
    own = get_question_set(tasks[0].group).group
    return max(weights, key=lambda group: (weights[group], group == own))


def sort_by_weight(shares: Iterable[CompetencyShare]) -> list[CompetencyShare]:
    """Return the competencies, heaviest first."""
    return sorted(shares, key=lambda share: -share.weight)


def remove_same(shares: Iterable[CompetencyShare]) -> Iterator[CompetencyShare]:
    """Yield the first competency of each key."""
    seen: set[str] = set()
    for share in shares:
        if share.key not in seen:
            seen.add(share.key)
            yield share
