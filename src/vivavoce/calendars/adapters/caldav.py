"""CalDAV accounts (RFC 4791): finds the account's calendars, then asks each for the events of a time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import urljoin

from vivavoce.calendars.adapters.calendar_http import (
    MAX_BODY_BYTES,
    CalendarRequests,
    CalendarServerResponse,
)
from vivavoce.calendars.adapters.isolated_reading import (
    DavResource,
    read_dav_reports,
    read_dav_resources,
)
from vivavoce.calendars.domain.calendar import (
    CalendarAccess,
    CalendarReadError,
    CalendarReading,
    ReadingScope,
)

MAX_COLLECTIONS = 20
"""The calendars of one account. More are refused: those left out would look free."""
_CONCURRENT_REPORTS = 4
_MULTI_STATUS = 207
_EXPAND_REFUSED = frozenset({400, 403, 409, 415, 422, 500, 501})
_NO_DAV = frozenset({400, 404, 405, 501})
_XML = {"Content-Type": "application/xml; charset=utf-8"}
_FIND_RESOURCES = b"""<?xml version="1.0" encoding="utf-8"?>
<d:propfind xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop>
<d:resourcetype/><d:current-user-principal/><c:calendar-home-set/>
<c:supported-calendar-component-set/><c:schedule-calendar-transp/>
</d:prop></d:propfind>"""
_FIND_EVENTS = """<?xml version="1.0" encoding="utf-8"?>
<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:prop>{data}</d:prop>
<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
<c:time-range {range}/></c:comp-filter></c:comp-filter></c:filter>
</c:calendar-query>"""


class CalDavCalendarReader:
    """Reads the calendars of a CalDAV account, or one of them if the address is that of a calendar."""

    def __init__(self, requests: CalendarRequests) -> None:
        self._requests = requests

    async def read(self, access: CalendarAccess, scope: ReadingScope) -> CalendarReading:
        """Return the busy times within ``scope``, or raise ``CalendarReadError``."""
        urls = await self._find_calendars(access)
        bodies = await self._report_all(access, urls, scope)
        reading: CalendarReading = await self._requests.read(read_dav_reports, bodies, scope)
        return reading

    async def _report_all(
        self, access: CalendarAccess, urls: Sequence[str], scope: ReadingScope
    ) -> list[bytes]:
        bodies: list[bytes] = []
        turn = asyncio.Semaphore(_CONCURRENT_REPORTS)

        async def report(url: str) -> None:
            async with turn:
                bodies.append(await self._report(access, url, scope))
            if sum(map(len, bodies)) > MAX_BODY_BYTES:
                raise CalendarReadError("too_large")

        try:
            async with asyncio.TaskGroup() as group:
                for url in urls:
                    group.create_task(report(url))
        except ExceptionGroup as failed:
            raise failed.exceptions[0] from None
        return bodies

    async def _find_calendars(self, access: CalendarAccess) -> list[str]:
        start = await self._describe(access, access.url)
        if start is None or not (start.is_calendar or start.home or start.principal):
            start = await self._describe(access, urljoin(access.url, "/.well-known/caldav"))
        if start is None:
            raise CalendarReadError("not_found")
        if start.is_calendar:
            return [start.url]
        home = start.home
        if home is None and start.principal is not None:
            principal = await self._describe(access, start.principal)
            home = None if principal is None else principal.home
        if home is None:
            raise CalendarReadError("no_calendars")
        found = [
            each.url
            for each in await self._find_resources(access, home, depth="1") or ()
            if each.is_calendar and each.has_events and not each.is_transparent
        ]
        if not found:
            raise CalendarReadError("no_calendars")
        if len(found) > MAX_COLLECTIONS:
            raise CalendarReadError("too_complex")
        return found

    async def _describe(self, access: CalendarAccess, url: str) -> DavResource | None:
        found = await self._find_resources(access, url, depth="0")
        return found[0] if found else None

    async def _find_resources(
        self, access: CalendarAccess, url: str, *, depth: str
    ) -> list[DavResource] | None:
        """Return what is at ``url``, or None if no CalDAV server answers there."""
        response = await self._requests.send(
            "PROPFIND", url, access, headers={**_XML, "Depth": depth}, body=_FIND_RESOURCES
        )
        if response.status in _NO_DAV or response.status == 200:
            return None
        response.check_status()
        resources: list[DavResource] = await self._requests.read(
            read_dav_resources, response.body, response.url
        )
        return resources

    async def _report(self, access: CalendarAccess, url: str, scope: ReadingScope) -> bytes:
        between = f'start="{_format(scope.starts_at)}" end="{_format(scope.ends_at)}"'
        expanded = f"<c:calendar-data><c:expand {between}/></c:calendar-data>"

        async def query(data: str) -> CalendarServerResponse:
            return await self._requests.send(
                "REPORT",
                url,
                access,
                headers={**_XML, "Depth": "1"},
                body=_FIND_EVENTS.format(data=data, range=between).encode(),
            )

        response = await query(expanded)
        if response.status in _EXPAND_REFUSED:
            response = await query("<c:calendar-data/>")  # the repetitions are computed here
        response.check_status()
        if response.status != _MULTI_STATUS:
            raise CalendarReadError("not_a_calendar")
        return response.body


def _format(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
