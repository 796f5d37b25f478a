"""Templates: everything that interviews for one position share, created from accepted documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.contracts.brief import SENIORITIES, PlanBrief, Seniority
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import InterviewPlan, Rubric, rubric_from_document, rubric_to_document
from vivavoce.planning.domain.plan_parts import compute_weights, write_skill_notes
from vivavoce.planning.domain.question_selection import compute_question_budget_s
from vivavoce.planning.domain.scripts import write_closing, write_greeting, write_inmail
from vivavoce.planning.domain.skills import SkillReport

TEMPLATE_PLANNER_NAME = "template"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewTemplate:
    """Facts about the position, the rubric with its questions, and the interview's settings."""

    title: str
    company_name: str | None
    level: Seniority
    job_description: str
    skills: tuple[str, ...]
    minutes: int
    profile: str
    rubric: Rubric
    abilities: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    """Parts of the rubric that the scorer's rules could hardly score."""

    def to_json(self) -> Json:
        """Return the template as JSON for ``template_from_json``."""
        return {
            "title": self.title,
            "company_name": self.company_name,
            "level": self.level,
            "job_description": self.job_description,
            "skills": list(self.skills),
            "minutes": self.minutes,
            "profile": self.profile,
            "rubric": rubric_to_document(self.rubric),
            "abilities": list(self.abilities),
            "warnings": list(self.warnings),
        }

    @property
    def brief(self) -> PlanBrief:
        """The planner's brief for an interview from this template."""
        return PlanBrief(
            position=self.title,
            level=self.level,
            job_description=self.job_description,
            skills=self.skills,
            duration_minutes=self.minutes,
            company_name=self.company_name,
            profile=self.profile,
            are_skills_confirmed=True,
        )


def template_from_json(data: Json) -> InterviewTemplate:
    """Return the template from the output of ``InterviewTemplate.to_json``."""
    return InterviewTemplate(
        title=data["title"],
        company_name=data["company_name"],
        level=next(known for known in SENIORITIES if known == data["level"]),
        job_description=data["job_description"],
        skills=tuple(data["skills"]),
        minutes=int(data["minutes"]),
        profile=data["profile"],
        rubric=rubric_from_document(data["rubric"]),
        abilities=tuple(data["abilities"]),
        warnings=tuple(data["warnings"]),
    )


def merge_rubrics(questions: Rubric, ratings: Rubric, *, minutes: int) -> Rubric:
    """Return a rubric with the questions and competencies of ``questions``.

    A competency that ``ratings`` also has, and the thresholds, are taken from ``ratings``. The time budgets
    follow from ``minutes``.
    """
    asked = [question.competency for question in questions.questions]
    wanted = {c.name: c for c in questions.competencies if c.name in asked}
    rated = {c.name: c for c in ratings.competencies}
    chosen = [rated.get(name, competency) for name, competency in wanted.items()]
    weights = compute_weights([competency.weight for competency in chosen])
    seconds = compute_question_budget_s(minutes, len(questions.questions))
    return Rubric(
        competencies=tuple(
            replace(one, weight=weight) for one, weight in zip(chosen, weights, strict=True)
        ),
        questions=tuple(
            replace(one, time_budget_s=seconds, source="template") for one in questions.questions
        ),
        thresholds=ratings.thresholds,
    )


def build_plan_from_template(
    template: InterviewTemplate, brief: PlanBrief, report: SkillReport, *, name: str
) -> InterviewPlan:
    """Return the plan of an interview: the template's rubric, with scripts for the brief."""
    covered = {question.skill for question in template.rubric.questions}
    names = (*report.validated_skills, *report.unvalidated_skills)
    return InterviewPlan(
        version=1,
        planner=f"{TEMPLATE_PLANNER_NAME} {name}",
        language=brief.language,
        duration_minutes=brief.duration_minutes,
        greeting_script=write_greeting(brief),
        closing_script=write_closing(brief),
        rubric=template.rubric,
        skills_coverage={skill: skill in covered for skill in names},
        validated_skills=report.validated_skills,
        unvalidated_skills=report.unvalidated_skills,
        inmail_draft=write_inmail(brief),
        notes=write_skill_notes(report, _find_uncovered_skills(names, covered)),
    )


def _find_uncovered_skills(names: Sequence[str], covered: set[str | None]) -> list[str]:
    return [name for name in names if name not in covered]
