"""Input and output of the steps in which a model writes a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.contracts.unlawful_demands import remove_unlawful_demands
from vivavoce.planning.adapters.planner_model_io import (
    CompetencyName,
    DraftSubDimension,
    DraftText,
    build_practice_facts,
)
from vivavoce.planning.domain.hiring.hiring_job import HiringJob
from vivavoce.planning.domain.passages import Passage
from vivavoce.planning.domain.practice.options import PracticePlanOptions
from vivavoce.planning.domain.practice.practice_question import ask_nearly_the_same
from vivavoce.planning.domain.text_matching import normalize_text, to_single_line

MAX_PRACTICE_QUESTIONS = 3
"""How many questions of a practice plan are written in one step, so that none takes long."""
_MIN_COMPETENCIES = 3
_MAX_LINES = 24
_MAX_LINE = 160
_MAX_BANK_QUESTIONS = 6


class _StrictStepModel(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OutlineCompetency(_StrictStepModel):
    """One competency as the first step chooses it."""

    name: CompetencyName
    draft_id: str | None
    importance: int = Field(ge=1, le=5)
    is_required: bool
    lines: list[int] = Field(max_length=12)
    skills: list[str] = Field(max_length=14)
    questions: int = Field(ge=1, le=8)


class OutlineShare(OutlineCompetency):
    """The questions of a competency that one of several steps writes; the model never sees this type."""

    place: int
    """Which of the steps, from 0."""
    of: int
    """How many steps write questions of this competency."""


class PlanOutline(_StrictStepModel):
    """The competencies of a plan; the first step's output."""

    competencies: list[OutlineCompetency] = Field(min_length=1, max_length=8)


class StepQuestion(_StrictStepModel):
    """A question that is kept, reworded or written."""

    bank_id: str | None
    text: str = Field(max_length=600)
    kind: Literal["behavioral", "situational", "knowledge", "failure"]
    skill: str | None
    line: int | None
    expected_points: list[DraftText] = Field(max_length=6)
    probes: list[DraftText] = Field(max_length=6)


class CompetencyQuestions(_StrictStepModel):
    """The questions of one competency; the second step's output."""

    sub_dimensions: list[DraftSubDimension] = Field(max_length=2)
    questions: list[StepQuestion] = Field(max_length=8)


class PlanScripts(_StrictStepModel):
    """Greeting, closing and invitation in a language that the rules do not speak."""

    greeting: str = Field(min_length=20, max_length=1200)
    closing: str = Field(min_length=10, max_length=1200)
    invitation: str = Field(min_length=20, max_length=3000)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepMaterial:
    """What all steps of one plan share."""

    brief: PlanBrief
    job: HiringJob
    base: InterviewPlan
    """The plan of the rules, in English; with the questions of an English plan that was there before."""
    lines: Mapping[int, str]
    """The job's tasks and requirements by the number of their line."""
    max_questions: int
    """How many questions the plan has at most; a practice plan has exactly so many."""
    practice: PracticePlanOptions | None = None
    """What the person who practices has chosen; None for hiring."""
    is_new_language: bool = False
    """Whether there was a plan in another language before, which ``brief`` no longer has."""

    @property
    def is_english(self) -> bool:
        """Whether the questions of the bank can be asked as they are."""
        return self.brief.language.lower().startswith("en")

    @property
    def names_by_draft_id(self) -> Mapping[str, str]:
        """The names of the competencies of the rules' plan by their ids in the material."""
        names = (competency.name for competency in self.base.rubric.competencies)
        return {f"d{place}": name for place, name in enumerate(names, 1)}

    @property
    def min_competencies(self) -> int:
        """How many competencies the first step must choose; practice can be about a single one."""
        return 1 if self.practice is not None else min(_MIN_COMPETENCIES, self.max_questions)

    @property
    def skills_to_cover(self) -> tuple[str, ...]:
        """The requested skills that each need a question: none in practice that is not about the work."""
        is_general = self.practice is not None and self.practice.interview_type in (
            "warm_up",
            "behavioral",
        )
        return () if is_general else self.job.skills.validated_skills

    def list_bank_questions(self, part: OutlineCompetency) -> Mapping[str, PlanQuestion]:
        """Return the rules' questions of a competency, or of a share of it, by their ids in the material."""
        name = self.names_by_draft_id.get(part.draft_id or "")
        asked = [one for one in self.list_rules_questions() if one.competency == name]
        if isinstance(part, OutlineShare):
            asked = asked[part.place :: part.of]
        return {f"q{place}": one for place, one in enumerate(asked[:_MAX_BANK_QUESTIONS], 1)}

    def list_rules_questions(self) -> list[PlanQuestion]:
        """Return the questions of the rules' plan that may be asked: none that was asked recently."""
        return [one for one in self.base.questions if not self.was_asked(one.text)]

    def is_same_question(self, one: str, other: str) -> bool:
        """Return whether two questions are the same; for English practice, also in nearly the same words."""
        is_near = self.practice is not None and self.is_english and ask_nearly_the_same(one, other)
        return is_near or normalize_text(one) == normalize_text(other)

    def was_asked(self, text: str) -> bool:
        """Return whether the person was asked this in recent practice."""
        recent = self.practice.recent_questions if self.practice is not None else frozenset()
        return normalize_text(text) in recent

    def avoid(self, texts: Iterable[str]) -> StepMaterial:
        """Return the material of practice in which these questions count as asked, too."""
        brief = replace(self.brief, avoid=(*self.brief.avoid, *texts))
        return replace(self, brief=brief, practice=PracticePlanOptions(brief))


