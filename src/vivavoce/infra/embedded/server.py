"""One run of the server: as our direct child, or adopted after an earlier owner of it died."""

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
from vivavoce.infra.embedded.diagnosis import Diagnosis, diagnose
from vivavoce.infra.embedded.errors import StartFailed
from vivavoce.infra.embedded.home import Home
from vivavoce.infra.embedded.making import ENVIRONMENT, as_user
from vivavoce.infra.embedded.processes import Claim, PidFile

RECOVERY_LIMIT_S = 300.0
"""How long a server may replay its log after a crash before we call the start failed."""
FAST_S = 30.0
RUDE_S = processes.RUDE_S
_LOG_LIMIT = 4 * 1024 * 1024


@dataclass(slots=True)
class Server:
    """A running PostgreSQL of one home. ``process`` is None when it was adopted."""

    home: Home
    pid: int
    process: subprocess.Popen[bytes] | None = None

    def is_alive(self) -> bool:
        """Whether the server's first process lives; a zombie does not."""
        if self.process is not None:
            return self.process.poll() is None
        seen = processes.look(self.pid)
        return seen is not None and not seen.zombie and processes.serves(seen, self.home.pgdata)

    def stop(self, fast_s: float = FAST_S) -> None:
        """Stop in order within ``fast_s`` seconds, else as if the power went: nothing is lost."""
        if self.process is None:
            processes.end(self.pid, self.home.pgdata, fast_s=fast_s)
            return
        for number, patience in ((signal.SIGINT, fast_s), (signal.SIGQUIT, RUDE_S)):
            self.process.send_signal(number)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(patience)
                return
        self.process.kill()
        self.process.wait()


def running(home: Home) -> tuple[Claim, PidFile | None, str]:
    """Return what the home's pid file is worth, its content, and its process's command line."""
    pid_file = PidFile.read(home.pgdata)
    seen = processes.look(pid_file.pid) if pid_file else None
    return processes.judge(pid_file, seen, home.pgdata), pid_file, seen.command if seen else ""


def command_line(postgres: Path, home: Home, port: int, settings: Mapping[str, str]) -> list[str]:
    """Return the words that start the server; an orphan started with the same ones is ours."""
    words = [str(postgres), "-D", str(home.pgdata), "-p", str(port)]
    for name, value in settings.items():
        words += ["-c", f"{name}={value}"]
    return words


def launch(words: Sequence[str], home: Home) -> Server | Diagnosis:
    """Start the server and wait until it is ready; return why not when it gives up by itself."""
    trim_log(home)
    log = home.open("server.log", os.O_WRONLY | os.O_APPEND)
    try:
        before = os.fstat(log).st_size
        with as_user(home.runs_as) as somebody:
            process = subprocess.Popen(  # noqa: S603 - our own program and words
                words,
                cwd="/", env=ENVIRONMENT, umask=0o077,
                stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,  # Ctrl-C is for us; we stop the server in order
                **somebody,
            )  # fmt: skip
    finally:
        os.close(log)
    server = Server(home, process.pid, process)
    if _becomes_ready(server):
        return server
    return diagnose(_said_since(home.log, before), place=home.root)


def _becomes_ready(server: Server) -> bool:
    until = time.monotonic() + RECOVERY_LIMIT_S
    while server.is_alive():
        seen = PidFile.read(server.home.pgdata)
        if seen is not None and seen.pid == server.pid and seen.ready:
            return True
        if time.monotonic() > until:
            server.stop()
            raise StartFailed(
                f"The database in '{server.home.root}' was not ready after "
                f"{RECOVERY_LIMIT_S:.0f} s. Its log 'server.log' there says more."
            )
        time.sleep(0.01)
    return False


def _said_since(log: Path, offset: int) -> str:
    with log.open("rb") as file:
        file.seek(offset)
        return file.read(64 * 1024).decode("utf-8", "replace")


def trim_log(home: Home) -> None:
    """Keep the log bounded: when it is long, keep one older piece and begin anew.

    The server appends to the very file, so it is emptied and not replaced.
    """
    with contextlib.suppress(FileNotFoundError):
        if home.log.stat().st_size > _LOG_LIMIT:
            old = home.open("server.log.1", os.O_WRONLY | os.O_TRUNC)
            with os.fdopen(old, "wb") as kept, home.log.open("rb") as log:
                shutil.copyfileobj(log, kept)
            os.truncate(home.log, 0)


def clear_stale(home: Home) -> None:
    """Remove the pid file of a server that is gone, after its last processes are.

    PostgreSQL trusts any living process of that number, even a stranger or a zombie. Its children
    leave by themselves when they notice; one that is busy is made to, or the data could be
    written by two servers.
    """
    until = time.monotonic() + 3.0
    while left := processes.children_left(home.name):
        if time.monotonic() > until:
            for pid in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        time.sleep(0.05)
    (home.pgdata / "postmaster.pid").unlink(missing_ok=True)
