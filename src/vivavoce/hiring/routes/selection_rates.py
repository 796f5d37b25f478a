"""The selection rates of a quarter, as JSON and as CSV for a spreadsheet."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field

from vivavoce.hiring.domain.selection_rates import GroupRate, QuestionRates
from vivavoce.hiring.ports.candidates import SelectionReport
from vivavoce.hiring.usecases.selection_rates import CountSelectionRates
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import CamelModel, make_strict_router
from vivavoce.kernel.spreadsheet import write_csv

_CSV_CONTENT_TYPE = "text/csv"
CSV_COLUMNS = (
    "quarter",
    "question",
    "position",
    "group",
    "candidates",
    "selected",
    "selectionRate",
    "ratioToHighest",
    "belowFourFifths",
    "fisherP",
)
Quarter = Annotated[
    date | None,
    Query(description="The first day of a calendar quarter that is over. Default: the last one."),
]


class GroupRateResponse(CamelModel):
    """One group that is large enough to be shown."""

    group: str = Field(examples=["woman"])
    """The code of the answer."""
    candidates: int = Field(examples=[24])
    """How many candidates of the group a person decided on."""
    selected: int = Field(examples=[6])
    """How many of these decisions are `HIRE` or `STRONG_HIRE`."""
    rate: float = Field(examples=[0.25])
    """`selected` as a share (0 to 1) of `candidates`."""
    ratio: float | None = Field(examples=[0.71])
    """The rate as a share of the highest one; null if nobody was selected."""
    is_below_four_fifths: bool
    """Whether the rate is less than four fifths of the highest one (29 CFR 1607.4 D)."""
    p_value: float | None = Field(examples=[0.37])
    """Two-sided p of Fisher's exact test against the group with the highest rate; null for that group."""


class QuestionRatesResponse(CamelModel):
    """The groups of one question among the candidates of one position."""

    question: str = Field(examples=["gender"])
    """The question."""
    position: str | None = Field(examples=["Warehouse shift lead"])
    """The position; null for the small positions, which are counted together."""
    positions: int = Field(examples=[1])
    """How many positions were counted together."""
    groups: list[GroupRateResponse]
    """The groups, the highest rate first; empty if there are too few candidates to show any."""


class SelectionRatesResponse(CamelModel):
    """The selection rates of a quarter, counted once. They never change."""

    is_asked: bool
    """Whether the organization asks voluntary questions, or asked them in this quarter."""
    starts_on: date | None = Field(examples=["2026-10-01"])
    """The first day of the quarter; null if the organization asks no voluntary questions."""
    counted_at: datetime | None = Field(examples=["2026-11-22T09:12:04Z"])
    """When the rates were counted; null if the questions are not asked."""
    minimum: int | None = Field(examples=[10])
    """How many candidates a group had at least, to be shown; null if the questions are not asked."""
    rates: list[QuestionRatesResponse]
    """The rates by question and position."""


def build_selection_rates_router(selection_rates: CountSelectionRates) -> APIRouter:
    """Return the routes of the selection rates; they need the permission 'tenant:read'."""
    routes = make_strict_router("analytics")

    @routes.get("/analytics/selection-rates")
    async def show_selection_rates(
        caller: CurrentCaller, quarter: Quarter = None
    ) -> SelectionRatesResponse:
        """Return how often each group was selected in a quarter, with the four-fifths check."""
        report = await selection_rates.read(caller, quarter)
        if report is None:
            return SelectionRatesResponse(
                is_asked=False, starts_on=None, counted_at=None, minimum=None, rates=[]
            )
        return SelectionRatesResponse(
            is_asked=True,
            starts_on=report.starts_on,
            counted_at=report.counted_at,
            minimum=report.minimum,
            rates=[_to_rates(one) for one in report.rates],
        )

    @routes.get(
        "/analytics/selection-rates/export",
        response_class=Response,
        responses={
            200: {
                "description": "A header line, then one line for each group.",
                "content": {_CSV_CONTENT_TYPE: {"schema": {"type": "string"}}},
            }
        },
    )
    async def export_selection_rates(caller: CurrentCaller, quarter: Quarter = None) -> Response:
        """Return the selection rates of a quarter as CSV: only groups, never a person."""
        report = await selection_rates.read(caller, quarter)
        return Response(
            write_csv(CSV_COLUMNS, [] if report is None else _list_rows(report)),
            media_type=f"{_CSV_CONTENT_TYPE}; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="selection-rates.csv"'},
        )

    return routes


def _to_rates(rates: QuestionRates) -> QuestionRatesResponse:
    return QuestionRatesResponse(
        question=rates.question,
        position=rates.position,
        positions=rates.positions,
        groups=[
            GroupRateResponse(
                group=each.group,
                candidates=each.candidates,
                selected=each.selected,
                rate=each.rate,
                ratio=each.ratio,
                is_below_four_fifths=each.is_below_four_fifths,
                p_value=each.p_value,
            )
            for each in rates.groups
        ],
    )


def _list_rows(report: SelectionReport) -> list[list[str]]:
    return [
        _list_cells(report.starts_on, rates, each)
        for rates in report.rates
        for each in rates.groups
    ]


def _list_cells(starts_on: date, rates: QuestionRates, each: GroupRate) -> list[str]:
    values = (
        starts_on.isoformat(),
        rates.question,
        rates.position or "",
        each.group,
        each.candidates,
        each.selected,
        f"{each.rate:.4f}",
        "" if each.ratio is None else f"{each.ratio:.4f}",
        "yes" if each.is_below_four_fifths else "no",
        "" if each.p_value is None else f"{each.p_value:.4f}",
    )
    return [str(value) for value in values]
