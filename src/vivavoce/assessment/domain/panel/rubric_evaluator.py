"""Evaluate one answer by a rubric, with the evidence finder and the verification of the scorer."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.panel.answer_context import (
    RULES_LABEL,
    AnswerContext,
    EvaluatorResult,
    build_answer_transcript,
    build_criterion_rubric,
    build_proposal,
)
from vivavoce.assessment.domain.rules.arithmetic import LOW_CONFIDENCE_THRESHOLD
from vivavoce.assessment.domain.rules.evidence_finder import find_evidence
from vivavoce.assessment.domain.rules.version import BUILT_IN_SCORER
from vivavoce.assessment.domain.scorer import prepare_transcript, score_prepared_transcript
from vivavoce.contracts.live_session import Evaluation, FollowUpProposal, TextSpan
from vivavoce.contracts.plan import Competency
from vivavoce.contracts.transcript import CompetencyScore, Scorecard

NAME = "rubric"
_FOLLOW_UP_REASONS = frozenset({"no_evidence"})


def evaluate_by_rubric(context: AnswerContext) -> EvaluatorResult:
    """Return the evaluation for the question's competency, or a ``not_asked`` abstention without one."""
    if context.competency is None:
        return EvaluatorResult(
            evaluations=(build_not_asked_evaluation(NAME, "Rubric", RULES_LABEL),)
        )
    return evaluate_criteria(context, NAME, context.rubric.competencies, (context.competency,))


def evaluate_criteria(
    context: AnswerContext, name: str, competencies: Sequence[Competency], criteria: Sequence[str]
) -> EvaluatorResult:
    """Return one evaluation for each of ``criteria`` of a rubric."""
    evaluations = tuple(
        _evaluate_criterion(context, name, competencies, criterion) for criterion in criteria
    )
    return EvaluatorResult(
        evaluations=evaluations, proposals=propose_follow_up(context, name, evaluations)
    )


def propose_follow_up(
    context: AnswerContext, name: str, evaluations: Sequence[Evaluation]
) -> tuple[FollowUpProposal, ...]:
    """Return one proposal if an evaluator is unsure, with its highest uncertainty."""
    unsure = [
        1.0 if evaluation.confidence is None else 1 - evaluation.confidence
        for evaluation in evaluations
        if evaluation.abstained in _FOLLOW_UP_REASONS
        or (evaluation.confidence is not None and evaluation.confidence < LOW_CONFIDENCE_THRESHOLD)
    ]
    if not unsure:
        return ()
    return (
        build_proposal(context, by="evaluator", name=name, reason="DEPTH", uncertainty=max(unsure)),
    )


def build_evaluation(
    scorecard: Scorecard, criterion: str, name: str, turn: int, made_by: str
) -> Evaluation:
    """Return a criterion's evaluation from the scorecard of one answer; without quotes, an abstention."""
    [competency_score] = [
        competency for competency in scorecard.competencies if competency.name == criterion
    ]
    spans = _find_quote_spans(competency_score, turn)
    score = competency_score.score if spans else None
    return Evaluation(
        evaluator=name,
        criterion=criterion,
        score=score,
        abstained=None
        if score is not None
        else competency_score.insufficient_evidence or "no_evidence",
        confidence=competency_score.confidence if score is not None else None,
        quotes=spans if score is not None else (),
        evaluated_by=made_by,
    )


def build_not_asked_evaluation(name: str, criterion: str, made_by: str) -> Evaluation:
    """Return a ``not_asked`` abstention."""
    return Evaluation(
        evaluator=name,
        criterion=criterion,
        score=None,
        abstained="not_asked",
        confidence=None,
        quotes=(),
        evaluated_by=made_by,
    )


def _evaluate_criterion(
    context: AnswerContext, name: str, competencies: Sequence[Competency], criterion: str
) -> Evaluation:
    reading = prepare_transcript(
        build_answer_transcript(context),
        build_criterion_rubric(context, competencies, criterion),
        masked_names=context.masked_names,
    )
    scorecard = score_prepared_transcript(reading, find_evidence, scorer=BUILT_IN_SCORER)
    return build_evaluation(scorecard, criterion, name, context.answered_turn.turn, RULES_LABEL)


def _find_quote_spans(competency_score: CompetencyScore, turn: int) -> tuple[TextSpan, ...]:
    places = dict.fromkeys(
        (evidence.start, evidence.end)
        for evidence in competency_score.evidence
        if evidence.turn == turn
    )
    return tuple(TextSpan(start=start, end=end) for start, end in places)
