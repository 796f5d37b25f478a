"""Choose the competencies of a plan, with weights that follow from the job's tasks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from vivavoce.planning.domain.duty_stakes import GRAVE, rate_stakes
from vivavoce.planning.domain.hiring.competency_shares import (
    REQUESTED_SKILL,
    CompetencyShare,
    build_share,
    has_question,
    list_general_shares,
    list_special_shares,
    remove_same,
    sort_by_weight,
)
from vivavoce.planning.domain.hiring.experience import BEGINNER, LEADING_LEVELS
from vivavoce.planning.domain.hiring.job_reading import JobReading, list_forms
from vivavoce.planning.domain.hiring.job_tasks import ANY_WORK_GROUP, list_common_tasks
from vivavoce.planning.domain.hiring.nearest_sets import (
    is_about_any_work,
    list_askable_questions,
    list_trade_questions,
    may_be_asked_without_task,
)
from vivavoce.planning.domain.hiring.share_weights import (
    MAX_ANY_WORK_WEIGHT,
    MAX_LINELESS_WEIGHT,
    MAX_LONE_WEIGHT,
    MAX_ONE_WORD_WEIGHT,
    MAX_WEIGHT,
    MIN_GRAVE_WEIGHT,
    MIN_WEIGHT,
    share_out,
)
from vivavoce.planning.domain.question_fit import list_plain_forms
from vivavoce.planning.domain.scenes import denies_people

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
_MAX_SINGLE = 25
"""In hundredths: of a competency with a single question, before those with less behind them bear more."""
_LEADING_SETS = ("supervising", "developing_teams", "recruiting", "teaching_and_training")
"""Sets about the people whom a lead has, the surest first."""
_ANY_LEADING = ("S4.5", "S4.8", "S4.6")
"""Groups of leading, for a lead whose posting has no line about people; the first with questions."""
_LEADS = re.compile(
    r"\A(?:and |also )?(?:supervis\w+|line[- ]manag\w+|lead(?:ing|s)?|manag(?:e|es|ing)) (?:[\w'-]+,? ){0,4}?"
    r"(?:apprentices|assistants|carers|cleaners|cooks|crew|drivers|engineers|fitters|nurses|operators|people|"
    r"porters|squad|staff|supervisors|team|technicians|volunteers)\b(?! (?:meetings?|rota|records|data))|"
    r"\b(?:appraisals|return-to-work (?:talks|interviews|meetings)|performance reviews|disciplinaries)\b|"
    r"\b(?:do|does|doing|write|writes|writing|set|sets|setting|run|plan) (?:the |their |your )?"
    r"(?:[\w-]+ and )?rotas?\b",
    re.IGNORECASE,
)
"""Work of somebody who has people of their own: "Supervise four fitters", "do the rotas"."""
_TAUGHT = "teaching_and_training"
BRINGS_ON = re.compile(r"(?:coach|develop|induct|mentor|onboard|teach|train)\w*\b", re.IGNORECASE)
"""Teaching is leading where people are brought on; a school's head leads more than the teaching."""


def count_competencies(question_count: int) -> int:
    """Return how many competencies a plan with this many questions has at most."""
    most = next(most for least, most in _COMPETENCIES_BY_QUESTIONS if question_count >= least)
    return min(most, max(1, question_count))


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
    count = count_competencies(question_count)
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
    if sum(map(_limit_by_lines, chosen)) < _FULL:
        room = max(0, min(count, _SPREAD) - general_count - len(chosen))
        spare = [one for one in reserve if one not in chosen]
        lines = [one for one in askable if one in spare]
        of_trade = [one for one in _list_trade_shares(reading, spare) if one not in lines]
        chosen += tuple([*lines, *of_trade][:room])
    left = [share for share in reserve if share not in chosen]
    chosen += tuple(left[: max(0, least - general_count - len(chosen))])
    general_count = max(general_count, least - len(chosen))
    chosen = _add_skills(chosen, skills, reading, level, most=count - general_count)
    if is_to_lead(reading, level):
        chosen = _ensure_leading(chosen, (*special, *reserve), reading, level)
    return _weigh([*chosen, *_pick_general(general, chosen, general_count)])


