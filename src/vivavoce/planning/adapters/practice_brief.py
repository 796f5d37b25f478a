"""What a model is told about practice, and what our rules add to the plan that it writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import InterviewPlan, PlanQuestion
from vivavoce.planning.domain.practice.options import PracticePlanOptions
from vivavoce.planning.domain.practice.plan_composer import get_recent_questions
from vivavoce.planning.domain.practice.question_set_revision import has_changed_inputs
from vivavoce.planning.domain.practice.scripts import (
    get_default_framework,
    write_practice_closing,
    write_practice_greeting,
)
from vivavoce.planning.domain.requirements import JobRequirements
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.text_normalization import normalize_text


def prepare_model_brief(
    brief: PlanBrief, skills: SkillReport, requirements: JobRequirements
) -> PlanBrief:
    """Return the brief as a model is to see it.

    An earlier plan is only shown where it is to be changed: not without a wish, not when it was made
    for other facts, and never the questions that somebody wrote into it.
    """
    previous = brief.previous
    if previous is None:
        return brief
    own = [q.text for q in previous.questions if q.source == "edited"]
    if not (brief.comments or "").strip():
        asked = [q.text for q in previous.questions]
        return replace(brief, previous=None, comments=None, avoid=(*brief.avoid, *asked))
    if has_changed_inputs(PracticePlanOptions(brief), previous, skills, requirements):
        return replace(brief, previous=None, avoid=(*brief.avoid, *own))
    return replace(brief, previous=_remove_edited_questions(previous), avoid=(*brief.avoid, *own))


def build_practice_facts(brief: PlanBrief) -> Json:
    """Return what was chosen, for the model."""
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


def find_repeated_questions(plan: InterviewPlan, brief: PlanBrief) -> Sequence[str]:
    """Return complaints about questions that the person was asked lately."""
    lately = get_recent_questions(brief)
    return [
        f"Question {q.id} was asked lately: ask another."
        for q in plan.questions
        if normalize_text(q.text) in lately
    ]


def apply_practice_format(plan: InterviewPlan, brief: PlanBrief) -> InterviewPlan:
    """Return the plan with what every practice plan has: its scripts, topics, frameworks and notes."""
    setting = PracticePlanOptions(brief)
    if plan.language.lower().startswith("en"):
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
                replace(one, is_required=False, minimum_acceptable_score=None)
                for one in plan.rubric.competencies
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
    kept = tuple(q for q in previous.questions if q.source != "edited")
    if not kept:
        return None
    names = {question.competency for question in kept}
    parts = tuple(one for one in previous.rubric.competencies if one.name in names)
    return replace(previous, rubric=replace(previous.rubric, competencies=parts, questions=kept))
