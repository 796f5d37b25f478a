"""Routes for staff: panel members, the panel's results of a session, and rankings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, get_args
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field, StringConstraints, field_validator

from vivavoce.assessment.domain.panel.candidate_ranking import RankingCandidate
from vivavoce.assessment.domain.panel.rubric_text_parser import MAX_RUBRIC_LENGTH
from vivavoce.assessment.domain.qualification import marks
from vivavoce.assessment.domain.qualification.marks import HIGHEST_MARK, LOWEST_MARK
from vivavoce.assessment.usecases.manage_model_marks import ManageModelMarks
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
    model_marks: ManageModelMarks


class PanelMemberResponse(CamelModel):
    """An evaluator or a perspective; ``madeBy`` is the rules or the model that it uses now."""

    kind: PanelMemberKindValue
    """An evaluator scores answers; a perspective comments on the interview without scores."""
    name: str = Field(examples=["evidence"])
    """The name, unique within its kind."""
    description: str
    """What it looks at, in a sentence."""
    criteria: list[str]
    """The criteria that it scores; empty for a perspective."""
    version: int | None
    """The version of a custom evaluator, from 1; null for built-in members."""
    evaluated_by: str = Field(examples=["built-in rules v1"])
    """What it works with now: the built-in rules or a model."""
    is_enabled: bool
    """Whether it takes part in future answers."""
    is_built_in: bool
    """Whether it is part of the product; otherwise your organization created it."""


class PanelMemberListResponse(CamelModel):
    """All evaluators and perspectives of the organization."""

    evaluators: list[PanelMemberResponse]
    """The members that score answers."""
    perspectives: list[PanelMemberResponse]
    """The members that comment on the interview without scores."""


class SwitchPanelMemberRequest(StrictRequestModel):
    """Switches a panel member on or off for future answers."""

    kind: PanelMemberKindValue
    """The kind of the member."""
    name: PanelMemberNameValue = Field(examples=["Negotiation"])
    """The name of the member."""
    is_enabled: bool
    """Whether it takes part in future answers."""


class CreateEvaluatorRequest(StrictRequestModel):
    """A rubric as plain text: criteria, each with a description of the levels 1 to 5."""

    name: PanelMemberNameValue = Field(examples=["Negotiation"])
    """The name of the evaluator, at most 60 characters; an existing name gets a new version."""
    rubric_text: Annotated[str, StringConstraints(min_length=1, max_length=MAX_RUBRIC_LENGTH)] = (
        Field(
            examples=[
                "Criterion: Bargaining\n1: Takes the first price.\n2: Asks for less once.\n"
                "3: Compares two offers.\n4: Trades volume for price.\n5: Names a limit and holds it."
            ]
        )
    )
    """The rubric in plain text."""


class CriterionResponse(CamelModel):
    """One criterion with its five levels."""

    name: str = Field(examples=["Bargaining"])
    """The name of the criterion."""
    levels: dict[str, str] = Field(
        examples=[{"1": "Takes the first price.", "5": "Names a limit and holds it."}]
    )
    """What an answer shows, by level from 1 to 5."""


class CustomEvaluatorResponse(CamelModel):
    """A custom evaluator. ``unscorable`` lists criteria with too few words for the rules to score."""

    id: UUID
    """The evaluator's id."""
    name: str = Field(examples=["Negotiation"])
    """The name of the evaluator."""
    version: int
    """The version, from 1; a new text under the same name gets the next."""
    criteria: list[CriterionResponse]
    """The criteria as they were read from the text."""
    parsed_by: str = Field(examples=["built-in rules v1"])
    """What read the text: the built-in rules or a model."""
    created_at: datetime
    """When this version was created."""
    unscorable: list[str]
    """The criteria that the rules cannot score, because their levels have too few words."""


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


MarkedPropertyValue = Literal[
    "labels",
    "coverage",
    "style",
    "empty",
    "facts",
    "names",
    "orders",
    "abstain",
    "refusals",
    "echo",
]


class ModelMarkValue(CamelModel):
    """What is demanded of one property of a model's certificate."""

    property: MarkedPropertyValue = Field(examples=["empty"])
    """The property, as `GET /model-certificates` names it."""
    minimum: float = Field(ge=LOWEST_MARK, le=HIGHEST_MARK, examples=[0.9])
    """The least `bound` of the property's first figure that has one."""


