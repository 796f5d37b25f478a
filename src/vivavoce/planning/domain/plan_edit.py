"""Edit a plan by hand: build the next version as a person wants it, and find what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from vivavoce.contracts.plan import (
    LEVELS,
    AnswerAnchor,
    Competency,
    InterviewPlan,
    PlanQuestion,
    PlanScript,
    QuestionOrigin,
)
from vivavoce.contracts.plan_edit import PlanEdit, PlanQuestionEdit
from vivavoce.kernel.errors import FieldError
from vivavoce.kernel.sentences import split_sentences
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.bank_wording import fill_frame
from vivavoce.planning.domain.hiring.competency_shares import name_group
from vivavoce.planning.domain.hiring.fitting_probes import list_probes
from vivavoce.planning.domain.hiring.rubric import refresh_competency_sides
from vivavoce.planning.domain.plan_parts import compute_weights, replace_duration
from vivavoce.planning.domain.plan_revision import PlanRevision, list_other_notes
from vivavoce.planning.domain.practice.edited_question_rules import (
    normalize_for_comparison,
    normalize_whitespace,
)
from vivavoce.planning.domain.practice.edited_questions import infer_question_kind
from vivavoce.planning.domain.practice.set_questions import build_sub_dimensions
from vivavoce.planning.domain.question_lint import (
    QuestionFault,
    find_point_refusals,
    find_refusals,
    find_warnings,
)
from vivavoce.planning.domain.question_search import capitalize
from vivavoce.planning.domain.question_selection import (
    MAX_QUESTION_S,
    MAX_QUESTIONS,
    MIN_QUESTION_S,
    compute_question_time_s,
)
from vivavoce.planning.domain.question_sets import (
    SetQuestion,
    find_bank_question,
    load_question_set,
)
from vivavoce.planning.domain.requirements import find_unlawful_topic
from vivavoce.planning.domain.sentence_edit import (
    edit_sentences,
    find_sentence_edit_faults,
    keep_edited_sentences,
)

SCRIPT_FIELDS: Mapping[PlanScript, str] = {
    "greeting_script": "greetingScript",
    "closing_script": "closingScript",
    "inmail_draft": "inmailDraft",
}
"""The field of a request for each message, which its faults name."""
KEPT_PREFIX = "Kept as written: "
MAX_TIME_S = 2 * MAX_QUESTION_S
_GOOD_LEVEL = "4"
"""The level that an answer shows when it covers a point that a person wrote."""
_OFFER_OF_HELP = re.compile(
    r"\b(?:tell us|let us know|say so|if you need|ask (?:us )?for|arrange|adjustment|accommodation)\b",
    re.IGNORECASE,
)
"""A sentence with these words may name a disability, a pregnancy or a faith."""


@dataclass(frozen=True, slots=True)
class EditFaults:
    """What is wrong with an edit: refusals must be mended, open warnings need a reason."""

    refusals: tuple[FieldError, ...]
    warnings: tuple[FieldError, ...]


def find_edit_faults(plan: InterviewPlan, edit: PlanEdit, *, job_text: str) -> EditFaults:
    """Return what is wrong with an edit.

    Fields are ``questions``, ``questions.N`` from 0, ``weights``, one of ``SCRIPT_FIELDS``, or ``sentences``
    with a dot and the English of the sentence.
    """
    refusals = [
        *_check_plan(plan, edit),
        *_check_scripts(plan, edit),
        *find_sentence_edit_faults(plan, edit.sentences),
    ]
    warnings: list[FieldError] = []
    for place, one in enumerate(edit.questions):
        for fault in _find_question_faults(plan, one, job_text):
            if not fault.is_refusal and one.reasons.get(fault.code, "").strip():
                continue
            error = FieldError(f"questions.{place}", fault.code, fault.message)
            (refusals if fault.is_refusal else warnings).append(error)
    return EditFaults(tuple(refusals), tuple(warnings))


def edit_plan(plan: InterviewPlan, edit: PlanEdit, *, job_text: str) -> InterviewPlan:
    """Return the next version of the plan. ``edit`` has no refusals by ``find_edit_faults``."""
    revision = PlanRevision(plan)
    competencies = {one.name: one for one in plan.rubric.competencies}
    questions: list[PlanQuestion] = []
    for one in edit.questions:
        question, competency = _build(plan, one, competencies)
        competencies.setdefault(competency.name, competency)
        taken = {other.id for other in (*questions, *plan.questions)} - {one.id}
        questions.append(replace(question, id=_find_free_id(question.id, taken)))
    asked = {question.competency for question in questions}
    revision.questions = questions
    weighed = _weigh([one for one in competencies.values() if one.name in asked], edit)
    revision.competencies = [_refresh_sides(plan, one, questions) for one in weighed]
    edited = revision.build_plan(plan.planner)
    before = plan.scripts
    scripts = {
        name: text.strip()
        for name, text in edit.scripts.items()
        if text.strip() != before[name].strip()
    }
    edited = edited.with_scripts(scripts)
    return replace(
        edited,
        notes=_update_notes(edited, plan, edit, job_text),
        sentences=edit_sentences(plan.sentences, edit.sentences),
    )


def is_same_plan(before: InterviewPlan, after: InterviewPlan) -> bool:
    """Return whether an edit changed nothing that a person sees."""
    return (before.rubric, before.scripts, before.sentences) == (
        after.rubric,
        after.scripts,
        after.sentences,
    )


def _check_plan(plan: InterviewPlan, edit: PlanEdit) -> Iterator[FieldError]:
    if len(edit.questions) > MAX_QUESTIONS:
        yield FieldError(
            "questions",
            "too_many",
            translatable(
                "A plan can have at most {most} questions, not {number}.",
                most=MAX_QUESTIONS,
                number=len(edit.questions),
            ),
        )
    free = compute_question_time_s(plan.duration_minutes)
    total = sum(one.time_budget_s for one in edit.questions)
    if total > free:
        yield FieldError(
            "questions",
            "too_long",
            translatable(
                "The questions take {taken} minutes, but an interview of {duration} minutes has "
                "{free} minutes for them. Shorten or remove a question.",
                taken=_format_minutes(total),
                duration=plan.duration_minutes,
                free=_format_minutes(free),
            ),
        )
    first_place: dict[str, int] = {}
    ids = [one.id for one in edit.questions if one.id]
    for place, one in enumerate(edit.questions):
        first = first_place.setdefault(normalize_for_comparison(one.text), place)
        if first != place or (one.id and ids.count(one.id) > 1):
            message = translatable(
                "This question is the same as question {place}.", place=first + 1
            )
            yield FieldError(f"questions.{place}", "duplicate", message)
        if not MIN_QUESTION_S <= one.time_budget_s <= MAX_TIME_S:
            yield FieldError(
                f"questions.{place}",
                "time",
                translatable(
                    "A question takes {least} to {most} seconds, not {seconds}.",
                    least=MIN_QUESTION_S,
                    most=MAX_TIME_S,
                    seconds=one.time_budget_s,
                ),
            )
    names = {one.name for one in plan.rubric.competencies}
    for name in edit.weights:
        if name not in names and all(name != one.competency for one in edit.questions):
            yield FieldError(
                "weights",
                "unknown",
                translatable('The plan has no competency "{name}".', name=name),
            )


def _check_scripts(plan: InterviewPlan, edit: PlanEdit) -> Iterator[FieldError]:
    """Yield the unlawful demands of new sentences. What a message must say is a rule of every plan."""
    for name, text in edit.scripts.items():
        known = {one.strip() for one in split_sentences(plan.scripts[name])}
        for sentence in map(str.strip, split_sentences(text)):
            if sentence in known or _OFFER_OF_HELP.search(sentence):
                continue
            if topic := find_unlawful_topic(sentence):
                yield FieldError(
                    SCRIPT_FIELDS[name],
                    "unlawful",
                    translatable(
                        'This sentence is about {topic}, which must not play a role: "{sentence}"',
                        topic=topic,
                        sentence=sentence,
                    ),
                )


def _find_question_faults(
    plan: InterviewPlan, one: PlanQuestionEdit, job_text: str
) -> Iterator[QuestionFault]:
    text = normalize_whitespace(one.text)
    before = next((question for question in plan.questions if question.id == one.id), None)
    source = find_bank_question(one.bank_question) if one.bank_question else None
    if one.id and before is None:
        yield QuestionFault(
            "unknown", translatable("This question is no longer in the plan."), is_refusal=True
        )
        return
    if one.bank_question and source is None:
        message = translatable('The bank has no question "{question}".', question=one.bank_question)
        yield QuestionFault("unknown", message, is_refusal=True)
        return
    competencies = {competency.name for competency in plan.rubric.competencies}
    if before is None and source is None and one.competency not in competencies:
        yield QuestionFault(
            "competency",
            translatable("Choose the competency that this question is about."),
            is_refusal=True,
        )
    yield from find_point_refusals(one.good_answer)
    earlier = before.text if before else source.forms[one.form].plain if source else ""
    if text == earlier:
        return
    yield from find_refusals(text)
    if plan.language.lower().startswith("en"):
        yield from find_warnings(text, known_words=job_text, earlier=earlier)


def _build(
    plan: InterviewPlan, one: PlanQuestionEdit, competencies: Mapping[str, Competency]
) -> tuple[PlanQuestion, Competency]:
    """Return a question of the next version, and its competency with a weight."""
    text = normalize_whitespace(one.text)
    before = next((question for question in plan.questions if question.id == one.id), None)
    if before is not None:
        is_reworded = text != before.text
        is_pinned = (before.is_pinned or is_reworded) if one.is_pinned is None else one.is_pinned
        kept = replace(
            before,
            text=text,
            source="edited" if is_reworded else before.source,
            is_pinned=is_pinned,
            time_budget_s=one.time_budget_s,
            is_mandatory=one.is_mandatory,
        )
        return kept, competencies[before.competency]
    source = find_bank_question(one.bank_question or "")
    if source is not None:
        question, competency = _build_from_bank(source, one, competencies)
        is_reworded = text != question.text
        question = replace(question, text=text, source="edited" if is_reworded else "planner")
    else:
        competency = competencies[one.competency or ""]
        question, is_reworded = _build_written(text, one.good_answer, competency), True
    is_pinned = is_reworded if one.is_pinned is None else one.is_pinned
    added = replace(
        question,
        is_pinned=is_pinned,
        time_budget_s=one.time_budget_s,
        is_mandatory=one.is_mandatory,
    )
    return added, competency


def _build_from_bank(
    source: SetQuestion, one: PlanQuestionEdit, competencies: Mapping[str, Competency]
) -> tuple[PlanQuestion, Competency]:
    question_set = load_question_set(source.id.partition(".")[0])
    name = name_group(question_set.group) if question_set.group else capitalize(question_set.name)
    new = Competency(name=name, weight=0.0, sub_dimensions=build_sub_dimensions([source]))
    competency = competencies.get(one.competency or "") or competencies.get(name) or new
    asked = source.keep_form(one.form)
    pairs = list_probes(asked)
    is_knowledge = source.kind == "knowledge"
    question = PlanQuestion(
        id=f"{source.id}.{one.form}",
        text=fill_frame(source.forms[one.form].plain, ""),
        competency=competency.name,
        kind=source.kind,
        expected_points=asked.points if is_knowledge else (),
        look_for=() if is_knowledge else asked.points,
        probes=tuple(probe for probe, _ in pairs),
        probe_elements=tuple(element for _, element in pairs),
        anchors=asked.anchors,
        origin=QuestionOrigin(
            reason=translatable("Added from the question bank by hand."),
            group=question_set.group,
            bank_question=source.id,
            form=one.form,
        ),
    )
    return question, competency


def _build_written(text: str, good_answer: tuple[str, ...], competency: Competency) -> PlanQuestion:
    points = tuple(point for point in map(normalize_whitespace, good_answer) if point)
    reason = (
        translatable(
            "Written by hand. Answers are scored by what a good answer covers, and by the levels of "
            "the competency."
        )
        if points
        else translatable("Written by hand. Answers are scored by the levels of the competency.")
    )
    return PlanQuestion(
        id="own",
        text=text,
        competency=competency.name,
        kind=infer_question_kind(text),
        look_for=points,
        source="edited",
        anchors=_build_anchors(points, competency) if points else {},
        origin=QuestionOrigin(reason=reason),
    )


def _build_anchors(points: tuple[str, ...], competency: Competency) -> dict[str, AnswerAnchor]:
    """Return the levels of the competency, with the person's points at the level of a good answer."""
    anchors: dict[str, AnswerAnchor] = {
        level: AnswerAnchor(
            description=" ".join(side.indicators[level] for side in competency.sub_dimensions),
            signals=tuple(
                signal
                for side in competency.sub_dimensions
                for signal in side.signals.get(level, ())
            ),
        )
        for level in LEVELS
        if all(level in side.indicators for side in competency.sub_dimensions)
    }
    anchors[_GOOD_LEVEL] = AnswerAnchor(
        description="Covers what was asked for: " + "; ".join(points) + ".", signals=points
    )
    return anchors


