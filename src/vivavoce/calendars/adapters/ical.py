"""Reads busy times from iCalendar texts (RFC 5545). Texts can be hostile: it runs in an isolated process."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from icalendar import Calendar, Component, vRecur
from icalendar.timezone import tzp

from vivavoce.calendars.adapters.ical_lines import DECLINED, reduce_calendar
from vivavoce.calendars.domain.calendar import (
    CalendarReadError,
    CalendarReading,
    ReadingScope,
    clip_busy,
    merge_busy,
)
from vivavoce.contracts.booking import BusyTime
from vivavoce.kernel.time_zones import is_time_zone

MAX_STEPS = 200_000
"""The repetitions that one reading computes."""
MAX_BUSY = 5_000
"""The busy times of one reading, before those that touch are joined."""
_DAY = timedelta(days=1)
_SLOW_RULES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY", "HOURLY")
_FREE_STATUS = ("FREE", "WORKINGELSEWHERE")
_RULE_ERRORS = (ValueError, TypeError, KeyError, AttributeError, OverflowError)


def read_busy(texts: Sequence[bytes], scope: ReadingScope) -> CalendarReading:
    """Return the busy times within ``scope`` of all calendars in ``texts``.

    Raises ``CalendarReadError``: ``not_a_calendar`` or ``too_complex``.
    """
    # The library keeps the zones that a calendar defines by their names: the next calendar could be another
    # person's, and mean another zone by the same name.
    tzp.use_zoneinfo()
    reader = _BusyReader(scope)
    for text in texts:
        for calendar in _parse(text, scope):
            reader.read(calendar)
    return CalendarReading(busy=merge_busy(reader.busy), unreadable=reader.unreadable)


def _parse(text: bytes, scope: ReadingScope) -> Sequence[Component]:
    reduced = reduce_calendar(
        text.decode("utf-8-sig", errors="replace"),
        starts_at=scope.starts_at,
        ends_at=scope.ends_at,
        own_addresses=scope.own_addresses,
    )
    try:
        parsed: Sequence[Component] = Calendar.from_ical(reduced, multiple=True)
    except (*_RULE_ERRORS, RecursionError):
        raise CalendarReadError("not_a_calendar") from None
    return parsed


@dataclass(frozen=True, slots=True, kw_only=True)
class _CalendarEntry:
    """An event with its times; a moved occurrence of a series has its original time, ``replaces``."""

    starts: date
    length: timedelta
    """The number of whole days of an all-day event, or else the time that passes."""
    is_busy: bool
    replaces: date | None
    replaces_later: bool
    component: Component


class _BusyReader:
    """Collects the busy times of calendars, and counts what cannot be understood."""

    def __init__(self, scope: ReadingScope) -> None:
        self._scope = scope
        self._zone: tzinfo = ZoneInfo(scope.time_zone)
        self._steps = 0
        self.busy: list[BusyTime] = []
        self.unreadable = 0

    def read(self, calendar: Component) -> None:
        """Add the busy times of one calendar."""
        named = str(calendar.get("X-WR-TIMEZONE", ""))
        self._zone = ZoneInfo(named if is_time_zone(named) else self._scope.time_zone)
        series: dict[str, list[_CalendarEntry]] = {}
        for number, component in enumerate(calendar.walk("VEVENT")):
            event = self._try(self._read_event, component)
            if event is not None:
                series.setdefault(str(component.get("UID", number)), []).append(event)
        for events in series.values():
            self._try(self._add_series, events)
        for component in calendar.walk("VFREEBUSY"):
            self._try(self._add_periods, component)

    def _try(
        self, read: Callable[[Any], Any], source: Any
    ) -> Any:  # Any: what ``read`` takes and returns
        try:
            return read(source)
        except _RULE_ERRORS:
            self.unreadable += 1
            return None

    def _read_event(self, component: Component) -> _CalendarEntry | None:
        starts = _get(component, "DTSTART").dt
        original = _get(component, "RECURRENCE-ID")
        if "DTEND" in component:
            length = self._measure(starts, _get(component, "DTEND").dt)
        elif "DURATION" in component:
            length = _get(component, "DURATION").dt
        else:
            length = timedelta(0) if isinstance(starts, datetime) else _DAY
        if length < timedelta(0):
            raise ValueError("ends before it starts")
        return _CalendarEntry(
            starts=starts,
            length=length,
            is_busy=_is_busy(component),
            replaces=None if original is None else original.dt,
            replaces_later=original is not None and "RANGE" in original.params,
            component=component,
        )

    def _measure(self, starts: date, ends: date) -> timedelta:
        if isinstance(starts, datetime) or isinstance(ends, datetime):
            return self._to_utc(ends) - self._to_utc(starts)
        return ends - starts

    def _add_series(self, events: Sequence[_CalendarEntry]) -> None:
        for start, end in self._list_times(events):
            self._add(start, end)

    def _list_times(self, events: Sequence[_CalendarEntry]) -> Iterator[tuple[datetime, datetime]]:
        moved = {self._key(each.replaces): each for each in events if each.replaces is not None}
        later = sorted(
            (each for each in moved.values() if each.replaces_later),
            key=lambda each: self._key(each.replaces),
        )
        for event in moved.values():
            if event.is_busy:
                yield self._span(event.starts, event)
        for event in events:
            if event.replaces is not None:
                continue
            occurrences = self._try(self._list_occurrences, event.component) or ()
            for starts in occurrences:
                key = self._key(starts)
                if key in moved:
                    continue
                change = next(
                    (one for one in reversed(later) if self._key(one.replaces) < key), None
                )
                if change is not None:
                    if change.is_busy:
                        yield self._span(starts + (change.starts - change.replaces), change)  # type: ignore[operator]
                elif event.is_busy:
                    yield self._span(starts, event)

    def _list_occurrences(self, component: Component) -> list[date]:
        """Return when an event takes place, as it is written: in its own zone, or as days."""
        starts: date = _get(component, "DTSTART").dt
        zone = starts.tzinfo if isinstance(starts, datetime) else None
        found: dict[datetime, date] = {self._key(starts): starts}
        rules = _get(component, "RRULE", [])
        for rule in rules if isinstance(rules, list) else [rules]:
            for local in self._repeat(rule, starts):
                one: date = (
                    local.replace(tzinfo=zone) if isinstance(starts, datetime) else local.date()
                )
                found[self._key(one)] = one
        for one in _list_dates(component, "RDATE"):
            found[self._key(one)] = one
        excluded = _list_dates(component, "EXDATE")
        without = {self._key(one) for one in excluded}
        days = {one for one in excluded if not isinstance(one, datetime)}
        if not isinstance(starts, datetime):
            days |= {one.date() for one in excluded if isinstance(one, datetime)}
        return [
            one
            for key, one in found.items()
            if key not in without and (one.date() if isinstance(one, datetime) else one) not in days
        ]

    def _repeat(
        self, rule: Mapping[str, Any], starts: date
    ) -> Iterator[datetime]:  # Any: the library's
        """Yield the starts of a series on the wall of its zone, as far as they can be in the scope."""
        if str(rule["FREQ"][0]).upper() not in _SLOW_RULES or int(rule.get("INTERVAL", [1])[0]) < 1:
            raise CalendarReadError("too_complex")
        first = _to_wall(starts, None)
        ends = _to_wall(self._scope.ends_at, None) + 2 * _DAY
        kept = {name: values for name, values in rule.items() if name != "UNTIL"}
        until = rule.get("UNTIL", [None])[0]
        zone = starts.tzinfo if isinstance(starts, datetime) else None
        last = ends if until is None else min(ends, _to_wall(until, zone, end_of_day=True))
        text = vRecur(kept).to_ical().decode()  # type: ignore[no-untyped-call]
        for local in rrulestr(text, dtstart=first):
            self._steps += 1
            if self._steps > MAX_STEPS:
                raise CalendarReadError("too_complex")
            if local > last:
                return
            yield local

    def _add_periods(self, component: Component) -> None:
        values = _get(component, "FREEBUSY", [])
        for value in values if isinstance(values, list) else [values]:
            if str(value.params.get("FBTYPE", "BUSY")).upper() == "FREE":
                continue
            starts, ends = value.dt
            begin = self._to_utc(starts)
            self._add(begin, begin + ends if isinstance(ends, timedelta) else self._to_utc(ends))

    def _span(self, starts: date, event: _CalendarEntry) -> tuple[datetime, datetime]:
        if isinstance(starts, datetime):
            begin = self._to_utc(starts)
            return begin, begin + event.length
        return self._to_utc(starts), self._to_utc(starts + event.length)

    def _add(self, starts_at: datetime, ends_at: datetime) -> None:
        if starts_at >= ends_at:
            return
        self.busy.extend(
            clip_busy([BusyTime(starts_at, ends_at)], self._scope.starts_at, self._scope.ends_at)
        )
        if len(self.busy) > MAX_BUSY:
            raise CalendarReadError("too_complex")

    def _key(self, at: date | None) -> datetime:
        assert at is not None  # noqa: S101 - the callers leave out what replaces nothing
        return self._to_utc(at)

    def _to_utc(self, at: date) -> datetime:
        if not isinstance(at, datetime):
            at = datetime.combine(at, time(0))
        return (at if at.tzinfo else at.replace(tzinfo=self._zone)).astimezone(UTC)


def _get(component: Component, name: str, default: Any = None) -> Any:
    """Return a property, or the list of several; Any, because the library's type is a union of all."""
    return component.get(name, default)


def _is_busy(component: Component) -> bool:
    return not (
        str(component.get("TRANSP", "")).upper() == "TRANSPARENT"
        or str(component.get("STATUS", "")).upper() == "CANCELLED"
        or str(component.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() in _FREE_STATUS
        or DECLINED in component
    )


def _list_dates(component: Component, name: str) -> list[date]:
    """Return the moments or days of EXDATE or RDATE; of a period, its start."""
    values = _get(component, name, [])
    dates = [
        one.dt for value in (values if isinstance(values, list) else [values]) for one in value.dts
    ]
    return [one[0] if isinstance(one, tuple) else one for one in dates]


def _to_wall(at: date, zone: tzinfo | None, *, end_of_day: bool = False) -> datetime:
    """Return what a clock in ``zone`` shows at a moment, without its zone."""
    if not isinstance(at, datetime):
        return datetime.combine(at, time.max if end_of_day else time(0))
    if zone is not None and at.tzinfo is not None:
        at = at.astimezone(zone)
    return at.replace(tzinfo=None)
