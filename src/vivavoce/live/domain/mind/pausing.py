"""The candidate's pauses: the interview's clock stands, a few times and never for long."""

from __future__ import annotations

from typing import Literal

from vivavoce.kernel.errors import Refused
from vivavoce.live.domain import events
from vivavoce.live.domain.unfolding import Unfolding

MOST_PAUSES = 5
LONGEST_PAUSE_S = 300

By = Literal["candidate", "request"]
"""By a button or a key, or in words."""


class TooManyPauses(Refused):
    """There are no more pauses in this interview."""

    code = "too_many_pauses"


def may_pause(on: Unfolding) -> bool:
    """Return whether the clock may stand once more."""
    return on.state.pauses < MOST_PAUSES


def pause(on: Unfolding, *, by: By = "candidate") -> None:
    """Let the clock stand, or raise ``TooManyPauses``."""
    if on.state.is_paused:
        return
    if not may_pause(on):
        raise TooManyPauses
    on.add(events.ClockPaused(reason=by))


def resume(on: Unfolding, *, by: By = "candidate") -> None:
    """Let the clock run, if it stands."""
    if on.state.is_paused:
        on.add(events.ClockResumed(reason=by))
