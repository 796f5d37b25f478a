"""What all orchestrators of one process share, and the sessions of dead workers that they resume."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.voice import Transport
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import SessionId
from vivavoce.live.adapters.postgres_admission_queue import PostgresAdmissionQueue
from vivavoce.live.domain import events
from vivavoce.live.domain.broker import CommandFailed, EventAppended, SessionEventListener
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.ports import (
    ActRecognizer,
    EventStore,
    InboxListener,
    QuestionComposer,
    SessionAddress,
    SessionLease,
)
from vivavoce.live.usecases.broker import SessionBroker
from vivavoce.live.usecases.commands import RecoverSession
from vivavoce.live.usecases.session_metrics import (
    record_dead_letter,
    record_dropped_message,
    report_published_event,
)
from vivavoce.live.usecases.session_sweeper import SessionPlanReader


@dataclass(frozen=True, slots=True, kw_only=True)
class OrchestratorDependencies:
    """What all orchestrators of one process share."""

    store: EventStore
    plan_reader: SessionPlanReader
    clock: Clock
    worker_id: str
    notifications: InboxListener | None = None
    """Reports which sessions got inbox messages; None in a process that hosts no sessions."""
    admission_queue: PostgresAdmissionQueue | None = None
    """Decides who may begin when capacity is limited; None means unlimited."""
    composer: QuestionComposer | None = None
    """Composes follow-up questions with a model; None uses only the rule-based questions."""
    act_recognizer: ActRecognizer | None = None
    """Recognizes acts in languages without rules of their own, within the composer's time; None for none."""
    composition_deadlines_s: Mapping[Transport, float] = field(
        default_factory=lambda: {"text": 6.0, "voice": 2.5, "livekit": 2.5, "phone": 2.5}
    )
    """How long the composer may take, by what the candidate uses; then the rules' wording is asked."""
    max_discarded_starts: int = 0
    """How often the composer may start in the pauses of one spoken answer in vain; 0 switches it off."""
    listeners: Sequence[Callable[[SessionAddress], SessionEventListener]] = ()
    """Factories of listeners, called once for every session hosted here."""


def create_session_broker() -> SessionBroker:
    """Return a broker for a session; its failures and dropped messages are counted and logged."""
    return SessionBroker(on_dead_letter=record_dead_letter, on_dropped=record_dropped_message)


def subscribe_listeners(
    broker: SessionBroker, address: SessionAddress, dependencies: OrchestratorDependencies
) -> None:
    """Subscribe the event metrics and all listeners to a session's broker."""
    report = partial(report_published_event, address, dependencies.worker_id)
    broker.subscribe(EventAppended, report, name="tally")
    for make in dependencies.listeners:
        listener = make(address)
        broker.subscribe(
            (EventAppended, CommandFailed), listener.on_message, name=listener.name, is_lossy=True
        )


_log = structlog.get_logger(__name__)

EventsBySession = Mapping[SessionId, Sequence[RecordedEvent]]
PlansBySession = Mapping[SessionId, InterviewPlan]


async def load_recovered_sessions(
    dependencies: OrchestratorDependencies, leases: Sequence[SessionLease]
) -> list[RecoverSession]:
    """Return one resume command per lease, with log and plan where they could be read.

    What could not be read here is left out; the session's orchestrator then reads it and fails alone.
    """
    logs: EventsBySession = {}
    plans: PlansBySession = {}
    try:
        logs = await dependencies.store.load_all(leases)
        plans = await dependencies.plan_reader.read_many(_creation_events(leases, logs))
    except Exception as error:  # noqa: BLE001 - one bad session must not keep the others waiting
        _log.warning("session_recovery.not_read", kind=type(error).__name__)
    return [
        RecoverSession(
            lease,
            log=logs.get(lease.address.session_id),
            plan=plans.get(lease.address.session_id),
        )
        for lease in leases
    ]


def _creation_events(
    leases: Sequence[SessionLease], logs: EventsBySession
) -> dict[SessionAddress, events.SessionCreated]:
    created = {}
    for lease in leases:
        log = logs.get(lease.address.session_id)
        if log and isinstance(log[0].event, events.SessionCreated):
            created[lease.address] = log[0].event
    return created
