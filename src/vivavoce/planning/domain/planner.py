"""The built-in planner: the same brief gives the same plan, from a bank of questions, by rules."""

from __future__ import annotations

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.plan import Plan, Rubric
from vivavoce.contracts.profiles import HIRING, PROFILES
from vivavoce.kernel.errors import Refused
from vivavoce.planning.domain.asking import plan_intake
from vivavoce.planning.domain.bank import load_bank
from vivavoce.planning.domain.building import competencies_of, questions_of, skill_notes, text_notes
from vivavoce.planning.domain.choice import budget_s, choose
from vivavoce.planning.domain.must_haves import proposed_must_haves
from vivavoce.planning.domain.practice.planner import plan_practice
from vivavoce.planning.domain.practice.setting import is_practice
from vivavoce.planning.domain.requirements import read_requirements
from vivavoce.planning.domain.revising import revise
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.wording import closing, greeting, inmail

BUILT_IN = "built-in rules v1"
SHORTEST_MINUTES = 5
LONGEST_MINUTES = 180


class PlanNotPossible(Refused):
    """The interview cannot be planned as it was asked for."""

    code = "plan_not_possible"
    status = 400
    title = "Bad Request"


class LanguageNotServed(Refused):
    """Without a model, interviews are planned in English only."""

    code = "language_not_served"
    status = 400
    title = "Bad Request"


def plan_interview(brief: PlanBrief, skills: SkillReport) -> Plan:
    """Return a plan that keeps every invariant, or a targeted revision of ``brief.previous``.

    Raises ``LanguageNotServed`` for a language other than English and ``PlanNotPossible`` for a
    length outside 5 to 180 minutes.
    """
    check_possible(brief)
    if PROFILES.get(brief.profile, HIRING).result == "artifacts":
        return plan_intake(brief, planner=BUILT_IN)
    if is_practice(brief):
        return plan_practice(brief, skills, planner=BUILT_IN)
    wanted = read_requirements(brief.job_description)
    bank = load_bank()
    if brief.previous is not None and (brief.comments or "").strip():
        return revise(brief, skills, bank, planner=BUILT_IN)
    chosen, left_out = choose(brief, skills, wanted, bank)
    questions = questions_of(chosen, budget_s(brief.duration_minutes, len(chosen)))
    covered = {question.skill for question in questions}
    return Plan(
        version=brief.previous.version + 1 if brief.previous else 1,
        planner=BUILT_IN,
        language=brief.language,
        duration_minutes=brief.duration_minutes,
        greeting_script=greeting(brief),
        closing_script=closing(brief),
        rubric=Rubric(
            competencies=competencies_of(chosen),
            questions=questions,
        ),
        must_have=wanted.must_have,
        nice_to_have=wanted.nice_to_have,
        skills_coverage={n: n in covered for n in (*skills.validated, *skills.unvalidated)},
        validated_skills=skills.validated,
        unvalidated_skills=skills.unvalidated,
        inmail_draft=inmail(brief),
        notes=(
            *skill_notes(skills, left_out),
            *text_notes(wanted),
            *proposed_must_haves([one.competency for one in chosen], wanted),
        ),
    )


def check_possible(brief: PlanBrief) -> None:
    """Refuse a brief that the built-in rules cannot plan for."""
    if brief.language.lower().split("-")[0] != "en":
        raise LanguageNotServed(
            f'The built-in rules plan in English only, not in "{brief.language}". '
            "Ask for English, or set a model."
        )
    check_length(brief)


def check_length(brief: PlanBrief) -> None:
    """Refuse a length that no interview has."""
    if not SHORTEST_MINUTES <= brief.duration_minutes <= LONGEST_MINUTES:
        raise PlanNotPossible(
            f"An interview takes {SHORTEST_MINUTES} to {LONGEST_MINUTES} minutes, "
            f"not {brief.duration_minutes}."
        )
