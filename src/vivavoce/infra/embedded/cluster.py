"""The embedded database: one owner, one data folder, one server that comes back when it dies."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import structlog

from vivavoce.infra.embedded import probe, safety, server
from vivavoce.infra.embedded.address import ClusterAddress
from vivavoce.infra.embedded.diagnosis import Next
from vivavoce.infra.embedded.errors import (
    ClusterError,
    NotRunning,
    StartFailed,
    WrongPassword,
)
from vivavoce.infra.embedded.home import SYSTEM_HOME, Home, OwnerLock, explained, settle
from vivavoce.infra.embedded.locator import PostgresBinaries, find_binaries
from vivavoce.infra.embedded.loopback import HOST, choose_port, is_free, parse_port
from vivavoce.infra.embedded.making import SUPERUSER, make_data, relocate
from vivavoce.infra.embedded.processes import Claim
from vivavoce.infra.embedded.server import Server

__all__ = ["ClusterAddress", "EmbeddedPostgres"]

_log = structlog.get_logger(__name__)
RETRY_S = 15.0


class EmbeddedPostgres:
    """A PostgreSQL of our own in a data folder.

    One process owns it at a time. All methods may be called from any thread; they block, so from
    an event loop call them through ``asyncio.to_thread``.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        superuser_password: str,
        settings: Mapping[str, str] | None = None,
        system_home: Path = SYSTEM_HOME,
        find: Callable[[int | None], PostgresBinaries] = find_binaries,
    ) -> None:
        """Remember what to run; nothing is touched yet.

        Raises:
            UnsafeSetting: when ``settings`` would lose acknowledged data or open the database.
        """
        if not superuser_password or "\n" in superuser_password:
            raise ValueError("the superuser's password must be one line that is not empty")
        safety.refuse_unsafe(settings or {})
        self._data_dir = data_dir
        self._password = superuser_password
        self._settings = dict(settings or {})
        self._system_home = system_home
        self._find = find
        self._guard = threading.RLock()
        self._lock: OwnerLock | None = None
        self._server: Server | None = None
        self._port: int | None = None

    def start(self) -> ClusterAddress:
        """Serve the data folder and return where: make it, adopt its orphan, or start it.

        Returns when the database answers. Calling it while it runs only returns the address.

        Raises:
            ClusterError: a member of the family that says what to do.
        """
        with self._guard:
            home = settle(self._data_dir, self._system_home)
            owned = self._lock is not None
            self._lock = self._lock or OwnerLock(home)
            try:
                with explained(home.root):
                    return self._start(home)
            except BaseException:
                if not owned:
                    self._let_go()
                raise

    def attach(self) -> ClusterAddress:
        """Return where the database of this folder answers, if another process runs it.

        Raises:
            NotRunning: when nobody does.
            WrongPassword: when it was made with another password.
        """
        home = settle(self._data_dir, self._system_home, make=False)
        with explained(home.root):
            claim, pid_file, _ = server.running(home)
        if claim is not Claim.RUNNING or pid_file is None or pid_file.port is None:
            raise NotRunning
        address = self._address(pid_file.port)
        probe.check(address)
        return address

    def stop(self) -> None:
        """Stop the database in order, at once if that takes too long, and give up the folder."""
        with self._guard:
            if self._server is not None:
                self._server.stop()
                _log.info("embedded_database.stopped", pid=self._server.pid)
            self._server = None
            self._let_go()

    def is_alive(self) -> bool:
        """Whether the server that we own lives."""
        running = self._server
        return running is not None and running.is_alive()

    def revive(self) -> ClusterAddress | None:
        """Start the server again if it died under us; return where it answers then, else None.

        After ``stop`` it does nothing.
        """
        if self.is_alive():
            return None
        with self._guard:
            if self._server is None or self._server.is_alive():
                return None
            _log.warning("embedded_database.died", pid=self._server.pid)
            return self.start()

    def trim_log(self) -> None:
        """Keep the server's log bounded."""
        with self._guard:
            if self._server is not None:
                server.trim_log(self._server.home)

    def _start(self, home: Home) -> ClusterAddress:
        if self._server is not None and self._port is not None and self._server.is_alive():
            address = self._address(self._port)
            if _still_serves(self._server, address):
                return address
        binaries = self._find(home.major())
        if home.runs_as is not None:
            binaries = relocate(binaries, self._system_home / "programs")
        if home.major() is None:
            make_data(home, binaries, self._password)
            _log.info("embedded_database.made", version=binaries.version)
        home.point()
        settings = safety.server_settings(binaries.major, home.name, self._settings)

        def words(port: int) -> list[str]:
            return server.command_line(binaries.postgres, home, port, settings)

        return self._adopt(home, words) or self._launch(home, words)

    def _adopt(self, home: Home, words: Callable[[int], list[str]]) -> ClusterAddress | None:
        """Take over the server of an owner that died, if it is what we would start; else end it."""
        claim, pid_file, command = server.running(home)
        if claim is Claim.RUNNING and pid_file is not None:
            orphan, patience_s = Server(home, pid_file.pid), server.FAST_S
            if pid_file.port and pid_file.ready and command == " ".join(words(pid_file.port)):
                address = self._address(pid_file.port)
                try:
                    probe.check(address, patience_s=2)
                except WrongPassword:
                    raise
                except ClusterError as error:
                    patience_s = 0.5  # it may be frozen and hear nothing
                    _log.warning("embedded_database.orphan_unfit", code=error.code)
                else:
                    self._server, self._port = orphan, pid_file.port
                    _log.info("embedded_database.adopted", pid=orphan.pid)
                    return address
            orphan.stop(patience_s)
            _log.info("embedded_database.orphan_stopped", pid=orphan.pid)
        return None

    def _launch(self, home: Home, words: Callable[[int], list[str]]) -> ClusterAddress:
        until = time.monotonic() + RETRY_S
        taken: frozenset[int] = frozenset()
        while True:
            server.clear_stale(home)
            port = choose_port(parse_port(home.read("port")), home.root, is_free, avoid=taken)
            outcome = server.launch(words(port), home)
            if isinstance(outcome, Server):
                return self._welcome(outcome, port)
            if outcome.next is Next.OTHER_PORT:
                taken |= {port}
            if outcome.next is Next.GIVE_UP or time.monotonic() > until:
                raise outcome.error
            time.sleep(0.2)

    def _welcome(self, started: Server, port: int) -> ClusterAddress:
        address = self._address(port)
        try:
            probe.check(address)
            started.home.write("port", f"{port}\n")
        except BaseException:
            started.stop()
            raise
        self._server, self._port = started, port
        _log.info("embedded_database.started", pid=started.pid, port=port)
        return address

    def _address(self, port: int) -> ClusterAddress:
        return ClusterAddress(HOST, port, SUPERUSER, self._password)

    def _let_go(self) -> None:
        if self._lock is not None:
            self._lock.release()
            self._lock = None


def _still_serves(running: Server, address: ClusterAddress) -> bool:
    """Whether our server answers; a server that is just dying gets a moment to be dead."""
    try:
        probe.check(address)
    except StartFailed:
        until = time.monotonic() + 2.0
        while running.is_alive():
            if time.monotonic() > until:
                raise
            time.sleep(0.02)
        return False
    return True
