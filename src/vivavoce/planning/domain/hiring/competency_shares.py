"""The competencies of a plan: groups of the job's tasks, with weights that follow from the tasks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from vivavoce.planning.domain.catalog import load_catalog
from vivavoce.planning.domain.hiring.experience import BEGINNER
from vivavoce.planning.domain.hiring.job_reading import JobReading, list_forms
from vivavoce.planning.domain.hiring.job_tasks import CLEAR_SCORE, JobTask
from vivavoce.planning.domain.hiring.nearest_sets import (
    get_question_set,
    is_about_any_work,
    list_askable_questions,
    list_trade_questions,
    may_be_asked_without_task,
)
from vivavoce.planning.domain.hiring.share_weights import MAX_LONE_WEIGHT, MAX_WEIGHT, share_out
from vivavoce.planning.domain.job_analysis import JobStatement
from vivavoce.planning.domain.question_fit import list_plain_forms
from vivavoce.planning.domain.question_sets import QuestionSet, find_question_set
from vivavoce.planning.domain.requirements import is_essential

MAX_GENERAL_SHARE = 30
"""In hundredths: the weight of all general competencies together."""
MIN_COMPETENCIES = 3
MIN_SPECIAL = 2
"""Competencies of the job's tasks that requested skills leave in a plan."""
_MAX_PLAIN = 2
"""If more questions than these would name no task, a general competency names one of the others."""
_MIN_GENERAL = 10
_FULL, _SPREAD = 100, 4
"""In hundredths: what all competencies weigh; and how many of them can bear it if few have many tasks."""
_COMPETENCIES_BY_QUESTIONS = ((7, 6), (5, 4), (0, MIN_COMPETENCIES))
_REQUIREMENT, _MAX_REQUIREMENTS = 0.35, 0.7
_OCCUPATION = (0.6, 0.45, 0.3)
_LEADING = 1.0
"""The first group of the occupation counts like a task, even if the posting names none of it."""
_LEAD = "LEAD"
_LEADING_SETS = ("supervising", "developing_teams", "teaching_and_training", "recruiting")
"""Sets about the people whom a lead has, the surest first."""
_REQUESTED_SKILL = 0.3
_MIN_TASK_WEIGHT = 0.5
"""Less than half of a task says too little about the job."""
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
    is_usual: bool = False
    """The occupation has the group, or the title names no occupation."""
    is_leading: bool = False
    """The group is the first of the occupation, and has a question set of its own."""


def choose_competencies(
    reading: JobReading,
    *,
    question_count: int,
    level: str,
    without: Collection[str] = (),
    skills: Sequence[tuple[str, str]] = (),
) -> tuple[CompetencyShare, ...]:
    """Return the competencies of a plan, heaviest first and general ones last; the weights sum to 100.

    ``skills`` are requested ones with their groups, which take the place of the lightest competencies.

    The groups in ``without`` are left out; so are those without a question for the level, if others are left.
    """
    count = next(most for least, most in _COMPETENCIES_BY_QUESTIONS if question_count >= least)
    count = min(count, max(1, question_count))
    special, reserve = list_special_shares(reading)
    general = list_general_shares(reading, [*special, *reserve], level=level)
    silent = [one for one in (*special, *reserve) if not _has_own_question(one, reading, level)]
    special = tuple(one for one in special if one not in silent and one.group not in without)
    last = (*(one for one in reserve if one not in silent), *silent)
    reserve = tuple(one for one in last if one.group not in without)
    general = tuple(
        one
        for one in general
        if one.group not in without
        and _has_own_question(replace(one, tasks=(*one.tasks, *reading.tasks)), reading, level)
    )
    least = min(count, MIN_COMPETENCIES)
    askable = [one for one in reserve if has_question(one, one.tasks, reading.text)]
    is_short = _count_askable((*special, *askable), reading.text) < question_count - _MAX_PLAIN
    wanted = is_short and any(share.requirement is not None for share in general)
    most = question_count * MAX_GENERAL_SHARE // 100
    wanted |= level == BEGINNER  # learning fast says more than a trade that they do not know
    general_count = int(wanted and most > 0)
    chosen = special[: max(count - general_count, min(count, least))]
    general_count = min(general_count, count - len(chosen))
    for share in askable:
        if _count_askable(chosen, reading.text) >= question_count - general_count:
            break
        chosen += (share,) if len(chosen) < count - general_count else ()
    is_short = _count_askable(chosen, reading.text) < question_count - general_count
    if is_short and not _fills_plan(reading, question_count):
        chosen += _list_trade_shares(reading, [one for one in reserve if one not in chosen])[
            : max(0, count - general_count - len(chosen))
        ]
    if sum(map(_limit_weight, chosen)) < _FULL:
        room = max(0, min(count, _SPREAD) - general_count - len(chosen))
        chosen += _list_trade_shares(reading, [one for one in reserve if one not in chosen])[:room]
    left = [share for share in reserve if share not in chosen]
    chosen += tuple(left[: max(0, least - general_count - len(chosen))])
    general_count = max(general_count, least - len(chosen))
    chosen = _add_skills(chosen, skills, reading, level, most=count - general_count)
    if level == _LEAD:
        chosen = _ensure_leading(chosen, (*special, *reserve))
    return _weigh([*chosen, *_pick_general(general, chosen, general_count)])


