"""Observe one session from any process: its events so far, then new ones within a second.

An observer is a row with a lease. The candidate is told when a person's first observer row appears and when
the last one goes, whether its socket was closed or its process died.
"""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from vivavoce.infra.tasks import WakeUpSignal
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError, UnavailableError
from vivavoce.kernel.ids import IdGenerator, InterviewId, SessionId
from vivavoce.live.adapters.postgres_staff import PostgresSessionObserverRepository
from vivavoce.live.domain import events
from vivavoce.live.domain.broker import CommandFailed, EventAppended
from vivavoce.live.domain.events import RecordedEvent
from vivavoce.live.domain.live_dashboard import (
    StoredSessionView,
    initials_of,
    paginate_events,
    render_session,
)
from vivavoce.live.domain.live_session_view import build_session_view
from vivavoce.live.domain.session import Session, fold
from vivavoce.live.ports import (
    EventStore,
    InboxMessage,
    SessionAddress,
    SessionEndedError,
    SessionLogFactory,
)
from vivavoce.live.ports.staff import CandidateNameReader, SessionLogHead, SessionObserver
from vivavoce.live.usecases.observer_feed import ObserverFeed, encode_message
from vivavoce.live.usecases.read_session import view_session_as_staff

REFRESH_INTERVAL_S = 0.5
_MIN_REFRESH_INTERVAL_S = 0.05
"""Minimum time between two rounds, however many events there are."""
OBSERVER_LEASE_S = 5.0
"""How long an observer's process may be silent before the candidate is told that nobody is listening."""
EVENTS_PER_PAGE = 100
MAX_OBSERVER_MESSAGES = 400
_BATCH = 200


class ObserverExpiredError(UnavailableError):
    """This connection was considered lost. Connect again."""

    code = "observer_expired"


@dataclass(eq=False, slots=True)
class SessionObservation:
    """One open view of one session."""

    observer: SessionObserver
    feed: ObserverFeed
    is_registered: bool = True
    """Whether the observer has a row; false if the session was over already."""


@dataclass(slots=True)
class _ObservedSession:
    """A session that is observed in this process."""

    log: list[RecordedEvent]
    state: Session
    initials: str | None
    head: SessionLogHead | None = None
    observations: set[SessionObservation] = field(default_factory=set)


class ObserverWakeUp:
    """Signals events of a session that is both hosted and observed in this process."""

    name = "watch"

    def __init__(
        self, address: SessionAddress, wake_up: WakeUpSignal, observed: Collection[SessionAddress]
    ) -> None:
        self._address = address
        self._wake_up = wake_up
        self._observed = observed

    async def on_message(self, message: EventAppended | CommandFailed) -> None:
        """Signal a new event if the session is observed."""
        if isinstance(message, EventAppended) and self._address in self._observed:
            self._wake_up.notify()


