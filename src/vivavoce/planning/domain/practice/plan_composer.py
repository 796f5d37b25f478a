"""Select practice questions and compose a practice plan from them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from vivavoce.contracts.plan import Competency, InterviewPlan, PlanQuestion, Rubric, SubDimension
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.plan_parts import (
    compute_weights,
    write_job_description_notes,
    write_uncovered_skills_note,
)
from vivavoce.planning.domain.practice.bank_questions import interleave
from vivavoce.planning.domain.practice.options import (
    PracticePlanOptions,
    write_practice_closing,
    write_practice_greeting,
)
from vivavoce.planning.domain.practice.practice_question import (
    PracticeQuestion,
    phrase_questions,
    remove_duplicates,
)
from vivavoce.planning.domain.practice.practice_topics import find_practice_topic
from vivavoce.planning.domain.practice.question_pool import PracticeInput, QuestionPool
from vivavoce.planning.domain.question_selection import compute_question_budget_s
from vivavoce.planning.domain.skills import load_skill_catalog

FOCUS_SHARE = 0.6
"""The share of questions, rounded up, about the requested focus."""
_REPEATED_QUESTIONS_NOTE = translatable(
    "Some of these questions were asked in recent sessions, because there are no others "
    "of this kind."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeQuestionSet:
    """The questions of a plan in order, whether they are phrased briefly, and notes."""

    questions: tuple[PracticeQuestion, ...]
    is_short: bool = False
    notes: tuple[str, ...] = ()


def select_initial_question_set(source: PracticeInput, pool: QuestionPool) -> PracticeQuestionSet:
    """Return the best questions: the focus first, and recently asked ones only if no others are left."""
    options = source.options
    fresh = [question for question in pool.matching if not question.was_asked]
    again = [question for question in pool.matching if question.was_asked]
    first = _list_focus_questions(source, pool)[: ceil(options.question_count * FOCUS_SHARE)]
    picks = remove_duplicates((*first, *fresh, *again, *pool.others))[: options.question_count]
    is_again = any(pick.was_asked for pick in picks)
    if options.interview_type == "warm_up" and not first:
        easiest = min(picks, key=lambda pick: pick.depth)
        picks = remove_duplicates((easiest, *picks))
    return PracticeQuestionSet(
        questions=picks, notes=(_REPEATED_QUESTIONS_NOTE,) if is_again else ()
    )


def compose_practice_plan(
    source: PracticeInput, question_set: PracticeQuestionSet, pool: QuestionPool, *, planner: str
) -> InterviewPlan:
    """Return the practice plan; all of its questions are mandatory."""
    options, brief = source.options, source.options.brief
    questions = _time_questions(question_set, options)
    known = load_skill_catalog().skills
    asked = dict.fromkeys(question.skill for question in questions if question.skill)
    validated = dict.fromkeys(
        (*source.skills.validated_skills, *(name for name in asked if name in known))
    )
    others = dict.fromkeys(
        (*source.skills.unvalidated_skills, *(name for name in asked if name not in known))
    )
    names = (*validated, *others)
    return InterviewPlan(
        version=brief.previous.version + 1 if brief.previous else 1,
        planner=planner,
        language=brief.language,
        duration_minutes=brief.duration_minutes,
        greeting_script=write_practice_greeting(options),
        closing_script=write_practice_closing(options),
        rubric=Rubric(competencies=build_competencies(question_set.questions), questions=questions),
        must_have=source.requirements.must_have,
        nice_to_have=source.requirements.nice_to_have,
        skills_coverage={name: name in asked for name in names},
        validated_skills=tuple(validated),
        unvalidated_skills=tuple(others),
        notes=(
            options.summary,
            *options.assumptions,
            *pool.notes,
            *write_uncovered_skills_note([name for name in names if name not in asked]),
            *write_job_description_notes(source.requirements),
            *question_set.notes,
        ),
        # A round trip turns the tuples of the analysis into the lists of JSON.
        job_analysis=json.loads(json.dumps(source.reading.analysis.to_json())),
    )


def build_competencies(questions: Sequence[PracticeQuestion]) -> tuple[Competency, ...]:
    """Return the competencies, weighted by number of questions, without minimum scores."""
    groups: dict[str, list[PracticeQuestion]] = {}
    for question in questions:
        groups.setdefault(question.question.competency, []).append(question)
    weights = compute_weights([float(len(group)) for group in groups.values()])
    return tuple(
        Competency(
            name=name,
            weight=weight,
            sub_dimensions=merge_sub_dimensions(
                side for question in group for side in question.sub_dimensions
            ),
        )
        for (name, group), weight in zip(groups.items(), weights, strict=True)
    )


def merge_sub_dimensions(sides: Iterable[SubDimension]) -> tuple[SubDimension, ...]:
    """Return each side once, with the levels of the first and the signals of all."""
    merged: dict[str, SubDimension] = {}
    for side in sides:
        before = merged.setdefault(side.name, side)
        levels = (*before.signals, *side.signals)
        signals = {
            level: tuple(
                dict.fromkeys((*before.signals.get(level, ()), *side.signals.get(level, ())))
            )
            for level in dict.fromkeys(levels)
        }
        merged[side.name] = replace(before, signals=signals)
    return tuple(merged.values())


def _list_focus_questions(source: PracticeInput, pool: QuestionPool) -> list[PracticeQuestion]:
    """Return questions about the focus, its topics in turn, that were not asked recently."""
    options = source.options
    named = (
        find_practice_topic(name, pool, source, depth=options.depth) for name in options.brief.focus
    )
    lanes = [
        [one for one in topic.questions if not one.was_asked]
        for topic in named
        if topic is not None
    ]
    return interleave(lanes)


def _time_questions(
    question_set: PracticeQuestionSet, options: PracticePlanOptions
) -> tuple[PlanQuestion, ...]:
    selected = question_set.questions
    budget = compute_question_budget_s(options.brief.duration_minutes, len(selected))
    texts = phrase_questions(selected, options, is_short=question_set.is_short)
    return tuple(
        replace(one.question, text=text, time_budget_s=budget)
        for one, text in zip(selected, texts, strict=True)
    )
