"""Routes for the decision about a candidate, and for a person's corrections of proposed levels."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field, StrictBool

from vivavoce.hiring.domain.hiring_decision import CompetencyLevel, HiringOutcome
from vivavoce.hiring.domain.workflow import InterviewTransition
from vivavoce.hiring.routes.partners import IdempotencyKey
from vivavoce.hiring.routes.requests import CommentText, ShortText
from vivavoce.hiring.routes.responses import HiringDecisionResponse, to_hiring_decision_response
from vivavoce.hiring.routes.use_cases import HiringUseCases
from vivavoce.hiring.routes.workflow_responses import InterviewStateResponse, to_state_response
from vivavoce.hiring.usecases.decide_candidate import DecisionDraft
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import (
    CamelModel,
    StrictRequestModel,
    UtcTimestamp,
    make_strict_router,
)

Level = Annotated[
    float,
    Field(ge=1, le=5, multiple_of=0.5, description="From 1 to 5, in steps of 0.5.", examples=[3.5]),
]
CompetencyName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=300,
        description="The name of a competency in the assessment.",
        examples=["Planning"],
    ),
]
Reason = Annotated[
    CommentText | None,
    Field(
        description="The reason, in at least two words. It is stored encrypted, and the candidate can "
        "ask to see it.",
        examples=["She named no incident of her own."],
    ),
]


class CompetencyLevelRequest(StrictRequestModel):
    """The person's own level of one competency."""

    competency: CompetencyName
    level: Level


class HiringDecisionRequest(StrictRequestModel):
    """What a person decided about the candidate after reading an assessment."""

    assessment_id: ShortText = Field(
        description="The `assessmentId` of the assessment that you have read. If there is a newer one, "
        "nothing is decided."
    )
    outcome: HiringOutcome = Field(description="What you decided about the candidate.")
    levels: list[CompetencyLevelRequest] = Field(
        default=[],
        max_length=50,
        description="Your own levels, for competencies where you see it differently or add one.",
    )
    comments: Reason = None
    asks_second_person: StrictBool = Field(
        False,
        description="A second person must confirm the decision before it is final. The organization "
        "can require this for every decision (`secondDeciderRequired`).",
    )
    replaces: UUID | None = Field(
        None,
        description="To change a final decision: its id. Required then, so that nobody overwrites a "
        "decision that they did not read.",
    )

    @property
    def draft(self) -> DecisionDraft:
        """The decision as a value."""
        return DecisionDraft(
            assessment_id=self.assessment_id,
            outcome=self.outcome,
            levels=tuple(
                CompetencyLevel(competency=own.competency, level=own.level) for own in self.levels
            ),
            comments=self.comments,
            asks_second_person=self.asks_second_person,
            replaces=self.replaces,
        )


class HiringDecisionListResponse(CamelModel):
    """The decisions about a candidate, newest first."""

    data: list[HiringDecisionResponse]
    """The decisions, newest first."""


class LevelCorrectionRequest(StrictRequestModel):
    """What a person corrects about the level of one competency; without a level, the proposed one counts."""

    assessment_id: ShortText = Field(
        description="The `assessmentId` of the assessment that you have read."
    )
    competency: CompetencyName
    level: Level | None = None
    """The right level; if absent or null, the proposed one counts again."""
    comments: Reason = None


class ReassessmentRequest(StrictRequestModel):
    """Why an interview is to be assessed again."""

    assessment_id: ShortText | None = Field(
        None,
        description="The `assessmentId` of the assessment that you have read. If there is a newer one, the "
        "request is refused with "
        "`assessment_changed`.",
    )
    comments: Annotated[CommentText, Field(min_length=1)] = Field(
        examples=["It read the answer about the night shift as one about the day shift."]
    )
    """The reason, in at least two words, at most 10,000 characters. A shorter one is refused with
    `reason_too_short`."""
    user_id: ShortText | None = Field(None, examples=["grace@ats.example.com"])
    """On whose behalf you act; it is stored as your own text and is not an identity."""


