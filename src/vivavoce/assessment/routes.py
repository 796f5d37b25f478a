"""Routes for staff: panel members, the panel's results of a session, and rankings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from vivavoce.assessment.domain.panel.candidate_ranking import RankingCandidate
from vivavoce.assessment.domain.panel.rubric_text_parser import MAX_RUBRIC_LENGTH
from vivavoce.assessment.usecases.manage_panel import (
    EvaluatedAnswer,
    ManagePanel,
    PanelMemberSummary,
    ShowPanel,
)
from vivavoce.assessment.usecases.rank_interviews import (
    RANKING_SIZE_LIMITS,
    RankInterviews,
    StoredRanking,
)
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.kernel.ids import InterviewId, SessionId

PanelMemberNameValue = Annotated[str, StringConstraints(min_length=1, max_length=60)]
PanelMemberKindValue = Literal["evaluator", "perspective"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelUseCases:
    """The use cases that the routes call."""

    manage_panel: ManagePanel
    show_panel: ShowPanel
    rank_interviews: RankInterviews


class PanelMemberResponse(CamelModel):
    """An evaluator or a perspective; ``madeBy`` is the rules or the model that it uses now."""

    kind: PanelMemberKindValue
    name: str
    description: str
    criteria: list[str]
    version: int | None
    evaluated_by: str
    is_enabled: bool
    is_built_in: bool


class PanelMemberListResponse(CamelModel):
    """All evaluators and perspectives of the organization."""

    evaluators: list[PanelMemberResponse]
    perspectives: list[PanelMemberResponse]


class SwitchPanelMemberRequest(StrictRequestModel):
    """Switches a panel member on or off for future answers."""

    kind: PanelMemberKindValue
    name: PanelMemberNameValue
    is_enabled: bool


class CreateEvaluatorRequest(StrictRequestModel):
    """A rubric as plain text: criteria, each with a description of the levels 1 to 5."""

    name: PanelMemberNameValue = Field(examples=["Negotiation"])
    rubric_text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_RUBRIC_LENGTH)] = (
        Field(
            examples=[
                "Criterion: Bargaining\n1: Takes the first price.\n2: Asks for less once.\n"
                "3: Compares two offers.\n4: Trades volume for price.\n5: Names a limit and holds it."
            ]
        )
    )


class CriterionResponse(CamelModel):
    """One criterion with its five levels."""

    name: str
    levels: dict[str, str]


class CustomEvaluatorResponse(CamelModel):
    """A custom evaluator. ``unscorable`` lists criteria with too few words for the rules to score."""

    id: UUID
    name: str
    version: int
    criteria: list[CriterionResponse]
    parsed_by: str
    created_at: datetime
    unscorable: list[str]


class AnswerQuoteResponse(CamelModel):
    """A quote: ``text`` is the answer from character ``start`` up to, but not including, ``end``."""

    text: str
    start: int
    end: int


class EvaluationResponse(CamelModel):
    """A score from 1 to 5 with its quotes, or in ``abstained`` the reason why there is none."""

    evaluator: str
    criterion: str
    score: float | None
    abstained: str | None
    confidence: float | None
    quotes: list[AnswerQuoteResponse]
    evaluated_by: str
    correlation_id: str


class OpinionResponse(CamelModel):
    """One perspective's summary of the interview so far, and its concerns."""

    perspective: str
    summary: str
    concerns: list[str]
    evaluated_by: str


class FollowUpProposalResponse(CamelModel):
    """A follow-up question that a panel member proposed, and whether it was asked."""

    source: str
    name: str
    question: str
    criterion: str | None
    reason: str
    uncertainty: float
    is_accepted: bool
    outcome: str


class EvaluatedAnswerResponse(CamelModel):
    """One answer with its evaluations, opinions and follow-up proposals."""

    turn: int
    question_id: str | None
    question: str
    answer: str
    evaluations: list[EvaluationResponse]
    opinions: list[OpinionResponse]
    proposals: list[FollowUpProposalResponse]


class SessionPanelResponse(CamelModel):
    """The panel's results of a session."""

    session_id: UUID
    answers: list[EvaluatedAnswerResponse]


class RankInterviewsRequest(StrictRequestModel):
    """The interviews to rank, by a criterion or by the overall score."""

    interview_ids: list[UUID] = Field(
        min_length=RANKING_SIZE_LIMITS[0], max_length=RANKING_SIZE_LIMITS[1]
    )
    criterion: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None


class RankedInterviewResponse(CamelModel):
    """One ranked interview; an equal ``rankGroup`` means that the score ranges overlap."""

    interview_id: UUID
    assessment_id: UUID | None
    version: int | None
    rubric_version: str | None
    score: float
    low: float
    high: float
    rank_group: int