class ModelMarksResponse(CamelModel):
    """What the organization demands of a model before it scores here, beyond a valid certificate."""

    marks: list[ModelMarkValue]
    """The demands by property; a property that is missing is as the qualification demands it."""


class ReplaceModelMarksRequest(StrictRequestModel):
    """All demands; those before are dropped."""

    marks: list[ModelMarkValue] = Field(max_length=len(get_args(MarkedPropertyValue)))
    """At most one for each property; none demands no more than the qualification."""

    @field_validator("marks")
    @classmethod
    def _names_each_property_once(cls, marks: list[ModelMarkValue]) -> list[ModelMarkValue]:
        if len({mark.property for mark in marks}) < len(marks):
            raise ValueError("each property may have one mark")
        return marks


class RankInterviewsRequest(StrictRequestModel):
    """The interviews to rank, by a criterion or by the overall score."""

    interview_ids: list[UUID] = Field(
        min_length=RANKING_SIZE_LIMITS[0], max_length=RANKING_SIZE_LIMITS[1]
    )
    """The ids of the interviews to rank."""
    criterion: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = Field(
        None, examples=["Problem solving"]
    )
    """The criterion to rank by; if absent, the overall score."""


class RankedInterviewResponse(CamelModel):
    """One ranked interview; an equal ``rankGroup`` means that the score ranges overlap."""

    interview_id: UUID
    """The interview's id."""
    assessment_id: UUID | None
    """The assessment that the score is from."""
    version: int | None
    """The version of that assessment."""
    rubric_version: str | None
    """The version of the rubric that it was scored with."""
    score: float
    """The score that the ranking is by: from 0 to 100 overall, from 1 to 5 for a criterion."""
    low: float
    """The lower end of the range that the score may really have."""
    high: float
    """The upper end of that range."""
    rank_group: int
    """The rank, from 1; interviews whose ranges overlap share one."""


class UnrankedInterviewResponse(CamelModel):
    """An interview without a score to rank by, and the reason."""

    interview_id: UUID
    """The interview's id."""
    reason: str = Field(examples=["not_assessed"])
    """Why it has no score to rank by, as a code."""


class RankingResponse(CamelModel):
    """A ranking, best first."""

    id: UUID
    """The id under which the ranking is stored."""
    created_at: datetime
    """When the ranking was made."""
    criterion: str | None
    """The criterion that it is by; null for the overall score."""
    scorer_kind: str | None
    """The kind of scorer that all scores are from; null if no interview is assessed."""
    ranked: list[RankedInterviewResponse]
    """The interviews with a score, best first."""
    unranked: list[UnrankedInterviewResponse]
    """The interviews without a score to rank by."""
    comparisons: int
    """How many pairs were compared."""
    cycles: list[list[UUID]]
    """Groups of three in which each beats the next; empty for scores, which are always
    consistent."""


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

    @router.get("/api/v1/model-marks")
    async def list_model_marks(caller: CurrentCaller) -> ModelMarksResponse:
        """List what your organization demands of a model before it scores here."""
        return _marks_response(await use_cases.model_marks.read(caller))

    @router.put("/api/v1/model-marks")
    async def replace_model_marks(
        body: ReplaceModelMarksRequest, caller: CurrentCaller
    ) -> ModelMarksResponse:
        """Demand more of a model before it scores here: until it shows that, the built-in rules score."""
        wanted = [marks.ModelMark(mark.property, mark.minimum) for mark in body.marks]
        return _marks_response(await use_cases.model_marks.replace(caller, wanted))

    @router.get("/api/v1/sessions/{session_id}/panel")
    async def session_panel(session_id: UUID, caller: CurrentCaller) -> SessionPanelResponse:
        """Get the panel's results for each answer. For staff; the candidate never sees them."""
        panel = await use_cases.show_panel(caller, SessionId(session_id))
        return SessionPanelResponse(
            session_id=session_id, answers=[_answer_response(evaluated) for evaluated in panel]
        )

    return router


def _marks_response(stored: Sequence[marks.ModelMark]) -> ModelMarksResponse:
    return ModelMarksResponse.model_validate(
        {"marks": [{"property": mark.property_name, "minimum": mark.minimum} for mark in stored]}
    )


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