class ObserveSession:
    """Shows sessions to staff, independent of the host and of the number of observers."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        store: EventStore,
        open_log: SessionLogFactory,
        observers: PostgresSessionObserverRepository,
        read_candidate_name: CandidateNameReader,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._store = store
        self._open_log = open_log
        self._observers = observers
        self._read_candidate_name = read_candidate_name
        self._clock = clock
        self._ids = ids
        self._observed: dict[SessionAddress, _ObservedSession] = {}
        self._wake_up = WakeUpSignal()

    def create_wake_up_listener(self, address: SessionAddress) -> ObserverWakeUp:
        """Return a listener for a session hosted in this process, so that updates do not wait for a round."""
        return ObserverWakeUp(address, self._wake_up, self._observed)

    async def open(self, caller: Caller, session_id: SessionId) -> SessionObservation:
        """Start observing a session; the candidate is told. A session that is over is shown and then closed.

        Raises ``ForbiddenError`` and ``NotFoundError``.
        """
        await view_session_as_staff(self._store, caller, session_id)
        address = SessionAddress(caller.tenant_id, session_id)
        observation = SessionObservation(
            SessionObserver(address=address, id=self._ids.new_id(), user_id=caller.id),
            ObserverFeed(MAX_OBSERVER_MESSAGES),
        )
        observation.is_registered = await self._register(observation.observer)
        observed = await self._load_observed(address)
        for page in paginate_events(observed.log, EVENTS_PER_PAGE):
            observation.feed.push(encode_message({"type": "events", "events": page}))
        observation.feed.push(encode_message(self._view_message(address, observed)))
        if observed.state.is_over:
            observation.feed.close(SessionEndedError())
        else:
            observed.observations.add(observation)
            self._observed[address] = observed
        return observation

    async def close(self, observation: SessionObservation) -> None:
        """Stop observing; the candidate is told when this was the person's last observer."""
        self._remove(observation)
        if observation.is_registered:
            await self._unregister(observation.observer)

    async def run(self) -> None:
        """Publish new events, at least twice a second, until cancelled."""
        while True:
            await self.publish_updates()
            await self._clock.sleep(_MIN_REFRESH_INTERVAL_S)
            await self._wake_up.wait(REFRESH_INTERVAL_S - _MIN_REFRESH_INTERVAL_S)

    async def publish_updates(self) -> None:
        """Extend the leases of all observers of this process and publish new events of their sessions."""
        present = [
            observation
            for observed in self._observed.values()
            for observation in observed.observations
        ]
        if not present:
            return
        known = await self._observers.extend_leases(
            [observation.observer.id for observation in present], OBSERVER_LEASE_S
        )
        for observation in present:
            if observation.observer.id not in known:
                observation.feed.close(ObserverExpiredError())
                self._remove(observation)
        for address, head in (await self._observers.load_log_heads(list(known))).items():
            observed = self._observed.get(address)
            if observed is not None:
                await self._refresh(address, observed, head)

    async def remove_expired_observers(self) -> int:
        """Remove observers whose process is silent; return how many."""
        expired = await self._observers.find_expired(_BATCH)
        for watcher in expired:
            await self._unregister(watcher)
        return len(expired)

    async def _load_observed(self, address: SessionAddress) -> _ObservedSession:
        """Return the observed session; read it if it has no observer in this process yet."""
        known = self._observed.get(address)
        if known is not None:
            return known
        log = list(await self._store.load(address))
        state = fold(log)
        if state is None:
            raise NotFoundError
        interview_id = InterviewId(UUID(state.created.interview_id))
        async with self._open_work(address.tenant_id) as work:
            try:
                initials = initials_of(await self._read_candidate_name(work, interview_id))
            except NotFoundError:
                initials = None
        return self._observed.get(address) or _ObservedSession(log, state, initials)

    async def _refresh(
        self, address: SessionAddress, observed: _ObservedSession, head: SessionLogHead
    ) -> None:
        is_moved = head.seq > observed.state.seq
        is_other = is_moved or observed.head is None or observed.head.has_worker != head.has_worker
        observed.head = head
        if is_moved:
            new_records = await self._store.load(address, after=observed.state.seq)
            observed.log.extend(new_records)
            observed.state = fold(new_records, observed.state) or observed.state
            self._push_events(observed, new_records)
        if is_other:
            message = encode_message(self._view_message(address, observed))
            for observation in observed.observations:
                observation.feed.push(message)
        if observed.state.is_over:
            for observation in list(observed.observations):
                observation.feed.close(SessionEndedError())
                self._remove(observation)

    def _push_events(self, observed: _ObservedSession, fresh: Sequence[RecordedEvent]) -> None:
        for page in paginate_events(fresh, EVENTS_PER_PAGE):
            message = encode_message({"type": "events", "events": page})
            for observation in observed.observations:
                observation.feed.push(message)

    def _view_message(
        self, address: SessionAddress, observed: _ObservedSession
    ) -> dict[str, object]:
        head = observed.head
        view = StoredSessionView(
            session_id=address.session_id,
            interview_id=InterviewId(UUID(observed.state.created.interview_id)),
            seq=observed.state.seq,
            view=build_session_view(observed.state, observed.log),
            has_worker=True if head is None else head.has_worker,
            heartbeat_at=None if head is None else head.heartbeat_at,
        )
        now = self._clock.now()
        return {"type": "card", "session": render_session(view, now, initials=observed.initials)}

    def _remove(self, observation: SessionObservation) -> None:
        address = observation.observer.address
        observed = self._observed.get(address)
        if observed is None:
            return
        observed.observations.discard(observation)
        if not observed.observations:
            del self._observed[address]

    async def _register(self, observer: SessionObserver) -> bool:
        """Add the observer's row and tell the candidate; return False if the session is over."""
        try:
            async with self._open_work(observer.address.tenant_id) as work:
                if await self._observers.add(work, observer, OBSERVER_LEASE_S):
                    await self._send_presence_message(work, observer, is_there=True)
        except SessionEndedError:
            return False
        return True

    async def _unregister(self, observer: SessionObserver) -> None:
        async with self._open_work(observer.address.tenant_id) as work:
            if await self._observers.remove(work, observer):
                with contextlib.suppress(SessionEndedError):
                    await self._send_presence_message(work, observer, is_there=False)

    async def _send_presence_message(
        self, work: UnitOfWork, observer: SessionObserver, *, is_there: bool
    ) -> None:
        event = events.StaffObservationChanged(user_id=str(observer.user_id), is_observing=is_there)
        message = InboxMessage(id=self._ids.new_id(), event=event)
        await self._open_log(work).send_message(observer.address, message)
