"""Plans with questions that a person edited: validation, and the rubric for their answers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import Competency, InterviewPlan, PlanQuestion, QuestionKind
from vivavoce.kernel.errors import FieldError
from vivavoce.planning.domain.plan_parts import (
    UNCOVERED_SKILLS_PREFIX,
    build_rubric_competency,
    compute_weights,
    write_uncovered_skills_note,
)
from vivavoce.planning.domain.practice.options import (
    PracticePlanOptions,
    get_default_framework,
    write_practice_greeting,
)
from vivavoce.planning.domain.practice.question_pool import find_competency
from vivavoce.planning.domain.practice.question_set_revision import (
    REVISION_PREFIX,
    STANDING_REQUESTS_PREFIX,
)
from vivavoce.planning.domain.question_bank import BankCompetency, QuestionBank
from vivavoce.planning.domain.question_selection import compute_question_budget_s
from vivavoce.planning.domain.requirements import (
    find_unlawful_topic,
    is_prohibited_topic,
    is_prompt_injection,
)
from vivavoce.planning.domain.skills import load_skill_catalog
from vivavoce.planning.domain.text_matching import normalize_text

MAX_EDITED_QUESTIONS = 10
MAX_QUESTION_CHARACTERS = 500
MAX_TOPIC_CHARACTERS = 80
EDITED_PREFIX = "Edited: "
_FAILURE_PATTERN = re.compile(r"\b(mistakes?|fail(ed|ure|ures)?|went wrong|setbacks?)\b")
_BEHAVIORAL_PATTERN = re.compile(
    r"\b(tell me|a time|describe a|an? (situation|example|case)|example of|have you|did you|last time"
    r"|yourself|how do you (deal|handle|cope)|your (own|role|team|greatest|biggest|career))\b"
)
_BEHAVIORAL_FRAMEWORKS = frozenset({"star", "car", "soar", "par", "starr"})


@dataclass(frozen=True, slots=True, kw_only=True)
class EditedQuestion:
    """A question as a person wrote it; fields that are None are inferred."""

    question: str
    topic: str | None = None
    expected_framework: str | None = None


@dataclass(frozen=True, slots=True)
class _QuestionClassification:
    """What a question is about and how its answer is scored."""

    competency: Competency
    skill: str | None
    kind: QuestionKind


def validate_edited_questions(
    edited_questions: Sequence[EditedQuestion], *, max_count: int
) -> list[FieldError]:
    """Return the errors of these questions; fields are ``questions`` or ``questions.N``, from 0."""
    if not edited_questions:
        return [FieldError("questions", "empty", "Send at least one question.")]
    wrong = []
    if len(edited_questions) > max_count:
        message = f"At most {max_count} questions fit, but you sent {len(edited_questions)}."
        wrong.append(FieldError("questions", "too_many", message))
    place_by_text: dict[str, int] = {}
    for place, edited in enumerate(edited_questions[: 2 * MAX_EDITED_QUESTIONS]):
        field, text = f"questions.{place}", normalize_whitespace(edited.question)
        first = place_by_text.setdefault(_normalize_for_comparison(text), place)
        if first != place and text:
            message = f"This question is the same as question {first + 1}."
            wrong.append(FieldError(field, "duplicate", message))
        wrong += [FieldError(field, code, detail) for code, detail in _find_problems(text)]
        wrong += _validate_annotations(edited, field)
    return wrong


def replace_plan_questions(
    plan: InterviewPlan,
    edited_questions: Sequence[EditedQuestion],
    brief: PlanBrief,
    bank: QuestionBank,
) -> InterviewPlan:
    """Return the next plan version with exactly these questions in order, and a rubric for all of them."""
    budget = compute_question_budget_s(plan.duration_minutes, len(edited_questions))
    meanings = [_classify_question(question, plan, bank) for question in edited_questions]
    questions = tuple(
        _build_question(edited, meaning, plan, brief, place=place, budget=budget)
        for place, (edited, meaning) in enumerate(zip(edited_questions, meanings, strict=True), 1)
    )
    groups: dict[str, list[_QuestionClassification]] = {}
    for meaning in meanings:
        groups.setdefault(meaning.competency.name, []).append(meaning)
    weights = compute_weights([float(len(group)) for group in groups.values()])
    competencies = tuple(
        replace(group[0].competency, weight=weight, minimum_acceptable_score=None)
        for group, weight in zip(groups.values(), weights, strict=True)
    )
    asked = {question.skill for question in questions if question.skill}
    validated = tuple(dict.fromkeys((*plan.validated_skills, *sorted(asked))))
    names = tuple(dict.fromkeys((*validated, *plan.unvalidated_skills)))
    setting = PracticePlanOptions(replace(brief, question_count=len(questions)))
    is_english = plan.language.lower().startswith("en")
    return replace(
        plan,
        version=plan.version + 1,
        greeting_script=write_practice_greeting(setting) if is_english else plan.greeting_script,
        rubric=replace(plan.rubric, competencies=competencies, questions=questions),
        validated_skills=validated,
        skills_coverage={name: name in asked for name in names},
        notes=(
            *(note for note in plan.notes if not note.startswith(_TRANSIENT_NOTE_PREFIXES)),
            *write_uncovered_skills_note([name for name in names if name not in asked]),
            *_write_edit_notes(edited_questions),
        ),
    )


def has_same_questions(plan: InterviewPlan, edited_questions: Sequence[EditedQuestion]) -> bool:
    """Return whether these questions are the plan's, with the same topics and frameworks."""
    if len(edited_questions) != len(plan.questions):
        return False
    return all(
        normalize_whitespace(edited.question) == question.text
        and normalize_whitespace(edited.topic or "") in ("", question.topic)
        and normalize_whitespace(edited.expected_framework or "")
        in ("", question.expected_framework)
        for edited, question in zip(edited_questions, plan.questions, strict=True)
    )


