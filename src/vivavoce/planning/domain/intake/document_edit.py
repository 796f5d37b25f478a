"""Edit a document of an intake by hand: its text, the words of its questions, or the levels of its rubric."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import (
    LEVELS,
    AnswerAnchor,
    Competency,
    InterviewPlan,
    Level,
    PlanQuestion,
    Rubric,
    SubDimension,
    plan_from_document,
    plan_to_document,
)
from vivavoce.contracts.unlawful_demands import remove_unlawful_demands
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.intake.artifacts import ArtifactDocument, ArtifactKind
from vivavoce.planning.domain.intake.built_in_writer import (
    build_rubric_table,
    render_questions,
    render_rubric,
)
from vivavoce.planning.domain.plan_invariants import find_plan_violations
from vivavoce.planning.domain.plan_parts import compute_weights
from vivavoce.planning.domain.practice.edited_question_rules import normalize_whitespace
from vivavoce.planning.domain.question_lint import find_point_refusals, find_refusals
from vivavoce.planning.domain.question_sets import find_source
from vivavoce.planning.domain.requirements import UNNAMED_POSITION, is_prompt_injection

HAND_AUTHOR = "a person"
"""The author of a version that a person edited; the audit log says who."""
_EDITABLE: Mapping[ArtifactKind, str] = {
    "job_description": "content",
    "job_simulation": "content",
    "interview_questions": "questions",
    "rating_rubric": "rows",
}
_SKILL_CODES = frozenset({"skill_not_covered", "coverage_untrue", "skill_forgotten"})


@dataclass(frozen=True, slots=True)
class EditedDocumentQuestion:
    """A question of the document by its id, with its words and what to look for in the answer."""

    id: str
    text: str
    points: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentEdit:
    """What to change; None leaves a part as it is. Only one of the last three suits a kind of document."""

    title: str | None = None
    content: str | None = None
    questions: tuple[EditedDocumentQuestion, ...] | None = None
    """All questions that stay, in their new order."""
    rows: tuple[tuple[str, ...], ...] | None = None
    """The rows of the rubric's table. Their first cells name the criteria, and stay."""


def find_edit_faults(
    kind: ArtifactKind, document: ArtifactDocument, edit: DocumentEdit
) -> list[FieldError]:
    """Return why an edit cannot be stored; empty if it can."""
    faults = [*_check_parts(kind, edit)]
    if faults:
        return faults
    if edit.title is not None and not edit.title.strip():
        faults.append(FieldError("title", "missing", "Enter a title."))
    if edit.content is not None:
        faults += _check_text("content", edit.content, document.content)
    if edit.questions is not None:
        faults += _check_questions(plan_from_document(document.plan or {}), edit.questions)
    if edit.rows is not None:
        faults += _check_rows(document, edit.rows)
    if not faults and document.plan is not None:
        faults += _check_plan(document, edit)
    return faults


def edit_document(
    kind: ArtifactKind, document: ArtifactDocument, edit: DocumentEdit
) -> ArtifactDocument:
    """Return the edited document. ``edit`` has no faults by ``find_edit_faults``."""
    title = document.title if edit.title is None else normalize_whitespace(edit.title)
    edited = replace(document, title=title, author=HAND_AUTHOR)
    if kind == "interview_questions":
        plan = _reword(plan_from_document(document.plan or {}), edit.questions)
        content = _join(render_questions(title, plan), plan)
        return replace(edited, content=content, plan=plan_to_document(plan))
    if kind == "rating_rubric":
        plan = _set_levels(plan_from_document(document.plan or {}), edit.rows)
        content = _join(render_rubric(title, plan), plan)
        table = build_rubric_table(plan)
        return replace(edited, content=content, table=table, plan=plan_to_document(plan))
    if edit.content is not None:
        edited = replace(edited, content=edit.content.rstrip() + "\n")
    return edited


def is_same_document(before: ArtifactDocument, after: ArtifactDocument) -> bool:
    """Return whether an edit changed no word."""
    is_same_text = before.plan is not None or before.content == after.content
    return before.title == after.title and is_same_text and before.plan == after.plan


