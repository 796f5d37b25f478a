"""Calendars at a secret address, as Google, Microsoft and most others publish them (ICS)."""

from __future__ import annotations

from vivavoce.calendars.adapters.calendar_http import CalendarRequests
from vivavoce.calendars.adapters.isolated_reading import read_ics
from vivavoce.calendars.domain.calendar import CalendarAccess, CalendarReading, ReadingScope


class IcsCalendarReader:
    """Reads the calendar at a secret address."""

    def __init__(self, requests: CalendarRequests) -> None:
        self._requests = requests

    async def read(self, access: CalendarAccess, scope: ReadingScope) -> CalendarReading:
        """Return the busy times within ``scope``, or raise ``CalendarReadError``."""
        response = await self._requests.send(
            "GET", access.url, access, headers={"Accept": "text/calendar"}
        )
        response.check_status()
        reading: CalendarReading = await self._requests.read(read_ics, response.body, scope)
        return reading