def _ensure_leading(
    chosen: Sequence[CompetencyShare],
    offered: Sequence[CompetencyShare],
    reading: JobReading,
    level: str,
) -> tuple[CompetencyShare, ...]:
    """Return the competencies with one of leading people, unless the job has nobody to lead.

    It takes the place of the last one that does not hold the problem that the posting tells.
    """
    if any(map(is_leading, chosen)) or len(chosen) < MIN_SPECIAL:
        return tuple(chosen)
    leading = [one for one in offered if one.tasks and is_leading(one)]
    leading.sort(key=_rank_leading)
    if not leading and not denies_people(reading.text):
        every = (
            replace(build_share(group), weight=1.0, leads_people=True) for group in _ANY_LEADING
        )
        leading = [one for one in every if _has_own_question(one, reading, level)]
    told = [one for one in chosen if any(task.problem_kind for task in one.tasks)]
    last = next((one for one in reversed(chosen) if one not in told), None)
    if not leading or last is None:
        return tuple(chosen)
    return (*(one for one in chosen if one is not last), leading[0])


def ask_about_people(shares: Sequence[CompetencyShare]) -> tuple[CompetencyShare, ...]:
    """Return the competencies; the surest one about leading people begins with a question about that."""
    own = min(filter(is_leading, shares), key=_rank_leading, default=None)
    return tuple(replace(one, asks_about_people=True) if one is own else one for one in shares)


def _rank_leading(share: CompetencyShare) -> int:
    return _LEADING_SETS.index(share.question_set.id)


def is_to_lead(reading: JobReading, level: str) -> bool:
    """Return whether the person has people to lead, by the level of the position or by its tasks."""
    if level in LEADING_LEVELS:
        return True
    return any(_LEADS.search(one.text) for one in reading.tasks) and not denies_people(reading.text)


def is_leading(share: CompetencyShare) -> bool:
    """Return whether a competency is about people whom one leads or brings on."""
    if share.question_set.id == _TAUGHT:
        return any(BRINGS_ON.match(task.text) for task in share.tasks)
    return share.question_set.id in _LEADING_SETS


def _add_skills(
    chosen: Sequence[CompetencyShare],
    skills: Sequence[tuple[str, str]],
    reading: JobReading,
    level: str,
    *,
    most: int,
) -> tuple[CompetencyShare, ...]:
    """Return the competencies with those of the skills, in place of the last ones where there is no room."""
    taken = {share.key for share in chosen}
    every = (
        replace(build_share(group), weight=REQUESTED_SKILL, requested_skill=name)
        for name, group in skills
    )
    new = [one for one in remove_same(every) if one.key not in taken]
    new = [one for one in new if _has_own_question(one, reading, level)][: most - MIN_SPECIAL]
    return (*chosen[: most - len(new)], *new) if new else tuple(chosen)


def _fills_plan(reading: JobReading, question_count: int) -> bool:
    """Return whether the job's tasks nearly suffice for all questions: none is then asked without a line."""
    nameable = sum(
        has_question(build_share(task.group), [task], reading.text) for task in reading.tasks
    )
    return nameable >= question_count - _MAX_PLAIN


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
        for question in list_askable_questions(
            share.group, reading.text, list_common_tasks(share.tasks)
        )
    )


def _list_trade_shares(
    reading: JobReading, shares: Sequence[CompetencyShare]
) -> tuple[CompetencyShare, ...]:
    """Return the groups of the occupation of which its trade has questions that suit the job."""
    questions = [
        question
        for question in list_trade_questions(reading.text)
        if list_plain_forms(question, reading.text)
    ]
    return tuple(
        share
        for share in shares
        if share.occupation is not None
        and any(may_be_asked_without_task(question, share.group) for question in questions)
    )


