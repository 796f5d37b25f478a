"""Names of time zones, as the IANA database has them."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

UTC_ZONE = "UTC"


def is_time_zone(name: str) -> bool:
    """Return whether ``name`` is the name of a time zone, such as 'Europe/Berlin' or 'UTC'."""
    return name in _list_time_zones()


@cache
def _list_time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
