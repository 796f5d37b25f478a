"""The candidate's pauses: the interview's clock stands, a few times and never for long."""

from __future__ import annotations

from typing import Literal

from vivavoce.kernel.errors import ConflictError
from vivavoce.live.domain import events
from vivavoce.live.domain.pending_events import PendingEvents

MAX_PAUSES = 5
MAX_PAUSE_S = 300

PauseSource = Literal["candidate", "request"]
"""By a button or a key, or in words."""


class TooManyPausesError(ConflictError):
    """There are no more pauses in this interview."""

    code = "too_many_pauses"


def can_pause(pending: PendingEvents) -> bool:
    """Return whether the clock may stand once more."""
    return pending.state.pause_count < MAX_PAUSES


def pause_clock(pending: PendingEvents, *, source: PauseSource = "candidate") -> None:
    """Let the clock stand, or raise ``TooManyPausesError``."""
    if pending.state.is_paused:
        return
    if not can_pause(pending):
        raise TooManyPausesError
    pending.add(events.ClockPaused(reason=source))


def resume_clock(pending: PendingEvents, *, source: PauseSource = "candidate") -> None:
    """Let the clock run, if it stands."""
    if pending.state.is_paused:
        pending.add(events.ClockResumed(reason=source))
