"""Panels for staff: who reads along, what they made of a session's answers, and rankings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints

from vivavoce.assessment.domain.panel.rubric_text import LONGEST_TEXT
from vivavoce.assessment.domain.panel.standings import Contender
from vivavoce.assessment.usecases.panels import Listed, Panels
from vivavoce.assessment.usecases.rank_interviews import INTERVIEWS, Ranking, RankInterviews
from vivavoce.assessment.usecases.show_panel import AnswerShown, ShowPanel
from vivavoce.infra.web.bodies import CamelModel, OwnBody, own_router
from vivavoce.infra.web.callers import CallerOf
from vivavoce.kernel.ids import InterviewId, SessionId

Name = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Kind = Literal["evaluator", "perspective"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelUseCases:
    """What the routes call."""

    panels: Panels
    show: ShowPanel
    rank: RankInterviews


class SeatCard(CamelModel):
    """An evaluator or a perspective; ``madeBy`` is what reads with it now."""

    kind: Kind
    name: str
    describes: str
    criteria: list[str]
    version: int | None
    made_by: str
    is_on: bool
    is_built_in: bool


class SeatList(CamelModel):
    """Everybody who can sit on a panel here."""

    evaluators: list[SeatCard]
    perspectives: list[SeatCard]


class SwitchBody(OwnBody):
    """Switches a seat for the answers from now on."""

    kind: Kind
    name: Name
    is_on: bool


class EvaluatorBody(OwnBody):
    """A rubric as people write it: criteria, each with a text for the levels 1 to 5."""

    name: Name = Field(examples=["Negotiation"])
    rubric_text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_TEXT)] = Field(
        examples=[
            "Criterion: Bargaining\n1: Takes the first price.\n2: Asks for less once.\n"
            "3: Compares two offers.\n4: Trades volume for price.\n5: Names a limit and holds it."
        ]
    )


class CriterionCard(CamelModel):
    """One criterion with its five levels."""

    name: str
    levels: dict[str, str]


class EvaluatorCard(CamelModel):
    """An evaluator of one's own. ``unscorable`` names criteria with too few words for rules to read."""

    id: UUID
    name: str
    version: int
    criteria: list[CriterionCard]
    made_by: str
    made_at: datetime
    unscorable: list[str]


class QuoteCard(CamelModel):
    """Words of the answer: ``text`` is what stands from ``start`` to ``end``."""

    text: str
    start: int
    end: int


class EvaluationCard(CamelModel):
    """A score on 1-5 with its quotes, or the reason why there is none."""

    evaluator: str
    criterion: str
    score: float | None
    abstained: str | None
    confidence: float | None
    quotes: list[QuoteCard]
    made_by: str
    correlation_id: str


class OpinionCard(CamelModel):
    """What one perspective heard so far, and what it would miss."""

    perspective: str
    summary: str
    concerns: list[str]
    made_by: str


class ProposalCard(CamelModel):
    """A question that somebody proposed, and what became of it."""

    by: str
    name: str
    question: str
    criterion: str | None
    reason: str
    uncertainty: float
    taken: bool
    why: str


class AnswerCard(CamelModel):
    """One answer with everything that was made of it."""

    turn: int
    question_id: str | None
    question: str
    answer: str
    evaluations: list[EvaluationCard]
    opinions: list[OpinionCard]
    proposals: list[ProposalCard]


class PanelCard(CamelModel):
    """The panel's readings of a session."""

    session_id: UUID
    answers: list[AnswerCard]


class RankBody(OwnBody):
    """Which interviews to rank; by a criterion, or by the overall score."""

    interview_ids: list[UUID] = Field(min_length=INTERVIEWS[0], max_length=INTERVIEWS[1])
    criterion: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None


class PlaceCard(CamelModel):
    """One interview's place; equal ``rankGroup`` means that the ranges overlap."""

    interview_id: UUID
    assessment_id: UUID | None
    version: int | None
    rubric_version: str | None
    score: float
    low: float
    high: float
    rank_group: int


class ApartCard(CamelModel):
    """One interview that has no number to be ranked by, and why."""

    interview_id: UUID
    reason: str


class RankingCard(CamelModel):
    """A ranking, best first."""

    id: UUID
    made_at: datetime
    criterion: str | None
    scorer_kind: str | None
    places: list[PlaceCard]
    apart: list[ApartCard]
    comparisons: int
    cycles: list[list[UUID]]


