"""What an isolated process does with the answers of calendar servers.

This module is light: the gateway imports it to name its functions. They load the parser where they run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from vivavoce.calendars.domain.calendar import CalendarReadError, CalendarReading, ReadingScope

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_DAV = "{DAV:}"
_CALDAV = "{urn:ietf:params:xml:ns:caldav}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DavResource:
    """What a CalDAV server says about one address; all addresses are absolute."""

    url: str
    is_calendar: bool
    has_events: bool
    is_transparent: bool
    """Whether the server itself leaves the calendar out of the owner's busy times (RFC 6638)."""
    principal: str | None
    home: str | None


def read_ics(body: bytes, scope: ReadingScope) -> CalendarReading:
    """Return the busy times of a calendar file."""
    # Not at the top of the file: the import takes 0.2 s, and only the isolated process needs it.
    from vivavoce.calendars.adapters.ical import read_busy

    return read_busy([body], scope)


def read_dav_reports(bodies: Sequence[bytes], scope: ReadingScope) -> CalendarReading:
    """Return the busy times of all calendar objects that reports have."""
    from vivavoce.calendars.adapters.ical import read_busy  # see read_ics

    texts, unreadable = [], 0
    for body in bodies:
        for response in _parse_xml(body).iter(f"{_DAV}response"):
            if " 507" in (response.findtext(f"{_DAV}status") or ""):
                raise CalendarReadError("too_large")  # the server left objects out
            data = response.find(f".//{_CALDAV}calendar-data")
            if data is not None and data.text:
                texts.append(data.text.strip().encode())
            else:
                unreadable += 1
    reading = read_busy(texts, scope)
    return CalendarReading(busy=reading.busy, unreadable=reading.unreadable + unreadable)


def read_dav_resources(body: bytes, url: str) -> list[DavResource]:
    """Return the resources in the answer of ``url``; raise ``not_a_calendar`` for another document."""
    return [_read_resource(response, url) for response in _parse_xml(body).iter(f"{_DAV}response")]


def _read_resource(response: Element, url: str) -> DavResource:
    components = response.find(f".//{_CALDAV}supported-calendar-component-set")
    names = [] if components is None else [each.get("name", "").upper() for each in components]
    return DavResource(
        url=_resolve(url, response.findtext(f"{_DAV}href")) or url,
        is_calendar=response.find(f".//{_DAV}resourcetype/{_CALDAV}calendar") is not None,
        has_events=components is None or "VEVENT" in names,
        is_transparent=response.find(f".//{_CALDAV}schedule-calendar-transp/{_CALDAV}transparent")
        is not None,
        principal=_resolve(url, response.findtext(f".//{_DAV}current-user-principal/{_DAV}href")),
        home=_resolve(url, response.findtext(f".//{_CALDAV}calendar-home-set/{_DAV}href")),
    )


def _resolve(url: str, address: str | None) -> str | None:
    if not address or not address.strip():
        return None
    try:
        return urljoin(url, address.strip())
    except ValueError:
        raise CalendarReadError("not_a_calendar") from None


def _parse_xml(body: bytes) -> Element:
    from xml.etree import ElementTree  # see read_ics

    try:
        text = body.decode("utf-8-sig")
        if "<!" in text.replace("<![CDATA[", ""):
            # A document of this protocol has neither a type nor comments. Entities could multiply it.
            raise CalendarReadError("not_a_calendar")
        # As a text, because a declared encoding could hide such a type from the check.
        return ElementTree.fromstring(text)  # noqa: S314 - without entities, in an isolated process
    except (UnicodeDecodeError, ElementTree.ParseError, RecursionError):
        raise CalendarReadError("not_a_calendar") from None
