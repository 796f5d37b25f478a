"""Routes of a person's notifications."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import AwareDatetime, Field, TypeAdapter

from vivavoce.hiring.domain.notification import MAX_IDS, Notification, NotificationKind
from vivavoce.hiring.domain.queue import QueueItemKind
from vivavoce.hiring.usecases.notifications import MarkNotifications, ReadNotifications
from vivavoce.infra.cursors import InvalidCursorError, read_texts, write_cursor
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.paging import CursorParam
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router

_MAX_ID_CHARACTERS = 200
_LISTING = "notifications"
_TIME: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)


class NotificationFailureResponse(CamelModel):
    """The step of an interview that failed."""

    stage: str = Field(examples=["planning"])
    """The step of the interview that failed."""
    code: str = Field(examples=["planner_failed"])
    """Why the step failed, as a code."""
    attempts: int = Field(examples=[5])
    """How often the step was tried."""


class NotificationResponse(CamelModel):
    """One notification."""

    id: str = Field(examples=["plan:0190b4f2-3c6e-7d1a-9b2f-5e8c7a6d4f10:1795000000"])
    """What identifies it; the same as long as nothing about it changes."""
    kind: NotificationKind
    """What it is about: a kind of `GET /queue` that waits for you; `step_failed`; `item_claimed`, a
    colleague who works on an item that you requested or claimed; or `certificate_ends`, for operators."""
    at: datetime
    """When the notification came up."""
    is_read: bool
    """Whether you have read it."""
    interview_id: UUID | None
    """The interview; null for what is about the installation."""
    candidate_name: str | None = Field(examples=["Amara Okonkwo"])
    """The candidate; null if unknown or erased."""
    position: str | None = Field(examples=["Data engineer"])
    """The position; null if unknown."""
    claimed_kind: QueueItemKind | None
    """What the colleague claimed; null for other kinds."""
    claimed_by: str | None = Field(examples=["Rita Recruiter"])
    """The colleague; null for other kinds."""
    failure: NotificationFailureResponse | None
    """What failed; null for other kinds."""
    ends_at: datetime | None
    """When the certificate ends; null for other kinds."""


class NotificationListResponse(CamelModel):
    """A page of notifications."""

    data: list[NotificationResponse]
    """The notifications of this page, newest first."""
    total: int
    """How many there are, on all pages; of the unread ones if only those are asked for."""
    unread: int
    """How many you have not read."""
    page: int
    """The number of this page, from 1."""
    limit: int
    """How many a page has at most."""
    next_cursor: str | None = None
    """Send it as `cursor` to get the older ones; null on the last page."""
    as_of: datetime
    """When the list was read: send it as `until` to mark all of it as read."""


class MarkNotificationsRequest(StrictRequestModel):
    """What you have read: single notifications, everything until a moment, or both."""

    ids: list[Annotated[str, Field(max_length=_MAX_ID_CHARACTERS)]] = Field(
        default=[], max_length=MAX_IDS, description="The ids of notifications, at most 100."
    )
    until: AwareDatetime | None = Field(
        None,
        description="Everything until this moment is read; a moment in the future counts as now.",
        examples=["2026-11-22T09:30:00Z"],
    )


def build_notification_router(read: ReadNotifications, mark: MarkNotifications) -> APIRouter:
    """Return the routes under ``/notifications``."""
    router = make_strict_router("Tasks")

    @router.get("/notifications")
    async def list_notifications(
        caller: CurrentCaller,
        unread: Annotated[bool, Query(description="Only those that you have not read.")] = False,
        page: Annotated[int, Query(ge=1, le=1000)] = 1,
        limit: Annotated[int, Query(ge=1, le=50)] = 20,
        cursor: CursorParam = None,
    ) -> NotificationListResponse:
        """List what waits for you and what you should know, newest first; `unread` leaves out the rest.

        A notification vanishes when nothing waits any more.
        """
        found = await read(
            caller, only_unread=unread, page=page, limit=limit, after=_read_cursor(cursor)
        )
        return NotificationListResponse(
            data=[_to_response(item) for item in found.items],
            total=found.unread if unread else found.total,
            unread=found.unread,
            page=page,
            limit=limit,
            next_cursor=_write_cursor(found.items[-1]) if found.has_more else None,
            as_of=found.as_of,
        )

    @router.post("/notifications/read", status_code=204)
    async def mark_notifications_read(
        body: MarkNotificationsRequest, caller: CurrentCaller
    ) -> None:
        """Mark notifications as read, for you alone. Only a signed-in person can do this."""
        until = None if body.until is None else body.until.astimezone(UTC)
        await mark(caller, ids=body.ids, until=until)

    return router


def _write_cursor(last: Notification) -> str:
    return write_cursor(_LISTING, last.at, last.id)


def _read_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    """Return the time and the id after which the page begins, or raise ``InvalidCursorError``."""
    if cursor is None:
        return None
    at, notification_id = read_texts(_LISTING, cursor, 2)
    if not (notification_id.isascii() and notification_id.isprintable()):
        raise InvalidCursorError
    try:
        return _TIME.validate_python(at), notification_id
    except ValueError:
        raise InvalidCursorError from None


def _to_response(item: Notification) -> NotificationResponse:
    interview = item.interview
    failure = item.failure
    return NotificationResponse(
        id=item.id,
        kind=item.kind,
        at=item.at,
        is_read=item.is_read,
        interview_id=None if interview is None else interview.id,
        candidate_name=None if interview is None else interview.request.candidate_name,
        position=None if interview is None else interview.request.position,
        claimed_kind=item.claimed_kind,
        claimed_by=item.claimed_by,
        failure=None
        if failure is None
        else NotificationFailureResponse(
            stage=failure["stage"], code=failure["code"], attempts=failure["attempts"]
        ),
        ends_at=item.ends_at,
    )
