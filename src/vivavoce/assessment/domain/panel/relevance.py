"""Evaluator of relevance: whether the answer addresses the question, regardless of its length."""

from __future__ import annotations

import math

from vivavoce.assessment.domain.panel.answer_context import (
    RULES_LABEL,
    AnswerContext,
    EvaluatorResult,
    build_answer_transcript,
    build_criterion_rubric,
    build_proposal,
    build_quote_spans,
    select_evidence_units,
)
from vivavoce.assessment.domain.rules.abstention import (
    MIN_ANSWER_WORDS,
    determine_abstention_reason,
)
from vivavoce.assessment.domain.rules.normalized_text import fold_text
from vivavoce.assessment.domain.rules.text_units import TextUnit, extract_content_stems
from vivavoce.assessment.domain.scorer import prepare_transcript
from vivavoce.contracts.live_session import Evaluation, FollowUpProposal
from vivavoce.contracts.plan import Competency, SubDimension

NAME = "relevance"
CRITERION = "Relevance to the question"
INDICATORS = {
    "1": "Talks about something that was not asked.",
    "2": "Touches on the question briefly and moves away from it.",
    "3": "Addresses part of the question.",
    "4": "Addresses the question throughout.",
    "5": "Addresses every part of the question and nothing else.",
}
COMPETENCY = Competency(
    name=CRITERION,
    weight=1.0,
    sub_dimensions=(SubDimension(name=CRITERION, indicators=INDICATORS),),
)
_SCORE_CURVE = 2.0
_MIN_COUNT, _ONE_UNIT_CONFIDENCE, _ONE_STEM_CONFIDENCE = 2, 0.7, 0.7


def evaluate_relevance(context: AnswerContext) -> EvaluatorResult:
    """Return the relevance of the answer; abstain if it shares no words with the question.

    The score is 1 + 4 * (1 - exp(-n / 2)) for n distinct matching stems.
    """
    units = select_evidence_units(context)
    topic = _collect_topic_stems(context)
    touched = {unit: _find_topic_stems(unit, topic, context) for unit in units}
    touching = sorted(
        (unit for unit in units if touched[unit]),
        key=lambda unit: (-len(touched[unit]), unit.start),
    )
    stems = {stem for unit in touching for stem in touched[unit]}
    words = sum(len(unit.words) for unit in units)
    if not stems or words < MIN_ANSWER_WORDS:
        return EvaluatorResult(
            evaluations=(_build_evaluation(context, None, None, ()),),
            proposals=_propose_clarification(context, 1.0) if words >= MIN_ANSWER_WORDS else (),
        )
    score = round(1 + 4 * (1 - math.exp(-len(stems) / _SCORE_CURVE)), 2)
    sure = (_ONE_UNIT_CONFIDENCE if len(touching) < _MIN_COUNT else 1.0) * (
        _ONE_STEM_CONFIDENCE if len(stems) < _MIN_COUNT else 1.0
    )
    return EvaluatorResult(
        evaluations=(_build_evaluation(context, score, round(sure, 2), tuple(touching)),),
        proposals=_propose_clarification(context, 1 - sure) if len(stems) < _MIN_COUNT else (),
    )


def _propose_clarification(
    context: AnswerContext, uncertainty: float
) -> tuple[FollowUpProposal, ...]:
    asked = build_proposal(
        context,
        by="evaluator",
        name=NAME,
        reason="CLARIFY",
        uncertainty=uncertainty,
        questions=("How does that connect to what I asked?",),
    )
    return (asked,)


def _collect_topic_stems(context: AnswerContext) -> frozenset[str]:
    texts = [context.answered_turn.question]
    if context.question is not None:
        planned = context.question
        texts += [planned.text, planned.topic or "", planned.skill or "", planned.competency]
        texts += planned.expected_points
    return frozenset(stem for text in texts for stem in extract_content_stems(fold_text(text)))


def _find_topic_stems(
    unit: TextUnit, topic: frozenset[str], context: AnswerContext
) -> frozenset[str]:
    """Return the stems of the question, and of its competency's anchors, that a unit mentions."""
    anchors = context.rubric_vocabulary.anchors.get(context.competency or "")
    shared = {stem for stem in unit.stems if stem in topic}
    if anchors is not None:
        for stem in unit.stems:
            match = anchors.find_match(stem)
            if match is not None:
                shared.add(match[0])
    return frozenset(shared)


def _build_evaluation(
    context: AnswerContext,
    score: float | None,
    confidence: float | None,
    units: tuple[TextUnit, ...],
) -> Evaluation:
    reason = None
    if score is None:
        rubric = build_criterion_rubric(context, (COMPETENCY,), CRITERION)
        reason = determine_abstention_reason(
            prepare_transcript(
                build_answer_transcript(context), rubric, masked_names=context.masked_names
            ),
            CRITERION,
        )
    return Evaluation(
        evaluator=NAME,
        criterion=CRITERION,
        score=score,
        abstained=reason,
        confidence=confidence,
        quotes=build_quote_spans(units),
        evaluated_by=RULES_LABEL,
    )
