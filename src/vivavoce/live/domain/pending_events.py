"""A batch of events to append: each one is applied as it is added, so none can be invalid."""

from __future__ import annotations

from datetime import datetime

from vivavoce.live.domain.events import RecordedEvent, SessionEvent
from vivavoce.live.domain.session import Session, apply_event
from vivavoce.live.domain.transitions import TERMINAL_EVENTS, TransitionNotAllowedError


class PendingEvents:
    """The events to append at ``now``, and the state that results from them. Nothing is stored yet.

    All events of a batch are appended together, or none is.
    """

    def __init__(
        self,
        state: Session | None,
        now: datetime,
        *,
        composition_deadline_s: float | None = None,
        can_recognize_acts: bool = False,
    ) -> None:
        self._state = state
        self.composition_deadline_s = composition_deadline_s
        """How long a model may take to word a question here; None without a model."""
        self.can_recognize_acts = can_recognize_acts
        """Whether a model can recognize acts, within the same time."""
        self.now = max(now, state.at) if state else now
        self.steps: list[tuple[RecordedEvent, Session]] = []
        """Each added event with the state right after it."""

    @property
    def state(self) -> Session:
        """The state after all added events."""
        if self._state is None:
            raise TransitionNotAllowedError("The log has no events.")
        return self._state

    @property
    def records(self) -> tuple[RecordedEvent, ...]:
        """The added events, in order."""
        return tuple(record for record, _ in self.steps)

    def add(self, *happened: SessionEvent) -> None:
        """Add and apply events in order, or raise ``TransitionNotAllowedError``.

        A terminal event first stops the running recordings.
        """
        for event in happened:
            if isinstance(event, TERMINAL_EVENTS) and self.state.is_recording:
                for stopped in self.state.recording_stopped_events():
                    self._apply(stopped)
            self._apply(event)

    def _apply(self, event: SessionEvent) -> None:
        seq = self._state.seq + 1 if self._state else 1
        record = RecordedEvent(seq, self.now, event)
        self._state = apply_event(self._state, record)
        self.steps.append((record, self._state))
