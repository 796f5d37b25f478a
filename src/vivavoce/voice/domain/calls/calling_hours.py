"""Calling hours: candidates are called only by day, in their own time zone."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

CALLING_HOURS_START, CALLING_HOURS_END = time(8), time(21)
"""Local start and end of calling hours: 8:00 to 21:00."""
DEFAULT_TIME_ZONE = "UTC"


def next_allowed_call_time(at: datetime, time_zone: str) -> datetime:
    """Return ``at``, or the next start of calling hours where it is outside them in ``time_zone``."""
    zone = ZoneInfo(time_zone)
    local = at.astimezone(zone)
    if CALLING_HOURS_START <= local.time() < CALLING_HOURS_END:
        return at
    day = local.date() if local.time() < CALLING_HOURS_START else local.date() + timedelta(days=1)
    return datetime.combine(day, CALLING_HOURS_START, zone).astimezone(at.tzinfo)


def validate_time_zone(name: str) -> str:
    """Return ``name`` if it is a known time zone, or raise ``ValueError``."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ValueError("this is not a time zone such as 'Europe/London'.") from unknown
    return name
