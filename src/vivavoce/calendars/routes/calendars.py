"""Routes of a person's own calendars."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field, SecretStr

from vivavoce.calendars.domain.calendar import (
    MAX_CREDENTIAL_LENGTH,
    MAX_NAME_LENGTH,
    CalendarAccess,
    CalendarKind,
    CalendarProblem,
    StaffCalendar,
)
from vivavoce.calendars.usecases.manage_calendars import ManageCalendars
from vivavoce.infra.egress.target import MAX_URL_LENGTH
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.problems import get_request_id
from vivavoce.infra.web.request_models import CamelModel, StrictRequestModel, make_strict_router

_PATH = "/api/v1/calendars"


class ConnectCalendarRequest(StrictRequestModel):
    """A calendar of your own: a secret address (`ics`), or an account (`caldav`)."""

    kind: CalendarKind
    """`ics`: a secret address in iCalendar format, as Google and Microsoft give it. `caldav`: an account of
    a CalDAV server."""
    name: str = Field(max_length=MAX_NAME_LENGTH, examples=["Work"])
    """What you call the calendar, at most 80 characters."""
    url: SecretStr = Field(
        min_length=1,
        max_length=MAX_URL_LENGTH,
        examples=["https://calendar.example.com/ical/rita/private-4c0e7f2b9a/basic.ics"],
    )
    """The secret address, or the address of the CalDAV server or of one of its calendars."""
    user_name: str = Field("", max_length=MAX_CREDENTIAL_LENGTH, examples=["ada@example.com"])
    """CalDAV only: the user name of the account."""
    password: SecretStr = Field(
        SecretStr(""), max_length=MAX_CREDENTIAL_LENGTH, examples=["an-app-password"]
    )
    """CalDAV only: an app password of the account."""

    def to_access(self) -> CalendarAccess:
        """Return how the calendar is reached."""
        return CalendarAccess(
            kind=self.kind,
            url=self.url.get_secret_value(),
            user_name=self.user_name,
            password=self.password.get_secret_value(),
        )


class CalendarBusyTime(CamelModel):
    """A time at which you are busy; what for is not stored."""

    starts_at: datetime = Field(examples=["2026-11-23T09:00:00Z"])
    """When it begins."""
    ends_at: datetime = Field(examples=["2026-11-23T10:00:00Z"])
    """When it is over."""


class CalendarResponse(CamelModel):
    """A connected calendar. Its address, user name and password are never shown."""

    id: UUID
    """The calendar's id."""
    kind: CalendarKind
    """How the calendar is read: `ics`, by an address of its own, or `caldav`, with an account."""
    name: str = Field(examples=["Work"])
    """What you call it."""
    server: str = Field(examples=["calendar.example.com"])
    """The name of its server."""
    read_at: datetime
    """When it was last read with success: what changed there since then is not known."""
    known_until: datetime
    """The end of what was read, 26 weeks later. Later times are not compared with the calendar."""
    tried_at: datetime
    """When reading was last tried."""
    problem: CalendarProblem | None
    """Why the last try failed; null if it did not. Until the calendar is read again, its last reading
    counts."""
    next_busy: CalendarBusyTime | None
    """The first busy time of the last reading that is not over; null without one."""
    unreadable_events: int = Field(examples=[0])
    """How many events have times that could not be understood: they are not compared with offered times."""
    connected_at: datetime
    """When it was connected."""


class CalendarListResponse(CamelModel):
    """Your calendars."""

    data: list[CalendarResponse]
    """The calendars, oldest first; at most 5."""


def build_calendar_router(calendars: ManageCalendars) -> APIRouter:
    """Return the routes of ``/calendars``."""
    router = make_strict_router("calendars")

    @router.get(_PATH)
    async def list_calendars(caller: CurrentCaller) -> CalendarListResponse:
        """List your own calendars, with the state of each."""
        now = calendars.now()
        return CalendarListResponse(
            data=[_to_response(each, now) for each in await calendars.list(caller)]
        )

    @router.post(_PATH, status_code=201)
    async def connect_calendar(
        body: ConnectCalendarRequest, caller: CurrentCaller, request: Request
    ) -> CalendarResponse:
        """Connect a calendar of your own, so that no interview is offered at a time when you are busy.

        The calendar is read first; if that fails, nothing is stored, and `problem` says why. Colleagues who
        offer times with you as the host see when you are busy. Titles, places and participants are never
        stored.
        """
        connected = await calendars.connect(
            caller, body.name, body.to_access(), request_id=get_request_id(request)
        )
        return _to_response(connected, calendars.now())

    @router.post(f"{_PATH}/{{calendar_id}}/test")
    async def test_calendar(calendar_id: UUID, caller: CurrentCaller) -> CalendarResponse:
        """Read a calendar of yours now. If that fails, the response says why, and the last reading stays."""
        return _to_response(await calendars.test(caller, calendar_id), calendars.now())

    @router.delete(f"{_PATH}/{{calendar_id}}", status_code=204)
    async def disconnect_calendar(
        calendar_id: UUID, caller: CurrentCaller, request: Request
    ) -> Response:
        """Disconnect a calendar of yours. Its credentials and its busy times are deleted at once."""
        await calendars.disconnect(caller, calendar_id, request_id=get_request_id(request))
        return Response(status_code=204)

    return router


def _to_response(calendar: StaffCalendar, now: datetime) -> CalendarResponse:
    coming = next((time for time in calendar.reading.busy if time.ends_at > now), None)
    return CalendarResponse(
        id=calendar.id,
        kind=calendar.kind,
        name=calendar.name,
        server=calendar.server,
        read_at=calendar.read_at,
        known_until=calendar.known_until,
        tried_at=calendar.tried_at,
        problem=calendar.problem,
        next_busy=None
        if coming is None
        else CalendarBusyTime(starts_at=coming.starts_at, ends_at=coming.ends_at),
        unreadable_events=calendar.reading.unreadable,
        connected_at=calendar.connected_at,
    )