def _ensure_leading(
    chosen: Sequence[CompetencyShare], offered: Sequence[CompetencyShare]
) -> tuple[CompetencyShare, ...]:
    """Return the competencies with one of leading people, if the job has such a task."""
    if any(share.question_set.id in _LEADING_SETS for share in chosen) or len(chosen) < MIN_SPECIAL:
        return tuple(chosen)
    leading = [one for one in offered if one.tasks and one.question_set.id in _LEADING_SETS]
    leading.sort(key=lambda one: _LEADING_SETS.index(one.question_set.id))
    return (*chosen[:-1], leading[0]) if leading else tuple(chosen)


def _add_skills(
    chosen: Sequence[CompetencyShare],
    skills: Sequence[tuple[str, str]],
    reading: JobReading,
    level: str,
    *,
    most: int,
) -> tuple[CompetencyShare, ...]:
    """Return the competencies with those of the skills, in place of the last ones where there is no room."""
    taken = {share.question_set.id for share in chosen}
    every = (
        replace(build_share(group), weight=_REQUESTED_SKILL, requested_skill=name)
        for name, group in skills
    )
    new = [one for one in _remove_same_sets(every) if one.question_set.id not in taken]
    new = [one for one in new if _has_own_question(one, reading, level)][: most - MIN_SPECIAL]
    return (*chosen[: most - len(new)], *new) if new else tuple(chosen)


def _fills_plan(reading: JobReading, question_count: int) -> bool:
    """Return whether the job's tasks nearly suffice for all questions: none is then asked without a line."""
    nameable = sum(
        has_question(build_share(task.group), [task], reading.text) for task in reading.tasks
    )
    return nameable >= question_count - _MAX_PLAIN


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
    from_tasks = _sort_by_weight(_list_task_shares(reading))
    others = list(_list_other_shares(reading))
    asked = [share for share in from_tasks if has_question(share, share.tasks, reading.text)]
    first = [share for share in asked if share.weight >= _MIN_TASK_WEIGHT]
    plain = [share for share in (*others, *from_tasks) if fits_any(share, reading.text)]
    every = _remove_same_sets([*first, *asked, *plain, *others, *from_tasks])
    return tuple(first), tuple(every)[len(first) :]


def has_question(share: CompetencyShare, tasks: Sequence[JobTask], job_text: str) -> bool:
    """Return whether a question of the competency can name one of the tasks."""
    return any(
        list_forms(question, task, job_text)
        for question in list_askable_questions(share.group, job_text)
        for task in tasks
    )


def _has_own_question(share: CompetencyShare, reading: JobReading, level: str) -> bool:
    """Return whether a competency has a question for the level that could not be asked for any job."""
    return any(
        level in question.levels
        and (
            any(list_forms(question, task, reading.text) for task in share.tasks)
            or (
                not is_about_any_work(question)
                and may_be_asked_without_task(question, share.group)
                and list_plain_forms(question, reading.text)
            )
        )
        for question in list_askable_questions(share.group, reading.text)
    )


