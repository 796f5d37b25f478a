"""The candidate's pauses: they stop the interview clock, limited in number and length."""

from __future__ import annotations

from typing import Literal

from vivavoce.kernel.errors import ConflictError
from vivavoce.live.domain import events
from vivavoce.live.domain.pending_events import PendingEvents

MAX_PAUSES = 5
MAX_PAUSE_S = 300

PauseSource = Literal["candidate", "request"]
"""'candidate' means by a button or key, 'request' means in words."""


class TooManyPausesError(ConflictError):
    """There are no more pauses in this interview."""

    code = "too_many_pauses"


def can_pause(pending: PendingEvents) -> bool:
    """Return whether the candidate has a pause left."""
    return pending.state.pause_count < MAX_PAUSES


def pause_clock(pending: PendingEvents, *, source: PauseSource = "candidate") -> None:
    """Pause the clock if it runs, or raise ``TooManyPausesError``."""
    if pending.state.is_paused:
        return
    if not can_pause(pending):
        raise TooManyPausesError
    pending.add(events.ClockPaused(reason=source))


def resume_clock(pending: PendingEvents, *, source: PauseSource = "candidate") -> None:
    """Resume the clock if it is paused."""
    if pending.state.is_paused:
        pending.add(events.ClockResumed(reason=source))
