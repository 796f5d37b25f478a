"""What the orchestrator knows of its session: the lease, the whole log, the state and the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import structlog

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.kernel.errors import ConflictError, NotFoundError, UnavailableError
from vivavoce.live.domain import presence
from vivavoce.live.domain.events import RecordedEvent, StaffIntervened, derive_event_unique_key
from vivavoce.live.domain.interviewer import external_events
from vivavoce.live.domain.pending_events import PendingEvents
from vivavoce.live.domain.session import Session, apply_event, fold
from vivavoce.live.ports import InboxMessage, SessionAddress, SessionLease
from vivavoce.live.usecases.commands import RecoverSession
from vivavoce.live.usecases.orchestrator_dependencies import OrchestratorDependencies
from vivavoce.live.usecases.session_metrics import append_events
from vivavoce.live.usecases.session_sweeper import make_plan_missing_failure

_log = structlog.get_logger(__name__)

_MAX_MESSAGES_PER_APPEND = 64
"""How many inbox messages one append may apply."""
EventsWithState = list[tuple[RecordedEvent, Session]]


class LeasedSession:
    """A session as its log says, writable while the lease holds."""

    def __init__(self, address: SessionAddress, dependencies: OrchestratorDependencies) -> None:
        self.address = address
        self.lease: SessionLease | None = None
        self.log: list[RecordedEvent] = []
        self.is_stale = False
        """Whether the log may contain events that are not applied here yet."""
        self._dependencies = dependencies
        self._state: Session | None = None
        self._plan: InterviewPlan | None = None
        self._seen_event_keys: set[str] = set()

    @property
    def is_loaded(self) -> bool:
        """Whether the log has been read."""
        return self._state is not None

    @property
    def state(self) -> Session:
        """The current session; raises ``UnavailableError`` before it was read."""
        if self._state is None:
            raise UnavailableError
        return self._state

    @property
    def plan_or_none(self) -> InterviewPlan | None:
        """The session's plan, or None before it was read."""
        return self._plan

    @property
    def plan(self) -> InterviewPlan:
        """The session's plan; raises ``UnavailableError`` before it was read."""
        if self._plan is None:
            raise UnavailableError
        return self._plan

    def begin_events(self, now: datetime | None = None) -> PendingEvents:
        """Return an empty batch of pending events, starting from the current state, now or at ``now``."""
        dependencies = self._dependencies
        deadline_s = None
        if dependencies.composer is not None:
            deadline_s = dependencies.composition_deadlines_s[self.state.transport]
        return PendingEvents(
            self.state,
            now or dependencies.clock.now(),
            composition_deadline_s=deadline_s,
            can_recognize_acts=dependencies.act_recognizer is not None,
        )

    async def acquire(self, resumed: RecoverSession | None = None) -> PendingEvents:
        """Claim the session, or use the lease in ``resumed``, and read its log and plan.

        Returns the events that attaching this worker adds. Raises ``NotFoundError`` for an unknown session.
        """
        store = self._dependencies.store
        if resumed is None:
            resumed = RecoverSession(await store.claim(self.address, self._dependencies.worker_id))
        lease, log = resumed.lease, resumed.log
        self.log = list(await store.load(self.address) if log is None else log)
        state = fold(self.log)
        if state is None:
            raise NotFoundError
        self._state, self.is_stale = state, False
        self._seen_event_keys = {
            key for record in self.log if (key := derive_event_unique_key(record.event))
        }
        pending = self.begin_events()
        presence.attach_worker(
            pending,
            worker_id=lease.worker_id,
            epoch=lease.epoch,
            last_heartbeat_at=lease.last_heartbeat_at,
        )
        try:
            self._plan = resumed.plan or await self._dependencies.plan_reader(
                self.address, state.created
            )
        except NotFoundError:
            if not pending.state.is_over:
                pending.add(make_plan_missing_failure())
        self.lease = lease
        return pending

    def drop_lease(self) -> None:
        """Forget the lease: the session must be claimed again before anything is written."""
        self.lease = None

    async def request_queue_position(self) -> int:
        """Return 0 if the candidate may begin, or has begun already, else their position in the queue."""
        admission, state = self._dependencies.admission_queue, self.state
        if admission is None or state.started_at is not None:
            return 0
        return await admission.join(self.address, state.created.priority)

    async def load_new_events(self) -> EventsWithState:
        """Return the events that the log has beyond the current state, without applying them."""
        state = self.state
        new_records = await self._dependencies.store.load(self.address, after=state.seq)
        self.is_stale = False
        steps: EventsWithState = []
        for record in new_records:
            state = apply_event(state, record)
            steps.append((record, state))
        return steps

    def apply_steps(self, steps: EventsWithState) -> None:
        """Apply events that are in the log."""
        for record, state in steps:
            self.log.append(record)
            self._state = state
            if key := derive_event_unique_key(record.event):
                self._seen_event_keys.add(key)

    def apply_inbox(
        self, messages: Sequence[InboxMessage], now: datetime
    ) -> tuple[PendingEvents, tuple[UUID, ...]]:
        """Return the events that follow at ``now`` from the first messages, and the ids of all covered.

        Panel readings are applied together, a staff action alone. A message that the state does not allow,
        or that was applied before, adds no event.
        """
        pending, handled_ids = self.begin_events(now), list[UUID]()
        keys = set(self._seen_event_keys)
        for message in messages[:_MAX_MESSAGES_PER_APPEND]:
            is_move = isinstance(message.event, StaffIntervened)
            if is_move and handled_ids:
                break
            handled_ids.append(message.id)
            key = derive_event_unique_key(message.event)
            if key is None or key not in keys:
                pending = self._apply_message(pending, message)
                keys.update([key] if key else [])
            if is_move:
                break
        return pending, tuple(handled_ids)

    def _apply_message(self, pending: PendingEvents, message: InboxMessage) -> PendingEvents:
        """Apply a message; one that is rejected or fails adds nothing and does not block the others."""
        try:
            external_events.apply_external_event(pending, self.plan, message.event)
        except ConflictError as error:
            _log.info("session.message_rejected", type=message.event.type, code=error.code)
        except Exception:  # noqa: BLE001 - one bad message must not block the others
            _log.exception("session.message_rejected", type=message.event.type)
        else:
            return pending
        return (
            self.begin_events(pending.now)
            if isinstance(message.event, StaffIntervened)
            else pending
        )

    async def append(
        self, pending: PendingEvents, handled_message_ids: Sequence[UUID] = ()
    ) -> None:
        """Append ``pending`` to the log; the state does not change until ``apply_steps``.

        Raises ``SessionFencedError`` or ``SequenceConflictError``.
        """
        if pending.steps and self.lease is not None:
            await append_events(
                self._dependencies.store,
                self._dependencies.clock,
                self.lease,
                pending,
                handled_message_ids=handled_message_ids,
            )

    async def release(self) -> None:
        """Release the lease, so that another worker can claim the session at once."""
        if self.lease is not None:
            await self._dependencies.store.release(self.lease)
