"""Routes for the panel's results of a session."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from vivavoce.assessment.usecases.manage_panel import (
    EvaluatedAnswer,
    ShowPanel,
)
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.kernel.ids import SessionId


class AnswerQuoteResponse(CamelModel):
    """A quote: ``text`` is the answer from character ``start`` up to, but not including, ``end``."""

    text: str
    """The words of the answer."""
    start: int
    """Where they begin in the answer, in characters from 0."""
    end: int
    """Where they end in the answer: the position after the last character."""


class EvaluationResponse(CamelModel):
    """A score from 1 to 5 with its quotes, or in ``abstained`` the reason why there is none."""

    evaluator: str = Field(examples=["evidence"])
    """The name of the evaluator."""
    criterion: str
    """The name of the criterion."""
    score: float | None
    """The score, from 1 to 5; null if the answer does not support one."""
    abstained: str | None
    """Why there is no score, for example `no_evidence` or `too_short`; null with a score."""
    confidence: float | None
    """How sure the score is, from 0 to 1; null without a score."""
    quotes: list[AnswerQuoteResponse]
    """The words of the answer that the score is based on."""
    evaluated_by: str = Field(examples=["built-in rules v1"])
    """What computed it: the built-in rules or a model."""
    correlation_id: str
    """The id under which logs have this evaluation."""


class OpinionResponse(CamelModel):
    """One perspective's summary of the interview so far, and its concerns."""

    perspective: str
    """The name of the perspective."""
    summary: str
    """Its view of the interview so far, in sentences."""
    concerns: list[str]
    """What a person should look at, one sentence each."""
    evaluated_by: str = Field(examples=["built-in rules v1"])
    """What wrote it: the built-in rules or a model."""


class FollowUpProposalResponse(CamelModel):
    """A follow-up question that a panel member proposed, and whether it was asked."""

    source: str = Field(examples=["evaluator"])
    """Who proposed it: `evaluator`, `perspective`, `composer` or `staff`."""
    name: str
    """The name of that panel member."""
    question: str
    """The proposed question."""
    criterion: str | None
    """The criterion that it would clarify; null if none in particular."""
    reason: str = Field(examples=["RESULT"])
    """Why it was proposed, as a code: for example `RESULT` or `SPECIFICS`."""
    uncertainty: float
    """How uncertain the proposer is without an answer, from 0 to 1."""
    is_accepted: bool
    """Whether the interviewer took it over."""
    outcome: str = Field(examples=["asked"])
    """What became of it: `asked`, `waiting`, `too_late`, or why another question was chosen."""


class EvaluatedAnswerResponse(CamelModel):
    """One answer with its evaluations, opinions and follow-up proposals."""

    turn: int
    """The number of the answer's turn."""
    question_id: str | None
    """The question of the plan that was answered; null if it was none of the plan."""
    question: str
    """The question as it was asked."""
    answer: str
    """What the candidate answered."""
    evaluations: list[EvaluationResponse]
    """The scores of the evaluators."""
    opinions: list[OpinionResponse]
    """The comments of the perspectives."""
    proposals: list[FollowUpProposalResponse]
    """The follow-up questions that were proposed after this answer."""


class SessionPanelResponse(CamelModel):
    """The panel's results of a session."""

    session_id: UUID
    """The session's id."""
    answers: list[EvaluatedAnswerResponse]
    """The answers that the panel has evaluated, in order."""


def build_session_panel_router(show_panel: ShowPanel) -> APIRouter:
    """Return the route of the panel's results."""
    router = make_strict_router("panels")

    @router.get("/api/v1/sessions/{session_id}/panel")
    async def session_panel(session_id: UUID, caller: CurrentCaller) -> SessionPanelResponse:
        """Get the panel's results for each answer. For staff; the candidate never sees them."""
        panel = await show_panel(caller, SessionId(session_id))
        return SessionPanelResponse(
            session_id=session_id, answers=[_answer_response(evaluated) for evaluated in panel]
        )

    return router


def _answer_response(evaluated: EvaluatedAnswer) -> EvaluatedAnswerResponse:
    answer = evaluated.answer
    return EvaluatedAnswerResponse(
        turn=answer.turn,
        question_id=answer.question_id,
        question=answer.question,
        answer=answer.answer,
        evaluations=[
            EvaluationResponse(
                evaluator=evaluation.evaluator,
                criterion=evaluation.criterion,
                score=evaluation.score,
                abstained=evaluation.abstained,
                confidence=evaluation.confidence,
                quotes=[
                    AnswerQuoteResponse(
                        text=answer.answer[span.start : span.end], start=span.start, end=span.end
                    )
                    for span in evaluation.quotes
                ],
                evaluated_by=evaluation.evaluated_by,
                correlation_id=answer.correlation_id,
            )
            for evaluation in evaluated.evaluations
        ],
        opinions=[
            OpinionResponse(
                perspective=opinion.perspective,
                summary=opinion.summary,
                concerns=list(opinion.concerns),
                evaluated_by=opinion.evaluated_by,
            )
            for opinion in evaluated.opinions
        ],
        proposals=[
            FollowUpProposalResponse(
                source=outcome.proposal.source,
                name=outcome.proposal.name,
                question=outcome.proposal.question,
                criterion=outcome.proposal.criterion,
                reason=outcome.proposal.reason,
                uncertainty=outcome.proposal.uncertainty,
                is_accepted=outcome.is_taken,
                outcome=outcome.outcome,
            )
            for outcome in evaluated.proposals
        ],
    )
