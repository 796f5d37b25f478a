"""Select practice questions and compose a practice plan from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import Competency, InterviewPlan, Rubric
from vivavoce.planning.domain.plan_parts import (
    build_plan_questions,
    build_rubric_competency,
    compute_weights,
    write_job_description_notes,
    write_uncovered_skills_note,
)
from vivavoce.planning.domain.practice.options import (
    PracticePlanOptions,
    get_framework,
    get_topic,
    list_phrasings,
    phrase_question,
    write_practice_closing,
    write_practice_greeting,
)
from vivavoce.planning.domain.practice.question_pool import QuestionPool, remove_duplicates
from vivavoce.planning.domain.question_selection import (
    SelectableQuestion,
    compute_question_budget_s,
    contains_phrase,
    count_matching_patterns,
)
from vivavoce.planning.domain.requirements import JobRequirements
from vivavoce.planning.domain.skills import SkillReport, load_skill_catalog
from vivavoce.planning.domain.text_matching import normalize_text

FOCUS_SHARE = 0.6
"""The share of questions, rounded up, about the requested focus."""
_REPEATED_QUESTIONS_NOTE = (
    "Some of these questions were asked in recent sessions, because there are no others "
    "of this kind."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeQuestionSet:
    """The questions of a plan in order, whether they are phrased briefly, and notes."""

    questions: tuple[SelectableQuestion, ...]
    is_short: bool = False
    notes: tuple[str, ...] = ()


def select_initial_question_set(
    options: PracticePlanOptions, pool: QuestionPool
) -> PracticeQuestionSet:
    """Return the best questions: the focus first, and recently asked ones only if no others are left."""
    lately = get_recent_questions(options.brief)
    fresh = [
        question for question in pool.matching if not list_phrasings(question.question) & lately
    ]
    again = [question for question in pool.matching if list_phrasings(question.question) & lately]
    focus = [
        question
        for question in fresh
        if any(_is_about(question, name) for name in options.brief.focus)
    ]
    first = focus[: ceil(options.question_count * FOCUS_SHARE)]
    picks = remove_duplicates((*first, *fresh, *again, *pool.others))[: options.question_count]
    is_again = any(pick in again for pick in picks)
    if options.interview_type == "warm_up" and not first:
        easiest = min(
            picks, key=lambda pick: (pick.question.kind == "failure", pick.question.depth)
        )
        picks = remove_duplicates((easiest, *picks))
    return PracticeQuestionSet(
        questions=avoid_failure_opening(picks),
        notes=(_REPEATED_QUESTIONS_NOTE,) if is_again else (),
    )


def get_recent_questions(brief: PlanBrief) -> frozenset[str]:
    """Return the normalized texts of recently asked questions."""
    return frozenset(normalize_text(text.strip()) for text in brief.avoid)


def avoid_failure_opening(
    questions: Sequence[SelectableQuestion],
) -> tuple[SelectableQuestion, ...]:
    """Return the questions reordered so that the first is not about a failure, if possible."""
    at = next(
        (i for i, selectable in enumerate(questions) if selectable.question.kind != "failure"), 0
    )
    return (*questions[at : at + 1], *questions[:at], *questions[at + 1 :])


def compose_practice_plan(
    options: PracticePlanOptions,
    question_set: PracticeQuestionSet,
    pool: QuestionPool,
    skills: SkillReport,
    requirements: JobRequirements,
    *,
    planner: str,
) -> InterviewPlan:
    """Return the practice plan; all of its questions are mandatory."""
    brief = options.brief
    planned = build_plan_questions(
        question_set.questions,
        compute_question_budget_s(brief.duration_minutes, len(question_set.questions)),
    )
    questions = tuple(
        replace(
            question,
            text=phrase_question(selectable.question, options, is_short=question_set.is_short),
            is_mandatory=True,
            topic=get_topic(selectable),
            expected_framework=get_framework(selectable, options),
        )
        for selectable, question in zip(question_set.questions, planned, strict=True)
    )
    known = load_skill_catalog().skills
    asked = dict.fromkeys(question.skill for question in question_set.questions if question.skill)
    validated = dict.fromkeys(
        (*skills.validated_skills, *(name for name in asked if name in known))
    )
    others = dict.fromkeys(
        (*skills.unvalidated_skills, *(name for name in asked if name not in known))
    )
    names = (*validated, *others)
    return InterviewPlan(
        version=brief.previous.version + 1 if brief.previous else 1,
        planner=planner,
        language=brief.language,
        duration_minutes=brief.duration_minutes,
        greeting_script=write_practice_greeting(options),
        closing_script=write_practice_closing(options),
        rubric=Rubric(
            competencies=_build_competencies(question_set.questions), questions=questions
        ),
        must_have=requirements.must_have,
        nice_to_have=requirements.nice_to_have,
        skills_coverage={name: name in asked for name in names},
        validated_skills=tuple(validated),
        unvalidated_skills=tuple(others),
        notes=(
            options.summary,
            *options.assumptions,
            *pool.notes,
            *write_uncovered_skills_note([name for name in names if name not in asked]),
            *write_job_description_notes(requirements),
            *question_set.notes,
        ),
    )


def _build_competencies(questions: Sequence[SelectableQuestion]) -> tuple[Competency, ...]:
    """Return the competencies, weighted by number of questions, without minimum scores."""
    groups: dict[str, list[SelectableQuestion]] = {}
    for question in questions:
        groups.setdefault(question.competency.name, []).append(question)
    weights = compute_weights([float(len(group)) for group in groups.values()])
    return tuple(
        build_rubric_competency(group[0].competency, weight)
        for group, weight in zip(groups.values(), weights, strict=True)
    )


def _is_about(selectable: SelectableQuestion, name: str) -> bool:
    named = (selectable.competency.name, selectable.skill or "")
    if any(normalize_text(own) == normalize_text(name) for own in named):
        return True
    return (
        any(own and contains_phrase(name, own) for own in named)
        or count_matching_patterns(selectable.competency.keyword_stems, name) > 0
    )
