"""Compose the plan of a hiring interview from the job text: competencies, questions, rubric and notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import Competency, InterviewPlan, PlanQuestion, Rubric
from vivavoce.planning.domain.hiring.chosen_question import ChosenQuestion
from vivavoce.planning.domain.hiring.competency_choice import (
    BRINGS_ON,
    MIN_COMPETENCIES,
    ask_about_people,
    choose_competencies,
    is_leading,
    is_to_lead,
    weigh_by_questions,
)
from vivavoce.planning.domain.hiring.competency_shares import CompetencyShare
from vivavoce.planning.domain.hiring.frame_headings import name_by_frame
from vivavoce.planning.domain.hiring.hiring_job import HiringJob, read_hiring_job
from vivavoce.planning.domain.hiring.job_reading import list_requirements
from vivavoce.planning.domain.hiring.nearest_sets import could_be_about_any, is_about_own_work
from vivavoce.planning.domain.hiring.plan_notes import (
    propose_must_haves,
    write_check_notes,
    write_requested_skill_notes,
    write_source_notes,
    write_welcome_notes,
)
from vivavoce.planning.domain.hiring.plan_questions import build_questions, build_skill_question
from vivavoce.planning.domain.hiring.question_choice import LEAST_SHARE, choose_questions
from vivavoce.planning.domain.hiring.rubric import build_competency
from vivavoce.planning.domain.hiring.skill_coverage import (
    assign_skills,
    list_asked_names,
    list_uncovered,
)
from vivavoce.planning.domain.hiring.skill_questions import (
    SkillQuestion,
    choose_skill_questions,
)
from vivavoce.planning.domain.hiring.trade_questions import prefer_trade_questions
from vivavoce.planning.domain.plan_parts import (
    write_closing,
    write_greeting,
    write_inmail,
    write_job_description_notes,
)
from vivavoce.planning.domain.question_selection import (
    MAX_QUESTIONS,
    MIN_QUESTION_S,
    compute_question_budget_s,
    compute_question_time_s,
)
from vivavoce.planning.domain.question_sets import find_source
from vivavoce.planning.domain.skills import SkillReport

QUESTION_S = 240
"""The seconds that an answer with its follow-ups usually takes."""
MIN_QUESTIONS = 3
_MAX_ADDED_SKILLS = 1
"""How many requested skills without any question get a competency of their own."""
_MORE_ATTEMPTS = 3
"""How often a plan is chosen anew, without the competencies that have no question of their own."""


@dataclass(frozen=True, slots=True)
class _Choice:
    """The competencies of a plan, its questions about tools, and all others."""

    shares: Sequence[CompetencyShare]
    technical: Sequence[SkillQuestion]
    questions: Sequence[ChosenQuestion]
    has_unasked: bool = False
    """Whether a competency that was chosen has no question, in the plan or left out of it."""


def count_questions(minutes: int) -> int:
    """Return how many questions an interview asks: at least three, so that no competency is too heavy."""
    free = compute_question_time_s(minutes)
    return min(max(MIN_QUESTIONS, round(free / QUESTION_S)), MAX_QUESTIONS, free // MIN_QUESTION_S)


def compose_hiring_plan(brief: PlanBrief, skills: SkillReport, *, planner: str) -> InterviewPlan:
    """Return the plan of a hiring interview."""
    job = read_hiring_job(brief, skills)
    reading, requirements = job.reading, job.requirements
    count = count_questions(brief.duration_minutes)
    choice = _choose_questions(job, count=count)
    technical = choice.technical
    shares, chosen = name_by_frame(
        choice.shares,
        choice.questions,
        reading.sure_groups,
        with_skills=[one.share.group for one in technical],
    )
    counts = Counter(one.share.group for one in chosen)
    counts.update(one.share.group for one in technical)
    budget = compute_question_budget_s(brief.duration_minutes, len(chosen) + len(technical))
    asked = build_questions(
        chosen,
        position=job.position_key,
        seed=brief.form_seed,
        budget_s=budget,
        market=job.market,
        tasks=job.reading.tasks,
        job_text=job.reading.text,
        level=job.level,
    )
    extra = tuple(build_skill_question(one, budget_s=budget) for one in technical)
    questions = assign_skills(order_questions([*asked, *extra], shares), skills)
    names = (*skills.validated_skills, *skills.unvalidated_skills)
    covered = list_asked_names(questions, skills)
    checks = write_check_notes(reading)
    return InterviewPlan(
        version=brief.previous.version + 1 if brief.previous else 1,
        planner=planner,
        language=brief.language,
        duration_minutes=brief.duration_minutes,
        greeting_script=write_greeting(brief),
        closing_script=write_closing(brief),
        rubric=Rubric(
            competencies=_build_competencies(shares, chosen, counts), questions=questions
        ),
        must_have=list_requirements(reading.analysis, "essential"),
        nice_to_have=list_requirements(reading.analysis, "nice"),
        skills_coverage={name: name in covered for name in names},
        validated_skills=skills.validated_skills,
        unvalidated_skills=skills.unvalidated_skills,
        inmail_draft=write_inmail(brief),
        notes=(
            *write_source_notes(reading, shares),
            *write_requested_skill_notes(questions, skills, checks=checks),
            *write_job_description_notes(requirements),
            *checks,
            *write_welcome_notes(reading),
            *propose_must_haves(reading, shares),
        ),
        job_analysis=reading.analysis.to_json(),
    )


def _choose_questions(job: HiringJob, *, count: int) -> _Choice:
    """Return what a plan asks.

    A competency that has nothing but a question for any job is left out if others can stand in for it.
    """
    best, left_out = _choose_without(job, frozenset(), count=count), frozenset[str]()
    for _ in range(_MORE_ATTEMPTS):
        empty = {one.share.group for one in best.questions if one.suits_any_job}
        if not empty:
            break
        left_out |= empty
        other = _choose_without(job, left_out, count=count)
        if _is_too_thin(other, best, count=count):
            break
        best = other
    best = _leave_out_unsupported(job, best, left_out, count=count)
    if skills := list_uncovered(job.skills, job.reading, best.questions)[:_MAX_ADDED_SKILLS]:
        return _choose_without(job, left_out, count=count, skills=skills)
    return best


def _leave_out_unsupported(
    job: HiringJob, best: _Choice, left_out: Collection[str], *, count: int
) -> _Choice:
    """Return a plan without competencies whose questions no line supports, if it loses no line by that."""
    other = best
    for _ in range(_MORE_ATTEMPTS):
        supported = {one.share.group for one in other.questions if not one.is_unsupported}
        stray = {one.share.group for one in other.questions} - supported
        if not stray:
            break
        left_out = {*left_out, *stray}
        other = _choose_without(job, left_out, count=count)
        if _is_too_thin(other, best, count=count):
            break
        best = max(best, other, key=_rate_support)
    return best


def _is_too_thin(other: _Choice, best: _Choice, *, count: int) -> bool:
    """Return whether a plan with fewer competencies lost another one, or questions that there is time for."""
    enough = min(count * LEAST_SHARE // 100, len(best.questions))
    has_few = len(other.shares) < min(count, MIN_COMPETENCIES) or len(other.questions) < enough
    return has_few or other.has_unasked


def _rate_support(choice: _Choice) -> tuple[int, int]:
    """Return how many questions name a line, and how few have nothing to do with any."""
    without = [one for one in choice.questions if one.task is None]
    stray = sum(one.is_unsupported or one.share.is_general for one in without)
    return len(choice.questions) - len(without), -stray


def _choose_without(
    job: HiringJob,
    left_out: Collection[str],
    *,
    count: int,
    skills: Sequence[tuple[str, str]] = (),
) -> _Choice:
    reading, level = job.reading, job.level
    shares = choose_competencies(
        reading, question_count=count, level=level, without=left_out, skills=skills
    )
    technical = choose_skill_questions(shares, job, count=count, level=level)
    choose = partial(
        choose_questions,
        tasks=reading.tasks,
        count=count - len(technical),
        level=level,
        job_text=reading.text,
    )
    chosen = choose(shares)
    if is_to_lead(reading, level) and not any(map(_is_about_people, chosen)):
        shares = ask_about_people(shares)
        chosen = choose(shares)
    shares, chosen = prefer_trade_questions(
        shares,
        chosen,
        reading,
        count=count - len(technical),
        level=level,
        with_skills=[one.share.group for one in technical],
    )
    asked = {one.share.group for one in chosen} | {one.share.group for one in technical}
    kept = tuple(one for one in shares if one.group in asked)
    is_enough = len(kept) >= min(count, MIN_COMPETENCIES)
    has_unasked = len(kept) < len(shares)
    return _Choice(kept if is_enough else shares, technical, chosen, has_unasked)


def _is_about_people(one: ChosenQuestion) -> bool:
    """Return whether a question is about leading people, by itself or by those whom its task brings on."""
    brings_on = one.task is not None and BRINGS_ON.match(one.task.text) is not None
    return is_leading(one.share) and (brings_on or is_about_own_work(one.question))


def order_questions(
    questions: Sequence[PlanQuestion], shares: Sequence[CompetencyShare]
) -> tuple[PlanQuestion, ...]:
    """Return the questions competency by competency; work samples end theirs.

    The first question of the interview is about how something is done, if the first competency has such a
    one: nobody is asked for a difficult memory first, nor about a limit that others push against. A
    competency whose every question could be asked about any work does not open the interview.
    """
    place = {share.name: at for at, share in enumerate(shares)}
    own = (one.competency for one in questions if not _is_about_any_task(one))
    first = min(own, key=place.__getitem__, default=shares[0].name if shares else "")
    place[first] = -1

    def rank(question: PlanQuestion) -> tuple[int, bool, bool, bool, bool]:
        is_first = question.competency == first
        opens = question.kind in {"knowledge", "situational"} and is_first
        return (
            place[question.competency],
            is_first and _is_about_any_task(question),
            question.kind == "work_sample" and not is_first,
            _is_about_limit(question),
            not opens,
        )

    ordered = sorted(questions, key=rank)
    seen: set[str] = set()
    result = []
    for question in ordered:
        result.append(replace(question, is_mandatory=question.competency not in seen))
        seen.add(question.competency)
    return tuple(result)


def _is_about_limit(question: PlanQuestion) -> bool:
    source = find_source(question)
    return source is not None and (source.is_about_limits or source.is_tension)


def _is_about_any_task(question: PlanQuestion) -> bool:
    source = find_source(question)
    return source is not None and could_be_about_any(source)


def _build_competencies(
    shares: Sequence[CompetencyShare],
    chosen: Sequence[ChosenQuestion],
    counts: Mapping[str, int],
) -> tuple[Competency, ...]:
    return tuple(
        build_competency(
            share,
            # A question about a tool has no side of a set: those of the competency stand for it.
            [one.question for one in chosen if one.share is share] or share.question_set.questions,
            weight=weight / 100,
        )
        for share, weight in zip(shares, weigh_by_questions(shares, counts), strict=True)
    )
