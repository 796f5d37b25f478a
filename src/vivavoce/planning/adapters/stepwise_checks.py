"""What is wrong with a step of a model's plan, in words that the model can act on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vivavoce.contracts.invitation import LINK_PLACEHOLDER
from vivavoce.contracts.plan import Competency, PlanQuestion, Rubric
from vivavoce.planning.adapters.pasted_lines import find_pasted_line
from vivavoce.planning.adapters.stepwise_drafts import (
    CompetencyQuestions,
    OutlineCompetency,
    PlanOutline,
    PlanScripts,
    StepMaterial,
    StepQuestion,
    needs_levels,
)
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.question_lint import (
    find_point_refusals,
    find_refusals,
    find_warnings,
)
from vivavoce.planning.domain.requirements import find_unlawful_topic, is_prohibited_topic
from vivavoce.planning.domain.text_matching import extract_content_stems, normalize_text

_MIN_POINTS = 2
_STEP_RULES = frozenset({
    "indicators_missing", "indicators_equal", "signals_level", "no_sub_dimension", "question_text",
    "question_unlawful", "criterion_unlawful", "probes_count", "probe_elements_count", "probe_leaks",
    "resume_copied", "order_obeyed", "duplicate_question", "not_spoken",
})  # fmt: skip
"""The rules of plans that one competency can break by itself."""


def find_outline_problems(outline: PlanOutline, material: StepMaterial) -> list[str]:
    """Return what is wrong with the competencies of a plan."""
    parts = outline.competencies
    return [
        *_find_name_problems(parts),
        *_find_size_problems(parts, material),
        *_find_source_problems(parts, material),
        *_find_skill_problems(parts, material),
    ]


def find_questions_problems(
    drafted: CompetencyQuestions,
    part: OutlineCompetency,
    competency: Competency,
    questions: Sequence[PlanQuestion],
    material: StepMaterial,
) -> list[str]:
    """Return what is wrong with the questions of a competency; none if the bank's questions are to be asked.

    ``competency`` and ``questions`` are what the step's output becomes in the plan.
    """
    bank = material.list_bank_questions(part)
    is_exact = material.practice is not None
    if not drafted.questions and (not is_exact or len(bank) >= part.questions):
        return []
    problems = []
    if is_exact and len(drafted.questions) != part.questions:
        problems.append(f"Write exactly {part.questions} questions.")
    elif len(drafted.questions) > part.questions:
        problems.append(f"Write at most {part.questions} questions.")
    if needs_levels(material, part) and not drafted.sub_dimensions:
        problems.append("Give one or two sub_dimensions with their levels.")
    kept = [question.bank_id for question in drafted.questions if question.bank_id]
    problems += [f'"{one}" is no question of the bank.' for one in kept if one not in bank]
    problems += [f'"{one}" is used twice.' for one in set(kept) if kept.count(one) > 1]
    asked = {question.skill for question in drafted.questions}
    problems += [f'"{name}" has no question.' for name in part.skills if name not in asked]
    for question in drafted.questions:
        problems += _find_question_problems(question, part, material)
    return problems or _find_broken_rules(competency, questions, material)


def find_scripts_problems(scripts: PlanScripts) -> list[str]:
    """Return what is wrong with the scripts of a plan."""
    if LINK_PLACEHOLDER in scripts.invitation:
        return []
    return [f"The invitation needs {LINK_PLACEHOLDER}."]


def _find_name_problems(parts: Sequence[OutlineCompetency]) -> Iterator[str]:
    names = [normalize_text(part.name) for part in parts]
    for part in parts:
        if names.count(normalize_text(part.name)) > 1:
            yield f'"{part.name}" appears more than once.'
        if find_unlawful_topic(part.name) or is_prohibited_topic(part.name):
            yield f'"{part.name}" is something that employers must not consider.'


def _find_size_problems(
    parts: Sequence[OutlineCompetency], material: StepMaterial
) -> Iterator[str]:
    if len(parts) < material.min_competencies:
        yield f"Name at least {material.min_competencies} competencies."
    total = sum(part.questions for part in parts)
    if material.practice is None:
        if total > material.max_questions:
            yield f"All together have {total} questions; at most {material.max_questions} fit."
        return
    if total != material.max_questions:
        yield f"All together have {total} questions; they must have exactly {material.max_questions}."


def _find_source_problems(
    parts: Sequence[OutlineCompetency], material: StepMaterial
) -> Iterator[str]:
    ids = [part.draft_id for part in parts if part.draft_id is not None]
    for one in ids:
        if one not in material.names_by_draft_id:
            yield f'"{one}" is no id of the draft.'
        elif ids.count(one) > 1:
            yield f'The draft\'s "{one}" is used twice.'
    for part in parts:
        unknown = [str(number) for number in part.lines if number not in material.lines]
        if unknown:
            yield f'"{part.name}" names lines that do not exist: {", ".join(unknown)}.'
        if not (part.lines or part.skills or part.draft_id):
            yield f'"{part.name}" has no line, no skill and no competency of the draft.'


def _find_skill_problems(
    parts: Sequence[OutlineCompetency], material: StepMaterial
) -> Iterator[str]:
    report = material.job.skills
    placed = [name for part in parts for name in part.skills]
    known = {*report.validated_skills, *report.unvalidated_skills}
    room = max(0, material.max_questions - 1)
    for name in material.skills_to_cover[:room]:
        if name not in placed:
            yield f'"{name}" belongs to no competency.'
    for name in sorted(set(placed)):
        if name not in known:
            yield f'"{name}" was not requested.'
        elif placed.count(name) > 1:
            yield f'"{name}" belongs to more than one competency.'
    for part in parts:
        if len(part.skills) > part.questions:
            yield f'"{part.name}" has more skills than questions.'


def _find_question_problems(
    question: StepQuestion, part: OutlineCompetency, material: StepMaterial
) -> Iterator[str]:
    source = material.list_bank_questions(part).get(question.bank_id or "")
    if not question.text.strip():
        if source is None or not material.is_english:
            yield "A question without bank_id needs a text, as does every question in this language."
        return
    named = f'"{question.text}"'
    if material.was_asked(question.text) or any(
        material.is_same_question(question.text, asked) for asked in material.brief.avoid
    ):
        yield f"{named} was asked recently, or is in the plan. Ask another one."
    faults = find_refusals(question.text)
    if find_pasted_line(question.text, material.lines.values()):
        yield f"{named}: ask about the line in spoken words; do not copy it."
    if material.is_english:
        earlier = source.text if source else ""
        known = material.job.requirements.job_text
        faults += find_warnings(question.text, known_words=known, earlier=earlier)
        yield from _find_trace_problems(question, part, material)
    yield from (f"{named}: {fault.message}" for fault in faults)
    if question.line is not None and question.line not in part.lines:
        yield f"{named}: line {question.line} is none of this competency's."
    if source is None or not material.is_english:
        points, probes = question.expected_points, question.probes
        if len(points) < _MIN_POINTS or len(points) != len(probes):
            yield f"{named}: give three or four expected_points and as many probes."
        yield from (f"{named}: {fault.message}" for fault in find_point_refusals(points))


def _find_trace_problems(
    question: StepQuestion, part: OutlineCompetency, material: StepMaterial
) -> Iterator[str]:
    """Every worded question says something of its line, or of its skill if the job has no line for it.

    A question of practice may be about neither, for example what somebody is proud of.
    """
    if material.practice is not None and question.line is None and question.skill is None:
        return
    if part.lines and question.line is None:
        yield f'"{question.text}": name the line that it comes from.'
        return
    source = " ".join((material.lines.get(question.line or 0, ""), question.skill or ""))
    source = source if source.strip() else part.name
    if not set(extract_content_stems(source)) & set(extract_content_stems(question.text)):
        yield f'"{question.text}": name something of its line or skill.'


def _find_broken_rules(
    competency: Competency, questions: Sequence[PlanQuestion], material: StepMaterial
) -> list[str]:
    """Return which rules of every plan these questions break."""
    trial = replace(
        material.base,
        language=material.brief.language,
        rubric=Rubric(competencies=(competency,), questions=tuple(questions)),
    )
    violations = find_plan_violations(trial, material.brief, material.job.skills)
    return [one.detail for one in violations if one.code in _STEP_RULES]
