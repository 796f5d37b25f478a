"""The built-in evidence finder: processes each opportunity of a competency once."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from vivavoce.assessment.domain.rules.anchored_questions import find_anchored_evidence
from vivavoce.assessment.domain.rules.anchors import CompetencyAnchors
from vivavoce.assessment.domain.rules.answer_routing import RoutedAnswer
from vivavoce.assessment.domain.rules.evidence_budget import (
    NUMBER_CONTEXT_WORDS,
    Deficit,
    EvidenceBudget,
    apply_relief,
    compute_clarification_relief,
    count_negated_anchors,
    find_deficits,
)
from vivavoce.assessment.domain.rules.expected_points import (
    find_expected_points,
    is_scored_by_points,
)
from vivavoce.assessment.domain.rules.findings import (
    EvidenceFinding,
    PreparedTranscript,
    Similarity,
    build_finding,
)
from vivavoce.assessment.domain.rules.text_units import TranscriptWord, tokenize

CREDIT_CURVE = 3.5
"""The credit at which a single answer reaches 63% (1 - 1/e) of the possible score."""
_NEGATED_LEVEL, _DEFICIT_LEVEL = 1, 2


def find_evidence(
    reading: PreparedTranscript, similarity: Similarity | None = None
) -> tuple[EvidenceFinding, ...]:
    """Return all findings of the built-in rules, in the order of the rubric and the interview."""
    questions = {f"question {question.id}": question for question in reading.rubric.questions}
    findings: list[EvidenceFinding] = []
    for name, anchors in reading.rubric_vocabulary.anchors.items():
        for opportunity, answers in group_by_opportunity(reading, name).items():
            question = questions.get(opportunity)
            if question is not None and question.anchors:
                findings += find_anchored_evidence(
                    answers, anchors, reading.rubric_vocabulary.questions[question.id]
                )
            elif question is not None and is_scored_by_points(question):
                findings += find_expected_points(question, answers, anchors, similarity)
            else:
                findings += _find_anchor_evidence(reading, anchors, answers)
    return tuple(findings)


def group_by_opportunity(reading: PreparedTranscript, name: str) -> dict[str, list[RoutedAnswer]]:
    """Return the answers that feed a competency, by opportunity, in the order of the interview."""
    answers_by_opportunity: dict[str, list[RoutedAnswer]] = {}
    for answer in reading.answers:
        if name in answer.competencies:
            answers_by_opportunity.setdefault(answer.opportunity, []).append(answer)
    return answers_by_opportunity


def _find_anchor_evidence(
    reading: PreparedTranscript, anchors: CompetencyAnchors, answers: Sequence[RoutedAnswer]
) -> list[EvidenceFinding]:
    findings: list[EvidenceFinding] = []
    doubted: list[Deficit] = []
    purse = EvidenceBudget(anchors, reading.rubric_vocabulary.anchor_stems)
    for answer in answers:
        purse.exclude_question_stems(
            answer.answer.question_stems | _extract_number_stems(answer.answer.question_texts)
        )
        if not answer.is_inherited:
            findings += _find_positive_evidence(anchors, answer, purse)
        doubted += find_deficits(answer, partial(count_negated_anchors, budget=purse))
    paying = {(finding.turn, finding.start) for finding in findings}
    for doubt in apply_relief(doubted, compute_clarification_relief(answers)):
        place = (doubt.unit.turn, doubt.unit.start)
        findings.append(
            build_finding(
                anchors,
                doubt.answer,
                doubt.unit,
                kind="deficit",
                amount=doubt.amount,
                level=_DEFICIT_LEVEL if place in paying else _NEGATED_LEVEL,
            )
        )
    return findings


def _find_positive_evidence(
    anchors: CompetencyAnchors, routed: RoutedAnswer, budget: EvidenceBudget
) -> list[EvidenceFinding]:
    findings = []
    for place, screened in enumerate(routed.screened):
        if screened.verdict is not None:
            continue
        around = (
            _read_adjacent_words(routed, place, -1)[-NUMBER_CONTEXT_WORDS:],
            _read_adjacent_words(routed, place, 1)[:NUMBER_CONTEXT_WORDS],
        )
        amount, matched_words = budget.credit_unit(screened, around)
        if amount <= 0:
            continue
        level = round(1 + 4 * (1 - math.exp(-amount / CREDIT_CURVE)))
        findings.append(
            build_finding(
                anchors,
                routed,
                screened.unit,
                kind="shown",
                amount=amount,
                level=level,
                matched_words=matched_words,
            )
        )
    return findings


def _read_adjacent_words(routed: RoutedAnswer, place: int, step: int) -> tuple[TranscriptWord, ...]:
    """Return the words of the unit before or after, if it is in the same turn and not screened out."""
    at = place + step
    if not 0 <= at < len(routed.screened) or routed.screened[at].verdict is not None:
        return ()
    beside = routed.screened[at].unit
    return beside.words if beside.turn == routed.screened[place].unit.turn else ()


def _extract_number_stems(question_texts: Sequence[str]) -> frozenset[str]:
    return frozenset(
        word.stem for text in question_texts for word in tokenize(text) if word.is_number
    )
