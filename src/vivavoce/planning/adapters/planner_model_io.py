"""Input and output of the model planner; code adds numbers and scripts to what the model returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.kernel.translation import match_language
from vivavoce.planning.adapters.pasted_lines import find_pasted_line
from vivavoce.planning.domain.practice.options import (
    PracticePlanOptions,
    get_default_framework,
    write_practice_closing,
    write_practice_greeting,
)
from vivavoce.planning.domain.practice.question_set_revision import has_changed_inputs
from vivavoce.planning.domain.requirements import JobRequirements
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.text_matching import normalize_text

_MIN_POINTS = 2
DraftText = Annotated[str, Field(min_length=1, max_length=400)]
CompetencyName = Annotated[str, Field(min_length=1, max_length=120)]
"""Longer than the longest name of a skill group (84 characters): a model may keep the draft's names."""


class _StrictDraftModel(BaseModel):
    model_config = ConfigDict(extra="forbid")


class DraftSubDimension(_StrictDraftModel):
    """One sub-dimension of a competency."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    level_1: DraftText
    level_2: DraftText
    level_3: DraftText
    level_4: DraftText
    level_5: DraftText
    said_3: list[DraftText] = Field(max_length=8)
    said_4: list[DraftText] = Field(max_length=8)
    said_5: list[DraftText] = Field(max_length=8)


class DraftQuestion(_StrictDraftModel):
    """One question."""

    text: Annotated[str, Field(min_length=10, max_length=600)]
    kind: Literal["behavioral", "situational", "knowledge", "work_sample", "failure"]
    skill: str | None
    expected_points: list[DraftText] = Field(max_length=6)
    """Empty for a question of the previous plan, which keeps its own."""
    probes: list[DraftText] = Field(max_length=6)


class DraftCompetency(_StrictDraftModel):
    """One competency with its questions."""

    name: CompetencyName
    importance: int = Field(ge=1, le=5)
    is_required: bool
    sub_dimensions: list[DraftSubDimension] = Field(max_length=3)
    """Empty for a competency of the previous plan, which keeps its own."""
    questions: list[DraftQuestion] = Field(min_length=1, max_length=8)


class DraftPlan(_StrictDraftModel):
    """A plan as the model writes it."""

    competencies: list[DraftCompetency] = Field(min_length=1, max_length=8)


def prepare_model_brief(
    brief: PlanBrief, skills: SkillReport, requirements: JobRequirements
) -> PlanBrief:
    """Return the brief for the model.

    It contains the previous plan only if that is to be changed: not without a change request, and not if the
    inputs changed. Questions that a person edited are never shown as part of the plan, only as ``avoid``.
    Practice is not about a company or a résumé.
    """
    brief = replace(brief, company_description=None, resume_text=None, candidate_background="")
    previous = brief.previous
    if previous is None:
        return brief
    own = [q.text for q in previous.questions if q.source == "edited"]
    if not (brief.comments or "").strip():
        asked = [q.text for q in previous.questions]
        return replace(brief, previous=None, comments=None, avoid=(*brief.avoid, *asked))
    is_new = previous.language != brief.language
    if is_new or has_changed_inputs(PracticePlanOptions(brief), previous, skills, requirements):
        return replace(brief, previous=None, avoid=(*brief.avoid, *own))
    return replace(brief, previous=_remove_edited_questions(previous), avoid=(*brief.avoid, *own))


def describe_missing_points(
    plan: InterviewPlan, brief: PlanBrief, bank: Sequence[PlanQuestion] = ()
) -> Sequence[str]:
    """Return a complaint for each question without points that is neither kept nor from the bank."""
    kept = brief.previous.questions if brief.previous else ()
    known = {question.id for question in (*kept, *bank)}
    return [
        f'"{question.text}" needs at least two expected_points, and as many probes.'
        for question in plan.questions
        if question.id not in known and len(question.expected_points) < _MIN_POINTS
    ]


def describe_pasted_lines(
    plan: InterviewPlan,
    brief: PlanBrief,
    requirements: JobRequirements,
    bank: Sequence[PlanQuestion],
) -> Sequence[str]:
    """Return a complaint for each new question that repeats a line of the job text as it is written."""
    kept = brief.previous.questions if brief.previous else ()
    known = {question.id for question in (*kept, *bank)}
    lines = requirements.text.splitlines()
    return [
        f'"{question.text}": ask about the line in spoken words; do not copy it.'
        for question in plan.questions
        if question.id not in known and find_pasted_line(question.text, lines)
    ]


def build_practice_facts(brief: PlanBrief) -> Json:
    """Return the practice options as JSON for the model."""
    setting = PracticePlanOptions(brief)
    return {
        "kind": setting.interview_type,
        "difficulty": setting.difficulty,
        "framework": setting.framework,
        "manner": setting.persona.style,
        "question_count": setting.question_count,
        "focus": list(brief.focus),
        "avoid": list(brief.avoid),
    }


def describe_repeated_questions(plan: InterviewPlan, brief: PlanBrief) -> Sequence[str]:
    """Return a complaint for each question that the person was asked recently."""
    lately = PracticePlanOptions(brief).recent_questions
    return [
        f"Question {q.id} was asked in a recent session. Ask another one."
        for q in plan.questions
        if normalize_text(q.text) in lately
    ]


def convert_to_practice_plan(plan: InterviewPlan, brief: PlanBrief) -> InterviewPlan:
    """Return the plan with the scripts, topics, frameworks and notes of a practice plan."""
    setting = PracticePlanOptions(brief)
    if match_language(plan.language) is not None:
        plan = replace(
            plan,
            greeting_script=write_practice_greeting(setting),
            closing_script=write_practice_closing(setting),
        )
    return replace(
        plan,
        inmail_draft="",
        rubric=replace(
            plan.rubric,
            competencies=tuple(
                replace(competency, is_required=False, minimum_acceptable_score=None)
                for competency in plan.rubric.competencies
            ),
            questions=tuple(_format_question(question, setting) for question in plan.questions),
        ),
        notes=(setting.summary, *setting.assumptions, *plan.notes),
    )


def _format_question(question: PlanQuestion, options: PracticePlanOptions) -> PlanQuestion:
    return replace(
        question,
        is_mandatory=True,
        topic=question.topic or question.skill or question.competency,
        expected_framework=options.framework or get_default_framework(question.kind),
    )


def _remove_edited_questions(previous: InterviewPlan) -> InterviewPlan | None:
    planned_questions = tuple(q for q in previous.questions if q.source != "edited")
    if not planned_questions:
        return None
    names = {question.competency for question in planned_questions}
    parts = tuple(
        competency for competency in previous.rubric.competencies if competency.name in names
    )
    return replace(
        previous, rubric=replace(previous.rubric, competencies=parts, questions=planned_questions)
    )
