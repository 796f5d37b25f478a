"""Time warnings: when the candidate is notified of the time left, and how it is phrased. Pure."""

from __future__ import annotations

from vivavoce.kernel.translation import TranslatableText, translatable, translatable_plural
from vivavoce.live.domain.state import Session

_FIRST_WARNING_CHOICES_S = (300, 180, 120, 60, 30, 20)
"""Possible times of the first warning, in seconds before the end; the longest that fits is used."""
_FIRST_WARNING_SHARE = 0.4
"""The first warning comes in the last 40 % of the time limit."""
_LAST_WARNING_S = 60
"""Seconds before the end of the second warning, if the first one came earlier."""
MIN_WARNING_S = 15
"""With fewer seconds left no warning is shown; the closing message says that the time is up."""


def warning_times(limit_s: int) -> tuple[int, ...]:
    """Return when an interview of ``limit_s`` seconds warns, as seconds left, earliest warning first."""
    first = next(
        (
            seconds
            for seconds in _FIRST_WARNING_CHOICES_S
            if seconds <= limit_s * _FIRST_WARNING_SHARE
        ),
        None,
    )
    if first is None:
        return ()
    return (first, _LAST_WARNING_S) if first > _LAST_WARNING_S else (first,)


def next_warning(state: Session) -> int | None:
    """Return the seconds left at which the next warning is due, or None when there is none."""
    last_warning_s = state.last_warning_s
    due = warning_times(state.created.time_limit_s)
    return next(
        (seconds for seconds in due if last_warning_s is None or seconds < last_warning_s), None
    )


def format_time_left(remaining_s: int) -> TranslatableText:
    """Return ``remaining_s`` as a spoken phrase, rounded to 10 seconds or to minutes."""
    if remaining_s <= 50:
        return _format_seconds(max(10, round(remaining_s / 10) * 10))
    if 75 < remaining_s <= 105:
        return _format_seconds(90)
    return translatable_plural("one minute", "{count} minutes", count=round(remaining_s / 60))


def _format_seconds(seconds: int) -> TranslatableText:
    return translatable("{seconds} seconds", seconds=seconds)
