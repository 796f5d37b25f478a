"""Saved views of the interview list: a name for filters, an order and columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, get_args
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.transcript import FlagFilter
from vivavoce.hiring.domain.hiring_decision import DecisionFilter
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.kernel.errors import ConflictError, ForbiddenError, InvalidRequestError

ViewSetting = Literal[
    "states", "position", "order", "recommendations", "decisions", "flags", "profiles", "columns"
]
"""A part of a stored view whose values can cease to exist."""
ListColumn = Literal[
    "position",
    "level",
    "status",
    "recommendation",
    "decision",
    "kind",
    "company",
    "reference",
    "scheduled",
    "requested",
    "changed",
]
ListOrder = Literal["newest", "oldest", "last_changed", "longest_wait"]
RecommendationFilter = Literal["STRONG_HIRE", "HIRE", "MAYBE", "NO_HIRE"]
MAX_VIEWS = 50
MAX_VIEW_NAME = 80


class ViewNameTakenError(ConflictError):
    """You already have a view with this name."""

    code = "view_name_taken"


class TooManyViewsError(ConflictError):
    """You already have 50 views. Delete one first."""

    code = "too_many_views"


class NotYourViewError(ForbiddenError):
    """Only its owner, or an administrator if it is shared, can change this view."""

    code = "not_your_view"


class InvalidViewError(InvalidRequestError):
    """This view cannot be saved."""

    code = "view_not_valid"
    status = 422
    title = "Unprocessable Content"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSettings:
    """The filters, the order and the columns of a view; an empty filter matches every interview."""

    states: tuple[InterviewState, ...] = ()
    position: str | None = None
    recommendations: tuple[RecommendationFilter, ...] = ()
    decisions: tuple[DecisionFilter, ...] = ()
    flags: tuple[FlagFilter, ...] = ()
    profiles: tuple[str, ...] = ()
    requested_from: date | None = None
    requested_until: date | None = None
    is_requested_by_me: bool = False
    has_failed_step: bool = False
    order: ListOrder = "newest"
    columns: tuple[ListColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class DroppedSetting:
    """A part of a stored view that fits nothing any more."""

    setting: ViewSetting
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """One stored view; ``document`` is as it was saved and may name what no longer exists."""

    id: UUID
    owner_id: UUID
    owner_name: str
    name: str
    is_shared: bool
    document: Json = field(repr=False)
    created_at: datetime
    changed_at: datetime


def settings_to_document(settings: ViewSettings) -> Json:
    """Return the document to store; ``read_settings`` reverses it."""
    return {
        **_filters_to_document(settings),
        "order": settings.order,
        "columns": list(settings.columns),
    }


def change_document(
    document: Json,
    filters: ViewSettings | None,
    order: ListOrder | None,
    columns: Sequence[ListColumn] | None,
) -> Json:
    """Return the document with the parts that are given; the filters are replaced together."""
    changed = {**document, **({} if filters is None else _filters_to_document(filters))}
    if order is not None:
        changed["order"] = order
    if columns is not None:
        changed["columns"] = list(dict.fromkeys(columns))
    return changed


def _filters_to_document(settings: ViewSettings) -> Json:
    return {
        "states": list(settings.states),
        "position": settings.position,
        "recommendations": list(settings.recommendations),
        "decisions": list(settings.decisions),
        "flags": list(settings.flags),
        "profiles": list(settings.profiles),
        "requested_from": _format_date(settings.requested_from),
        "requested_until": _format_date(settings.requested_until),
        "is_requested_by_me": settings.is_requested_by_me,
        "has_failed_step": settings.has_failed_step,
    }


def read_settings(
    document: Json, positions: Collection[str]
) -> tuple[ViewSettings, tuple[DroppedSetting, ...]]:
    """Return what of a stored view still fits, and what was dropped.

    A state, a recommendation, a decision, a flag, a kind of interview, an order or a column that this version
    does not know is dropped, and so is a position that is not one of ``positions``.
    """
    dropped: list[DroppedSetting] = []

    def keep(
        setting: ViewSetting, values: Sequence[Any], known: Collection[str]
    ) -> tuple[Any, ...]:  # Any: JSON
        dropped.extend(
            DroppedSetting(setting, str(value)) for value in values if value not in known
        )
        return tuple(value for value in values if value in known)

    states = keep("states", document.get("states") or (), list(InterviewState))
    position = keep("position", _as_list(document.get("position")), positions)
    order = keep("order", _as_list(document.get("order")), get_args(ListOrder))
    settings = ViewSettings(
        states=tuple(map(InterviewState, states)),
        position=next(iter(position), None),
        recommendations=keep(
            "recommendations",
            document.get("recommendations") or (),
            get_args(RecommendationFilter),
        ),
        decisions=keep("decisions", document.get("decisions") or (), get_args(DecisionFilter)),
        flags=keep("flags", document.get("flags") or (), get_args(FlagFilter)),
        profiles=keep("profiles", document.get("profiles") or (), PROFILES),
        requested_from=_parse_date(document.get("requested_from")),
        requested_until=_parse_date(document.get("requested_until")),
        is_requested_by_me=bool(document.get("is_requested_by_me")),
        has_failed_step=bool(document.get("has_failed_step")),
        order=next(iter(order), "newest"),
        columns=keep("columns", document.get("columns") or (), get_args(ListColumn)),
    )
    return settings, tuple(dropped)


def _as_list(value: str | None) -> list[str]:
    return [] if value is None else [value]


def _format_date(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _parse_date(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
