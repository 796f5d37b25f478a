"""Practice questions from the bank: opening questions, spoken code, and questions about software skills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vivavoce.contracts.plan import AnswerAnchor, PlanQuestion, QuestionOrigin
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.practice.options import PracticePlanOptions, get_framework
from vivavoce.planning.domain.practice.practice_question import PracticeQuestion, shorten_question
from vivavoce.planning.domain.question_bank import (
    SOFTWARE_CATEGORIES,
    BankCompetency,
    BankQuestion,
    QuestionBank,
)
from vivavoce.planning.domain.question_selection import order_questions_by_depth_distance
from vivavoce.planning.domain.skills import load_skill_catalog
from vivavoce.planning.domain.text_matching import normalize_text

_OPENING_REASON = translatable("Asked because many interviews open with it.")
_SPOKEN_CODE_REASON = translatable("Asked because technical interviews discuss it aloud.")


def list_opening_questions(
    options: PracticePlanOptions, bank: QuestionBank, *, depth: int
) -> list[PracticeQuestion]:
    """Return the questions of a warm-up, the competencies in turn, nearest depth first."""
    lanes = [
        build_competency_questions(c, options, reason=_OPENING_REASON, depth=depth)
        for c in bank.warm_up_competencies
    ]
    return interleave(lanes)


def list_spoken_code_questions(
    options: PracticePlanOptions, bank: QuestionBank, *, depth: int
) -> list[PracticeQuestion]:
    """Return the technical questions that are answered aloud, the competencies in turn."""
    lanes = [
        build_competency_questions(c, options, reason=_SPOKEN_CODE_REASON, depth=depth)
        for c in bank.coding_competencies
    ]
    return [one for one in interleave(lanes) if one.question.kind == "knowledge"]


def list_skill_questions(
    skill: str, options: PracticePlanOptions, bank: QuestionBank, *, depth: int
) -> list[PracticeQuestion]:
    """Return the bank's own questions about a software skill; most skills have none."""
    known = load_skill_catalog().skills.get(skill)
    if known is None or known.category not in SOFTWARE_CATEGORIES:
        return []
    competency = bank.competency_by_category[known.category]
    questions = bank.questions_by_skill.get(skill, ())
    reason = translatable("Asked because {skill} was named.", skill=skill)
    return [
        build_bank_question(question, competency, options, reason=reason)
        for question in order_questions_by_depth_distance(questions, depth)
    ]


def build_competency_questions(
    competency: BankCompetency, options: PracticePlanOptions, *, reason: str, depth: int
) -> list[PracticeQuestion]:
    """Return the questions of one competency, nearest depth first."""
    return [
        build_bank_question(question, competency, options, reason=reason)
        for question in order_questions_by_depth_distance(competency.questions, depth)
    ]


def restore_bank_question(
    planned: PlanQuestion, options: PracticePlanOptions, bank: QuestionBank
) -> PracticeQuestion | None:
    """Return the question of an earlier plan, or None if it is not from the bank."""
    if planned.origin is None:
        return None
    for competency, question in _list_bank_questions(bank, planned.skill):
        if question.id == planned.origin.bank_question:
            return build_bank_question(question, competency, options, reason=planned.origin.reason)
    return None


def build_bank_question(
    question: BankQuestion, competency: BankCompetency, options: PracticePlanOptions, *, reason: str
) -> PracticeQuestion:
    """Return a question of the bank; with one sub-dimension, its levels rate a question without its own."""
    is_knowledge = question.kind == "knowledge"
    short = shorten_question(question.text)
    return PracticeQuestion(
        question=PlanQuestion(
            id=question.id,
            text=question.text,
            competency=competency.name,
            kind=question.kind,
            skill=question.skill,
            expected_points=question.expected_points if is_knowledge else (),
            probes=question.probes,
            probe_elements=() if is_knowledge else question.probe_elements,
            look_for=() if is_knowledge else question.expected_points,
            topic=question.skill or competency.name,
            expected_framework=get_framework(question.kind, options, usual=competency.framework),
            anchors=question.anchors or _build_anchors(competency),
            origin=QuestionOrigin(reason=reason, bank_question=question.id),
        ),
        depth=question.depth,
        sub_dimensions=competency.sub_dimensions,
        short_text=short,
        was_asked=bool(
            {normalize_text(question.text), normalize_text(short)} & options.recent_questions
        ),
    )


def interleave(lanes: Sequence[Sequence[PracticeQuestion]]) -> list[PracticeQuestion]:
    """Return the questions of all lanes in turn."""
    longest = max(map(len, lanes), default=0)
    return [lane[turn] for turn in range(longest) for lane in lanes if len(lane) > turn]


def _build_anchors(competency: BankCompetency) -> dict[str, AnswerAnchor]:
    if len(competency.sub_dimensions) != 1:
        return {}
    (side,) = competency.sub_dimensions
    return {
        level: AnswerAnchor(description=description, signals=side.signals.get(level, ()))
        for level, description in side.indicators.items()
    }


def _list_bank_questions(
    bank: QuestionBank, skill: str | None
) -> Iterator[tuple[BankCompetency, BankQuestion]]:
    competencies: Iterable[BankCompetency] = (
        *bank.warm_up_competencies,
        *bank.coding_competencies,
    )
    for competency in competencies:
        yield from ((competency, question) for question in competency.questions)
    known = load_skill_catalog().skills.get(skill or "")
    if known is not None:
        competency = bank.competency_by_category[known.category]
        yield from ((competency, q) for q in bank.questions_by_skill.get(known.name, ()))
