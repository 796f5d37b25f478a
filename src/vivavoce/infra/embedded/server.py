"""One run of the server: our direct child, or adopted after its earlier owner died."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vivavoce.infra.embedded import processes
from vivavoce.infra.embedded.cluster_home import ClusterHome
from vivavoce.infra.embedded.errors import (
    ClusterStartFailedError,
    StartFailure,
    diagnose_start_failure,
)
from vivavoce.infra.embedded.initialization import SERVER_ENVIRONMENT, process_user_options
from vivavoce.infra.embedded.processes import PidFile, PidFileStatus
from vivavoce.kernel.translation import translatable

RECOVERY_LIMIT_S = 300.0
"""Seconds for which a server may replay its log after a crash before the start counts as failed."""
FAST_SHUTDOWN_TIMEOUT_S = 30.0
KILL_TIMEOUT_S = processes.KILL_TIMEOUT_S
_MAX_LOG_BYTES = 4 * 1024 * 1024


@dataclass(slots=True)
class PostgresServer:
    """A running PostgreSQL of one home. ``process`` is None if it was adopted."""

    home: ClusterHome
    pid: int
    process: subprocess.Popen[bytes] | None = None

    def is_alive(self) -> bool:
        """Return whether the server's main process is alive; a zombie is not."""
        if self.process is not None:
            return self.process.poll() is None
        process = processes.read_process(self.pid)
        return (
            process is not None
            and not process.is_zombie
            and processes.is_server_of(process, self.home.pgdata)
        )

    def stop(self, fast_shutdown_s: float = FAST_SHUTDOWN_TIMEOUT_S) -> None:
        """Shut down within ``fast_shutdown_s`` seconds, else stop as in a power cut, without data loss."""
        if self.process is None:
            processes.stop_process(self.pid, self.home.pgdata, fast_shutdown_s=fast_shutdown_s)
            return
        for number, patience in (
            (signal.SIGINT, fast_shutdown_s),
            (signal.SIGQUIT, KILL_TIMEOUT_S),
        ):
            self.process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
                return
        self.process.kill()
        self.process.wait()


def inspect_running_server(home: ClusterHome) -> tuple[PidFileStatus, PidFile | None, str]:
    """Return the status of the home's pid file, its content, and the command line of its process."""
    pid_file = PidFile.read(home.pgdata)
    process = processes.read_process(pid_file.pid) if pid_file else None
    return (
        processes.classify_pid_file(pid_file, process, home.pgdata),
        pid_file,
        process.command if process else "",
    )


def build_command_line(
    postgres: Path, home: ClusterHome, port: int, settings: Mapping[str, str]
) -> list[str]:
    """Return the command line that starts the server; an orphan with the same command line is ours."""
    words = [str(postgres), "-D", str(home.pgdata), "-p", str(port)]
    for name, value in settings.items():
        words += ["-c", f"{name}={value}"]
    return words


def launch_server(command_line: Sequence[str], home: ClusterHome) -> PostgresServer | StartFailure:
    """Start the server and wait until it is ready; return a ``StartFailure`` if it exits by itself."""
    trim_log(home)
    log = home.open_file("server.log", os.O_WRONLY | os.O_APPEND)
    try:
        before = os.fstat(log).st_size
        with process_user_options(home.server_user) as somebody:
            process = subprocess.Popen(  # noqa: S603 - our own program and words
                command_line,
                cwd="/", env=SERVER_ENVIRONMENT, umask=0o077,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,  # Ctrl-C is for us; we shut the server down properly
                **somebody,
            )  # fmt: skip
    finally:
        os.close(log)
    server = PostgresServer(home, process.pid, process)
    if _wait_until_ready(server):
        return server
    return diagnose_start_failure(_read_log_since(home.log, before), place=home.root)


def _wait_until_ready(server: PostgresServer) -> bool:
    until = time.monotonic() + RECOVERY_LIMIT_S
    while server.is_alive():
        pid_file = PidFile.read(server.home.pgdata)
        if pid_file is not None and pid_file.pid == server.pid and pid_file.is_ready:
            return True
        if time.monotonic() > until:
            server.stop()
            raise ClusterStartFailedError(
                translatable(
                    "The database in '{folder}' was not ready after {seconds} s. See 'server.log' in "
                    "that folder.",
                    folder=server.home.root,
                    seconds=round(RECOVERY_LIMIT_S),
                )
            )
        time.sleep(0.01)
    return False


def _read_log_since(log: Path, offset: int) -> str:
    with log.open("rb") as file:
        file.seek(offset)
        return file.read(64 * 1024).decode("utf-8", "replace")


def trim_log(home: ClusterHome) -> None:
    """Limit the log's size: a long log is moved to one older file and starts anew.

    The server keeps the file open for appending, so it is truncated and not replaced.
    """
    with contextlib.suppress(FileNotFoundError):
        if home.log.stat().st_size > _MAX_LOG_BYTES:
            old = home.open_file("server.log.1", os.O_WRONLY | os.O_TRUNC)
            with os.fdopen(old, "wb") as old_log, home.log.open("rb") as log:
                shutil.copyfileobj(log, old_log)
            os.truncate(home.log, 0)


def remove_stale_pid_file(home: ClusterHome) -> None:
    """Remove the pid file of a server that has ended, after its last processes have ended.

    PostgreSQL trusts any living process with that pid, even an unrelated one or a zombie. The server's
    children exit by themselves when they notice; a busy one is killed, because otherwise two servers could
    write the data.
    """
    until = time.monotonic() + 3.0
    while children := processes.find_remaining_children(home.name):
        if time.monotonic() > until:
            for pid in children:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    (home.pgdata / "postmaster.pid").unlink(missing_ok=True)
