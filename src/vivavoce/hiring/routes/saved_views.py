"""Routes of saved views: a name for filters, an order and columns of the interview list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, get_args
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field, StrictBool

from vivavoce.contracts.transcript import FlagFilter
from vivavoce.hiring.domain.hiring_decision import DecisionFilter
from vivavoce.hiring.domain.saved_view import (
    MAX_VIEW_NAME,
    ListColumn,
    ListOrder,
    RecommendationFilter,
    ViewSettings,
)
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.hiring.usecases.saved_views import ManageSavedViews, ReadableView
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import (
    CamelModel,
    StrictRequestModel,
    UtcTimestamp,
    make_strict_router,
)
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import format_timestamp

_Profile = Literal["hiring", "panel", "phone_screen"]
_ViewName = Annotated[str, Field(min_length=1, max_length=MAX_VIEW_NAME, examples=["My bakers"])]


class ViewFiltersRequest(StrictRequestModel):
    """The filters of a view; an absent one matches every interview.

    Search words are not saved, because they are often a candidate's name.
    """

    states: list[InterviewState] = Field(
        default_factory=list, max_length=13, description="Only interviews in one of these states."
    )
    position: str | None = Field(
        None,
        max_length=200,
        description="Only interviews for exactly this position.",
        examples=["Backend engineer"],
    )
    recommendations: list[RecommendationFilter] = Field(
        default_factory=list, max_length=4, description="Only these recommendations."
    )
    decisions: list[DecisionFilter] = Field(
        default_factory=list,
        max_length=5,
        description="Only these decisions about the candidate; `NONE` for interviews without one.",
    )
    flags: list[FlagFilter] = Field(
        default_factory=list,
        max_length=len(get_args(FlagFilter)),
        description="Only interviews whose assessment has a flag of one of these kinds.",
    )
    profiles: list[_Profile] = Field(
        default_factory=list, max_length=3, description="Only these kinds of interviews."
    )
    requested_from: date | None = Field(
        None, description="Only interviews requested on or after this day.", examples=["2026-11-01"]
    )
    requested_until: date | None = Field(
        None,
        description="Only interviews requested on or before this day.",
        examples=["2026-11-30"],
    )
    requested_by_me: StrictBool = Field(
        False, description="Only interviews that the person who opens the view requested."
    )
    with_failed_step: StrictBool = Field(False, description="Only interviews with a failed step.")


class SaveViewRequest(StrictRequestModel):
    """A new view."""

    name: _ViewName
    """The name, unique among your views."""
    filters: ViewFiltersRequest = Field(
        default_factory=ViewFiltersRequest, description="The filters of the view."
    )
    order: ListOrder = Field("newest", description="The order, as in `GET /interviews`.")
    columns: list[ListColumn] = Field(
        default_factory=list, max_length=11, description="The columns besides the candidate."
    )
    is_shared: StrictBool = Field(
        False,
        description="Whether the whole organization sees the view; this needs `interview:update`.",
    )


class ChangeViewRequest(StrictRequestModel):
    """Changes to a view; what is omitted stays, and the filters are replaced together."""

    name: _ViewName | None = None
    """The new name."""
    filters: ViewFiltersRequest | None = Field(None, description="The new filters.")
    order: ListOrder | None = Field(None, description="The new order, as in `GET /interviews`.")
    columns: list[ListColumn] | None = Field(
        None, max_length=11, description="The new columns besides the candidate."
    )
    is_shared: StrictBool | None = Field(
        None, description="Whether the whole organization sees the view."
    )


class DefaultViewRequest(StrictRequestModel):
    """The view that your list opens with."""

    view_id: UUID | None
    """The id of the saved view with which your list opens from now on; null to open without a view."""


class ViewFiltersResponse(CamelModel):
    """The filters of a view that still apply."""

    states: list[InterviewState]
    """Only interviews in one of these states; empty for every state."""
    position: str | None = Field(examples=["Backend engineer"])
    """Only interviews for exactly this position; null for every position."""
    recommendations: list[RecommendationFilter]
    """Only these recommendations; empty for all."""
    decisions: list[DecisionFilter]
    """Only these decisions, `NONE` for interviews without one; empty for all."""
    flags: list[FlagFilter]
    """Only interviews with a flag of one of these kinds; empty for all."""
    profiles: list[str] = Field(examples=[["hiring"]])
    """Only these kinds of interviews; empty for all."""
    requested_from: date | None
    """Only interviews requested on or after this day; null for no limit."""
    requested_until: date | None
    """Only interviews requested on or before this day; null for no limit."""
    requested_by_me: bool
    """Only interviews that the person who opens the view requested."""
    with_failed_step: bool
    """Only interviews with a failed step."""


class DroppedSettingResponse(CamelModel):
    """A part of a view that no longer matches anything and is left out."""

    setting: str = Field(examples=["position"])
    """Which filter it was, or `order` or `columns`."""
    value: str = Field(examples=["Backend engineer"])
    """The value as it was saved."""


class SavedViewResponse(CamelModel):
    """A saved view of the interview list."""

    id: UUID
    """The view's id."""
    name: str = Field(examples=["My bakers"])
    """What its owner called it."""
    owner_name: str = Field(examples=["Rita Recruiter"])
    """Who saved it."""
    is_mine: bool
    """Whether it is your own."""
    is_shared: bool
    """Whether the whole organization sees it."""
    may_change: bool
    """Whether you can change and delete it: your own views, and as an administrator the shared ones."""
    filters: ViewFiltersResponse
    """The filters that still apply."""
    order: ListOrder
    """The order, as in `GET /interviews`."""
    columns: list[ListColumn]
    """The columns besides the candidate; empty for the usual ones."""
    dropped: list[DroppedSettingResponse]
    """Saved parts that no longer match anything, such as a position without interviews."""
    changed_at: UtcTimestamp = Field(examples=["2026-11-22T09:30:00.000Z"])
    """When it was last changed, in UTC."""


