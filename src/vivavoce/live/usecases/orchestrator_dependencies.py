"""What all orchestrators of one process share, and the listeners of their sessions."""

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
    """What all orchestrators of one process share."""

    store: EventStore
    plan_reader: SessionPlanReader
    clock: Clock
    worker_id: str
    notifications: SessionNotifications | None = None
    """Reports which sessions got inbox messages; None in a process that hosts no sessions."""
    admission_queue: AdmissionQueue | None = None
    """Decides who may begin when capacity is limited; None means unlimited."""
    composer: QuestionComposer | None = None
    """Composes follow-up questions with a model; None uses only the rule-based questions."""
    listeners: Sequence[Callable[[SessionAddress], SessionEventListener]] = ()
    """Factories of listeners, called once for every session hosted here."""


def create_session_broker() -> SessionBroker:
    """Return a broker for a session; its failures and dropped messages are counted and logged."""
    return SessionBroker(on_dead_letter=record_dead_letter, on_dropped=record_dropped_message)


def subscribe_listeners(
    broker: SessionBroker, address: SessionAddress, dependencies: OrchestratorDependencies
) -> None:
    """Subscribe the event metrics and all listeners to a session's broker."""
    tally = EventMetrics(address, dependencies.worker_id)
    broker.subscribe(EventAppended, tally.on_message, name=tally.name)
    for make in dependencies.listeners:
        listener = make(address)
        broker.subscribe(
            (EventAppended, CommandFailed), listener.on_message, name=listener.name, is_lossy=True
        )
