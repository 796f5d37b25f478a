"""The documents that are written from an intake, and the templates created from accepted documents.

A template contains everything that interviews for one position share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import SENIORITIES, PlanBrief, Seniority
from vivavoce.contracts.plan import InterviewPlan, Rubric, rubric_from_document, rubric_to_document
from vivavoce.planning.domain.plan_parts import (
    compute_weights,
    write_closing,
    write_greeting,
    write_inmail,
    write_skill_notes,
)
from vivavoce.planning.domain.question_selection import compute_question_budget_s
from vivavoce.planning.domain.skills import SkillReport

ArtifactKind = Literal["job_description", "interview_questions", "rating_rubric", "job_simulation"]
ARTIFACT_KINDS: tuple[ArtifactKind, ...] = (
    "job_description",
    "interview_questions",
    "rating_rubric",
    "job_simulation",
)
ArtifactStatus = Literal["queued", "writing", "ready", "failed"]
FINAL_STATUSES = ("ready", "failed")


def parse_artifact_kind(name: str) -> ArtifactKind | None:
    """Return the kind of this name, or None."""
    return next((kind for kind in ARTIFACT_KINDS if kind == name), None)


@dataclass(frozen=True, slots=True)
class ArtifactTable:
    """A table; every row has one cell for each column."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArtifactDocument:
    """A written document. ``plan`` is the plan document of questions and rubrics; None for other kinds."""

    title: str
    content: str = field(repr=False)
    """Markdown."""
    author: str
    table: ArtifactTable | None = field(default=None, repr=False)
    plan: Json | None = field(default=None, repr=False)
    notes: tuple[str, ...] = field(default=(), repr=False)
    """What was left out or not followed, for the person who ordered it; not part of the content."""

    def to_json(self) -> Json:
        """Return the document as JSON for ``parse_artifact_document``."""
        table = self.table
        return {
            "title": self.title,
            "content": self.content,
            "made_by": self.author,
            "table": None
            if table is None
            else {"columns": list(table.columns), "rows": [list(row) for row in table.rows]},
            "plan": self.plan,
            "notes": list(self.notes),
        }


def parse_artifact_document(data: Json) -> ArtifactDocument:
    """Return the document from the output of ``ArtifactDocument.to_json``."""
    table = data["table"]
    return ArtifactDocument(
        title=data["title"],
        content=data["content"],
        author=data["made_by"],
        table=None
        if table is None
        else ArtifactTable(tuple(table["columns"]), tuple(tuple(row) for row in table["rows"])),
        plan=data["plan"],
        notes=tuple(data.get("notes", ())),
    )


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
    language: str = "en"
    """The language of the questions, and so of the interviews, as a language tag."""
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
            "language": self.language,
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
            language=self.language,
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
        language=data.get("language", "en"),
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
            replace(competency, weight=weight)
            for competency, weight in zip(chosen, weights, strict=True)
        ),
        questions=tuple(
            replace(question, time_budget_s=seconds, source="template")
            for question in questions.questions
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