class SavedViewListResponse(CamelModel):
    """Your own views and the shared ones, by name."""

    data: list[SavedViewResponse]
    """The views that you can see."""
    default_view_id: UUID | None
    """The id of the view with which your list opens; null if it opens without a view."""


def build_saved_views_router(views: ManageSavedViews) -> APIRouter:
    """Return the routes under ``/interview-views``."""
    router = make_strict_router("Interviews")

    @router.get("/interview-views")
    async def list_saved_views(caller: CurrentCaller) -> SavedViewListResponse:
        """List your own views of the interview list and the shared ones, by name."""
        found, default = await views.list(caller)
        return SavedViewListResponse(
            data=[_to_response(caller, each) for each in found], default_view_id=default
        )

    @router.post("/interview-views", status_code=201)
    async def save_view(caller: CurrentCaller, body: SaveViewRequest) -> SavedViewResponse:
        """Save a view of the interview list: filters, an order and columns, without search words."""
        settings = _to_settings(body.filters, body.order, body.columns)
        return _to_response(
            caller, await views.create(caller, body.name, settings, is_shared=body.is_shared)
        )

    @router.put("/interview-views/default", status_code=204)
    async def choose_default_view(caller: CurrentCaller, body: DefaultViewRequest) -> Response:
        """Choose the view that your list of interviews opens with."""
        await views.choose_default(caller, body.view_id)
        return Response(status_code=204)

    @router.patch("/interview-views/{view_id}")
    async def change_saved_view(
        caller: CurrentCaller, view_id: UUID, body: ChangeViewRequest
    ) -> SavedViewResponse:
        """Rename, share or change a view; what is omitted stays, and the filters are replaced together."""
        changed = await views.change(
            caller,
            view_id,
            name=body.name,
            filters=None if body.filters is None else _to_settings(body.filters),
            order=body.order,
            columns=body.columns,
            is_shared=body.is_shared,
        )
        return _to_response(caller, changed)

    @router.delete("/interview-views/{view_id}", status_code=204)
    async def delete_saved_view(caller: CurrentCaller, view_id: UUID) -> Response:
        """Delete a view; lists that opened with it then open without one."""
        await views.delete(caller, view_id)
        return Response(status_code=204)

    return router


def _to_settings(
    filters: ViewFiltersRequest, order: ListOrder = "newest", columns: Sequence[ListColumn] = ()
) -> ViewSettings:
    return ViewSettings(
        states=tuple(dict.fromkeys(filters.states)),
        position=filters.position or None,
        recommendations=tuple(dict.fromkeys(filters.recommendations)),
        decisions=tuple(dict.fromkeys(filters.decisions)),
        flags=tuple(dict.fromkeys(filters.flags)),
        profiles=tuple(dict.fromkeys(filters.profiles)),
        requested_from=filters.requested_from,
        requested_until=filters.requested_until,
        is_requested_by_me=filters.requested_by_me,
        has_failed_step=filters.with_failed_step,
        order=order,
        columns=tuple(dict.fromkeys(columns)),
    )


def _to_response(caller: Caller, found: ReadableView) -> SavedViewResponse:
    view, settings = found.view, found.settings
    is_mine = view.owner_id == caller.id
    return SavedViewResponse(
        id=view.id,
        name=view.name,
        owner_name=view.owner_name,
        is_mine=is_mine,
        is_shared=view.is_shared,
        may_change=is_mine or Permission.TENANT_UPDATE in caller.permissions,
        filters=ViewFiltersResponse(
            states=list(settings.states),
            position=settings.position,
            recommendations=list(settings.recommendations),
            decisions=list(settings.decisions),
            flags=list(settings.flags),
            profiles=list(settings.profiles),
            requested_from=settings.requested_from,
            requested_until=settings.requested_until,
            requested_by_me=settings.is_requested_by_me,
            with_failed_step=settings.has_failed_step,
        ),
        order=settings.order,
        columns=list(settings.columns),
        dropped=[
            DroppedSettingResponse(setting=each.setting, value=each.value) for each in found.dropped
        ],
        changed_at=format_timestamp(view.changed_at),
    )
