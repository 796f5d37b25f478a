"""The route for an organization's retention periods and retention runs."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter

from vivavoce.hiring.ports import RetentionRun
from vivavoce.hiring.usecases.apply_retention import ApplyRetention
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, make_strict_router


class RetentionDaysResponse(CamelModel):
    """How many days after an interview's end its transcript (``words``) and its assessment are kept."""

    transcripts: int
    assessments: int


class RetentionRunResponse(CamelModel):
    """Counts of what one retention run deleted."""

    at: datetime
    transcripts: int
    """Interviews whose transcript and personal data were erased."""
    assessments: int
    recordings: int
    failed: int
    """Interviews that could not be processed; the next run tries them again."""


class RetentionResponse(CamelModel):
    """The retention periods in days, what is due now, and the newest runs."""

    days: dict[str, RetentionDaysResponse]
    """By profile: the periods for new interviews. An existing interview keeps its own, or a shorter one."""
    recording_days: int
    due: RetentionRunResponse
    runs: list[RetentionRunResponse]


def build_retention_router(apply_retention: ApplyRetention) -> APIRouter:
    """Return the routes of retention, below ``/api/v1``."""
    routes = make_strict_router("tenants")

    @routes.get("/api/v1/tenants/me/retention")
    async def get_retention(caller: CurrentCaller) -> RetentionResponse:
        """Return the retention periods, what is due now, and what the newest runs deleted."""
        report = await apply_retention.report(caller)
        return RetentionResponse(
            days={
                name: RetentionDaysResponse(
                    transcripts=days.transcript, assessments=days.assessment
                )
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
        transcripts=run.transcripts,
        assessments=run.assessments,
        recordings=run.recordings,
        failed=run.failed,
    )
