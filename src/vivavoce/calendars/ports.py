"""Ports of calendars: readers of each kind, the store, and the members of the organization."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.calendars.domain.calendar import (
    CalendarAccess,
    CalendarProblem,
    CalendarReading,
    ReadingScope,
    StaffCalendar,
)
from vivavoce.infra.unit_of_work import UnitOfWork

CalendarReader = Callable[[CalendarAccess, ReadingScope], Awaitable[CalendarReading]]
"""Returns the busy times of a calendar of one kind within a scope, or raises ``CalendarReadError``."""


class CalendarRepository(Protocol):
    """Stores the calendars of the organization's members, with sealed credentials."""

    async def lock(self, work: UnitOfWork, user_id: UUID) -> None:
        """Lock the calendars of a member until ``work`` ends."""

    async def list(self, work: UnitOfWork, user_id: UUID) -> Sequence[StaffCalendar]:
        """Return the calendars of a member, oldest first."""

    async def find(
        self, work: UnitOfWork, calendar_id: UUID, user_id: UUID
    ) -> StaffCalendar | None:
        """Return a calendar of that member, or None."""

    async def find_access(self, work: UnitOfWork, calendar: StaffCalendar) -> CalendarAccess | None:
        """Return how a calendar is reached; None if it is gone, or if the installation's key changed."""

    async def add(self, work: UnitOfWork, calendar: StaffCalendar, access: CalendarAccess) -> None:
        """Store a calendar, and how it is reached."""

    async def claim(
        self, work: UnitOfWork, calendar_id: UUID, *, before: datetime, now: datetime
    ) -> bool:
        """Record a try and return True, unless the last one was at ``before`` or later."""

    async def save_reading(
        self,
        work: UnitOfWork,
        calendar_id: UUID,
        reading: CalendarReading,
        *,
        read_at: datetime,
        known_until: datetime,
    ) -> None:
        """Store a reading in place of the one before, unless the calendar is gone."""

    async def save_problem(
        self, work: UnitOfWork, calendar_id: UUID, problem: CalendarProblem
    ) -> None:
        """Record that a try failed; the last reading stays."""

    async def delete(self, work: UnitOfWork, calendar_id: UUID, user_id: UUID) -> bool:
        """Delete a calendar of that member and return whether there was one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarOwner:
    """What a reading needs to know of a calendar's owner."""

    time_zone: str
    """The zone in which the person reads times."""
    addresses: tuple[str, ...]


class CalendarOwners(Protocol):
    """The members of the organization (tenancy)."""

    async def find_id(self, work: UnitOfWork, email: str) -> UUID | None:
        """Return the member whom this address certainly names, or None."""

    async def read(self, work: UnitOfWork, user_id: UUID) -> CalendarOwner:
        """Return what is known of a member."""
