"""An organization's settings over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Request
from pydantic import Field, StrictBool, StrictInt

from vivavoce.contracts.retention import MAX_RECORDING_DAYS, MAX_RETENTION_DAYS
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router
from vivavoce.tenancy.routes.use_cases import TenancyUseCases

Days = Annotated[StrictInt, Field(ge=1, le=MAX_RETENTION_DAYS)]


class TenantSettingsRequest(StrictRequestModel):
    """Changes to the organization's settings; omitted settings stay as they are."""

    auto_approve_plans: StrictBool | None = Field(
        None, description="Plans need no person's approval. Assessments always do."
    )
    otp_required: StrictBool | None = Field(
        None, description="Candidates with a known address confirm it with a code."
    )
    retry_rejected_plans: StrictBool | None = Field(
        None, description="A plan that is rejected with a reason is written anew by that reason."
    )
    video_allowed: StrictBool | None = Field(
        None,
        description="Candidates may be asked for a film of themselves, where the request wants one.",
    )
    leaderboard: Literal["on", "opt_in", "off"] | None = Field(
        None,
        description="Who stands on the practice leaderboard: everybody, who asked for it, or nobody.",
    )
    candidate_pii_retention_days: Days | None = Field(
        None,
        description="Days after the end of an interview when the candidate's words and personal facts are "
        "deleted. Candidates are told when they are invited; a longer time holds for new interviews only.",
    )
    practice_retention_days: Days | None = Field(
        None, description="The same for practice sessions of people in the organization."
    )
    intake_retention_days: Days | None = Field(
        None, description="The same for what hiring managers say in an intake."
    )
    assessment_retention_days: Days | None = Field(
        None, description="Days after the end of an interview when its assessment is deleted."
    )
    recording_retention_days: Annotated[StrictInt, Field(ge=1, le=MAX_RECORDING_DAYS)] | None = (
        Field(
            None,
            description="Days after which video recordings are deleted. Candidates are promised 30; you can "
            "only shorten it.",
        )
    )


class TenantSettingsResponse(CamelModel):
    """The organization's settings."""

    auto_approve_plans: bool
    otp_required: bool
    retry_rejected_plans: bool
    video_allowed: bool
    leaderboard: Literal["on", "opt_in", "off"]
    candidate_pii_retention_days: int
    practice_retention_days: int
    intake_retention_days: int
    assessment_retention_days: int
    recording_retention_days: int


def build_settings_router(use_cases: TenancyUseCases) -> APIRouter:
    """Return the settings routes, under ``/api/v1``."""
    routes = make_strict_router("tenants")

    @routes.get("/tenants/me/settings")
    async def get_settings(caller: CurrentCaller) -> TenantSettingsResponse:
        """Return the organization's settings."""
        return TenantSettingsResponse.model_validate(await use_cases.settings.read(caller))

    @routes.patch("/tenants/me/settings")
    async def change_settings(
        body: TenantSettingsRequest, caller: CurrentCaller, request: Request
    ) -> TenantSettingsResponse:
        """Change the organization's settings; omitted settings stay as they are."""
        changes = body.model_dump(by_alias=True, exclude_none=True)
        changed = await use_cases.settings.change(
            caller, changes, request_id=get_request_id(request)
        )
        return TenantSettingsResponse.model_validate(changed)

    return routes