def apply_written_levels(questions: Rubric, ratings: Rubric) -> Rubric:
    """Return ``questions`` with the levels that a person wrote in ``ratings``.

    A question of the bank is scored by its own levels; without this, a new wording in the rubric would not
    count for it. A question about a software skill has no side: the levels of its competency then score it.
    """
    rated = {competency.name: competency for competency in ratings.competencies}
    return replace(
        questions,
        questions=tuple(
            _apply_to_question(question, rated.get(question.competency))
            for question in questions.questions
        ),
    )


def _apply_to_question(question: PlanQuestion, competency: Competency | None) -> PlanQuestion:
    if competency is None or not question.anchors:
        return question
    source = find_source(question)
    if source is None:
        sides = competency.sub_dimensions
        is_written = any(_is_written_by_hand(side, level) for side in sides for level in LEVELS)
        return replace(question, anchors={}) if is_written else question
    side = next((each for each in competency.sub_dimensions if each.name == source.side), None)
    if side is None:
        return question
    written: dict[str, AnswerAnchor] = {
        level: AnswerAnchor(description=side.indicators[level], signals=side.signals[level])
        for level in LEVELS
        if _is_written_by_hand(side, level)
    }
    return replace(question, anchors={**question.anchors, **written})


def _is_written_by_hand(side: SubDimension, level: Level) -> bool:
    """Return whether a person wrote the level: its own words are then its only signal."""
    return tuple(side.signals.get(level, ())) == (side.indicators[level],)


def _check_parts(kind: ArtifactKind, edit: DocumentEdit) -> Iterator[FieldError]:
    parts = {"content": edit.content, "questions": edit.questions, "rows": edit.rows}
    for name, value in parts.items():
        if value is not None and name != _EDITABLE[kind]:
            message = translatable(
                "This document is edited by its '{member}', not by '{name}'.",
                member=_EDITABLE[kind],
                name=name,
            )
            yield FieldError(name, "not_editable", message)


def _check_plan(document: ArtifactDocument, edit: DocumentEdit) -> Iterator[FieldError]:
    """Yield the rules of every plan that the edit breaks: a template could not be made from it."""
    before = plan_from_document(document.plan or {})
    after = _set_levels(_reword(before, edit.questions), edit.rows)
    field = "questions" if edit.rows is None else "rows"
    known = {*find_plan_violations(before, _build_brief(before))}
    for violation in find_plan_violations(after, _build_brief(before)):
        # A template lists the skills that no question asks for any more.
        if violation not in known and violation.code not in _SKILL_CODES:
            yield FieldError(field, violation.code, violation.detail)


def _build_brief(plan: InterviewPlan) -> PlanBrief:
    return PlanBrief(
        position=UNNAMED_POSITION,
        duration_minutes=plan.duration_minutes,
        language=plan.language,
        are_skills_confirmed=True,
    )


def _check_text(field: str, text: str, before: str) -> Iterator[FieldError]:
    """Check only the lines that are new: what was written from the conversation was checked then."""
    if not text.strip():
        yield FieldError(field, "missing", "Write the text.")
    known = set(before.splitlines())
    new = "\n".join(line for line in text.splitlines() if line not in known)
    for demand in remove_unlawful_demands(new).removed:
        yield FieldError(field, "unlawful", demand.note)
    if is_prompt_injection(new):
        message = translatable("This contains instructions for a program. Write for a person.")
        yield FieldError(field, "order", message)


def _check_questions(
    plan: InterviewPlan, wanted: Sequence[EditedDocumentQuestion]
) -> Iterator[FieldError]:
    if not wanted:
        yield FieldError("questions", "missing", "Keep at least one question.")
    by_id = {question.id: question for question in plan.questions}
    seen: set[str] = set()
    for place, each in enumerate(wanted):
        field, before = f"questions[{place}]", by_id.get(each.id)
        if before is None:
            message = translatable("The document has no question with the id '{id}'.", id=each.id)
            yield FieldError(f"{field}.questionId", "unknown", message)
            continue
        if each.id in seen:
            yield FieldError(f"{field}.questionId", "twice", "This question appears twice.")
        seen.add(each.id)
        if each.text != before.text:
            for fault in find_refusals(each.text):
                yield FieldError(f"{field}.text", fault.code, fault.message)
        yield from _check_points(f"{field}.points", before, each.points)