class LevelCorrectionResponse(CamelModel):
    """A corrected level, beside the proposed one."""

    competency: str
    """The name of the competency."""
    level: float
    """The level that counts now, from 1 to 5 in steps of 0.5."""
    comments: str | None
    """Why the level was corrected; null if no reason was given or the candidate was erased."""
    corrected_by: str
    """The name of the person who corrected it."""
    corrected_at: UtcTimestamp
    """When it was corrected, in UTC."""


class LevelCorrectionListResponse(CamelModel):
    """The correction that counts for each corrected competency."""

    data: list[LevelCorrectionResponse]
    """One correction for each corrected competency."""


def build_decisions_router(use_cases: HiringUseCases) -> APIRouter:
    """Return the routes under ``/interviews/{key}/decisions`` and those that mend an assessment."""
    router = make_strict_router("Interviews")
    decide = use_cases.decide_candidate
    path = "/interviews/{key}/decisions"

    @router.get(path)
    async def list_decisions(caller: CurrentCaller, key: str) -> HiringDecisionListResponse:
        """List the decisions about the candidate, newest first."""
        return HiringDecisionListResponse(
            data=[to_hiring_decision_response(each) for each in await decide.list(caller, key)]
        )

    @router.post(path, status_code=201)
    async def record_decision(
        caller: CurrentCaller,
        key: str,
        body: HiringDecisionRequest,
        idempotency_key: IdempotencyKey = None,
    ) -> HiringDecisionResponse:
        """Decide about the candidate. For ten seconds it can be undone; only then is anything sent.

        If there is a decision already, it returns 409 `decision_exists` with `currentDecision`.
        """
        decision = await decide.record(
            caller,
            key,
            body.draft,
            raw_body=body.model_dump(mode="json"),
            idempotency_key=idempotency_key,
        )
        return to_hiring_decision_response(decision)

    @router.post(f"{path}/{{decision_id}}/confirm")
    async def confirm_decision(
        caller: CurrentCaller, key: str, decision_id: UUID
    ) -> HiringDecisionResponse:
        """Send your decision now, or confirm another person's decision as the second person."""
        return to_hiring_decision_response(await decide.confirm(caller, key, decision_id))

    @router.delete(f"{path}/{{decision_id}}", status_code=204)
    async def withdraw_decision(caller: CurrentCaller, key: str, decision_id: UUID) -> Response:
        """Undo a decision that is not final: nothing is sent, and nothing of it stays."""
        await decide.withdraw(caller, key, decision_id)
        return Response(status_code=204)

    _add_assessment_routes(router, use_cases)
    return router


def _add_assessment_routes(router: APIRouter, use_cases: HiringUseCases) -> None:
    """Add the routes that mend an assessment without a decision about the candidate."""

    @router.put("/interviews/{key}/assessment/corrections")
    async def correct_level(
        caller: CurrentCaller, key: str, body: LevelCorrectionRequest
    ) -> LevelCorrectionListResponse:
        """Correct the level of one competency. This is no decision about the candidate."""
        corrections = await use_cases.correct_level(
            caller,
            key,
            assessment_id=body.assessment_id,
            competency=body.competency,
            level=body.level,
            comments=body.comments,
        )
        return LevelCorrectionListResponse(
            data=[LevelCorrectionResponse.model_validate(each.to_json()) for each in corrections]
        )

    @router.post("/interviews/{key}/assessment/reassess")
    async def reassess_interview(
        caller: CurrentCaller, key: str, body: ReassessmentRequest
    ) -> InterviewStateResponse:
        """Have the answers assessed again. Requires a signed-in person.

        The state is `COMPLETED` until the new assessment is there. The earlier one stays stored.
        """
        return to_state_response(
            await use_cases.decide_assessment(
                caller,
                key,
                InterviewTransition.REASSESS,
                comments=body.comments,
                assessment_id=body.assessment_id,
                on_behalf_of=body.user_id,
            )
        )