def _refresh_sides(
    plan: InterviewPlan, competency: Competency, questions: Sequence[PlanQuestion]
) -> Competency:
    """Return a competency with the sides of its questions; the same questions change nothing."""
    now = [question for question in questions if question.competency == competency.name]
    before = {q.id for q in plan.questions if q.competency == competency.name}
    if before == {question.id for question in now}:
        return competency
    return refresh_competency_sides(competency, now)


def _weigh(competencies: list[Competency], edit: PlanEdit) -> list[Competency]:
    """Return the competencies with the wanted shares; a new one gets a mean share unless one is given."""
    known = [one.weight for one in competencies if one.weight > 0]
    mean = sum(known) / len(known) if known else 1.0
    shares = [max(edit.weights.get(one.name, one.weight) or mean, 0.01) for one in competencies]
    if not edit.weights and all(one.weight > 0 for one in competencies) and sum(shares) > 0.995:
        return competencies
    return [
        replace(one, weight=weight)
        for one, weight in zip(competencies, compute_weights(shares), strict=True)
    ]


def _update_notes(
    edited: InterviewPlan, plan: InterviewPlan, edit: PlanEdit, job_text: str
) -> tuple[str, ...]:
    """Return the notes, with the reasons for warnings that a person overrode."""
    texts = [question.text for question in edited.questions]
    notes = [
        note
        for note in edited.notes
        if not note.startswith(KEPT_PREFIX) or any(f'"{text}"' in note for text in texts)
    ]
    for one in edit.questions:
        for fault in _find_question_faults(plan, one, job_text):
            if reason := normalize_whitespace(one.reasons.get(fault.code, "")):
                text = normalize_whitespace(one.text)
                notes.append(
                    translatable(
                        'Kept as written: "{text}". {warning} Reason: {reason}',
                        text=text,
                        warning=fault.message,
                        reason=reason,
                    )
                )
    return tuple(dict.fromkeys(notes))