def panel_routes(on: PanelUseCases) -> APIRouter:
    """Return the routes of panels."""
    router = own_router("panels")

    @router.get("/api/v1/panels")
    async def list_panels(caller: CallerOf) -> SeatList:
        """Who can sit on a panel here, what they do, and what they read with."""
        seats = [_seat(one) for one in await on.panels.list(caller)]
        return SeatList(
            evaluators=[one for one in seats if one.kind == "evaluator"],
            perspectives=[one for one in seats if one.kind == "perspective"],
        )

    @router.put("/api/v1/panels/switches")
    async def switch_seat(body: SwitchBody, caller: CallerOf) -> SeatCard:
        """Switch an evaluator or a perspective on or off."""
        return _seat(await on.panels.switch(caller, body.kind, body.name, is_on=body.is_on))

    @router.post("/api/v1/panels/evaluators", status_code=201)
    async def add_evaluator(body: EvaluatorBody, caller: CallerOf) -> EvaluatorCard:
        """Make an evaluator of the text of a rubric; the same name again is its next version."""
        added = await on.panels.add(caller, body.name, body.rubric_text)
        made = added.evaluator
        return EvaluatorCard(
            id=made.id,
            name=made.name,
            version=made.version,
            criteria=[
                CriterionCard(name=one.name, levels=dict(one.sub_dimensions[0].indicators))
                for one in made.criteria
            ],
            made_by=made.made_by,
            made_at=made.made_at,
            unscorable=list(added.unscorable),
        )

    @router.post("/api/v1/panels/rank", status_code=201)
    async def rank_interviews(body: RankBody, caller: CallerOf) -> RankingCard:
        """Rank interviews by their newest assessments, one kind of scorer a list."""
        ids = [InterviewId(each) for each in body.interview_ids]
        return _ranking(await on.rank(caller, ids, body.criterion))

    @router.get("/api/v1/sessions/{session_id}/panel")
    async def session_panel(session_id: UUID, caller: CallerOf) -> PanelCard:
        """What the panel made of each answer. For staff; the candidate never sees it."""
        shown = await on.show(caller, SessionId(session_id))
        return PanelCard(session_id=session_id, answers=[_answer(one) for one in shown])

    return router


def _seat(one: Listed) -> SeatCard:
    return SeatCard(
        kind=one.kind,
        name=one.name,
        describes=one.describes,
        criteria=list(one.criteria),
        version=one.version,
        made_by=one.made_by,
        is_on=one.is_on,
        is_built_in=one.is_built_in,
    )


def _answer(one: AnswerShown) -> AnswerCard:
    told = one.told
    return AnswerCard(
        turn=told.turn,
        question_id=told.question_id,
        question=told.question,
        answer=told.answer,
        evaluations=[
            EvaluationCard(
                evaluator=each.evaluator,
                criterion=each.criterion,
                score=each.score,
                abstained=each.abstained,
                confidence=each.confidence,
                quotes=[
                    QuoteCard(
                        text=told.answer[span.start : span.end], start=span.start, end=span.end
                    )
                    for span in each.quotes
                ],
                made_by=each.made_by,
                correlation_id=told.correlation_id,
            )
            for each in one.evaluations
        ],
        opinions=[
            OpinionCard(
                perspective=each.perspective,
                summary=each.summary,
                concerns=list(each.concerns),
                made_by=each.made_by,
            )
            for each in one.opinions
        ],
        proposals=[
            ProposalCard(
                by=each.proposal.by,
                name=each.proposal.name,
                question=each.proposal.question,
                criterion=each.proposal.criterion,
                reason=each.proposal.reason,
                uncertainty=each.proposal.uncertainty,
                taken=each.is_taken,
                why=each.why,
            )
            for each in one.proposals
        ],
    )


def _ranking(made: Ranking) -> RankingCard:
    standings = made.standings
    return RankingCard(
        id=made.id,
        made_at=made.made_at,
        criterion=standings.criterion,
        scorer_kind=standings.scorer_kind,
        places=[
            PlaceCard(
                **_inputs(one.contender),
                score=one.score,
                low=one.low,
                high=one.high,
                rank_group=one.group,
            )
            for one in standings.places
        ],
        apart=[
            ApartCard(interview_id=one.interview_id, reason=reason)
            for one, reason in standings.apart
        ],
        comparisons=standings.comparisons,
        cycles=[list(cycle) for cycle in standings.cycles],
    )


def _inputs(one: Contender) -> dict[str, UUID | int | str | None]:
    return {
        "interview_id": one.interview_id,
        "assessment_id": one.assessment_id,
        "version": one.version,
        "rubric_version": one.rubric_version,
    }