class UnrankedInterviewResponse(CamelModel):
    """An interview without a score to rank by, and the reason."""

    interview_id: UUID
    reason: str


class RankingResponse(CamelModel):
    """A ranking, best first."""

    id: UUID
    created_at: datetime
    criterion: str | None
    scorer_kind: str | None
    ranked: list[RankedInterviewResponse]
    unranked: list[UnrankedInterviewResponse]
    comparisons: int
    cycles: list[list[UUID]]


def build_panel_router(use_cases: PanelUseCases) -> APIRouter:
    """Return the routes of panels."""
    router = make_strict_router("panels")

    @router.get("/api/v1/panels")
    async def list_panels(caller: CurrentCaller) -> PanelMemberListResponse:
        """List all evaluators and perspectives, what they do, and what they evaluate with."""
        seats = [
            _member_response(member) for member in await use_cases.manage_panel.list_members(caller)
        ]
        return PanelMemberListResponse(
            evaluators=[seat for seat in seats if seat.kind == "evaluator"],
            perspectives=[seat for seat in seats if seat.kind == "perspective"],
        )

    @router.put("/api/v1/panels/switches")
    async def switch_panel_member(
        body: SwitchPanelMemberRequest, caller: CurrentCaller
    ) -> PanelMemberResponse:
        """Switch an evaluator or a perspective on or off."""
        return _member_response(
            await use_cases.manage_panel.set_member_enabled(
                caller, body.kind, body.name, is_enabled=body.is_enabled
            )
        )

    @router.post("/api/v1/panels/evaluators", status_code=201)
    async def add_evaluator(
        body: CreateEvaluatorRequest, caller: CurrentCaller
    ) -> CustomEvaluatorResponse:
        """Create an evaluator from a rubric text; an existing name gets a new version."""
        added = await use_cases.manage_panel.add_evaluator(caller, body.name, body.rubric_text)
        evaluator = added.evaluator
        return CustomEvaluatorResponse(
            id=evaluator.id,
            name=evaluator.name,
            version=evaluator.version,
            criteria=[
                CriterionResponse(
                    name=criterion.name, levels=dict(criterion.sub_dimensions[0].indicators)
                )
                for criterion in evaluator.criteria
            ],
            parsed_by=evaluator.parsed_by,
            created_at=evaluator.created_at,
            unscorable=list(added.unscorable_criteria),
        )

    @router.post("/api/v1/panels/rank", status_code=201)
    async def rank_interviews(
        body: RankInterviewsRequest, caller: CurrentCaller
    ) -> RankingResponse:
        """Rank interviews by their newest assessments, which must all have the same kind of scorer."""
        ids = [InterviewId(interview_id) for interview_id in body.interview_ids]
        return _ranking_response(await use_cases.rank_interviews(caller, ids, body.criterion))

    @router.get("/api/v1/sessions/{session_id}/panel")
    async def session_panel(session_id: UUID, caller: CurrentCaller) -> SessionPanelResponse:
        """Get the panel's results for each answer. For staff; the candidate never sees them."""
        panel = await use_cases.show_panel(caller, SessionId(session_id))
        return SessionPanelResponse(
            session_id=session_id, answers=[_answer_response(evaluated) for evaluated in panel]
        )

    return router


def _member_response(member: PanelMemberSummary) -> PanelMemberResponse:
    return PanelMemberResponse(
        kind=member.kind,
        name=member.name,
        description=member.description,
        criteria=list(member.criteria),
        version=member.version,
        evaluated_by=member.evaluated_by,
        is_enabled=member.is_enabled,
        is_built_in=member.is_built_in,
    )


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


def _ranking_response(stored: StoredRanking) -> RankingResponse:
    standings = stored.ranking
    return RankingResponse(
        id=stored.id,
        created_at=stored.created_at,
        criterion=standings.criterion,
        scorer_kind=standings.scorer_kind,
        ranked=[
            RankedInterviewResponse(
                **_assessment_fields(ranked.candidate),
                score=ranked.score,
                low=ranked.low,
                high=ranked.high,
                rank_group=ranked.rank_group,
            )
            for ranked in standings.ranked
        ],
        unranked=[
            UnrankedInterviewResponse(interview_id=unranked.interview_id, reason=reason)
            for unranked, reason in standings.unranked
        ],
        comparisons=standings.comparisons,
        cycles=[list(cycle) for cycle in standings.cycles],
    )


def _assessment_fields(candidate: RankingCandidate) -> dict[str, UUID | int | str | None]:
    return {
        "interview_id": candidate.interview_id,
        "assessment_id": candidate.assessment_id,
        "version": candidate.version,
        "rubric_version": candidate.rubric_version,
    }
