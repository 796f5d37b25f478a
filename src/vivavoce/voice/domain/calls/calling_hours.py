"""When somebody may be called: not at night, by the clock on their own wall."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

CALLING_HOURS_START, CALLING_HOURS_END = time(8), time(21)
"""The hours in which a telephone may ring."""
DEFAULT_TIME_ZONE = "UTC"


def next_allowed_call_time(at: datetime, time_zone: str) -> datetime:
    """Return ``at``, or the morning after where it is night in ``time_zone``."""
    zone = ZoneInfo(time_zone)
    local = at.astimezone(zone)
    if CALLING_HOURS_START <= local.time() < CALLING_HOURS_END:
        return at
    day = local.date() if local.time() < CALLING_HOURS_START else local.date() + timedelta(days=1)
    return datetime.combine(day, CALLING_HOURS_START, zone).astimezone(at.tzinfo)


def parse_time_zone(name: str) -> str:
    """Return the name of a time zone that is known, or raise ``ValueError``."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ValueError("this is not a time zone such as 'Europe/London'.") from unknown
    return name