def _check_points(field: str, before: PlanQuestion, points: Sequence[str]) -> Iterator[FieldError]:
    known = before.expected_points or before.look_for
    for fault in find_point_refusals([point for point in points if point not in known]):
        yield FieldError(field, fault.code, fault.message)
    if any(not point.strip() for point in points):
        yield FieldError(field, "missing", "Write each point, or remove it.")
    # Each of these points has a follow-up question of its own.
    is_paired = bool(before.probes and not before.probe_elements)
    if is_paired and len(points) != len(known):
        message = translatable(
            "Keep {number} points: each has its own follow-up question. You can reword them.",
            number=len(known),
        )
        yield FieldError(field, "points_count", message)


def _check_rows(document: ArtifactDocument, rows: Sequence[Sequence[str]]) -> Iterator[FieldError]:
    before = document.table.rows if document.table is not None else ()
    if [row[:1] for row in map(tuple, rows)] != [row[:1] for row in before] or any(
        len(row) != len(LEVELS) + 1 for row in rows
    ):
        message = translatable(
            "Give all {number} rows, each with its criterion as it is and {levels} levels.",
            number=len(before),
            levels=len(LEVELS),
        )
        yield FieldError("rows", "rows_differ", message)
        return
    for place, (row, known) in enumerate(zip(rows, before, strict=True)):
        for at, (text, earlier) in enumerate(zip(row, known, strict=True)):
            if text != earlier:
                yield from _check_text(f"rows[{place}][{at}]", text, earlier)


def _reword(plan: InterviewPlan, wanted: Sequence[EditedDocumentQuestion] | None) -> InterviewPlan:
    if wanted is None:
        return plan
    by_id = {question.id: question for question in plan.questions}
    questions = tuple(_reword_question(by_id[each.id], each) for each in wanted)
    asked = {question.competency for question in questions}
    competencies = tuple(each for each in plan.rubric.competencies if each.name in asked)
    if len(competencies) < len(plan.rubric.competencies):
        weights = compute_weights([each.weight for each in competencies])
        competencies = tuple(
            replace(each, weight=weight) for each, weight in zip(competencies, weights, strict=True)
        )
    return replace(
        plan, rubric=replace(plan.rubric, questions=questions, competencies=competencies)
    )


def _reword_question(question: PlanQuestion, wanted: EditedDocumentQuestion) -> PlanQuestion:
    text = normalize_whitespace(wanted.text)
    points = tuple(map(normalize_whitespace, wanted.points))
    is_reworded = text != question.text
    return replace(
        question,
        text=text,
        expected_points=points if question.expected_points else (),
        look_for=question.look_for if question.expected_points else points,
        source="edited" if is_reworded else question.source,
        is_pinned=question.is_pinned or is_reworded,
    )


def _set_levels(plan: InterviewPlan, rows: Sequence[Sequence[str]] | None) -> InterviewPlan:
    if rows is None:
        return plan
    left = iter(rows)
    competencies = tuple(
        replace(
            competency,
            sub_dimensions=tuple(
                _set_side_levels(side, next(left)[1:]) for side in competency.sub_dimensions
            ),
        )
        for competency in plan.rubric.competencies
    )
    return replace(plan, rubric=replace(plan.rubric, competencies=competencies))


def _set_side_levels(side: SubDimension, texts: Sequence[str]) -> SubDimension:
    new: dict[str, str] = {
        level: normalize_whitespace(text)
        for level, text in zip(LEVELS, texts, strict=True)
        if text != side.indicators[level]
    }
    return replace(
        side,
        indicators={**side.indicators, **new},
        signals={**side.signals, **{level: (text,) for level, text in new.items()}},
    )


def _join(lines: Sequence[str], plan: InterviewPlan) -> str:
    notes = [f"- {note}" for note in plan.notes]
    return "\n".join([*lines, *notes]).rstrip() + "\n"
