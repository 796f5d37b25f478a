"""Take over sessions of dead workers and resume them, before their candidates are back."""

from __future__ import annotations

import structlog

from vivavoce.kernel.clock import Clock
from vivavoce.live.ports import EventStore
from vivavoce.live.usecases.session_host import SessionHost

_log = structlog.get_logger(__name__)

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
