"""The parts of a plan that is written in steps: nothing twice, and as many questions as are wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.contracts.plan import Competency, PlannerFailedError, PlanQuestion
from vivavoce.kernel.translation import translatable_plural
from vivavoce.planning.adapters.stepwise_drafts import OutlineCompetency, StepMaterial

_USUAL_IMPORTANCE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPart:
    """A competency with its questions, before weights and times."""

    outline: OutlineCompetency
    competency: Competency
    questions: tuple[PlanQuestion, ...]
    is_by_rules: bool = False
    """Whether the model's step failed, so that the rules' questions stand in."""


def drop_repeated_questions(parts: Sequence[PlanPart], material: StepMaterial) -> list[PlanPart]:
    """Return the parts, each question and each skill once: the steps are written at the same time."""
    texts: list[str] = []
    skills: set[str] = set()
    kept_parts = []
    for part in parts:
        kept = []
        for question in part.questions:
            if not any(material.is_same_question(question.text, text) for text in texts):
                texts.append(question.text)
                kept.append(replace(question, skill=None) if question.skill in skills else question)
                skills.update(filter(None, [question.skill]))
        if kept:
            kept_parts.append(replace(part, questions=tuple(kept)))
    return kept_parts


def merge_parts(parts: Sequence[PlanPart]) -> list[PlanPart]:
    """Return one part for each competency, with the questions of all its shares."""
    merged: dict[str, PlanPart] = {}
    for part in parts:
        before = merged.get(part.outline.name)
        questions = (*before.questions, *part.questions) if before else part.questions
        merged[part.outline.name] = replace(before or part, questions=questions)
    return list(merged.values())


def fill_up(parts: Sequence[PlanPart], material: StepMaterial) -> list[PlanPart]:
    """Return the parts with as many questions as the plan must have; the missing ones are the rules'.

    Raises ``PlannerFailedError`` if the rules have too few, or none in this language.
    """
    asked = [question.text for part in parts for question in part.questions]
    missing = material.max_questions - sum(len(part.questions) for part in parts)
    spare = material.list_rules_questions() if material.is_english else []
    spare = [
        question
        for question in spare
        if not any(material.is_same_question(question.text, text) for text in asked)
    ]
    if len(spare) < missing:
        raise PlannerFailedError("The configured language model wrote too few questions.")
    filled = list(parts)
    for question in spare[:missing]:
        at = next((at for at, part in enumerate(filled) if _holds(part, question, material)), None)
        if at is None:
            filled.append(_start_part(question, material))
            continue
        named = replace(question, competency=filled[at].competency.name)
        filled[at] = replace(filled[at], questions=(*filled[at].questions, named))
    return drop_repeated_questions(filled, material)


def _holds(part: PlanPart, question: PlanQuestion, material: StepMaterial) -> bool:
    """Return whether a question of the rules' plan belongs to a part."""
    source = material.names_by_draft_id.get(part.outline.draft_id or "")
    return question.competency in (source, part.competency.name)


def _start_part(question: PlanQuestion, material: StepMaterial) -> PlanPart:
    """Return a part for a question whose competency the first step did not choose."""
    outline = OutlineCompetency(
        name=question.competency,
        draft_id=None,
        importance=_USUAL_IMPORTANCE,
        is_required=False,
        lines=[],
        skills=[],
        questions=1,
    )
    competencies = {one.name: one for one in material.base.rubric.competencies}
    competency = replace(competencies[question.competency], weight=1.0)
    return PlanPart(outline=outline, competency=competency, questions=(question,), is_by_rules=True)


def write_practice_notes(written: Sequence[PlanPart], filled: Sequence[PlanPart]) -> list[str]:
    """Return who wrote which questions. Why the model failed is not for a person who practices."""
    by_model = sum(len(part.questions) for part in written if not part.is_by_rules)
    count = sum(len(part.questions) for part in filled) - by_model
    if not count:
        return []
    return [
        translatable_plural(
            "The built-in rules wrote one of the questions, because the language model did not.",
            "The built-in rules wrote {count} of the questions, because the language model did not.",
            count=count,
        )
    ]
