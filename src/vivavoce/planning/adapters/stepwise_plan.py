"""Build a plan from what a model wrote in steps: kept, reworded and new questions with their origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from vivavoce.contracts.plan import (
    Competency,
    InterviewPlan,
    PlannerFailedError,
    PlanQuestion,
    QuestionOrigin,
    Rubric,
    SpokenSentence,
    SubDimension,
)
from vivavoce.contracts.plan_remarks import format_must_have_proposal
from vivavoce.contracts.unlawful_demands import remove_unlawful_demands
from vivavoce.infra.language_model.failures import ModelFailure
from vivavoce.kernel.translation import translatable, translatable_plural
from vivavoce.planning.adapters.planner_model_io import (
    DraftSubDimension,
    convert_to_practice_plan,
)
from vivavoce.planning.adapters.stepwise_drafts import (
    CompetencyQuestions,
    OutlineCompetency,
    PlanScripts,
    StepMaterial,
    StepQuestion,
    needs_levels,
)
from vivavoce.planning.adapters.stepwise_parts import (
    PlanPart,
    drop_repeated_questions,
    fill_up,
    merge_parts,
    write_practice_notes,
)
from vivavoce.planning.domain.hiring.plan_notes import (
    write_check_notes,
    write_requested_skill_notes,
    write_welcome_notes,
)
from vivavoce.planning.domain.hiring.skill_coverage import assign_skills, list_asked_names
from vivavoce.planning.domain.plan_parts import (
    compute_weights,
    write_closing,
    write_greeting,
    write_inmail,
    write_job_description_notes,
)
from vivavoce.planning.domain.question_selection import compute_question_budget_s
from vivavoce.planning.domain.spoken_sentences import SENTENCES_NOTE, count_english_sets
from vivavoce.planning.domain.text_matching import (
    extract_content_stems,
    normalize_text,
    to_single_line,
)

_MAX_WEIGHT = 0.35
_MIN_CAPPED = 3
_MAX_QUOTE = 160
_NEUTRAL_PROBE = "What else comes to mind?"


def build_part(
    drafted: CompetencyQuestions, outline: OutlineCompetency, material: StepMaterial, place: int
) -> PlanPart:
    """Return what a step's output becomes; ``place`` makes the ids of its questions unique."""
    bank = material.list_bank_questions(outline)
    questions = tuple(
        _build_question(one, outline, material, question_id=f"m{place}.{number}")
        for number, one in enumerate(drafted.questions, 1)
        if one.text.strip() or one.bank_id in bank
    )
    levels = tuple(_build_sub_dimension(side) for side in drafted.sub_dimensions)
    own = _find_base_competency(outline, material)
    if needs_levels(material, outline) or own is None:
        competency = Competency(name=outline.name, weight=1.0, sub_dimensions=levels)
    else:
        competency = replace(own, name=outline.name, weight=1.0)
    return PlanPart(outline=outline, competency=competency, questions=questions)


def build_rules_part(
    outline: OutlineCompetency, material: StepMaterial, *, is_stand_in: bool
) -> PlanPart | None:
    """Return the rules' questions for a competency; None if they have none, or not in this language."""
    own = _find_base_competency(outline, material)
    bank = material.list_bank_questions(outline)
    if own is None or not bank or not material.is_english:
        return None
    questions = tuple(replace(one, competency=outline.name) for one in bank.values())
    return PlanPart(
        outline=outline,
        competency=replace(own, name=outline.name, weight=1.0),
        questions=questions[: outline.questions],
        is_by_rules=is_stand_in,
    )


