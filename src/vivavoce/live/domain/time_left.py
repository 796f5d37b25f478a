"""When a candidate is told how much time is left, and in which words. Pure."""

from __future__ import annotations

from vivavoce.live.domain.state import Session

_FIRST_WARNING_CHOICES_S = (300, 180, 120, 60, 30, 20)
"""How long before the end the first warning may come, the longest that fits."""
_FIRST_WARNING_SHARE = 0.4
"""The first warning comes in the last two fifths of the time, so never before half of it is over."""
_LAST_WARNING_S = 60
"""Whoever was warned earlier is warned once more when so much is left."""
MIN_WARNING_S = 15
"""With less than this left a warning helps no more: the goodbye says that the time is up."""


def warning_times(limit_s: int) -> tuple[int, ...]:
    """Return with how many seconds left an interview of ``limit_s`` seconds warns, earliest first."""
    first = next(
        (left for left in _FIRST_WARNING_CHOICES_S if left <= limit_s * _FIRST_WARNING_SHARE), None
    )
    if first is None:
        return ()
    return (first, _LAST_WARNING_S) if first > _LAST_WARNING_S else (first,)


def next_warning(state: Session) -> int | None:
    """Return with how many seconds left the next warning is due, or None when there is none."""
    given = state.last_warning_s
    due = warning_times(state.created.time_limit_s)
    return next((left for left in due if given is None or left < given), None)


def format_time_left(remaining_s: int) -> str:
    """Return ``remaining_s`` as people say it, true to a few seconds or to half a minute."""
    if remaining_s <= 50:
        return f"{max(10, round(remaining_s / 10) * 10)} seconds"
    if remaining_s <= 75:
        return "one minute"
    if remaining_s <= 105:
        return "90 seconds"
    return f"{round(remaining_s / 60)} minutes"
