"""The built-in planner, also of practice interviews: deterministic rules over a question bank."""

from __future__ import annotations

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan, Rubric
from vivavoce.contracts.profiles import HIRING_PROFILE, PROFILES
from vivavoce.kernel.errors import ConflictError
from vivavoce.planning.domain.intake_plan import plan_intake
from vivavoce.planning.domain.plan_parts import (
    build_plan_questions,
    build_rubric_competencies,
    write_closing,
    write_greeting,
    write_inmail,
    write_job_description_notes,
    write_skill_notes,
)
from vivavoce.planning.domain.plan_reviser import revise_plan
from vivavoce.planning.domain.practice.options import PracticePlanOptions, is_practice
from vivavoce.planning.domain.practice.plan_composer import (
    compose_practice_plan,
    select_initial_question_set,
)
from vivavoce.planning.domain.practice.question_pool import build_question_pool
from vivavoce.planning.domain.practice.question_set_revision import revise_question_set
from vivavoce.planning.domain.question_bank import load_question_bank
from vivavoce.planning.domain.question_selection import compute_question_budget_s, select_questions
from vivavoce.planning.domain.requirements import parse_requirements
from vivavoce.planning.domain.rubric_review import propose_must_haves
from vivavoce.planning.domain.skills import SkillReport


def plan_practice(brief: PlanBrief, skills: SkillReport, *, planner: str) -> InterviewPlan:
    """Return a plan with exactly the requested number of questions, or its next version."""
    setting = PracticePlanOptions(brief)
    bank = load_question_bank()
    wanted = parse_requirements(brief.job_description)
    ground = build_question_pool(setting, skills, wanted, bank, depth=setting.depth)
    sheet = select_initial_question_set(setting, ground)
    if brief.previous is not None:
        sheet = revise_question_set(setting, sheet, ground, skills, wanted, bank)
    return compose_practice_plan(setting, sheet, ground, skills, wanted, planner=planner)


BUILT_IN_PLANNER_NAME = "built-in rules v1"
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


def plan_interview(brief: PlanBrief, skills: SkillReport) -> InterviewPlan:
    """Return a plan that follows every rule of ``plan_invariants``, or a revision of ``brief.previous``.

    Raises ``UnsupportedLanguageError`` for a language other than English and ``PlanNotPossibleError`` for a
    length outside 5 to 180 minutes.
    """
    check_brief(brief)
    if PROFILES.get(brief.profile, HIRING_PROFILE).result == "artifacts":
        return plan_intake(brief, planner=BUILT_IN_PLANNER_NAME)
    if is_practice(brief):
        return plan_practice(brief, skills, planner=BUILT_IN_PLANNER_NAME)
    wanted = parse_requirements(brief.job_description)
    bank = load_question_bank()
    if brief.previous is not None and (brief.comments or "").strip():
        return revise_plan(brief, skills, bank, planner=BUILT_IN_PLANNER_NAME)
    chosen, left_out = select_questions(brief, skills, wanted, bank)
    questions = build_plan_questions(
        chosen, compute_question_budget_s(brief.duration_minutes, len(chosen))
    )
    covered = {question.skill for question in questions}
    return InterviewPlan(
        version=brief.previous.version + 1 if brief.previous else 1,
        planner=BUILT_IN_PLANNER_NAME,
        language=brief.language,
        duration_minutes=brief.duration_minutes,
        greeting_script=write_greeting(brief),
        closing_script=write_closing(brief),
        rubric=Rubric(
            competencies=build_rubric_competencies(chosen),
            questions=questions,
        ),
        must_have=wanted.must_have,
        nice_to_have=wanted.nice_to_have,
        skills_coverage={
            n: n in covered for n in (*skills.validated_skills, *skills.unvalidated_skills)
        },
        validated_skills=skills.validated_skills,
        unvalidated_skills=skills.unvalidated_skills,
        inmail_draft=write_inmail(brief),
        notes=(
            *write_skill_notes(skills, left_out),
            *write_job_description_notes(wanted),
            *propose_must_haves([question.competency for question in chosen], wanted),
        ),
    )


def check_brief(brief: PlanBrief) -> None:
    """Raise ``UnsupportedLanguageError`` or ``PlanNotPossibleError`` if the rules cannot plan this brief."""
    if brief.language.lower().split("-")[0] != "en":
        raise UnsupportedLanguageError(
            f'The built-in rules can plan in English only, not in "{brief.language}". '
            "Choose English, or configure a language model."
        )
    check_duration(brief)


def check_duration(brief: PlanBrief) -> None:
    """Raise ``PlanNotPossibleError`` unless the duration is 5 to 180 minutes."""
    if not MIN_INTERVIEW_MINUTES <= brief.duration_minutes <= MAX_INTERVIEW_MINUTES:
        raise PlanNotPossibleError(
            f"An interview must take {MIN_INTERVIEW_MINUTES} to {MAX_INTERVIEW_MINUTES} "
            f"minutes, not {brief.duration_minutes}."
        )
