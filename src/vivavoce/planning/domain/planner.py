"""The built-in planner, also of practice interviews: deterministic rules over a question bank."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.profiles import get_profile
from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.german.plan_composer import compose_german_plan
from vivavoce.planning.domain.hiring.job_reading import read_job
from vivavoce.planning.domain.hiring.plan_composer import compose_hiring_plan
from vivavoce.planning.domain.intake_plan import plan_intake
from vivavoce.planning.domain.plan_reviser import revise_plan
from vivavoce.planning.domain.practice.options import PracticePlanOptions, is_practice
from vivavoce.planning.domain.practice.plan_composer import (
    compose_practice_plan,
    select_initial_question_set,
)
from vivavoce.planning.domain.practice.question_pool import PracticeInput, build_question_pool
from vivavoce.planning.domain.practice.question_set_revision import revise_question_set
from vivavoce.planning.domain.question_bank import load_question_bank
from vivavoce.planning.domain.requirements import parse_requirements
from vivavoce.planning.domain.skills import SkillReport


def plan_practice(brief: PlanBrief, skills: SkillReport, *, planner: str) -> InterviewPlan:
    """Return a plan with exactly the requested number of questions, or its next version."""
    requirements = parse_requirements(brief.job_description)
    source = PracticeInput(
        options=PracticePlanOptions(brief),
        reading=read_job(replace(brief, previous=None), requirements),
        skills=skills,
        requirements=requirements,
        bank=load_question_bank(),
    )
    pool = build_question_pool(source)
    question_set = revise_question_set(source, select_initial_question_set(source, pool), pool)
    return compose_practice_plan(source, question_set, pool, planner=planner)


BUILT_IN_PLANNER_NAME = "built-in rules v2"
PLANNED_LANGUAGES = ("en",)
"""The languages in which the rules write plans, unless an operator tries another one."""
TrialLanguage = Literal["de"]
"""A language whose questions and scores are off until their figures reach the marks."""
MIN_INTERVIEW_MINUTES = 5
MAX_INTERVIEW_MINUTES = 180


class PlanNotPossibleError(ConflictError):
    """The interview cannot be planned with these settings."""

    code = "plan_not_possible"
    status = 400
    title = "Bad Request"


class UnsupportedLanguageError(ConflictError):
    """Without a model, interviews are planned in English only."""

    code = "language_not_supported"
    status = 400
    title = "Bad Request"


def plan_interview(
    brief: PlanBrief, skills: SkillReport, *, trial_language: TrialLanguage | None = None
) -> InterviewPlan:
    """Return a plan that follows every rule of ``plan_invariants``, or a revision of ``brief.previous``.

    With ``trial_language``, hiring interviews in that language are planned as well. Raises
    ``UnsupportedLanguageError`` for any other language, and ``PlanNotPossibleError`` for a length outside 5
    to 180 minutes.
    """
    check_brief(brief, trial_language=trial_language)
    if get_profile(brief.profile).result == "artifacts":
        return plan_intake(brief, planner=BUILT_IN_PLANNER_NAME)
    if is_practice(brief):
        return plan_practice(brief, skills, planner=BUILT_IN_PLANNER_NAME)
    if get_base_language(brief.language) == trial_language:
        return compose_german_plan(brief, skills, planner=BUILT_IN_PLANNER_NAME)
    if brief.previous is not None and (brief.comments or "").strip():
        return revise_plan(brief, skills, planner=BUILT_IN_PLANNER_NAME)
    return compose_hiring_plan(brief, skills, planner=BUILT_IN_PLANNER_NAME)


def check_brief(brief: PlanBrief, *, trial_language: TrialLanguage | None = None) -> None:
    """Raise ``UnsupportedLanguageError`` or ``PlanNotPossibleError`` if the rules cannot plan this brief.

    A language on trial is for hiring interviews only.
    """
    language = get_base_language(brief.language)
    is_on_trial = language == trial_language and not (
        is_practice(brief) or get_profile(brief.profile).result == "artifacts"
    )
    if language not in PLANNED_LANGUAGES and not is_on_trial:
        raise UnsupportedLanguageError(
            translatable(
                'The built-in rules can plan in English only, not in "{language}". German questions are off, '
                "because their figures are below the marks. Choose English, or configure a language model.",
                language=brief.language,
            )
            if language == "de"
            else translatable(
                'The built-in rules can plan in English only, not in "{language}". Choose '
                "English, or configure a language model.",
                language=brief.language,
            )
        )
    check_duration(brief)


def get_base_language(tag: str) -> str:
    """Return the language of a tag: "de" for "de-AT"."""
    return tag.lower().split("-")[0]


def check_duration(brief: PlanBrief) -> None:
    """Raise ``PlanNotPossibleError`` unless the duration is 5 to 180 minutes."""
    if not MIN_INTERVIEW_MINUTES <= brief.duration_minutes <= MAX_INTERVIEW_MINUTES:
        raise PlanNotPossibleError(
            translatable(
                "An interview must take {least} to {most} minutes, not {minutes}.",
                least=MIN_INTERVIEW_MINUTES,
                most=MAX_INTERVIEW_MINUTES,
                minutes=brief.duration_minutes,
            )
        )