def split_outline(part: OutlineCompetency) -> list[OutlineShare]:
    """Return the shares of a competency of practice, each small enough for one step."""
    of = ceil(part.questions / MAX_PRACTICE_QUESTIONS)
    return [
        OutlineShare(
            **part.model_dump(exclude={"skills", "questions", "place", "of"}),
            skills=part.skills[place::of],
            questions=len(range(place, part.questions, of)),
            place=place,
            of=of,
        )
        for place in range(of)
    ]


def list_job_lines(job: HiringJob) -> dict[int, str]:
    """Return up to 24 tasks and requirements by line number; of a longer text, the weightiest tasks."""
    tasks = sorted(job.reading.tasks, key=lambda task: -task.weight)
    named = [(task.line_number, task.line) for task in tasks]
    named += [(one.line_number, one.text) for one in job.reading.requirements]
    lines: dict[int, list[str]] = {}
    for number, text in named:
        if number not in lines and len(lines) == _MAX_LINES:
            continue
        if text not in lines.setdefault(number, []):
            lines[number].append(text)
    return {number: " ".join(lines[number]) for number in sorted(lines)}


def build_outline_input(material: StepMaterial) -> Json:
    """Return the input of the first step."""
    base = material.base
    return {
        "step": "outline",
        **_describe_position(material.brief),
        **_describe_wishes(material),
        "questions_at_most": material.max_questions,
        "skills_to_cover": list(material.skills_to_cover),
        "other_skills": list(material.job.skills.unvalidated_skills),
        "must_have": [to_single_line(text, max_length=_MAX_LINE) for text in base.must_have],
        "lines": _describe_lines(material.lines),
        "draft": [
            {
                "id": draft_id,
                "name": competency.name,
                "weight": competency.weight,
                "lines": _list_line_numbers(material, competency.name),
                "skills": [
                    question.skill
                    for question in base.questions
                    if question.competency == competency.name and question.skill
                ],
                "questions": sum(q.competency == competency.name for q in base.questions),
            }
            for draft_id, competency in zip(
                material.names_by_draft_id, base.rubric.competencies, strict=True
            )
        ],
    }


def build_questions_input(
    material: StepMaterial, part: OutlineCompetency, passages: Sequence[Passage]
) -> Json:
    """Return the input of the second step for one competency."""
    own = {number: material.lines[number] for number in part.lines if number in material.lines}
    return {
        "step": "questions",
        **_describe_position(material.brief),
        **_describe_wishes(material),
        "competency": part.name,
        **_describe_share(part),
        "questions": part.questions,
        "needs_levels": needs_levels(material, part),
        "skills_to_cover": part.skills,
        "lines": _describe_lines(own),
        "bank": [
            {
                "id": bank_id,
                "text": question.text,
                "kind": question.kind,
                "line": question.origin.line_number if question.origin else None,
                "good_answer": question.anchors["4"].description
                if "4" in question.anchors
                else " ".join(question.expected_points or question.look_for),
            }
            for bank_id, question in material.list_bank_questions(part).items()
        ],
        "passages": [{"id": one.id, "text": one.text} for one in passages],
    }


def build_scripts_input(material: StepMaterial) -> Json:
    """Return the input of the step that writes the scripts."""
    return {"step": "scripts", **_describe_position(material.brief)}


def needs_levels(material: StepMaterial, part: OutlineCompetency) -> bool:
    """Return whether the model writes the levels of a competency: the rules have none in this language."""
    return part.draft_id is None or not material.is_english


def _describe_position(brief: PlanBrief) -> Json:
    return {
        "position": to_single_line(brief.position, max_length=120),
        "company": to_single_line(brief.company_name or "", max_length=120),
        "level": brief.level,
        "language": brief.language,
        "minutes": brief.duration_minutes,
    }


def _describe_wishes(material: StepMaterial) -> Json:
    wanted = remove_unlawful_demands(material.brief.comments or "").text.strip()
    if material.practice is not None:
        return {"practice": build_practice_facts(material.brief), "wanted_changes": wanted or None}
    return {"wanted_changes": wanted or None} if material.is_new_language else {}


def _describe_share(part: OutlineCompetency) -> Json:
    if not isinstance(part, OutlineShare) or part.of == 1:
        return {}
    return {"share": f"{part.place + 1} of {part.of}"}


def _describe_lines(lines: Mapping[int, str]) -> list[Json]:
    return [
        {"line": number, "text": to_single_line(text, max_length=_MAX_LINE)}
        for number, text in lines.items()
    ]


def _list_line_numbers(material: StepMaterial, name: str) -> list[int]:
    """Return the lines of a competency of the rules' plan: of its questions, and of its group's tasks."""
    asked = [question for question in material.base.questions if question.competency == name]
    origins = [question.origin for question in asked if question.origin]
    groups = {origin.group for origin in origins}
    numbers = {origin.line_number for origin in origins if origin.line_number}
    numbers |= {task.line_number for task in material.job.reading.tasks if task.group in groups}
    return sorted(number for number in numbers if number in material.lines)