_TRANSIENT_NOTE_PREFIXES = (
    REVISION_PREFIX,
    STANDING_REQUESTS_PREFIX,
    UNCOVERED_SKILLS_PREFIX,
    EDITED_PREFIX,
)


def normalize_whitespace(text: str) -> str:
    """Return a text on one line, without invisible characters; its words do not change."""
    return " ".join("".join(c if _is_visible(c) else " " for c in text).split())


def _is_visible(char: str) -> bool:
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


def _normalize_for_comparison(text: str) -> str:
    return re.sub(r"\W+", " ", normalize_text(text)).strip()


def _find_problems(text: str) -> list[tuple[str, str]]:
    if not _normalize_for_comparison(text):
        return [("empty", "Write a question.")]
    problems = []
    if len(text) > MAX_QUESTION_CHARACTERS:
        problems.append(
            ("too_long", f"A question can have at most {MAX_QUESTION_CHARACTERS} characters.")
        )
    if is_prohibited_topic(text) or find_unlawful_topic(text):
        problems.append(
            ("protected", "Employers must not ask this, so it cannot be practiced here.")
        )
    if is_prompt_injection(text):
        problems.append(
            ("order", "This contains instructions for a program. Write a question for a person.")
        )
    return problems


def _validate_annotations(edited_question: EditedQuestion, field: str) -> list[FieldError]:
    asides = (
        ("topic", edited_question.topic),
        ("expected_framework", edited_question.expected_framework),
    )
    wrong = []
    for name, text in asides:
        if len(text or "") > MAX_TOPIC_CHARACTERS:
            message = f"A topic can have at most {MAX_TOPIC_CHARACTERS} characters."
            wrong.append(FieldError(f"{field}.{name}", "too_long", message))
        elif is_prompt_injection(text or ""):
            wrong.append(
                FieldError(f"{field}.{name}", "order", "This contains instructions for a program.")
            )
    return wrong


def _build_question(
    edited_question: EditedQuestion,
    classification: _QuestionClassification,
    plan: InterviewPlan,
    brief: PlanBrief,
    *,
    place: int,
    budget: int,
) -> PlanQuestion:
    text = normalize_whitespace(edited_question.question)
    same = _find_same_question(text, plan)
    usual = brief.framework or get_default_framework(classification.kind)
    topic = (
        normalize_whitespace(edited_question.topic or "")
        or (same and same.topic)
        or classification.skill
        or classification.competency.name
    )
    framework = (
        normalize_whitespace(edited_question.expected_framework or "")
        or (same and same.expected_framework)
        or usual
    )
    return PlanQuestion(
        id=f"own-{place}",
        text=text,
        competency=classification.competency.name,
        kind=classification.kind,
        skill=classification.skill,
        expected_points=same.expected_points if same else (),
        probes=same.probes if same else (),
        probe_elements=same.probe_elements if same else (),
        look_for=same.look_for if same else (),
        time_budget_s=budget,
        is_mandatory=True,
        topic=topic,
        expected_framework=framework,
        source="edited",
    )


