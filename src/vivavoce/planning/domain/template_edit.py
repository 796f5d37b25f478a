"""Edit a template, make one from a plan or a job text, and say what changed between two versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from vivavoce.contracts.interview import PlanBrief, Seniority
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.kernel.errors import FieldError
from vivavoce.planning.domain.intake.artifacts import InterviewTemplate, merge_rubrics
from vivavoce.planning.domain.planner import plan_interview
from vivavoce.planning.domain.question_lint import find_refusals
from vivavoce.planning.domain.requirements import extract_skills
from vivavoce.planning.domain.skills import load_skill_catalog, validate_skills

TemplateChange = Literal[
    "title",
    "company_name",
    "level",
    "job_description",
    "minutes",
    "questions_reworded",
    "questions_removed",
    "questions_reordered",
]
"""What a person can change in a template."""


@dataclass(frozen=True, slots=True)
class RewordedQuestion:
    """A question of the template by its id, with the words to ask it in."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateEdit:
    """What to change; None leaves a part as it is.

    ``questions`` are all that stay, in their new order.
    """

    title: str | None = None
    company_name: str | None = None
    level: Seniority | None = None
    job_description: str | None = None
    minutes: int | None = None
    questions: tuple[RewordedQuestion, ...] | None = None


def find_edit_faults(template: InterviewTemplate, edit: TemplateEdit) -> list[FieldError]:
    """Return why ``edit`` cannot be used: a job description without text, questions that cannot be asked."""
    faults = []
    if edit.job_description is not None and not edit.job_description.strip():
        faults.append(FieldError("jobDescription", "missing", "Enter a job description."))
    if edit.questions is None:
        return faults
    if not edit.questions:
        return [*faults, FieldError("questions", "missing", "Keep at least one question.")]
    return [*faults, *_find_question_faults(template, edit.questions)]


def edit_template(template: InterviewTemplate, edit: TemplateEdit) -> InterviewTemplate:
    """Return the edited template. Weights and time budgets follow from the questions that stay."""
    minutes = edit.minutes or template.minutes
    rubric = template.rubric
    if edit.questions is not None or minutes != template.minutes:
        rubric = merge_rubrics(
            replace(rubric, questions=_reword(rubric.questions, edit.questions)),
            rubric,
            minutes=minutes,
        )
    return replace(
        template,
        title=edit.title or template.title,
        company_name=template.company_name if edit.company_name is None else edit.company_name,
        level=edit.level or template.level,
        job_description=edit.job_description or template.job_description,
        minutes=minutes,
        rubric=rubric,
    )


def list_changes(before: InterviewTemplate, after: InterviewTemplate) -> tuple[TemplateChange, ...]:
    """Return what differs between two versions; empty if nothing that a person can change does."""
    old = {question.id: question.text for question in before.rubric.questions}
    new = {question.id: question.text for question in after.rubric.questions}
    stayed = [question_id for question_id in old if question_id in new]
    checks: tuple[tuple[TemplateChange, bool], ...] = (
        ("title", before.title != after.title),
        ("company_name", (before.company_name or "") != (after.company_name or "")),
        ("level", before.level != after.level),
        ("job_description", before.job_description != after.job_description),
        ("minutes", before.minutes != after.minutes),
        ("questions_reworded", any(old[each] != new[each] for each in stayed)),
        ("questions_removed", len(stayed) < len(old)),
        ("questions_reordered", stayed != [each for each in new if each in old]),
    )
    return tuple(change for change, is_changed in checks if is_changed)


def build_template_from_plan(
    plan: InterviewPlan, brief: PlanBrief, *, title: str
) -> InterviewTemplate:
    """Return a template with the questions and levels of a plan, in the plan's language."""
    return InterviewTemplate(
        title=title,
        company_name=brief.company_name,
        level=brief.level,
        job_description=brief.job_description,
        skills=plan.validated_skills,
        minutes=brief.duration_minutes,
        profile=brief.profile,
        language=plan.language,
        rubric=merge_rubrics(plan.rubric, plan.rubric, minutes=brief.duration_minutes),
    )


def plan_template(brief: PlanBrief) -> InterviewTemplate:
    """Return a template whose questions the built-in rules write from the job text of ``brief``."""
    catalog = load_skill_catalog()
    skills = brief.skills or tuple(extract_skills(brief.job_description, catalog))
    brief = replace(brief, skills=skills, are_skills_confirmed=True)
    plan = plan_interview(brief, validate_skills(skills, catalog, is_confirmed=True))
    return build_template_from_plan(plan, brief, title=brief.position)


def _find_question_faults(
    template: InterviewTemplate, questions: Sequence[RewordedQuestion]
) -> Iterator[FieldError]:
    texts = {question.id: question.text for question in template.rubric.questions}
    seen: set[str] = set()
    for place, question in enumerate(questions):
        field = f"questions[{place}]"
        if question.id not in texts:
            yield FieldError(
                f"{field}.questionId", "unknown", "The template has no question with this id."
            )
        elif question.id in seen:
            yield FieldError(f"{field}.questionId", "twice", "This question appears twice.")
        elif question.text != texts[question.id]:
            for fault in find_refusals(question.text):
                yield FieldError(f"{field}.text", fault.code, fault.message)
        seen.add(question.id)


def _reword(
    questions: Sequence[PlanQuestion], wanted: Sequence[RewordedQuestion] | None
) -> tuple[PlanQuestion, ...]:
    if wanted is None:
        return tuple(questions)
    by_id = {question.id: question for question in questions}
    return tuple(replace(by_id[each.id], text=each.text.strip()) for each in wanted)
