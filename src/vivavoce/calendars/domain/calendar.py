"""A connected calendar of a member, and what is kept of it: busy times, and when they were read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from vivavoce.contracts.booking import BusyTime
from vivavoce.kernel.errors import (
    ConflictError,
    FieldError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
)
from vivavoce.kernel.translation import translatable

CalendarKind = Literal["ics", "caldav"]
CalendarProblem = Literal[
    "address_refused",
    "unreachable",
    "unauthorized",
    "not_found",
    "too_large",
    "not_a_calendar",
    "too_complex",
    "no_calendars",
]
"""Why a calendar could not be read."""

MAX_CALENDARS = 5
"""The calendars that one member can connect."""
READ_AHEAD = timedelta(weeks=26)
"""How far ahead a reading looks. Later times are not compared with the calendar."""
MAX_NAME_LENGTH = 80
MAX_CREDENTIAL_LENGTH = 300

_EXPLANATIONS: dict[CalendarProblem, str] = {
    "address_refused": translatable(
        "This address cannot be called. Use the https address that your calendar service shows."
    ),
    "unreachable": translatable("The calendar's server did not answer in time. Try again later."),
    "unauthorized": translatable(
        "The server refused the credentials. Create a new app password or a new secret address."
    ),
    "not_found": translatable(
        "There is no calendar at this address. Copy the secret address again, as a whole."
    ),
    "too_large": translatable("This calendar is larger than 10 MB. Connect a smaller one."),
    "not_a_calendar": translatable(
        "The server did not send a calendar. Copy the address that ends with .ics, not that of the "
        "calendar's web page."
    ),
    "too_complex": translatable(
        "This calendar has more events or repetitions than can be read. Connect a smaller one."
    ),
    "no_calendars": translatable(
        "The account has no calendar with events. Check the address and the user name."
    ),
}


class CalendarNotReadableError(InvalidRequestError):
    """This calendar cannot be read."""

    code = "calendar_not_readable"


class InvalidCalendarError(InvalidRequestError):
    """A value of the calendar is not valid."""

    code = "invalid_calendar"


class TooManyCalendarsError(ConflictError):
    """You have connected as many calendars as is possible. Disconnect one first."""

    code = "too_many_calendars"


class CalendarNotFoundError(NotFoundError):
    """None of your calendars has this id."""

    code = "calendar_not_found"


class PersonWithCalendarsNeededError(ForbiddenError):
    """Calendars belong to people. Sign in as a person; an API key has none."""

    code = "person_needed_for_calendars"


class CalendarReadError(Exception):
    """A calendar could not be read, for the reason ``problem``."""

    def __init__(self, problem: CalendarProblem) -> None:
        super().__init__(problem)
        self.problem: CalendarProblem = problem

    def to_refusal(self) -> CalendarNotReadableError:
        """Return the error for the person who connects the calendar."""
        return CalendarNotReadableError(
            explain_problem(self.problem), extra={"problem": self.problem}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAccess:
    """How to reach a calendar. All of it is secret: who has an ICS address can read the calendar."""

    kind: CalendarKind
    url: str = field(repr=False)
    user_name: str = field(default="", repr=False)
    """CalDAV: the user; '' for ICS."""
    password: str = field(default="", repr=False)
    """CalDAV: the app password; '' for ICS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingScope:
    """What one reading covers, and how the calendar's owner reads clocks."""

    starts_at: datetime
    ends_at: datetime
    time_zone: str
    """The zone of all-day events and of times without a zone, unless the calendar names its own."""
    own_addresses: tuple[str, ...] = field(default=(), repr=False)
    """The owner's addresses: events that they declined are not busy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarReading:
    """The busy times of one calendar, in order, without overlaps."""

    busy: tuple[BusyTime, ...]
    unreadable: int = 0
    """Events whose times could not be understood: whether the owner is busy then is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffCalendar:
    """A calendar that a member connected, with its last reading and without its secrets."""

    id: UUID
    user_id: UUID
    kind: CalendarKind
    name: str
    server: str
    """The name of the calendar's server, to recognize the calendar by."""
    reading: CalendarReading
    read_at: datetime
    """When the calendar was last read with success."""
    known_until: datetime
    """The end of what that reading covers."""
    tried_at: datetime
    """When reading was last tried."""
    problem: CalendarProblem | None
    """Why the last try failed; None if it did not."""
    connected_at: datetime


def explain_problem(problem: CalendarProblem) -> str:
    """Return the cause in words, with the remedy."""
    return _EXPLANATIONS[problem]


def check_calendar(name: str, access: CalendarAccess) -> None:
    """Raise ``InvalidCalendarError`` with every field that cannot be valid."""
    errors = []
    if not name.strip() or len(name) > MAX_NAME_LENGTH or not name.isprintable():
        message = translatable("Use 1 to {most} printable characters.", most=MAX_NAME_LENGTH)
        errors.append(FieldError("name", "invalid", message))
    for field_name, value in (("userName", access.user_name), ("password", access.password)):
        if access.kind == "ics" and value:
            message = translatable("A secret address needs no user name and no password.")
            errors.append(FieldError(field_name, "not_used", message))
        elif access.kind == "caldav" and not _is_credential(value):
            message = translatable(
                "Enter 1 to {most} printable characters.", most=MAX_CREDENTIAL_LENGTH
            )
            errors.append(FieldError(field_name, "missing", message))
    if access.kind == "caldav" and ":" in access.user_name:
        # Basic authentication separates the user name from the password by the first colon.
        message = translatable("A user name has no colon.")
        errors.append(FieldError("userName", "invalid", message))
    if errors:
        raise InvalidCalendarError(
            translatable("'{field}': {message}", field=errors[0].field, message=errors[0].message),
            errors=errors,
        )


def merge_busy(times: Sequence[BusyTime]) -> tuple[BusyTime, ...]:
    """Return the same busy time in order, without overlaps and without gaps of no length."""
    merged: list[BusyTime] = []
    for time in sorted(times, key=lambda each: each.starts_at):
        if merged and time.starts_at <= merged[-1].ends_at:
            ends_at = max(time.ends_at, merged[-1].ends_at)
            merged[-1] = BusyTime(merged[-1].starts_at, ends_at)
        else:
            merged.append(time)
    return tuple(merged)


def clip_busy(
    times: Sequence[BusyTime], starts_at: datetime, ends_at: datetime
) -> tuple[BusyTime, ...]:
    """Return the parts of ``times`` between two moments."""
    return tuple(
        BusyTime(max(time.starts_at, starts_at), min(time.ends_at, ends_at))
        for time in times
        if time.starts_at < ends_at and starts_at < time.ends_at
    )


def _is_credential(text: str) -> bool:
    return 0 < len(text) <= MAX_CREDENTIAL_LENGTH and text.isprintable()