def _find_same_question(text: str, plan: InterviewPlan) -> PlanQuestion | None:
    """Return the unchanged question of the plan, whose expected points and probes are kept, or None."""
    return next(
        (
            q
            for q in plan.questions
            if _normalize_for_comparison(q.text) == _normalize_for_comparison(text)
        ),
        None,
    )


def _classify_question(
    edited_question: EditedQuestion, plan: InterviewPlan, bank: QuestionBank
) -> _QuestionClassification:
    text, topic = (
        normalize_whitespace(edited_question.question),
        normalize_whitespace(edited_question.topic or ""),
    )
    parts = {competency.name: competency for competency in plan.rubric.competencies}
    same = _find_same_question(text, plan)
    if same is not None and same.competency in parts:
        return _QuestionClassification(parts[same.competency], same.skill, same.kind)
    catalog = load_skill_catalog()
    skill = next(iter(catalog.find_by_name(topic) or catalog.find_in_text(topic or text)), None)
    if skill is not None:
        source = bank.competency_by_category[catalog.skills[skill].category]
        return _QuestionClassification(
            _get_or_build_competency(source, parts),
            skill,
            _infer_kind(edited_question, is_technical=True),
        )
    named = next(
        (part for part in parts.values() if normalize_text(part.name) == normalize_text(topic)),
        None,
    )
    if named is not None:
        named_competency = bank.find_competency(named.name)
        return _QuestionClassification(
            named,
            None,
            _infer_kind(edited_question, is_technical=_is_technical(named_competency, bank)),
        )
    meant = find_competency(topic or text, bank, is_named=bool(topic))
    if meant is None:
        return _QuestionClassification(
            _get_default_competency(plan, bank),
            None,
            _infer_kind(edited_question, is_technical=False),
        )
    is_technical = _is_technical(meant, bank)
    return _QuestionClassification(
        _get_or_build_competency(meant, parts),
        None,
        _infer_kind(edited_question, is_technical=is_technical),
    )


def _get_or_build_competency(
    bank_competency: BankCompetency, competencies: dict[str, Competency]
) -> Competency:
    return competencies.get(bank_competency.name) or build_rubric_competency(bank_competency, 1.0)


def _is_technical(competency: BankCompetency | None, bank: QuestionBank) -> bool:
    if competency is None:
        return False
    return bool(competency.skill_categories) or any(
        c.id == competency.id for c in bank.coding_competencies
    )


def _get_default_competency(plan: InterviewPlan, bank: QuestionBank) -> Competency:
    """Return the plan's first competency that is not specific to software, else its first."""
    plain = {
        c.name
        for c in (*bank.general_competencies, *bank.warm_up_competencies)
        if not c.is_software_only
    }
    parts = plan.rubric.competencies
    return next((part for part in parts if part.name in plain), parts[0])


def _infer_kind(edited_question: EditedQuestion, *, is_technical: bool) -> QuestionKind:
    spoken = normalize_text(edited_question.question)
    if _FAILURE_PATTERN.search(spoken) and _BEHAVIORAL_PATTERN.search(spoken):
        return "failure"
    if normalize_text(
        edited_question.expected_framework or ""
    ).strip() in _BEHAVIORAL_FRAMEWORKS or _BEHAVIORAL_PATTERN.search(spoken):
        return "behavioral"
    return "knowledge" if is_technical or edited_question.expected_framework else "behavioral"


def _write_edit_notes(edited_questions: Sequence[EditedQuestion]) -> tuple[str, ...]:
    inferred = [
        str(n)
        for n, edited in enumerate(edited_questions, 1)
        if not edited.topic or not edited.expected_framework
    ]
    change_notes = (f"{EDITED_PREFIX}you wrote these {len(edited_questions)} questions yourself.",)
    if not inferred:
        return change_notes
    return (
        *change_notes,
        f"{EDITED_PREFIX}the topic or framework was inferred for question {', '.join(inferred)}.",
    )
