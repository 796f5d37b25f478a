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
        None, description="Plans need no approval by a person. Assessments always do."
    )
    otp_required: StrictBool | None = Field(
        None, description="Candidates with a known e-mail address confirm it with a one-time code."
    )
    retry_rejected_plans: StrictBool | None = Field(
        None,
        description="When a person rejects a plan with a reason, a new plan is written that follows "
        "it.",
    )
    video_allowed: StrictBool | None = Field(
        None,
        description="Candidates can be asked to agree to video recording, if the interview request "
        "includes it.",
    )
    leaderboard: Literal["on", "opt_in", "off"] | None = Field(
        None,
        description="Who appears on the practice leaderboard: everyone, only people who opt in, or "
        "no one.",
    )
    candidate_pii_retention_days: Days | None = Field(
        None,
        description="Days after the end of an interview when the candidate's answers and personal "
        "data are deleted. The invitation states this number; a longer period applies to "
        "new interviews only.",
    )
    practice_retention_days: Days | None = Field(
        None, description="The same for practice sessions of the organization's members."
    )
    intake_retention_days: Days | None = Field(
        None, description="The same for what hiring managers say in an intake conversation."
    )
    assessment_retention_days: Days | None = Field(
        None, description="Days after the end of an interview when its assessment is deleted."
    )
    recording_retention_days: Annotated[StrictInt, Field(ge=1, le=MAX_RECORDING_DAYS)] | None = (
        Field(
            None,
            description="Days after which video recordings are deleted. The consent text promises "
            "30; you can only choose fewer.",
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