def _list_trade_shares(
    reading: JobReading, shares: Sequence[CompetencyShare]
) -> tuple[CompetencyShare, ...]:
    """Return the groups of the occupation of which its trade has questions that suit the job."""
    questions = [
        question
        for question in list_trade_questions(reading.text.partition("\n")[0])
        if list_plain_forms(question, reading.text)
    ]
    return tuple(
        share
        for share in shares
        if share.occupation is not None
        and any(may_be_asked_without_task(question, share.group) for question in questions)
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


def _count_askable(shares: Sequence[CompetencyShare], job_text: str) -> int:
    """Return how many tasks a question of their own competency can name."""
    return sum(has_question(share, [task], job_text) for share in shares for task in share.tasks)


def fits_any(share: CompetencyShare, job_text: str) -> bool:
    """Return whether a question of the competency suits the job without a task."""
    return any(list_plain_forms(question, job_text) for question in share.question_set.questions)


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
    taken = {share.question_set.id for share in special if share.tasks}
    return tuple(
        share
        for share in _remove_same_sets([*asked, *others])
        if share.question_set.id not in taken
    )


def _list_task_shares(reading: JobReading) -> Iterator[CompetencyShare]:
    by_set: dict[str, list[JobTask]] = {}
    for task in reading.tasks:
        by_set.setdefault(get_question_set(task.group).id, []).append(task)
    prior = dict(zip(reading.occupation_groups, _OCCUPATION, strict=False))
    usual = [get_question_set(group).id for group in reading.occupation_groups]
    first = next(iter(reading.occupation_groups), None)
    leading = None if first is None or find_question_set(first) is None else usual[0]
    for tasks in by_set.values():
        group = _find_leading_group(tasks)
        share = build_share(group, tasks)
        bonus = prior.get(group, 0.0) + _count_requirements(reading, share.question_set)
        is_usual = share.question_set.id in usual or not usual
        is_leading = share.question_set.id == leading
        yield replace(share, weight=share.weight + bonus, is_usual=is_usual, is_leading=is_leading)


def _count_requirements(reading: JobReading, question_set: QuestionSet) -> float:
    count = sum(
        one.need == "essential" and get_question_set(one.group.group).id == question_set.id
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
            yield replace(build_share(group), weight=_REQUESTED_SKILL, requested_skill=name)


def _find_leading_group(tasks: Sequence[JobTask]) -> str:
    """Return the group with the most weight; the group that has the question set wins a tie."""
    weights: dict[str, float] = {}
    for task in tasks:
        weights[task.group] = weights.get(task.group, 0.0) + task.weight
    own = get_question_set(tasks[0].group).group
    return own if own in weights else max(weights, key=lambda group: weights[group])


def _sort_by_weight(shares: Iterable[CompetencyShare]) -> list[CompetencyShare]:
    return sorted(shares, key=lambda share: -share.weight)


def _remove_same_sets(shares: Iterable[CompetencyShare]) -> Iterator[CompetencyShare]:
    seen: set[str] = set()
    for share in shares:
        if share.question_set.id not in seen:
            seen.add(share.question_set.id)
            yield share


def _pick_general(
    general: Sequence[CompetencyShare], chosen: Sequence[CompetencyShare], count: int
) -> list[CompetencyShare]:
    taken = {share.question_set.id for share in chosen}
    free = [share for share in general if share.question_set.id not in taken]
    return free[: max(0, count)]


def _weigh(shares: Sequence[CompetencyShare]) -> tuple[CompetencyShare, ...]:
    """Return the shares with weights in hundredths that keep both limits, as far as their number allows."""
    special = _sort_by_weight(one for one in shares if not one.is_general)
    general = [one for one in shares if one.is_general]
    total = sum(one.weight for one in shares) or 1.0
    rest = round(100 * sum(one.weight for one in general) / total)
    rest = min(max(rest, _MIN_GENERAL * len(general)), MAX_GENERAL_SHARE) if special else 100
    rest = max(rest, 100 - MAX_WEIGHT * len(special)) if general else 0
    return (
        *_distribute(special, 100 - rest),
        *_distribute(general, rest),
    )


def _limit_weight(share: CompetencyShare) -> int:
    """Return the most that a competency should weigh: one incidental line is no third of a job."""
    is_lone = len({task.line for task in share.tasks}) <= 1 and not share.is_leading
    return MAX_LONE_WEIGHT if is_lone and not share.is_general else MAX_WEIGHT


def _distribute(shares: Sequence[CompetencyShare], total: int) -> Iterator[CompetencyShare]:
    weights = share_out([share.weight for share in shares], total, list(map(_limit_weight, shares)))
    for share, weight in zip(shares, weights, strict=True):
        yield replace(share, weight=float(weight))
