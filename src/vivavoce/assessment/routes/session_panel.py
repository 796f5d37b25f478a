"""Routes for the panel's results of a session."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from vivavoce.assessment.usecases.manage_panel import (
    EvaluatedAnswer,
    ShowPanel,
)
from vivavoce.contracts.live_session import FollowUpReason, ProposalSource
from vivavoce.contracts.transcript import ModelRole, ScoreProvenance
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.kernel.ids import SessionId


class AnswerQuoteResponse(CamelModel):
    """A quote: ``text`` is the answer from character ``start`` up to, but not including, ``end``."""

    text: str
    """The words of the answer."""
    start: int
    """Where the quote begins in the answer, in characters from 0."""
    end: int
    """Where the quote ends in the answer: the position after its last character."""


class EvaluationProvenanceResponse(CamelModel):
    """What a certified model did for an evaluation, and by which certificate."""

    role: ModelRole
    """`scored`, or why the rules evaluated: the model is `not_qualified`, or its answers `failed`."""
    model: str = Field(examples=["gpt-5-2026-08-07"])
    """The model as its certificate names it."""
    reason: str = Field(examples=["The model was never qualified here."])
    """Why the built-in rules evaluated, in one sentence; empty if the model did."""
    certificate_id: str | None = Field(examples=["0198c1f2-6f5b-7a60-9d4e-2b7f3c1a9e55"])
    """The certificate by which the model may evaluate; null if it has none."""
    certificate_line: str = Field(
        examples=["gpt-5, certificate 3c1a9e55 of 2026-11-22: labels 194/200"]
    )
    """The figures of the certificate in one line."""
    is_imitated: bool
    """Whether the certificate is from a test with an imitated model."""
    prompt_hash: str = Field(examples=["0f3c9a1d52e84b76"])
    """A hash of the instructions that the model got: another hash means other instructions."""
    content_hash: str = Field(
        examples=["9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]
    )
    """A hash of all that the evaluation depends on: the same hash means the same model, instructions, rubric
    and words. Only compare it."""
    items: int = Field(examples=[9])
    """The items of evidence that the model returned, over all votes."""
    dropped: dict[str, int] = Field(examples=[{"self_praise": 2}])
    """How many items did not count, by the reason. Examples: `self_praise` (it only says what the candidate
    is like), `question_echo` (it repeats the question), `ungrounded` (any candidate could say it) and
    `said_already` (it counts once)."""
    capped: dict[str, int] = Field(examples=[{"no_event": 1}])
    """How many items count with a lower level, by the reason: `not_own_act` (another person's act, a habit
    or a claim), `no_event` (the answer tells no event), `too_little` (it says too little that counts) or
    `one_quote` (level 5 needs two quotes)."""
    votes: list[list[float | None]] = Field(examples=[[[3.5, 3.5, 4.0]]])
    """For each question that was read, the score of each vote; null for a vote without evidence."""


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
    provenance: EvaluationProvenanceResponse | None
    """What a certified model did for it; null where the rules alone evaluate."""
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

    source: ProposalSource = Field(examples=["evaluator"])
    """Who proposed it: `evaluator`, `perspective`, `composer` or `staff`."""
    name: str = Field(examples=["evidence"])
    """The name of that panel member."""
    question: str = Field(examples=["How did it end?"])
    """The proposed question."""
    criterion: str | None = Field(examples=["Problem solving"])
    """The criterion that it would clarify; null if none in particular."""
    reason: FollowUpReason = Field(examples=["RESULT"])
    """Why it was proposed, as a code: for example `RESULT` or `SPECIFICS`."""
    uncertainty: float = Field(examples=[0.6])
    """How uncertain the proposer is without an answer, from 0 to 1."""
    is_accepted: bool
    """Whether the interviewer took it over."""
    outcome: str = Field(examples=["asked"])
    """What became of it."""


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
                provenance=_build_provenance(evaluation.provenance),
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


def _build_provenance(read: ScoreProvenance | None) -> EvaluationProvenanceResponse | None:
    if read is None:
        return None
    return EvaluationProvenanceResponse(
        role=read.role,
        model=read.model,
        reason=read.reason,
        certificate_id=read.certificate_id,
        certificate_line=read.certificate_line,
        is_imitated=read.is_imitated,
        prompt_hash=read.prompt_hash,
        content_hash=read.content_hash,
        items=read.items,
        dropped=dict(read.dropped),
        capped=dict(read.capped),
        votes=[list(each.scores) for each in read.votes],
    )
