"""The times that a candidate can book, and those at which their host is busy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

HostAppointmentChange = Literal["booked", "moved", "canceled"]
"""What a host's e-mail says about an appointment."""


@dataclass(frozen=True, slots=True)
class BusyTime:
    """A time at which a host is not free."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HostCalendarTimes:
    """What is known of a host's own calendars; without any, nothing is."""

    busy: tuple[BusyTime, ...] = ()
    """The busy times of all of them, earliest first, without overlaps."""
    read_at: datetime | None = None
    """When the calendar with the oldest reading was read; None if the host has connected none."""
    known_until: datetime | None = None
    """The end of what every reading covers; None if the host has connected none."""
    is_failing: bool = False
    """Whether the last try to read one of them failed: what changed there since ``read_at`` is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookableTimes:
    """What a candidate sees of the times that are offered to them."""

    time_zone: str
    """The zone of the people who offer the times; the page shows the reader's own."""
    minutes: int
    times: tuple[datetime, ...]
    """The free times, earliest first."""
    booked_at: datetime | None
    """The time that the candidate has booked, or that staff set; None without one."""
    can_choose: bool
    """Whether the candidate can book one of them now, or move to it."""
    move_until: datetime | None
    """Until when the booked time can be moved; None if it cannot be, or if there is none."""
