"""A panel evaluator that reads an answer against the levels of a rubric with a certified model.

It is the same reading as for scores: isolated calls, three votes, every guard, and code computes the score.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import structlog

from vivavoce.assessment.domain.model_evidence.calls import (
    EvidenceCall,
    hash_calls,
    prepare_calls,
)
from vivavoce.assessment.domain.model_evidence.model_scorecard import (
    MAX_READER_DIFFERENCE,
    MAX_UNSUPPORTED_LEVEL,
    MODEL_SCORING_VERSION,
    score_votes,
)
from vivavoce.assessment.domain.model_evidence.permit import ScoringPermit
from vivavoce.assessment.domain.model_evidence.votes import CallVotes
from vivavoce.assessment.domain.panel import rubric_evaluator
from vivavoce.assessment.domain.panel.answer_context import (
    AnswerContext,
    EvaluatorResult,
    build_answer_transcript,
    build_criterion_rubric,
)
from vivavoce.assessment.domain.qualification.certificate import is_certified_language
from vivavoce.assessment.ports import EvidenceReader, OffLoopExecutor, PanelEvaluator
from vivavoce.contracts.live_session import Evaluation
from vivavoce.contracts.plan import Competency
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.transcript import Scorecard, ScoreProvenance
from vivavoce.infra.language_model.port import ModelFailedError, ModelUnavailableError

DIFFERING_CONFIDENCE = 0.5
"""The most confidence of a score that the rules do not share: it asks for a follow-up question."""
_NO_ANSWER = "The model did not read the answer: {cause}."
_log = structlog.get_logger(__name__)


def may_evaluate(permit: ScoringPermit | None, language: str) -> bool:
    """Return whether a model may evaluate an answer in a language."""
    is_certified = permit is not None and permit.certificate_id is not None
    return is_certified and is_certified_language(language)


def name_certified_author(permit: ScoringPermit) -> str:
    """Return what evaluations of a certified model carry: the model, its certificate, the scoring."""
    certificate = (permit.certificate_id or "")[-8:]
    imitated = "imitated, " if permit.is_imitated else ""
    return f"model {permit.model} ({imitated}certificate {certificate}, {MODEL_SCORING_VERSION})"


@dataclass(frozen=True, slots=True, kw_only=True)
class CertifiedEvaluator:
    """An evaluator in whose place a certified model finds the evidence; the rules always read too."""

    rule_evaluator: PanelEvaluator
    competencies: tuple[Competency, ...]
    read_evidence: EvidenceReader
    permit: ScoringPermit
    off_loop: OffLoopExecutor = asyncio.to_thread

    @property
    def name(self) -> str:
        """The name that its evaluations carry."""
        return self.rule_evaluator.name

    @property
    def made_by(self) -> str:
        """The model with its certificate."""
        return name_certified_author(self.permit)

    def criteria(self, context: AnswerContext) -> tuple[str, ...]:
        """Return the criteria that it evaluates."""
        return self.rule_evaluator.criteria(context)

    async def __call__(self, context: AnswerContext) -> EvaluatorResult:
        """Evaluate one answer, or raise ``ModelUnavailableError`` or ``ModelFailedError``.

        The rules evaluate if another model than the certified one answered.
        """
        by_rules = await self.rule_evaluator(context)
        criteria = self.criteria(context)
        calls: dict[str, tuple[EvidenceCall, ...]] = await self.off_loop(
            _prepare_calls, context, self.competencies, criteria
        )
        try:
            reading = await self.read_evidence([call for each in calls.values() for call in each])
        except (ModelUnavailableError, ModelFailedError) as error:
            if PROFILES[context.answered_turn.profile].panel_fallback == "built_in_marked":
                reason = _NO_ANSWER.format(cause=error.failure.describe())
                return _explain(by_rules, self.permit.describe("failed", reason))
            raise
        if reading.model and reading.model != self.permit.model:
            reason = self.permit.explain_other_model(reading.model)
            return _explain(by_rules, self.permit.describe("not_qualified", reason))
        scorecards: Mapping[str, Scorecard] = await self.off_loop(
            _score, context, self.competencies, calls, reading.votes, self.permit
        )
        _log_guards(self.name, scorecards.values(), self.permit)
        ruled = {evaluation.criterion: evaluation.score for evaluation in by_rules.evaluations}
        evaluations = [
            _doubt_difference(
                replace(
                    rubric_evaluator.build_evaluation(
                        scorecard, criterion, self.name, context.answered_turn.turn, self.made_by
                    ),
                    provenance=scorecard.provenance,
                ),
                ruled.get(criterion),
            )
            for criterion, scorecard in scorecards.items()
        ]
        return EvaluatorResult(
            evaluations=tuple(evaluations),
            proposals=rubric_evaluator.propose_follow_up(context, self.name, evaluations),
        )


def _prepare_calls(
    context: AnswerContext, competencies: Sequence[Competency], criteria: Sequence[str]
) -> dict[str, tuple[EvidenceCall, ...]]:
    transcript = build_answer_transcript(context)
    return {
        criterion: prepare_calls(
            transcript,
            build_criterion_rubric(context, competencies, criterion),
            context.masked_names,
        )
        for criterion in criteria
    }


def _score(
    context: AnswerContext,
    competencies: Sequence[Competency],
    calls: Mapping[str, tuple[EvidenceCall, ...]],
    votes: Sequence[CallVotes],
    permit: ScoringPermit,
) -> dict[str, Scorecard]:
    return {
        criterion: score_votes(
            build_answer_transcript(context),
            build_criterion_rubric(context, competencies, criterion),
            [each for each in votes if each.call.competency == criterion],
            masked_names=context.masked_names,
            model=permit.model,
            provenance=permit.describe(
                "scored",
                content_hash=hash_calls(
                    criterion_calls, *permit.hashed_parts, MODEL_SCORING_VERSION
                ),
            ),
        )
        for criterion, criterion_calls in calls.items()
    }


def _explain(by_rules: EvaluatorResult, provenance: ScoreProvenance) -> EvaluatorResult:
    """Return the rules' result with the reason why the model did not evaluate."""
    evaluations = [replace(each, provenance=provenance) for each in by_rules.evaluations]
    return replace(by_rules, evaluations=tuple(evaluations))


def _doubt_difference(evaluation: Evaluation, ruled: float | None) -> Evaluation:
    """Return the evaluation, with little confidence if the rules read a level more or less."""
    if evaluation.score is None or evaluation.confidence is None:
        return evaluation
    if ruled is None:
        is_far = evaluation.score > MAX_UNSUPPORTED_LEVEL
    else:
        is_far = abs(evaluation.score - ruled) >= MAX_READER_DIFFERENCE
    if not is_far:
        return evaluation
    return replace(evaluation, confidence=min(evaluation.confidence, DIFFERING_CONFIDENCE))


def _log_guards(name: str, scorecards: Iterable[Scorecard], permit: ScoringPermit) -> None:
    """Log how many items the guards dropped and lowered, without any words of the answer."""
    for scorecard in scorecards:
        read = scorecard.provenance
        if read is not None:
            _log.info(
                "panel.model_read",
                seat=name,
                certificate=permit.certificate_id,
                prompt=permit.prompt_hash,
                items=read.items,
                dropped=dict(read.dropped),
                lowered=dict(read.capped),
            )
