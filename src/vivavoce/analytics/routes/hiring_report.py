"""The report about hiring, as JSON and as CSV for a spreadsheet."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from vivavoce.analytics.domain.hiring_report import HiringFilter, HiringGroup, HiringReport
from vivavoce.analytics.domain.interview_analytics import InterviewAnalytics
from vivavoce.analytics.routes.reports import DurationSummaryResponse, to_duration_response
from vivavoce.analytics.usecases.read_analytics import ReadAnalytics
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.kernel.caller import Permission
from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.spreadsheet import write_csv

Days = Annotated[int, Query(ge=1, le=365)]
_CSV_CONTENT_TYPE = "text/csv"
CSV_COLUMNS = (
    "interviewId",
    "position",
    "channel",
    "receivedAt",
    "startedAt",
    "endedAt",
    "ending",
    "durationSeconds",
    "questionsReached",
    "recommendation",
    "hiringOutcome",
    "decidedAt",
    "costDollars",
)


class HiringGroupResponse(CamelModel):
    """The interviews of one position or channel. Rates and means are null below five."""

    name: str | None = Field(examples=["Warehouse shift lead"])
    """The position or the channel (`text`, `voice`, `phone`); null where it is not known, for example
    because the interview has not ended."""
    interviews: int
    """How many interviews the group has."""
    completed: int
    """How many interviews of the group were completed."""
    completion_rate: float | None
    """Completed interviews as a share (0 to 1) of those that ended as completed, partial, not completed
    or failed; null below five."""
    decided: int
    """About how many of the candidates a person has decided."""
    hires: int
    """How many of these decisions are `HIRE` or `STRONG_HIRE`."""
    hire_rate: float | None
    """`hires` as a share (0 to 1) of `decided`; null below five."""
    mean_cost_dollars: float | None
    """The mean cost of the assessed interviews in dollars; null below five, or while usage has no
    price."""
    time_to_decision: DurationSummaryResponse
    """From the request of the interview to the decision about the candidate."""


class HiringWeekResponse(CamelModel):
    """What happened in one week."""

    starts_on: date
    """The Monday with which the week begins, in UTC."""
    received: int
    """How many interviews were requested."""
    completed: int
    """How many interviews were completed."""
    decided: int
    """About how many candidates a person decided."""


class HiringReportResponse(CamelModel):
    """How hiring went, by position, channel and week. People's own practice is not counted."""

    days: int = Field(examples=[30])
    """The length of the period, in days. An interview counts if something happened to it in the
    period."""
    interviews: int
    """How many interviews the report is about."""
    decided: int
    """About how many of the candidates a person has decided."""
    by_position: list[HiringGroupResponse]
    """The interviews by position, the largest group first."""
    by_channel: list[HiringGroupResponse]
    """The interviews by channel, the largest group first."""
    weeks: list[HiringWeekResponse]
    """Every week of the period, the earliest first."""
    reached: list[int] = Field(examples=[[20, 20, 18, 17, 17]])
    """How many of the ended interviews reached the first question, the second, and so on."""
    outcomes_by_recommendation: dict[str, dict[str, int]] = Field(
        examples=[{"HIRE": {"HIRE": 6, "NO_HIRE": 1}}]
    )
    """For each proposed recommendation (`NONE` if there was none), how many people decided which outcome;
    empty below five decisions."""
    agreement_rate: float | None = Field(examples=[0.86])
    """The share (0 to 1) of decisions on the side of the proposal, hire or no hire, among those with
    such a proposal; null below five."""


def _read_filter(
    position: Annotated[str | None, Query(max_length=500)] = None,
    channel: Literal["text", "voice", "phone"] | None = None,
) -> HiringFilter:
    return HiringFilter(position=position, channel=channel)


Filter = Annotated[HiringFilter, Depends(_read_filter)]


def build_hiring_report_router(read_analytics: ReadAnalytics) -> APIRouter:
    """Return the routes of the report; they need the permission 'interview:read'."""
    routes = make_strict_router("analytics")

    @routes.get("/api/v1/analytics/hiring")
    async def show_hiring_report(
        caller: CurrentCaller, wanted: Filter, days: Days = 30
    ) -> HiringReportResponse:
        """Return how hiring went in the last ``days`` days, for all or for one position or channel."""
        caller.require(Permission.INTERVIEW_READ)
        report = await read_analytics.read_hiring(caller.tenant_id, days, wanted)
        return _build_response(report, days)

    @routes.get(
        "/api/v1/analytics/hiring/export",
        response_class=Response,
        responses={
            200: {
                "description": "A header line, then one line for each interview.",
                "content": {_CSV_CONTENT_TYPE: {"schema": {"type": "string"}}},
            }
        },
        description="Return the interviews of the report about hiring as CSV, one line each, without "
        "names of people.\n\nA cell that a spreadsheet would run as a formula begins with an apostrophe.",
    )
    async def export_hiring_report(
        caller: CurrentCaller, wanted: Filter, days: Days = 30
    ) -> Response:
        """Return the interviews of the report about hiring as CSV."""
        caller.require(Permission.INTERVIEW_READ)
        interviews = await read_analytics.list_hiring(caller.tenant_id, days, wanted)
        return Response(
            write_csv(CSV_COLUMNS, map(_list_cells, interviews)),
            media_type=f"{_CSV_CONTENT_TYPE}; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="hiring.csv"'},
        )

    return routes


def _build_response(report: HiringReport, days: int) -> HiringReportResponse:
    return HiringReportResponse(
        days=days,
        interviews=report.interviews,
        decided=report.decided,
        by_position=[_build_group(group) for group in report.by_position],
        by_channel=[_build_group(group) for group in report.by_channel],
        weeks=[
            HiringWeekResponse(
                starts_on=week.starts_on,
                received=week.received,
                completed=week.completed,
                decided=week.decided,
            )
            for week in report.weeks
        ],
        reached=list(report.reached),
        outcomes_by_recommendation=report.outcomes_by_recommendation,
        agreement_rate=report.agreement_rate,
    )


def _build_group(group: HiringGroup) -> HiringGroupResponse:
    return HiringGroupResponse(
        name=group.name,
        interviews=group.interviews,
        completed=group.completed,
        completion_rate=group.completion_rate,
        decided=group.decided,
        hires=group.hires,
        hire_rate=group.hire_rate,
        mean_cost_dollars=None if group.mean_cost is None else float(round(group.mean_cost, 6)),
        time_to_decision=to_duration_response(group.time_to_decision),
    )


def _list_cells(one: InterviewAnalytics) -> list[str]:
    values = (
        one.interview_id,
        one.position,
        one.channel,
        one.received_at,
        one.started_at,
        one.ended_at,
        one.outcome,
        one.duration_s,
        one.questions_reached,
        one.recommendation,
        one.hiring_outcome,
        one.hiring_decided_at,
        None if one.unpriced_count else one.cost,
    )
    return [_write_cell(value) for value in values]


def _write_cell(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime():
            return format_timestamp(value)
        case Decimal():
            return f"{value.normalize():f}"
        case _:
            return str(value)
