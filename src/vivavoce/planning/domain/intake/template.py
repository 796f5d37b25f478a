"""A template: what interviews for one position have in common, made from accepted documents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.contracts.brief import SENIORITIES, PlanBrief, Seniority
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import Plan, Rubric, rubric_document, rubric_from_document
from vivavoce.planning.domain.building import shares, skill_notes
from vivavoce.planning.domain.choice import budget_s
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.wording import closing, greeting, inmail

PLANNER = "template"


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """Position facts, the rubric with its questions, and how the interview is held."""

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
    """What the scorer's rules would find hard to read."""

    def document(self) -> Json:
        """Return the template as JSON; ``template_of`` gives the same back."""
        return {
            "title": self.title,
            "company_name": self.company_name,
            "level": self.level,
            "job_description": self.job_description,
            "skills": list(self.skills),
            "minutes": self.minutes,
            "profile": self.profile,
            "rubric": rubric_document(self.rubric),
            "abilities": list(self.abilities),
            "warnings": list(self.warnings),
        }

    @property
    def brief(self) -> PlanBrief:
        """What a planner would be told about an interview of this template."""
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


def template_of(document: Json) -> Template:
    """Return what ``Template.document`` wrote."""
    return Template(
        title=document["title"],
        company_name=document["company_name"],
        level=next(known for known in SENIORITIES if known == document["level"]),
        job_description=document["job_description"],
        skills=tuple(document["skills"]),
        minutes=int(document["minutes"]),
        profile=document["profile"],
        rubric=rubric_from_document(document["rubric"]),
        abilities=tuple(document["abilities"]),
        warnings=tuple(document["warnings"]),
    )


def joined(questions: Rubric, ratings: Rubric, *, minutes: int) -> Rubric:
    """Return the questions of one document, read by the levels of the other where it has them."""
    asked = [question.competency for question in questions.questions]
    wanted = {c.name: c for c in questions.competencies if c.name in asked}
    rated = {c.name: c for c in ratings.competencies}
    chosen = [rated.get(name, competency) for name, competency in wanted.items()]
    weights = shares([competency.weight for competency in chosen])
    seconds = budget_s(minutes, len(questions.questions))
    return Rubric(
        competencies=tuple(
            replace(one, weight=weight) for one, weight in zip(chosen, weights, strict=True)
        ),
        questions=tuple(
            replace(one, time_budget_s=seconds, source="template") for one in questions.questions
        ),
        thresholds=ratings.thresholds,
    )


def plan_from_template(
    template: Template, brief: PlanBrief, report: SkillReport, *, name: str
) -> Plan:
    """Return the plan of an interview: the template's own questions and levels, the brief's scripts."""
    covered = {question.skill for question in template.rubric.questions}
    names = (*report.validated, *report.unvalidated)
    return Plan(
        version=1,
        planner=f"{PLANNER} {name}",
        language=brief.language,
        duration_minutes=brief.duration_minutes,
        greeting_script=greeting(brief),
        closing_script=closing(brief),
        rubric=template.rubric,
        skills_coverage={skill: skill in covered for skill in names},
        validated_skills=report.validated,
        unvalidated_skills=report.unvalidated,
        inmail_draft=inmail(brief),
        notes=skill_notes(report, _not_asked(names, covered)),
    )


def _not_asked(names: Sequence[str], covered: set[str | None]) -> list[str]:
    return [name for name in names if name not in covered]
