"""A batch of events being decided: each one is applied as it is added, so none can be illegal."""

from __future__ import annotations

from datetime import datetime

from vivavoce.live.domain.events import RecordedEvent, SessionEvent
from vivavoce.live.domain.session import Session, apply
from vivavoce.live.domain.transitions import TERMINAL_EVENTS, TransitionNotAllowedError


class PendingEvents:
    """What would be appended at ``now``, and the state it would lead to. Nothing has happened yet.

    Several events decided together are appended together, or not at all.
    """

    def __init__(self, state: Session | None, now: datetime, *, has_composer: bool = False) -> None:
        self._state = state
        self.has_composer = has_composer
        """Whether whoever decides here can have a model look for words."""
        self.now = max(now, state.at) if state else now
        self.steps: list[tuple[RecordedEvent, Session]] = []
        """Each event with the state right after it."""

    @property
    def state(self) -> Session:
        """The state after everything that was added."""
        if self._state is None:
            raise TransitionNotAllowedError("The log is empty.")
        return self._state

    @property
    def records(self) -> tuple[RecordedEvent, ...]:
        """The events that were added, in order."""
        return tuple(record for record, _ in self.steps)

    def add(self, *happened: SessionEvent) -> None:
        """Take in events in order, or raise ``TransitionNotAllowedError``. A film ends before its session."""
        for event in happened:
            if isinstance(event, TERMINAL_EVENTS) and self.state.is_recording:
                self._apply(self.state.recording_stopped_event())
            self._apply(event)

    def _apply(self, event: SessionEvent) -> None:
        seq = self._state.seq + 1 if self._state else 1
        record = RecordedEvent(seq, self.now, event)
        self._state = apply(self._state, record)
        self.steps.append((record, self._state))
