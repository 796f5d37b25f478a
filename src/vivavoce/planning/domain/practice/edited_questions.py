"""Plans with questions that a person edited: what each question is about, and how it is scored."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vivavoce.contracts.interview import PlanBrief
from vivavoce.contracts.plan import Competency, InterviewPlan, PlanQuestion, QuestionKind
from vivavoce.contracts.plan_remarks import REVISION_PREFIX
from vivavoce.planning.domain.hiring.competency_shares import name_group
from vivavoce.planning.domain.hiring.nearest_sets import get_question_set
from vivavoce.planning.domain.plan_parts import (
    UNCOVERED_SKILLS_PREFIX,
    build_rubric_competency,
    compute_weights,
    write_uncovered_skills_note,
)
from vivavoce.planning.domain.practice.edited_question_rules import (
    EditedQuestion,
    normalize_for_comparison,
    normalize_whitespace,
)
from vivavoce.planning.domain.practice.options import (
    PracticePlanOptions,
    get_framework,
    write_practice_greeting,
)
from vivavoce.planning.domain.practice.practice_topics import find_bank_competency, find_groups
from vivavoce.planning.domain.practice.set_questions import build_sub_dimensions
from vivavoce.planning.domain.practice.standing_requests import STANDING_REQUESTS_PREFIX
from vivavoce.planning.domain.question_bank import QuestionBank
from vivavoce.planning.domain.question_selection import compute_question_budget_s
from vivavoce.planning.domain.skills import load_skill_catalog
from vivavoce.planning.domain.text_matching import normalize_text

EDITED_PREFIX = "Edited: "
_TRANSIENT_NOTE_PREFIXES = (
    REVISION_PREFIX,
    STANDING_REQUESTS_PREFIX,
    UNCOVERED_SKILLS_PREFIX,
    EDITED_PREFIX,
)
_FAILURE_PATTERN = re.compile(r"\b(mistakes?|fail(ed|ure|ures)?|went wrong|setbacks?)\b")
_SITUATIONAL_PATTERN = re.compile(
    r"\b(suppose|imagine|what would you (do|say)|how would you (react|respond|handle|deal))\b"
)
_BEHAVIORAL_PATTERN = re.compile(
    r"\b(tell me|a time|describe a|an? (situation|example|case)|example of|have you|did you|last time"
    r"|yourself|how do you (deal|handle|cope)|your (own|role|team|greatest|biggest|career))\b"
)
_BEHAVIORAL_FRAMEWORKS = frozenset({"star", "car", "soar", "par", "starr"})
_TECHNICAL_BRANCHES = ("S5", "K")


@dataclass(frozen=True, slots=True, kw_only=True)
class _QuestionMeaning:
    """What a question is about and how its answer is scored."""

    competency: Competency
    kind: QuestionKind
    skill: str | None = None
    same: PlanQuestion | None = None
    """The unchanged question of the plan, which keeps its points, probes and anchors."""


def replace_plan_questions(
    plan: InterviewPlan,
    edited_questions: Sequence[EditedQuestion],
    brief: PlanBrief,
    bank: QuestionBank,
) -> InterviewPlan:
    """Return the next plan version with exactly these questions in order, and a rubric for all of them."""
    options = PracticePlanOptions(replace(brief, question_count=len(edited_questions)))
    budget = compute_question_budget_s(plan.duration_minutes, len(edited_questions))
    meanings = [_find_meaning(question, plan, bank) for question in edited_questions]
    questions = tuple(
        replace(_build_question(edited, meaning, options), id=f"own-{place}", time_budget_s=budget)
        for place, (edited, meaning) in enumerate(zip(edited_questions, meanings, strict=True), 1)
    )
    asked = {question.skill for question in questions if question.skill}
    validated = tuple(dict.fromkeys((*plan.validated_skills, *sorted(asked))))
    names = tuple(dict.fromkeys((*validated, *plan.unvalidated_skills)))
    is_english = plan.language.lower().startswith("en")
    return replace(
        plan,
        version=plan.version + 1,
        greeting_script=write_practice_greeting(options) if is_english else plan.greeting_script,
        rubric=replace(
            plan.rubric, competencies=_weigh_competencies(meanings), questions=questions
        ),
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


def _build_question(
    edited: EditedQuestion, meaning: _QuestionMeaning, options: PracticePlanOptions
) -> PlanQuestion:
    same = meaning.same
    usual_topic = same.topic if same else meaning.skill
    usual_framework = same.expected_framework if same else None
    question = PlanQuestion(
        id="",
        text=normalize_whitespace(edited.question),
        competency=meaning.competency.name,
        kind=meaning.kind,
        skill=meaning.skill,
        topic=normalize_whitespace(edited.topic or "") or usual_topic or meaning.competency.name,
        expected_framework=normalize_whitespace(edited.expected_framework or "")
        or usual_framework
        or get_framework(meaning.kind, options),
        source="edited",
    )
    if same is None:
        return question
    return replace(
        question,
        expected_points=same.expected_points,
        probes=same.probes,
        probe_elements=same.probe_elements,
        look_for=same.look_for,
        anchors=same.anchors,
        origin=same.origin,
    )


def _weigh_competencies(meanings: Sequence[_QuestionMeaning]) -> tuple[Competency, ...]:
    """Return each competency once, weighted by number of questions."""
    groups: dict[str, list[_QuestionMeaning]] = {}
    for meaning in meanings:
        groups.setdefault(meaning.competency.name, []).append(meaning)
    weights = compute_weights([float(len(group)) for group in groups.values()])
    return tuple(
        replace(group[0].competency, weight=weight, minimum_acceptable_score=None)
        for group, weight in zip(groups.values(), weights, strict=True)
    )


def _find_meaning(
    edited: EditedQuestion, plan: InterviewPlan, bank: QuestionBank
) -> _QuestionMeaning:
    """Return the meaning of the same question in the plan, or else of the topic, or of the text."""
    text = normalize_for_comparison(edited.question)
    same = next((one for one in plan.questions if normalize_for_comparison(one.text) == text), None)
    in_plan = {competency.name: competency for competency in plan.rubric.competencies}
    if same is not None and same.competency in in_plan:
        return _QuestionMeaning(
            competency=in_plan[same.competency], kind=same.kind, skill=same.skill, same=same
        )
    topic = normalize_whitespace(edited.topic or "")
    for competency in in_plan.values():
        if topic and normalize_text(competency.name) == normalize_text(topic):
            return _QuestionMeaning(competency=competency, kind=_infer_kind(edited))
    words = topic or normalize_whitespace(edited.question)
    catalog = load_skill_catalog()
    named = catalog.find_by_name(topic) or catalog.find_in_text(words)
    skill = next((name for name in named if catalog.skills[name].is_specific), None)
    found = _find_competency(skill or words, bank)
    if found is None:
        return _QuestionMeaning(
            competency=plan.rubric.competencies[0], kind=_infer_kind(edited), skill=skill
        )
    competency, is_technical = found
    return _QuestionMeaning(
        competency=in_plan.get(competency.name, competency),
        kind=_infer_kind(edited, is_technical=is_technical),
        skill=skill,
    )


def _find_competency(words: str, bank: QuestionBank) -> tuple[Competency, bool] | None:
    """Return the competency that words are about, and whether it is technical, or None."""
    of_bank = find_bank_competency(words, bank)
    if of_bank is not None:
        is_technical = any(one.id == of_bank.id for one in bank.coding_competencies)
        return build_rubric_competency(of_bank, 1.0), is_technical
    for group in find_groups(words):
        question_set = get_question_set(group)
        competency = Competency(
            name=name_group(group),
            weight=1.0,
            sub_dimensions=build_sub_dimensions(question_set.questions),
        )
        return competency, group.startswith(_TECHNICAL_BRANCHES)
    return None


def _infer_kind(edited: EditedQuestion, *, is_technical: bool = False) -> QuestionKind:
    framework = normalize_text(edited.expected_framework or "").strip()
    return infer_question_kind(edited.question, framework=framework, is_technical=is_technical)


def infer_question_kind(
    text: str, *, framework: str = "", is_technical: bool = False
) -> QuestionKind:
    """Return what a question asks for, by its words and the framework of a good answer."""
    spoken = normalize_text(text)
    is_story = bool(_BEHAVIORAL_PATTERN.search(spoken))
    if is_story and _FAILURE_PATTERN.search(spoken):
        return "failure"
    if framework in _BEHAVIORAL_FRAMEWORKS or is_story:
        return "behavioral"
    if _SITUATIONAL_PATTERN.search(spoken):
        return "situational"
    return "knowledge" if is_technical or framework else "behavioral"


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
