"""What an organization keeps for how long, and what its retention deleted."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter

from vivavoce.hiring.ports import RetentionRun
from vivavoce.hiring.usecases.apply_retention import ApplyRetention
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, make_strict_router


class RetentionDaysResponse(CamelModel):
    """How many days after its end an interview's words and its assessment are kept."""

    words: int
    assessment: int


class RetentionRunResponse(CamelModel):
    """How much a pass of retention deleted."""

    at: datetime
    words: int
    """Interviews whose words and personal facts are gone."""
    assessments: int
    recordings: int
    failed: int
    """Interviews that could not be dealt with; the next pass tries them again."""


class RetentionResponse(CamelModel):
    """What is kept for how long, what is due now, and the newest passes."""

    days: dict[str, RetentionDaysResponse]
    """By profile: what new interviews promise. Each interview keeps what it promised, or less."""
    recording_days: int
    due: RetentionRunResponse
    runs: list[RetentionRunResponse]


def retention_routes(apply_retention: ApplyRetention) -> APIRouter:
    """Return the routes of retention, below ``/api/v1``."""
    routes = make_strict_router("tenants")

    @routes.get("/api/v1/tenants/me/retention")
    async def get_retention(caller: CurrentCaller) -> RetentionResponse:
        """Show what is kept for how long, what is due now, and what the newest passes deleted."""
        report = await apply_retention.report(caller)
        return RetentionResponse(
            days={
                name: RetentionDaysResponse(words=days.transcript, assessment=days.assessment)
                for name, days in report.policy.items()
            },
            recording_days=report.recording_days,
            due=_to_run_response(report.due),
            runs=[_to_run_response(run) for run in report.runs],
        )

    return routes


def _to_run_response(run: RetentionRun) -> RetentionRunResponse:
    return RetentionRunResponse(
        at=run.at,
        words=run.words,
        assessments=run.assessments,
        recordings=run.recordings,
        failed=run.failed,
    )
