"""Relevance: does the answer speak to what was asked? Words decide, never how many there are."""

from __future__ import annotations

import math

from vivavoce.assessment.domain.panel.heard import (
    RULES,
    Heard,
    Verdict,
    alone,
    plain_units,
    quoted,
    rubric_for,
)
from vivavoce.assessment.domain.panel.wording import proposal
from vivavoce.assessment.domain.rules.abstain import LEAST_WORDS, abstention
from vivavoce.assessment.domain.rules.normalise import fold
from vivavoce.assessment.domain.rules.units import Unit, content_stems
from vivavoce.assessment.domain.scorer import read
from vivavoce.contracts.panel import Evaluation, Proposal
from vivavoce.contracts.plan import Competency, SubDimension

NAME = "relevance"
CRITERION = "Speaks to the question"
INDICATORS = {
    "1": "Speaks of something that was not asked.",
    "2": "Touches the question in passing and leaves it.",
    "3": "Speaks to the question in part.",
    "4": "Speaks to the question throughout.",
    "5": "Speaks to every part of the question and to nothing else.",
}
COMPETENCY = Competency(
    name=CRITERION,
    weight=1.0,
    sub_dimensions=(SubDimension(name=CRITERION, indicators=INDICATORS),),
)
_CURVE = 2.0
_FEW, _ONE_UNIT, _ONE_STEM = 2, 0.7, 0.7


def relevance(heard: Heard) -> Verdict:
    """Return how near the answer stays to its question; an answer in other words abstains."""
    units = plain_units(heard)
    topic = _topic(heard)
    touched = {unit: _met(unit, topic, heard) for unit in units}
    touching = sorted(
        (unit for unit in units if touched[unit]), key=lambda one: (-len(touched[one]), one.start)
    )
    stems = {stem for unit in touching for stem in touched[unit]}
    words = sum(len(unit.words) for unit in units)
    if not stems or words < LEAST_WORDS:
        return Verdict(
            evaluations=(_evaluation(heard, None, None, ()),),
            proposals=_asking(heard, 1.0) if words >= LEAST_WORDS else (),
        )
    score = round(1 + 4 * (1 - math.exp(-len(stems) / _CURVE)), 2)
    sure = (_ONE_UNIT if len(touching) < _FEW else 1.0) * (_ONE_STEM if len(stems) < _FEW else 1.0)
    return Verdict(
        evaluations=(_evaluation(heard, score, round(sure, 2), tuple(touching)),),
        proposals=_asking(heard, 1 - sure) if len(stems) < _FEW else (),
    )


def _asking(heard: Heard, uncertainty: float) -> tuple[Proposal, ...]:
    asked = proposal(
        heard,
        by="evaluator",
        name=NAME,
        reason="CLARIFY",
        uncertainty=uncertainty,
        questions=("How does that connect to what I asked?",),
    )
    return (asked,)


def _topic(heard: Heard) -> frozenset[str]:
    texts = [heard.asked.question]
    if heard.question is not None:
        planned = heard.question
        texts += [planned.text, planned.topic or "", planned.skill or "", planned.competency]
        texts += planned.expected_points
    return frozenset(stem for text in texts for stem in content_stems(fold(text)))


def _met(unit: Unit, topic: frozenset[str], heard: Heard) -> frozenset[str]:
    """Return what of the question's matter a unit speaks of, by the question's or the rubric's words."""
    anchors = heard.words.anchors.get(heard.competency or "")
    found = {stem for stem in unit.stems if stem in topic}
    if anchors is not None:
        for stem in unit.stems:
            match = anchors.match(stem)
            if match is not None:
                found.add(match[0])
    return frozenset(found)


def _evaluation(
    heard: Heard, score: float | None, confidence: float | None, units: tuple[Unit, ...]
) -> Evaluation:
    reason = None
    if score is None:
        rubric = rubric_for(heard, (COMPETENCY,), CRITERION)
        reason = abstention(read(alone(heard), rubric, masked_names=heard.names), CRITERION)
    return Evaluation(
        evaluator=NAME,
        criterion=CRITERION,
        score=score,
        abstained=reason,
        confidence=confidence,
        quotes=quoted(units),
        made_by=RULES,
    )
