"""What a model is told about practice, and what our rules add to the plan that it writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vivavoce.contracts.brief import PlanBrief
from vivavoce.contracts.envelope import Json
from vivavoce.contracts.plan import Plan, PlanQuestion
from vivavoce.planning.domain.practice.composing import asked_lately
from vivavoce.planning.domain.practice.revising import has_other_facts
from vivavoce.planning.domain.practice.setting import Setting
from vivavoce.planning.domain.practice.wording import closing, framework_for, greeting
from vivavoce.planning.domain.requirements import Requirements
from vivavoce.planning.domain.skills import SkillReport
from vivavoce.planning.domain.words import fold


def told(brief: PlanBrief, skills: SkillReport, wanted: Requirements) -> PlanBrief:
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
    if has_other_facts(Setting(brief), previous, skills, wanted):
        return replace(brief, previous=None, avoid=(*brief.avoid, *own))
    return replace(brief, previous=_without_own(previous), avoid=(*brief.avoid, *own))


def practice_facts(brief: PlanBrief) -> Json:
    """Return what was chosen, for the model."""
    setting = Setting(brief)
    return {
        "kind": setting.kind,
        "difficulty": setting.difficulty,
        "framework": setting.framework,
        "manner": setting.persona.style,
        "question_count": setting.count,
        "focus": list(brief.focus),
        "avoid": list(brief.avoid),
    }


def asked_again(plan: Plan, brief: PlanBrief) -> Sequence[str]:
    """Return complaints about questions that the person was asked lately."""
    lately = asked_lately(brief)
    return [
        f"Question {q.id} was asked lately: ask another."
        for q in plan.questions
        if fold(q.text) in lately
    ]


def dressed(plan: Plan, brief: PlanBrief) -> Plan:
    """Return the plan with what every practice plan has: its scripts, topics, frameworks and notes."""
    setting = Setting(brief)
    if plan.language.lower().startswith("en"):
        plan = replace(plan, greeting_script=greeting(setting), closing_script=closing(setting))
    return replace(
        plan,
        inmail_draft="",
        rubric=replace(
            plan.rubric,
            competencies=tuple(
                replace(one, is_required=False, minimum_acceptable_score=None)
                for one in plan.rubric.competencies
            ),
            questions=tuple(_told(question, setting) for question in plan.questions),
        ),
        notes=(setting.line, *setting.assumptions, *plan.notes),
    )


def _told(question: PlanQuestion, setting: Setting) -> PlanQuestion:
    return replace(
        question,
        is_mandatory=True,
        topic=question.topic or question.skill or question.competency,
        expected_framework=setting.framework or framework_for(question.kind),
    )


def _without_own(previous: Plan) -> Plan | None:
    kept = tuple(q for q in previous.questions if q.source != "edited")
    if not kept:
        return None
    names = {question.competency for question in kept}
    parts = tuple(one for one in previous.rubric.competencies if one.name in names)
    return replace(previous, rubric=replace(previous.rubric, competencies=parts, questions=kept))
