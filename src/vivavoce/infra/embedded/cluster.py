"""The embedded database: one owner, one data folder, one server that is restarted when it dies."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import structlog

from vivavoce.infra.embedded import probe, safety, server
from vivavoce.infra.embedded.addresses import (
    HOST,
    EmbeddedPostgresAddress,
    choose_port,
    is_port_free,
    parse_port,
)
from vivavoce.infra.embedded.cluster_home import (
    SYSTEM_DATA_FOLDER,
    ClusterHome,
    OwnerLock,
    resolve_cluster_home,
    translate_os_errors,
)
from vivavoce.infra.embedded.errors import (
    ClusterError,
    ClusterNotRunningError,
    ClusterStartFailedError,
    StartFailureAction,
    WrongClusterPasswordError,
)
from vivavoce.infra.embedded.initialization import SUPERUSER, copy_binaries, initialize_data_folder
from vivavoce.infra.embedded.locator import PostgresBinaries, find_binaries
from vivavoce.infra.embedded.processes import PidFileStatus
from vivavoce.infra.embedded.server import PostgresServer
from vivavoce.kernel.clock import Clock

__all__ = ["EmbeddedPostgres", "EmbeddedPostgresAddress"]

_log = structlog.get_logger(__name__)
START_RETRY_S = 15.0


class EmbeddedPostgres:
    """A PostgreSQL server of our own in a data folder.

    One process owns it at a time. All methods may be called from any thread. They block: from an event
    loop, call them through ``asyncio.to_thread``.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        superuser_password: str,
        settings: Mapping[str, str] | None = None,
        system_home: Path = SYSTEM_DATA_FOLDER,
        locate_binaries: Callable[[int | None], PostgresBinaries] = find_binaries,
    ) -> None:
        """Store what to run; nothing is started yet.

        Raises:
            UnsafeDatabaseSettingError: when ``settings`` would lose acknowledged data or open the database.
        """
        if not superuser_password or "\n" in superuser_password:
            raise ValueError("the superuser's password must be one line and must not be empty")
        safety.reject_unsafe_settings(settings or {})
        self._data_dir = data_dir
        self._password = superuser_password
        self._settings = dict(settings or {})
        self._system_home = system_home
        self._locate_binaries = locate_binaries
        self._guard = threading.RLock()
        self._lock: OwnerLock | None = None
        self._server: PostgresServer | None = None
        self._port: int | None = None

    def start(self) -> EmbeddedPostgresAddress:
        """Start the server and return its address: create the data folder, adopt an orphan, or launch it.

        Returns when the database answers. While it is running, only returns the address.

        Raises:
            ClusterError: one of its subclasses, with a message that says what to do.
        """
        with self._guard:
            home = resolve_cluster_home(self._data_dir, self._system_home)
            owned = self._lock is not None
            self._lock = self._lock or OwnerLock(home)
            try:
                with translate_os_errors(home.root):
                    return self._start(home)
            except BaseException:
                if not owned:
                    self._release_lock()
                raise

    def attach(self) -> EmbeddedPostgresAddress:
        """Return the address of this folder's database, if another process runs it.

        Raises:
            ClusterNotRunningError: when no process does.
            WrongClusterPasswordError: when it was created with another password.
        """
        home = resolve_cluster_home(self._data_dir, self._system_home, can_create=False)
        with translate_os_errors(home.root):
            claim, pid_file, _ = server.inspect_running_server(home)
        if claim is not PidFileStatus.RUNNING or pid_file is None or pid_file.port is None:
            raise ClusterNotRunningError
        address = self._address(pid_file.port)
        probe.require_durable_server(address)
        return address

    def stop(self) -> None:
        """Shut the database down, immediately if that takes too long, and release the folder."""
        with self._guard:
            if self._server is not None:
                self._server.stop()
                _log.info("embedded_database.stopped", pid=self._server.pid)
            self._server = None
            self._release_lock()

    def is_alive(self) -> bool:
        """Return whether the server that we own is alive."""
        running = self._server
        return running is not None and running.is_alive()

    def restart_if_dead(self) -> EmbeddedPostgresAddress | None:
        """Restart the server if it died and return its address; otherwise return None.

        After ``stop`` it does nothing.
        """
        if self.is_alive():
            return None
        with self._guard:
            if self._server is None or self._server.is_alive():
                return None
            _log.warning("embedded_database.crashed", pid=self._server.pid)
            return self.start()

    def trim_log(self) -> None:
        """Limit the size of the server's log."""
        with self._guard:
            if self._server is not None:
                server.trim_log(self._server.home)

    def _start(self, home: ClusterHome) -> EmbeddedPostgresAddress:
        if self._server is not None and self._port is not None and self._server.is_alive():
            address = self._address(self._port)
            if _still_serves(self._server, address):
                return address
        binaries = self._locate_binaries(home.read_major())
        if home.server_user is not None:
            binaries = copy_binaries(binaries, self._system_home / "programs")
        if home.read_major() is None:
            initialize_data_folder(home, binaries, self._password)
            _log.info("embedded_database.created", version=binaries.version)
        home.write_pointer()
        settings = safety.build_server_settings(binaries.major, home.name, self._settings)

        def words(port: int) -> list[str]:
            return server.build_command_line(binaries.postgres, home, port, settings)

        return self._adopt_orphan(home, words) or self._launch(home, words)

    def _adopt_orphan(
        self, home: ClusterHome, command_line: Callable[[int], list[str]]
    ) -> EmbeddedPostgresAddress | None:
        """Adopt the server of an owner that died if its command line is the one we would use; else end it."""
        claim, pid_file, command = server.inspect_running_server(home)
        if claim is PidFileStatus.RUNNING and pid_file is not None:
            orphan, patience_s = PostgresServer(home, pid_file.pid), server.FAST_SHUTDOWN_TIMEOUT_S
            if (
                pid_file.port
                and pid_file.is_ready
                and command == " ".join(command_line(pid_file.port))
            ):
                address = self._address(pid_file.port)
                try:
                    probe.require_durable_server(address, timeout_s=2)
                except WrongClusterPasswordError:
                    raise
                except ClusterError as error:
                    patience_s = 0.5  # it may be frozen and not react
                    _log.warning("embedded_database.orphan_unusable", code=error.code)
                else:
                    self._server, self._port = orphan, pid_file.port
                    _log.info("embedded_database.adopted", pid=orphan.pid)
                    return address
            orphan.stop(patience_s)
            _log.info("embedded_database.orphan_stopped", pid=orphan.pid)
        return None

    def _launch(
        self, home: ClusterHome, command_line: Callable[[int], list[str]]
    ) -> EmbeddedPostgresAddress:
        until = time.monotonic() + START_RETRY_S
        taken: frozenset[int] = frozenset()
        while True:
            server.remove_stale_pid_file(home)
            port = choose_port(
                parse_port(home.read_file("port")), home.root, is_port_free, avoid=taken
            )
            outcome = server.launch_server(command_line(port), home)
            if isinstance(outcome, PostgresServer):
                return self._register_started(outcome, port)
            if outcome.action is StartFailureAction.OTHER_PORT:
                taken |= {port}
            if outcome.action is StartFailureAction.GIVE_UP or time.monotonic() > until:
                raise outcome.error
            time.sleep(0.2)

    def _register_started(self, started: PostgresServer, port: int) -> EmbeddedPostgresAddress:
        address = self._address(port)
        try:
            probe.require_durable_server(address)
            started.home.write_file("port", f"{port}\n")
        except BaseException:
            started.stop()
            raise
        self._server, self._port = started, port
        _log.info("embedded_database.started", pid=started.pid, port=port)
        return address

    def _address(self, port: int) -> EmbeddedPostgresAddress:
        return EmbeddedPostgresAddress(HOST, port, SUPERUSER, self._password)

    def _release_lock(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def _still_serves(running: PostgresServer, address: EmbeddedPostgresAddress) -> bool:
    """Return whether our server answers; a server that is just dying gets 2 s to end."""
    try:
        probe.require_durable_server(address)
    except ClusterStartFailedError:
        until = time.monotonic() + 2.0
        while running.is_alive():
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        return False
    return True


_CHECK_INTERVAL_S = 0.25
_MAX_RETRY_INTERVAL_S = 10.0
_LOG_TRIM_INTERVAL_S = 60.0


async def supervise_cluster(
    cluster: EmbeddedPostgres,
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
