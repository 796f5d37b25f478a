"""Reduces an iCalendar text to what tells when its owner is busy, before anything is parsed.

Titles, places and participants are dropped here, and so are events that ended long ago: a calendar of ten
years is read in the time of its next months.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from vivavoce.calendars.domain.calendar import CalendarReadError

DECLINED = "X-VIVAVOCE-DECLINED"
"""The property that an event has here if its owner declined it."""
MAX_EVENTS = 20_000
_MAX_ZONES = 200
_MAX_DEPTH = 4
_MAX_LINE = 100_000
_MAX_DAYS = 45
"""An event that can last longer is kept, whenever it began."""
_MARGIN = timedelta(days=2)
"""More than the distance of any two time zones."""
_EVENT_PROPERTIES = frozenset(
    {"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "UID", "STATUS"}
    | {"TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"}
)
_KEPT_PROPERTIES = {
    "VCALENDAR": frozenset({"VERSION", "PRODID", "X-WR-TIMEZONE"}),
    "VEVENT": _EVENT_PROPERTIES,
    "VFREEBUSY": frozenset({"DTSTART", "DTEND", "UID", "FREEBUSY"}),
    "VTIMEZONE": frozenset({"TZID", "X-LIC-LOCATION"}),
    **dict.fromkeys(
        ("STANDARD", "DAYLIGHT"),
        frozenset({"DTSTART", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "RRULE", "RDATE"}),
    ),
}
_PARENTS = {
    "VCALENDAR": None,
    "VEVENT": "VCALENDAR",
    "VFREEBUSY": "VCALENDAR",
    "VTIMEZONE": "VCALENDAR",
    "STANDARD": "VTIMEZONE",
    "DAYLIGHT": "VTIMEZONE",
}


def reduce_calendar(
    text: str, *, starts_at: datetime, ends_at: datetime, own_addresses: Collection[str]
) -> str:
    """Return the lines of ``text`` that matter for the time from ``starts_at`` to ``ends_at``.

    Raises ``CalendarReadError``: ``not_a_calendar`` or ``too_complex``.
    """
    period = _Period(
        first_day=f"{starts_at - timedelta(days=_MAX_DAYS) - _MARGIN:%Y%m%d}",
        last_day=f"{ends_at + _MARGIN:%Y%m%d}",
    )
    addresses = tuple(address.casefold() for address in own_addresses if address)
    reducer = _Reducer(period, addresses)
    for line in _unfold(text):
        reducer.read(line)
    return reducer.finish()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Period:
    first_day: str
    """The day before which no event can begin that still matters, if it lasts at most ``_MAX_DAYS``."""
    last_day: str


@dataclass(slots=True)
class _Reducer:
    period: _Period
    addresses: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    event: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    is_kept: bool = False

    def read(self, line: str) -> None:
        name = _name_of(line)
        if name == "BEGIN":
            self._begin(line[6:].strip().upper())
        elif name == "END":
            self._end(line[4:].strip().upper())
        elif self.is_kept:
            self._store_property(name, line)

    def finish(self) -> str:
        if self.open or not self.counts.get("VCALENDAR"):
            raise CalendarReadError("not_a_calendar")
        return "\r\n".join([*self.lines, ""])

    def _check_kept(self) -> bool:
        parents = [None, *self.open]
        return bool(self.open) and all(
            component in _PARENTS and _PARENTS[component] == parent
            for component, parent in zip(self.open, parents, strict=False)
        )

    def _begin(self, component: str) -> None:
        self.open.append(component)
        self.counts[component] = self.counts.get(component, 0) + 1
        if len(self.open) > _MAX_DEPTH or self.counts.get("VTIMEZONE", 0) > _MAX_ZONES:
            raise CalendarReadError("too_complex")
        self.is_kept = self._check_kept()
        if self.is_kept:
            self._target.append(f"BEGIN:{component}")

    def _end(self, component: str) -> None:
        if not self.open or self.open[-1] != component:
            raise CalendarReadError("not_a_calendar")
        if self.is_kept:
            self._target.append(f"END:{component}")
            if component == "VEVENT":
                self._add_event()
        self.open.pop()
        self.is_kept = self._check_kept()

    def _store_property(self, name: str, line: str) -> None:
        if name in _KEPT_PROPERTIES[self.open[-1]]:
            if len(line) > _MAX_LINE:
                raise CalendarReadError("too_complex")
            self._target.append(line)
        elif name == "ATTENDEE" and self.open[-1] == "VEVENT" and self._is_declined(line):
            self.event.append(f"{DECLINED}:TRUE")

    @property
    def _target(self) -> list[str]:
        return self.event if self.open[-1] == "VEVENT" else self.lines

    def _is_declined(self, line: str) -> bool:
        folded = line.casefold()
        return "partstat=declined" in folded and any(
            folded.endswith(f"mailto:{address}") for address in self.addresses
        )

    def _add_event(self) -> None:
        if _matters(self.event, self.period):
            self.lines.extend(self.event)
            self.counts["kept"] = self.counts.get("kept", 0) + 1
            if self.counts["kept"] > MAX_EVENTS:
                raise CalendarReadError("too_complex")
        self.event = []


def _matters(event: Sequence[str], period: _Period) -> bool:
    """Return whether an event can touch the period; True if in doubt."""
    lines = {_name_of(line): line for line in event}
    days = {name: _day_of(line) for name, line in lines.items()}
    first = days.get("DTSTART", "")
    original = days.get("RECURRENCE-ID", first)
    if not first or not original or "RDATE" in days:
        return True
    if first > period.last_day and original > period.last_day:
        return False
    if "RANGE=" in lines.get("RECURRENCE-ID", "").upper() or not _is_short(lines, days):
        return True
    last = max(first, original, days.get("DTEND", ""))
    if "RRULE" in lines:
        until = lines["RRULE"].upper().partition("UNTIL=")[2][:8]
        last = until if len(until) == 8 and until.isdigit() else period.last_day
    return last >= period.first_day


def _is_short(lines: Mapping[str, str], days: Mapping[str, str]) -> bool:
    """Return whether an event certainly lasts at most ``_MAX_DAYS``."""
    if "DTEND" in lines:
        return days["DTEND"] != "" and _count_days(days["DTSTART"], days["DTEND"]) <= _MAX_DAYS
    length = lines.get("DURATION", "PT0H").rpartition(":")[2].strip().upper()
    return length.startswith("PT") and len(length) <= len("PT999H")


def _day_of(line: str) -> str:
    """Return the day of a date or time as YYYYMMDD; '' if there is none, or if it is not understood."""
    day = line.rpartition(":")[2][:8]
    return day if len(day) == 8 and day.isascii() and day.isdigit() else ""


def _count_days(first: str, last: str) -> int:
    try:
        return (_parse_day(last) - _parse_day(first)).days
    except ValueError:
        return _MAX_DAYS + 1


def _parse_day(day: str) -> datetime:
    return datetime.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}")


def _name_of(line: str) -> str:
    """Return the name of a property, without its parameters, in upper case."""
    head = line[:60].partition(":")[0]
    return head.partition(";")[0].strip().upper()


def _unfold(text: str) -> Iterator[str]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    for line in lines.replace("\n ", "").replace("\n\t", "").split("\n"):
        if line.strip():
            yield line