def assemble_plan(
    parts: Sequence[PlanPart],
    material: StepMaterial,
    *,
    planner: str,
    scripts: PlanScripts | None,
    sentences: Mapping[str, str] | None = None,
    left_out: Sequence[str] = (),
    failures: Mapping[str, ModelFailure] = MappingProxyType({}),
) -> InterviewPlan:
    """Return the plan of all parts; the rules' questions fill up a practice plan.

    ``sentences`` are the interviewer's own by the English, or None if the product has them in the language.
    ``left_out`` are competencies without any questions, ``failures`` are why steps failed, by competency.
    """
    brief, job = material.brief, material.job
    parts = drop_repeated_questions(parts, material)
    stand_in_notes = _write_stand_in_notes(parts, left_out, failures)
    if material.practice is not None:
        filled = fill_up(parts, material)
        stand_in_notes = write_practice_notes(parts, filled)
        parts = merge_parts(filled)
    if not parts:
        raise PlannerFailedError("The configured language model wrote no question.")
    weights = _weigh([part.outline.importance for part in parts])
    asked = [question for part in parts for question in part.questions]
    budget = compute_question_budget_s(brief.duration_minutes, len(asked))
    questions = assign_skills(
        [
            replace(question, time_budget_s=budget, is_mandatory=number == 0)
            for part in parts
            for number, question in enumerate(part.questions)
        ],
        job.skills,
    )
    covered = list_asked_names(questions, job.skills)
    names = (*job.skills.validated_skills, *job.skills.unvalidated_skills)
    plan = replace(
        material.base,
        version=1,
        planner=planner,
        language=brief.language,
        greeting_script=scripts.greeting if scripts else write_greeting(brief),
        closing_script=scripts.closing if scripts else write_closing(brief),
        inmail_draft=scripts.invitation if scripts else write_inmail(brief),
        rubric=Rubric(
            competencies=tuple(
                replace(part.competency, weight=weight)
                for part, weight in zip(parts, weights, strict=True)
            ),
            questions=questions,
        ),
        skills_coverage={name: name in covered for name in names},
        validated_skills=job.skills.validated_skills,
        unvalidated_skills=job.skills.unvalidated_skills,
        notes=(
            *write_requested_skill_notes(questions, job.skills),
            *write_job_description_notes(job.requirements),
            *(_write_hiring_notes(parts, material) if material.practice is None else ()),
            *remove_unlawful_demands(brief.comments or "").notes,
            *stand_in_notes,
            *write_sentence_notes(sentences),
        ),
        sentences=tuple(SpokenSentence(*pair) for pair in (sentences or {}).items()),
    )
    return plan if material.practice is None else convert_to_practice_plan(plan, brief)


def _write_hiring_notes(parts: Sequence[PlanPart], material: StepMaterial) -> list[str]:
    reading = material.job.reading
    proposed = [
        format_must_have_proposal(part.competency.name)
        for part in parts
        if part.outline.is_required
    ]
    return [*write_check_notes(reading), *write_welcome_notes(reading), *proposed]


def write_sentence_notes(sentences: Mapping[str, str] | None) -> list[str]:
    """Return what the plan says about the interviewer's own sentences; None stands for none needed."""
    if sentences is None:
        return []
    if not sentences:
        return [
            translatable(
                "What the interviewer says by itself is in English, because the language model gave no "
                "translation."
            )
        ]
    english = count_english_sets(sentences)
    if not english:
        return [SENTENCES_NOTE]
    return [
        SENTENCES_NOTE,
        translatable_plural(
            "One of these sentences stays in English, because the language model gave no valid one.",
            "{count} of these sentences stay in English, because the language model gave no valid ones.",
            count=english,
        ),
    ]


def _write_stand_in_notes(
    parts: Sequence[PlanPart], left_out: Sequence[str], failures: Mapping[str, ModelFailure]
) -> list[str]:
    notes: list[tuple[str, str]] = [
        (
            part.outline.name,
            translatable(
                'The built-in rules wrote the questions about "{name}", because the language model did not.',
                name=part.competency.name,
            ),
        )
        for part in parts
        if part.is_by_rules
    ]
    notes += [
        (
            name,
            translatable(
                '"{name}" is not in the plan, because the language model wrote no questions about it.',
                name=name,
            ),
        )
        for name in left_out
    ]
    return [_add_reason(note, failures.get(name)) for name, note in notes]


def _add_reason(note: str, failure: ModelFailure | None) -> str:
    if failure is None:
        return note
    return f"{note} {translatable('Reason: {reason}.', reason=failure.describe())}"


