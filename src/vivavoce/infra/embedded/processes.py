"""Inspects processes: which one owns a data folder, and whether it is really running."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

_PROC = Path("/proc")
KILL_TIMEOUT_S = 3.0


@dataclass(frozen=True, slots=True)
class ProcessInfo:
    """One process as the operating system shows it: its command line, and whether it is a zombie."""

    pid: int
    command: str
    is_zombie: bool = False


@dataclass(frozen=True, slots=True)
class PidFile:
    """The content of ``postmaster.pid``, which a PostgreSQL server writes about itself."""

    pid: int
    port: int | None = None
    is_ready: bool = False

    @classmethod
    def parse(cls, text: str) -> PidFile | None:
        """Return the content of a pid file, or None if it is malformed or incomplete."""
        lines = [line.strip() for line in text.splitlines()]
        if not lines or not lines[0].isascii() or not lines[0].isdigit() or int(lines[0]) == 0:
            return None
        port = (
            int(lines[3]) if len(lines) > 3 and lines[3].isascii() and lines[3].isdigit() else None
        )
        return cls(int(lines[0]), port, len(lines) > 7 and lines[7] == "ready")

    @classmethod
    def read(cls, pgdata: Path) -> PidFile | None:
        """Return the pid file of a data folder, or None if there is none that is valid."""
        try:
            return cls.parse((pgdata / "postmaster.pid").read_text("utf-8", "replace"))
        except FileNotFoundError:
            return None


class PidFileStatus(Enum):
    """What a pid file means."""

    FREE = "no server claims the folder"
    STALE = "a server claimed it but is gone"
    RUNNING = "its server is running"


def classify_pid_file(
    pid_file: PidFile | None, process: ProcessInfo | None, pgdata: Path
) -> PidFileStatus:
    """Return what a pid file means, given what is known of the process that it names."""
    if pid_file is None:
        return PidFileStatus.FREE
    if process is None or process.is_zombie or not is_server_of(process, pgdata):
        return PidFileStatus.STALE
    return PidFileStatus.RUNNING


def is_server_of(process: ProcessInfo, pgdata: Path) -> bool:
    """Return whether this process is the PostgreSQL server of exactly this data folder."""
    program, separator, rest = process.command.partition(f" -D {pgdata}")
    return bool(separator) and Path(program).name == "postgres" and (not rest or rest[0] == " ")


def read_process(pid: int) -> ProcessInfo | None:
    """Return information about a process, or None if it does not exist."""
    if sys.platform != "linux":
        return next(
            (process for process in _list_processes("-p", str(pid)) if process.pid == pid), None
        )
    try:
        state = (_PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
        command = (_PROC / str(pid) / "cmdline").read_bytes()
    except OSError:
        return None
    text = command.rstrip(b"\0 ").replace(b"\0", b" ").decode("utf-8", "surrogateescape")
    return ProcessInfo(pid, text, is_zombie=state[0] in "ZX")


def find_remaining_children(name: str) -> list[int]:
    """Return the pids of all processes of the cluster ``name`` except the first one."""
    mark = f"postgres: {name}: "
    if sys.platform != "linux":
        return [
            process.pid for process in _list_processes("-ax") if process.command.startswith(mark)
        ]
    pids = (int(entry.name) for entry in _PROC.iterdir() if entry.name.isdigit())
    processes = (read_process(pid) for pid in pids)
    return [process.pid for process in processes if process and process.command.startswith(mark)]


def stop_process(pid: int, pgdata: Path, *, fast_shutdown_s: float) -> None:
    """Stop an adopted server: fast shutdown, then immediate, then SIGKILL. Return when it has ended."""
    for number, patience in ((signal.SIGINT, fast_shutdown_s), (signal.SIGQUIT, KILL_TIMEOUT_S)):
        _send_signal(pid, number)
        if _wait_until_gone(pid, pgdata, patience):
            return
    _send_signal(pid, signal.SIGKILL)
    _wait_until_gone(pid, pgdata, KILL_TIMEOUT_S)


def _wait_until_gone(pid: int, pgdata: Path, timeout_s: float) -> bool:
    until = time.monotonic() + timeout_s
    while time.monotonic() < until:
        sight = read_process(pid)
        if sight is None or sight.is_zombie or not is_server_of(sight, pgdata):
            return True
        time.sleep(0.02)
    return False


def _send_signal(pid: int, number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _list_processes(*which: str) -> Iterator[ProcessInfo]:
    listing = subprocess.run(  # noqa: S603 - ps with fixed words
        ["/bin/ps", *which, "-ww", "-o", "pid=,stat=,command="],
        capture_output=True, text=True, timeout=10, check=False,
    )  # fmt: skip
    for line in listing.stdout.splitlines():
        pid, state, command = line.split(maxsplit=2)
        yield ProcessInfo(int(pid), command.strip(), is_zombie=state.startswith("Z"))