def _find_free_id(wanted: str, taken: set[str]) -> str:
    number, name = 1, wanted
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    return name


def _format_minutes(seconds: int) -> str:
    return f"{seconds / 60:.1f}".removesuffix(".0")


def keep_edits(plan: InterviewPlan, previous: InterviewPlan | None) -> InterviewPlan:
    """Return a newly written version with what a person fixed in the previous one.

    Those are the messages and sentences that a person wrote, and every pinned question at its place.
    """
    kept = keep_edited_sentences(_keep_edited_scripts(plan, previous), previous)
    return _keep_pinned_questions(kept, previous)


def _keep_edited_scripts(plan: InterviewPlan, previous: InterviewPlan | None) -> InterviewPlan:
    if previous is None:
        return plan
    minutes = (previous.duration_minutes, plan.duration_minutes)
    return plan.with_scripts(
        {
            name: replace_duration(previous.scripts[name], *minutes, plan.language)
            for name in previous.edited_scripts
        }
    )


def _keep_pinned_questions(plan: InterviewPlan, previous: InterviewPlan | None) -> InterviewPlan:
    pinned = [question for question in previous.questions if question.is_pinned] if previous else []
    texts = {question.text for question in pinned}
    if previous is None or not pinned:
        return plan
    plan = replace(
        plan,
        rubric=replace(
            plan.rubric,
            questions=tuple(
                replace(one, is_pinned=one.is_pinned or one.text in texts) for one in plan.questions
            ),
        ),
    )
    missing = [one for one in pinned if all(one.text != other.text for other in plan.questions)]
    if not missing:
        return plan
    revision = PlanRevision(plan)
    competencies = {one.name: one for one in previous.rubric.competencies}
    for question in missing:
        place = previous.questions.index(question)
        revision.restore_question(question, competencies[question.competency], place)
    restored = revision.build_plan(plan.planner)
    notes = tuple(dict.fromkeys((*restored.notes, *list_other_notes(plan.notes))))
    return replace(restored, version=plan.version, notes=notes)
