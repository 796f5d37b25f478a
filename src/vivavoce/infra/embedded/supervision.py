"""Supervision: a database server that dies is restarted, however often."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

import structlog

from vivavoce.infra.embedded.cluster_address import EmbeddedPostgresAddress
from vivavoce.infra.embedded.errors import ClusterError
from vivavoce.kernel.clock import Clock

_log = structlog.get_logger(__name__)
_CHECK_INTERVAL_S = 0.25
_MAX_RETRY_INTERVAL_S = 10.0
_LOG_TRIM_INTERVAL_S = 60.0


class RestartableCluster(Protocol):
    """A cluster that can die and be restarted."""

    def is_alive(self) -> bool:
        """Return whether it is alive."""

    def restart_if_dead(self) -> EmbeddedPostgresAddress | None:
        """Restart it if it died and return its address; return None if it is alive."""

    def trim_log(self) -> None:
        """Limit the size of its log."""


async def supervise_cluster(
    cluster: RestartableCluster,
    clock: Clock,
    on_restart: Callable[[EmbeddedPostgresAddress], None] = lambda address: None,
) -> None:
    """Supervise ``cluster`` forever: restart it within a moment of its death.

    A failed restart (because of a full disk, for example) is retried with growing pauses, so that the
    platform recovers once the cause is gone. Cancel it before stopping the cluster.

    Args:
        cluster: the database, already started.
        clock: the clock for the pauses.
        on_restart: called with the address after each restart; the port changes if another program
            took ours meanwhile.
    """
    failures, trimmed = 0, clock.monotonic()
    while True:
        await clock.sleep(min(_CHECK_INTERVAL_S * 2**failures, _MAX_RETRY_INTERVAL_S))
        if clock.monotonic() - trimmed > _LOG_TRIM_INTERVAL_S:
            await asyncio.to_thread(cluster.trim_log)
            trimmed = clock.monotonic()
        if cluster.is_alive():
            continue
        try:
            address = await asyncio.to_thread(cluster.restart_if_dead)
        except ClusterError as error:
            failures += 1
            _log.error("embedded_database.restart_failed", code=error.code, failures=failures)
            continue
        failures = 0
        if address is not None:
            on_restart(address)
