"""When somebody may be called: not at night, by the clock on their own wall."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FROM, UNTIL = time(8), time(21)
"""The hours in which a telephone may ring."""
DEFAULT_ZONE = "UTC"


def next_hour_to_call(at: datetime, time_zone: str) -> datetime:
    """Return ``at``, or the morning after where it is night in ``time_zone``."""
    zone = ZoneInfo(time_zone)
    local = at.astimezone(zone)
    if FROM <= local.time() < UNTIL:
        return at
    day = local.date() if local.time() < FROM else local.date() + timedelta(days=1)
    return datetime.combine(day, FROM, zone).astimezone(at.tzinfo)


def read_zone(name: str) -> str:
    """Return the name of a time zone that is known, or raise ``ValueError``."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise ValueError("this is not a time zone such as 'Europe/London'.") from unknown
    return name
