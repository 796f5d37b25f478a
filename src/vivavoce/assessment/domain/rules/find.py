"""The built-in finder: reads each opportunity of a competency once and hands over findings."""

from __future__ import annotations

import math
from collections.abc import Sequence

from vivavoce.assessment.domain.rules.anchors import Anchors
from vivavoce.assessment.domain.rules.doubt import Doubt, clarifications, cleared, doubts
from vivavoce.assessment.domain.rules.findings import Finding, Reading, Similarity, finding
from vivavoce.assessment.domain.rules.pay import NEAR_WORDS, Purse
from vivavoce.assessment.domain.rules.points import find_points, is_by_points
from vivavoce.assessment.domain.rules.route import Routed
from vivavoce.assessment.domain.rules.units import Word, read_words

CURVE = 3.5
"""So many paid words bring a single answer most of the way up."""
_DENIED_LEVEL, _DOUBT_LEVEL = 1, 2


def find(reading: Reading, similarity: Similarity | None = None) -> tuple[Finding, ...]:
    """Return all findings of the built-in rules, in the order of the rubric and the talk."""
    questions = {f"question {one.id}": one for one in reading.rubric.questions}
    findings: list[Finding] = []
    for name, anchors in reading.words.anchors.items():
        for opportunity, answers in _opportunities(reading, name).items():
            question = questions.get(opportunity)
            if question is not None and is_by_points(question):
                findings += find_points(question, answers, anchors, similarity)
            else:
                findings += _find_anchors(reading, anchors, answers)
    return tuple(findings)


def _opportunities(reading: Reading, name: str) -> dict[str, list[Routed]]:
    found: dict[str, list[Routed]] = {}
    for one in reading.answers:
        if name in one.competencies:
            found.setdefault(one.opportunity, []).append(one)
    return found


def _find_anchors(reading: Reading, anchors: Anchors, answers: Sequence[Routed]) -> list[Finding]:
    findings: list[Finding] = []
    doubted: list[Doubt] = []
    purse = Purse(anchors, reading.words.stems)
    for one in answers:
        purse.hear_question(one.answer.asked_stems | _numbers(one.answer.asked))
        if not one.is_inherited:
            findings += _shown(anchors, one, purse)
        doubted += doubts(one, purse)
    paying = {(each.turn, each.start) for each in findings}
    for doubt in cleared(doubted, clarifications(answers)):
        place = (doubt.unit.turn, doubt.unit.start)
        findings.append(
            finding(
                anchors,
                doubt.said_in,
                doubt.unit,
                kind="deficit",
                amount=doubt.amount,
                level=_DOUBT_LEVEL if place in paying else _DENIED_LEVEL,
            )
        )
    return findings


def _shown(anchors: Anchors, one: Routed, purse: Purse) -> list[Finding]:
    findings = []
    for place, screened in enumerate(one.screened):
        if screened.verdict is not None:
            continue
        around = (_beside(one, place, -1)[-NEAR_WORDS:], _beside(one, place, 1)[:NEAR_WORDS])
        amount, found = purse.take(screened, around)
        if amount <= 0:
            continue
        level = round(1 + 4 * (1 - math.exp(-amount / CURVE)))
        findings.append(
            finding(
                anchors,
                one,
                screened.unit,
                kind="shown",
                amount=amount,
                level=level,
                found=found,
            )
        )
    return findings


def _beside(one: Routed, place: int, step: int) -> tuple[Word, ...]:
    """Return the words of the unit before or after, if it stands in the same turn."""
    at = place + step
    if not 0 <= at < len(one.screened) or one.screened[at].verdict is not None:
        return ()
    beside = one.screened[at].unit
    return beside.words if beside.turn == one.screened[place].unit.turn else ()


def _numbers(asked: Sequence[str]) -> frozenset[str]:
    return frozenset(word.stem for text in asked for word in read_words(text) if word.is_number)