def _build_question(
    drafted: StepQuestion, outline: OutlineCompetency, material: StepMaterial, *, question_id: str
) -> PlanQuestion:
    source = material.list_bank_questions(outline).get(drafted.bank_id or "")
    known = {*material.job.skills.validated_skills, *material.job.skills.unvalidated_skills}
    skill = drafted.skill if drafted.skill in known else None
    text = to_single_line(drafted.text, max_length=600)
    if source is not None and material.is_english:
        kept = replace(source, competency=outline.name, skill=skill or source.skill)
        if not text or normalize_text(text) == normalize_text(source.text):
            return kept
        origin = _describe_origin(drafted, outline, material, source, is_new=False)
        return replace(kept, text=text, origin=origin)
    pairs = list(zip(drafted.expected_points, drafted.probes, strict=False))
    return PlanQuestion(
        id=question_id,
        text=text,
        competency=outline.name,
        kind=drafted.kind,
        skill=skill,
        expected_points=tuple(point for point, _ in pairs),
        probes=tuple(_select_probe(point, probe) for point, probe in pairs),
        origin=_describe_origin(drafted, outline, material, source, is_new=True),
    )


def _describe_origin(
    drafted: StepQuestion,
    outline: OutlineCompetency,
    material: StepMaterial,
    source: PlanQuestion | None,
    *,
    is_new: bool,
) -> QuestionOrigin:
    line = material.lines.get(drafted.line) if drafted.line is not None else None
    if line is not None:
        quoted = to_single_line(line, max_length=_MAX_QUOTE).rstrip(" .;,").replace('"', "'")
        reason = translatable(
            'Asked because the posting says in line {line}: "{words}".',
            line=drafted.line,
            words=quoted,
        )
    elif drafted.skill:
        reason = translatable(
            'Asked because the request names the skill "{skill}".', skill=drafted.skill
        )
    elif material.practice is not None:
        reason = translatable('Asked because this practice is about "{name}".', name=outline.name)
    else:
        reason = translatable("Asked because every job of this kind needs it.")
    by = (
        translatable("A language model wrote it.")
        if is_new
        else translatable("A language model reworded it.")
    )
    before = source.origin if source else None
    return QuestionOrigin(
        reason=f"{reason} {by}",
        group=before.group if before else "",
        bank_question="" if is_new or before is None else before.bank_question,
        form=None if is_new or before is None else before.form,
        job_line=line,
        line_number=drafted.line if line is not None else None,
    )


def _build_sub_dimension(side: DraftSubDimension) -> SubDimension:
    levels = (side.level_1, side.level_2, side.level_3, side.level_4, side.level_5)
    said = {"3": side.said_3, "4": side.said_4, "5": side.said_5}
    return SubDimension(
        name=side.name,
        indicators={str(level): text for level, text in enumerate(levels, 1)},
        signals={level: tuple(phrases) for level, phrases in said.items() if phrases},
    )


def _select_probe(point: str, probe: str) -> str:
    shared = set(extract_content_stems(point)) & set(extract_content_stems(probe))
    return _NEUTRAL_PROBE if shared else probe


def _find_base_competency(outline: OutlineCompetency, material: StepMaterial) -> Competency | None:
    name = material.names_by_draft_id.get(outline.draft_id or "")
    found = (one for one in material.base.rubric.competencies if one.name == name)
    return next(found, None)


def _weigh(importances: Sequence[int]) -> list[float]:
    """Return weights in whole hundredths that sum to 1; of three or more, none is above 0.35."""
    sizes = [float(importance) for importance in importances]
    if len(sizes) < _MIN_CAPPED:
        return compute_weights(sizes)
    for _ in sizes:
        total = sum(sizes)
        heavy = [at for at, size in enumerate(sizes) if size > _MAX_WEIGHT * total + 1e-9]
        if not heavy:
            break
        rest = sum(size for at, size in enumerate(sizes) if at not in heavy)
        limit = rest * _MAX_WEIGHT / (1 - _MAX_WEIGHT * len(heavy))
        sizes = [limit if at in heavy else size for at, size in enumerate(sizes)]
    return compute_weights(sizes)