def _count_askable(shares: Sequence[CompetencyShare], job_text: str) -> int:
    """Return how many tasks a question of their own competency can name."""
    return sum(has_question(share, [task], job_text) for share in shares for task in share.tasks)


def _pick_general(
    general: Sequence[CompetencyShare], chosen: Sequence[CompetencyShare], count: int
) -> list[CompetencyShare]:
    taken = {share.key for share in chosen}
    free = [share for share in general if share.key not in taken]
    return free[: max(0, count)]


def _weigh(shares: Sequence[CompetencyShare]) -> tuple[CompetencyShare, ...]:
    """Return the shares with weights in hundredths that keep both limits, as far as their number allows."""
    special = sort_by_weight(one for one in shares if not one.is_general)
    general = [one for one in shares if one.is_general]
    total = sum(one.weight for one in shares) or 1.0
    rest = round(100 * sum(one.weight for one in general) / total)
    rest = min(max(rest, _MIN_GENERAL * len(general)), MAX_GENERAL_SHARE) if special else 100
    rest = max(rest, 100 - MAX_WEIGHT * len(special)) if general else 0
    return (
        *sort_by_weight(_distribute(special, 100 - rest)),
        *_distribute(general, rest),
    )


def weigh_by_questions(
    shares: Sequence[CompetencyShare], counts: Mapping[str, int]
) -> tuple[int, ...]:
    """Return the weights of the competencies once their questions are chosen, by how many each group has.

    One question alone bears no third of a decision where the others can bear the rest.
    """
    special = [one for one in shares if not one.is_general]
    limits = [
        min(
            _limit_weight(one),
            MAX_LONE_WEIGHT if counts.get(one.group, 0) < MIN_SPECIAL else MAX_WEIGHT,
        )
        for one in special
    ]
    total = _FULL - round(sum(one.weight for one in shares if one.is_general))
    while limits and sum(limits) < total:
        limits[min(range(len(limits)), key=lambda at: _rate_limit(limits[at]))] += 1
    least = [min(limit, _get_least(one)) for limit, one in zip(limits, special, strict=True)]
    weights = iter(share_out([one.weight for one in special], total, limits, least))
    return tuple(round(one.weight) if one.is_general else next(weights) for one in shares)


def _get_least(share: CompetencyShare) -> int:
    is_grave = any(rate_stakes(task.text) >= GRAVE for task in share.tasks)
    return MIN_GRAVE_WEIGHT if is_grave else MIN_WEIGHT


def _rate_limit(limit: int) -> tuple[bool, int]:
    """Return how late a limit is raised: those of a single question first, and then the lowest."""
    return not MAX_LONE_WEIGHT <= limit < _MAX_SINGLE, limit


def _limit_weight(share: CompetencyShare) -> int:
    """Return the most that a competency should weigh: a single line or word is no third of a job."""
    if share.group == ANY_WORK_GROUP:
        return MAX_ANY_WORK_WEIGHT
    if share.tasks and all(task.is_from_one_word for task in share.tasks):
        return MAX_ONE_WORD_WEIGHT
    return _limit_by_lines(share)


def _limit_by_lines(share: CompetencyShare) -> int:
    """Return the most that a competency may weigh by the lines behind it, whatever decided for its group."""
    if not (share.tasks or share.requirement or share.is_general):
        return MAX_LINELESS_WEIGHT
    is_lone = len({task.line for task in share.tasks}) <= 1 and not share.is_leading
    return MAX_LONE_WEIGHT if is_lone and not share.is_general else MAX_WEIGHT


def _distribute(shares: Sequence[CompetencyShare], total: int) -> Iterator[CompetencyShare]:
    weights = share_out([share.weight for share in shares], total, list(map(_limit_weight, shares)))
    for share, weight in zip(shares, weights, strict=True):
        yield replace(share, weight=float(weight))
