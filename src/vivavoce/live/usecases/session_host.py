"""Hosts the sessions of this process: one task per session, one lease renewal for all.

Sessions of dead workers are taken over and resumed before their candidates are back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from types import TracebackType

import structlog

from vivavoce.contracts.voice import Transport, VoiceConnection
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError, TooManyRequestsError, UnavailableError
from vivavoce.kernel.ids import SessionId
from vivavoce.live.domain.session import fold
from vivavoce.live.domain.wire.frame_codecs import MAYA_CODEC, FrameCodec
from vivavoce.live.ports import (
    LEASE_S,
    CandidateChannel,
    EventStore,
    LeaseRenewer,
    SessionAddress,
    SessionLease,
)
from vivavoce.live.usecases.admission_controller import AdmissionController
from vivavoce.live.usecases.commands import CheckLease, JoinConnection, SessionSignal
from vivavoce.live.usecases.inbound_connection import InboundConnection
from vivavoce.live.usecases.orchestrator_dependencies import (
    OrchestratorDependencies,
    load_recovered_sessions,
)
from vivavoce.live.usecases.session_metrics import session_log_id
from vivavoce.live.usecases.session_orchestrator import SessionOrchestrator

_log = structlog.get_logger(__name__)

DRAIN_TIMEOUT_S = 30.0
MAX_SESSIONS = 2000
"""Far more than one process can run in time; it limits the cost of a flood of connections."""


class AtCapacityError(TooManyRequestsError):
    """This server is at capacity. Try again in a while."""

    code = "capacity"


class SessionHost:
    """Runs orchestrators while the ``async with`` block lasts, then hands every session back."""

    def __init__(
        self,
        dependencies: OrchestratorDependencies,
        *,
        orchestrator_type: type[SessionOrchestrator] = SessionOrchestrator,
        max_sessions: int = MAX_SESSIONS,
    ) -> None:
        self._dependencies = dependencies
        self._max_sessions = max_sessions
        self._orchestrator_type = orchestrator_type
        self._orchestrators: dict[SessionId, SessionOrchestrator] = {}
        self._tasks = asyncio.TaskGroup()
        self._running: set[asyncio.Task[None]] = set()
        self._background_tasks: list[asyncio.Task[None]] = []
        self._is_closing = False

    async def __aenter__(self) -> SessionHost:
        await self._tasks.__aenter__()
        self._background_tasks.append(self._tasks.create_task(self._renew_leases_forever()))
        self._background_tasks.append(self._tasks.create_task(self._listen_for_messages()))
        if self._dependencies.admission_queue is not None:
            controller = AdmissionController(
                self._dependencies.admission_queue,
                self._dependencies.clock,
                self._dependencies.worker_id,
                self._orchestrators.values,
            )
            self._background_tasks.append(self._tasks.create_task(controller.run()))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_closing = True
        if error is None:
            await self.drain()
        for task in self._running:
            task.cancel()
        for chore in self._background_tasks:
            chore.cancel()
        await self._tasks.__aexit__(None, None, None)

    @property
    def session_count(self) -> int:
        """How many sessions are hosted here now."""
        return len(self._orchestrators)

    @property
    def session_ids(self) -> frozenset[SessionId]:
        """The sessions that are hosted here now."""
        return frozenset(self._orchestrators)

    @property
    def is_closing(self) -> bool:
        """Whether this process is handing its sessions back and accepts no more."""
        return self._is_closing

    async def resume_sessions(self, leases: Sequence[SessionLease]) -> None:
        """Resume sessions that were taken over from dead workers."""
        begun = []
        for command in await load_recovered_sessions(self._dependencies, leases):
            address = command.lease.address
            if not self._is_closing and address.session_id not in self._orchestrators:
                self._start_orchestrator(address).resume(command)
                begun.append(address)
        await self._check_inboxes(begun)

    async def join(
        self,
        address: SessionAddress,
        channel: CandidateChannel,
        *,
        last_seq_seen: int,
        public_id: str,
        codec: FrameCodec = MAYA_CODEC,
        transport: Transport = "text",
        voice: VoiceConnection | None = None,
    ) -> InboundConnection:
        """Join a candidate's connection to its session, claiming the session if it is not hosted here.

        Raises ``AtCapacityError`` if this process hosts ``max_sessions``, and ``UnavailableError`` if it is
        stopping.
        """
        if self._is_closing:
            raise UnavailableError("This server is shutting down. Connect again.")
        orchestrator = self._orchestrators.get(address.session_id)
        if orchestrator is None or orchestrator.is_done:
            if self.session_count >= self._max_sessions:
                raise AtCapacityError
            orchestrator = self._start_orchestrator(address)
        await orchestrator.submit(
            JoinConnection(channel, max(0, last_seq_seen), public_id, transport, voice)
        )
        language = partial(self.get_language, address)
        return InboundConnection(orchestrator, channel, codec, self._dependencies.clock, language)

    async def get_language(self, address: SessionAddress) -> str:
        """Return the language of a session, hosted here or not; raise ``NotFoundError``."""
        hosted = self._orchestrators.get(address.session_id)
        if hosted is not None and hosted.language is not None:
            return hosted.language
        begun = fold(await self._dependencies.store.load(address))
        if begun is None:
            raise NotFoundError("The log of this session has no first event.")
        return begun.created.language

    def _start_orchestrator(self, address: SessionAddress) -> SessionOrchestrator:
        orchestrator = self._orchestrator_type(address, self._dependencies)
        self._orchestrators[address.session_id] = orchestrator
        task = self._tasks.create_task(self._run_orchestrator(orchestrator))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return orchestrator

    async def _run_orchestrator(self, orchestrator: SessionOrchestrator) -> None:
        try:
            await orchestrator.run()
        except Exception:  # noqa: BLE001 - one session's end must not end the others
            _log.exception(
                "session.orchestrator_crashed", session_id=session_log_id(orchestrator.address)
            )
        finally:
            if self._orchestrators.get(orchestrator.address.session_id) is orchestrator:
                del self._orchestrators[orchestrator.address.session_id]

    async def _renew_leases_forever(self) -> None:
        """Renew all leases over a dedicated connection; reconnect when it is lost."""
        while True:
            await self._dependencies.clock.sleep(LEASE_S / 3)
            if not any(orchestrator.has_lease for orchestrator in self._orchestrators.values()):
                continue
            try:
                async with self._dependencies.store.open_lease_renewal() as renew:
                    while True:
                        await self._renew_leases(renew)
                        await self._dependencies.clock.sleep(LEASE_S / 3)
            except Exception as error:  # noqa: BLE001 - a temporary failure must not end the renewal
                _log.warning("lease.not_renewed", kind=type(error).__name__)

    @property
    def _leased_orchestrators(self) -> list[tuple[SessionOrchestrator, SessionLease]]:
        return [
            (orchestrator, orchestrator.lease)
            for orchestrator in self._orchestrators.values()
            if orchestrator.lease is not None
        ]

    async def _renew_leases(self, renew: LeaseRenewer) -> None:
        held_before = self._leased_orchestrators
        hosted = [
            id_ for id_, orchestrator in self._orchestrators.items() if orchestrator.has_lease
        ]
        if not hosted:
            return
        async with asyncio.timeout(LEASE_S):
            held = await renew(self._dependencies.worker_id, hosted)
        for orchestrator, lease in held_before:
            if held.get(orchestrator.address.session_id) != lease.epoch:
                orchestrator.try_submit(CheckLease(lease))

    async def _listen_for_messages(self) -> None:
        """Signal inbox messages to their sessions; reconnect when the connection is lost."""
        while self._dependencies.notifications is not None:
            try:
                async for session_id in self._dependencies.notifications():
                    if session_id is None:
                        await self._check_inboxes([c.address for c in self._orchestrators.values()])
                    else:
                        self._signal_inbox(session_id)
            except Exception as error:  # noqa: BLE001 - a temporary failure must not stop the host
                _log.warning("host.notifications_lost", kind=type(error).__name__)
            await self._dependencies.clock.sleep(LEASE_S)

    async def _check_inboxes(self, hosted: Sequence[SessionAddress]) -> None:
        """Check with one query which of these sessions have inbox messages, and signal those."""
        if not hosted:
            return
        try:
            sessions = await self._dependencies.store.find_sessions_with_messages(hosted)
        except Exception as error:  # noqa: BLE001 - a temporary failure must not stop the host
            _log.warning("inbox.not_read", kind=type(error).__name__)
            return
        for session_id in sessions:
            self._signal_inbox(session_id)

    def _signal_inbox(self, session_id: SessionId) -> None:
        orchestrator = self._orchestrators.get(session_id)
        if orchestrator is not None:
            orchestrator.signal_inbox()

    async def drain(self) -> None:
        """Stop accepting sessions and hand all back; cancel those that take over ``DRAIN_TIMEOUT_S``."""
        self._is_closing = True
        for orchestrator in list(self._orchestrators.values()):
            orchestrator.try_submit(SessionSignal.DRAIN)
        if not self._running:
            return
        _, late = await asyncio.wait(self._running, timeout=DRAIN_TIMEOUT_S)
        for task in late:
            task.cancel()
        if late:
            _log.warning("drain.unfinished", left=len(late))


MIN_POLL_INTERVAL_S = 0.1
MAX_POLL_INTERVAL_S = 0.5
"""A lease lasts longer than this, so none that begins meanwhile can stay expired unnoticed for long."""
_BATCH = 8
"""Small, so that several processes share the sessions of a dead one."""


class SessionRecovery:
    """Polls for expired leases: as often as a lease can expire, and no more often."""

    def __init__(
        self, *, store: EventStore, host: SessionHost, clock: Clock, worker_id: str
    ) -> None:
        self._store = store
        self._host = host
        self._clock = clock
        self._worker_id = worker_id

    async def run(self) -> None:
        """Poll until this process stops."""
        while not self._host.is_closing:
            try:
                pause_s = await self.run_once()
            except Exception as error:  # noqa: BLE001 - a temporary failure must not end the polling
                _log.warning("session_recovery.failed", kind=type(error).__name__)
                pause_s = MAX_POLL_INTERVAL_S
            await self._clock.sleep(pause_s)

    async def run_once(self) -> float:
        """Take over sessions with expired leases; return the seconds until the next poll."""
        left_s = await self._store.seconds_until_lease_expiry()
        if left_s is None:
            return MAX_POLL_INTERVAL_S
        if left_s > 0:
            return min(max(left_s, MIN_POLL_INTERVAL_S), MAX_POLL_INTERVAL_S)
        taken = await self._store.claim_expired(self._worker_id, self._host.session_ids, _BATCH)
        if taken:
            await self._host.resume_sessions(taken)
            _log.info("session_recovery.taken_over", sessions=len(taken))
        return 0.0 if len(taken) == _BATCH else MIN_POLL_INTERVAL_S
