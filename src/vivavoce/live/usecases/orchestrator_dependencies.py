"""What the conductors of one process share, and who watches the sessions that they host."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from vivavoce.kernel.clock import Clock
from vivavoce.live.domain.broker import CommandFailed, EventAppended, SessionEventListener
from vivavoce.live.ports import (
    AdmissionQueue,
    EventStore,
    QuestionComposer,
    SessionAddress,
    SessionNotifications,
)
from vivavoce.live.usecases.broker import SessionBroker
from vivavoce.live.usecases.session_metrics import (
    EventMetrics,
    record_dead_letter,
    record_dropped_message,
)
from vivavoce.live.usecases.session_sweeper import SessionPlanReader


@dataclass(frozen=True, slots=True, kw_only=True)
class OrchestratorDependencies:
    """What conductors of one process share."""

    store: EventStore
    plan_reader: SessionPlanReader
    clock: Clock
    worker_id: str
    notifications: SessionNotifications | None = None
    """Hears what others tell sessions; None in a process that hosts none."""
    admission_queue: AdmissionQueue | None = None
    """Says who may begin when there is not room for all; None is room for all."""
    composer: QuestionComposer | None = None
    """Finds other words for further questions; None where the rules' own are all there are."""
    listeners: Sequence[Callable[[SessionAddress], SessionEventListener]] = ()
    """Who else watches each hosted session: made anew for every session that is hosted here."""


def create_broker() -> SessionBroker:
    """Return a session's broker; its failures are counted and logged."""
    return SessionBroker(on_dead_letter=record_dead_letter, on_dropped=record_dropped_message)


def subscribe_listeners(
    broker: SessionBroker, address: SessionAddress, dependencies: OrchestratorDependencies
) -> None:
    """Subscribe everybody who watches every session: the counters, and the listeners."""
    tally = EventMetrics(address, dependencies.worker_id)
    broker.subscribe(EventAppended, tally.on_message, name=tally.name)
    for make in dependencies.listeners:
        listener = make(address)
        broker.subscribe(
            (EventAppended, CommandFailed), listener.on_message, name=listener.name, is_lossy=True
        )
