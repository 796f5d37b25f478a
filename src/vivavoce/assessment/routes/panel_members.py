"""Routes for the members of the panel: evaluators and perspectives."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field, StringConstraints

from vivavoce.assessment.domain.panel.rubric_text_parser import MAX_RUBRIC_LENGTH
from vivavoce.assessment.usecases.manage_panel import (
    ManagePanel,
    PanelMemberSummary,
)
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.languages import get_request_language
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.kernel.translation import translate

PanelMemberNameValue = Annotated[str, StringConstraints(min_length=1, max_length=60)]


PanelMemberKindValue = Literal["evaluator", "perspective"]


class PanelMemberResponse(CamelModel):
    """An evaluator or a perspective; ``evaluatedBy`` is the rules or the model that it uses now."""

    kind: PanelMemberKindValue
    """An evaluator scores answers; a perspective comments on the interview without scores."""
    name: str = Field(examples=["evidence"])
    """The name, unique within its kind."""
    description: str
    """What it looks at, in a sentence."""
    criteria: list[str]
    """The criteria that the member scores; empty for a perspective."""
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


def build_panel_member_router(manage_panel: ManagePanel) -> APIRouter:
    """Return the routes of the members of the panel."""
    router = make_strict_router("panels")

    @router.get("/api/v1/panels")
    async def list_panels(caller: CurrentCaller, request: Request) -> PanelMemberListResponse:
        """List all evaluators and perspectives, what they do, and what they evaluate with."""
        language = get_request_language(request.scope)
        members = await manage_panel.list_members(caller)
        seats = [_member_response(member, language) for member in members]
        return PanelMemberListResponse(
            evaluators=[seat for seat in seats if seat.kind == "evaluator"],
            perspectives=[seat for seat in seats if seat.kind == "perspective"],
        )

    @router.put("/api/v1/panels/switches")
    async def switch_panel_member(
        body: SwitchPanelMemberRequest, caller: CurrentCaller, request: Request
    ) -> PanelMemberResponse:
        """Switch an evaluator or a perspective on or off."""
        member = await manage_panel.set_member_enabled(
            caller, body.kind, body.name, is_enabled=body.is_enabled
        )
        return _member_response(member, get_request_language(request.scope))

    @router.post("/api/v1/panels/evaluators", status_code=201)
    async def add_evaluator(
        body: CreateEvaluatorRequest, caller: CurrentCaller
    ) -> CustomEvaluatorResponse:
        """Create an evaluator from a rubric text; an existing name gets a new version."""
        added = await manage_panel.add_evaluator(caller, body.name, body.rubric_text)
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

    return router


def _member_response(member: PanelMemberSummary, language: str) -> PanelMemberResponse:
    return PanelMemberResponse(
        kind=member.kind,
        name=member.name,
        description=translate(member.description, language),
        criteria=list(member.criteria),
        version=member.version,
        evaluated_by=member.evaluated_by,
        is_enabled=member.is_enabled,
        is_built_in=member.is_built_in,
    )
