"""Programs of this checkout in processes of their own, started as copies of one that has imported it.

``start_program`` works like ``subprocess.Popen``, and ``run_program`` like ``subprocess.run``, as far as the
tests use them. They are for what a program does. What a test says of the start itself (time, memory, which
modules are loaded, flags of Python) needs ``subprocess`` and a process that begins with nothing.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from tests.program_server import MAX_MESSAGE_BYTES, Request, is_read_at_the_start

_ROOT = Path(__file__).parents[2]
_PATH = os.pathsep.join(str(_ROOT / part) for part in ("src", "."))
_START = "from tests import program_server; program_server.main()"
_LOOK_EVERY_S = 0.02
_MAX_WAIT_S = 60.0
"""For what takes moments, unless something hangs; the import takes two seconds of a core."""
_File = int | IO[Any] | None


class _Server:
    """A process that has imported the package in an environment."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, "-c", _START],
                cwd=_ROOT,
                env={**environment, "PYTHONPATH": _PATH},
                stdin=theirs,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.control.settimeout(_MAX_WAIT_S)
        names = self.control.recv(MAX_MESSAGE_BYTES)
        if not names:
            raise RuntimeError(self._describe_silence())
        self._names_read: list[str] = json.loads(names)

    def suits(self, environment: Mapping[str, str]) -> bool:
        """Return whether what was read from the environment so far is the same in this one."""
        names = {
            *self._names_read,
            *filter(is_read_at_the_start, {**environment, **self.environment}),
        }
        return all(environment.get(name) == self.environment.get(name) for name in names)

    def start(self, request: Request, files: list[int]) -> tuple[int, int, socket.socket]:
        """Start a program; return its id, a descriptor of it, and where its exit code will come.

        Raises ``RuntimeError`` where the server could not start it.
        """
        line, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            message = json.dumps(asdict(request)).encode()
            socket.send_fds(self.control, [message], [theirs.fileno(), *files])
        with ExitStack() as opened:
            line.settimeout(_MAX_WAIT_S)
            answer, descriptors, _, _ = socket.recv_fds(opened.enter_context(line), 256, 1)
            if not answer:
                raise RuntimeError(self._describe_silence())
            if not descriptors:
                raise RuntimeError(f"the program was not started: {answer.decode()}")
            opened.pop_all()
        return int(answer), descriptors[0], line

    def _describe_silence(self) -> str:
        try:
            output, _ = self.process.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            return "the server of programs runs, but has not taken the request"
        return f"the server of programs ended: {output.decode('utf-8', 'replace')}"

    def close(self) -> None:
        """End the server, and the programs that still run."""
        self.control.close()
        self.process.communicate(timeout=30)


_servers: list[_Server] = []
_one_at_a_time = threading.Lock()


def _find_server(environment: Mapping[str, str]) -> _Server:
    for ended in [server for server in _servers if server.process.poll() is not None]:
        _servers.remove(ended)
        ended.close()
    for server in _servers:
        if server.suits(environment):
            return server
    server = _Server(environment)
    _servers.append(server)
    return server


@atexit.register
def _close_servers() -> None:
    for server in _servers:
        server.close()


class ForkedProgram:
    """A started program, with the methods of ``subprocess.Popen`` that the tests use."""

    stdout: IO[Any] | None = None

    def __init__(
        self,
        module: str,
        *arguments: str,
        env: Mapping[str, str] | None = None,
        cwd: str | Path | None = None,
        stdin: _File = None,
        stdout: _File = None,
        stderr: _File = None,
        text: bool = False,
        start_new_session: bool = False,
    ) -> None:
        environment = dict(os.environ if env is None else env)
        request = Request(
            module, [*arguments], environment, str(Path(cwd or ".").absolute()), start_new_session
        )
        with ExitStack() as opened:
            files = [
                self._open(opened, file, at) for at, file in enumerate((stdin, stdout, stderr))
            ]
            if stdout == subprocess.PIPE:
                reading, files[1] = os.pipe()
                opened.callback(os.close, files[1])
                self.stdout = os.fdopen(reading, "r" if text else "rb")
            if stderr == subprocess.STDOUT:
                files[2] = files[1]
            with _one_at_a_time:
                started = _find_server(environment).start(request, files)
        self.pid, self._descriptor, self._line = started
        self._code: int | None = None
        self.args = [sys.executable, "-m", module, *arguments]

    @staticmethod
    def _open(opened: ExitStack, file: _File, at: int) -> int:
        if file is None:
            return at
        if file == subprocess.DEVNULL:
            return opened.enter_context(Path(os.devnull).open("r+b", buffering=0)).fileno()
        return file if isinstance(file, int) else file.fileno()

    def poll(self) -> int | None:
        """Return the exit code, minus the number of a signal, or None while the program runs.

        A program whose server ended is killed by the system: its code is -9.
        """
        if self._code is None and self._has_ended(0):
            self._code = int(self._line.recv(64) or -signal.SIGKILL)
            self._line.close()
        return self._code

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code; raise ``subprocess.TimeoutExpired`` after so many seconds."""
        until = None if timeout is None else time.monotonic() + timeout
        while (code := self.poll()) is None:
            left = None if until is None else until - time.monotonic()
            if left is not None and left <= 0:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            self._has_ended(left)
        return code

    def _has_ended(self, within_s: float | None) -> bool:
        return bool(select.select([self._descriptor], [], [], within_s)[0])

    def send_signal(self, number: int) -> None:
        """Send a signal, unless the program has ended."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptor, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)
            self._line.close()


Program = ForkedProgram | subprocess.Popen[Any]


def start_program(module: str, *arguments: str, **options: Any) -> Program:
    """Start ``python -m MODULE ARGUMENTS…``; the options are those of ``ForkedProgram``."""
    if not hasattr(os, "pidfd_open"):  # not on Linux, or Python was built without it
        return subprocess.Popen([sys.executable, "-m", module, *arguments], **options)
    return ForkedProgram(module, *arguments, **options)


async def wait_until_ended(program: Program) -> int:
    """Return the exit code, minus the number of a signal; the event loop goes on meanwhile.

    Raises ``TimeoutError`` after a minute.
    """
    async with asyncio.timeout(_MAX_WAIT_S):
        while (code := program.poll()) is None:  # noqa: ASYNC110 - it ends elsewhere
            await asyncio.sleep(_LOOK_EVERY_S)
    return code


def run_program(
    module: str,
    *arguments: str,
    input: str = "",  # noqa: A002 - as in subprocess.run
    timeout: float,
    env: Mapping[str, str] | None = None,
    cwd: str | Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end and return its exit code and output; kill it after ``timeout`` seconds."""
    with (
        tempfile.TemporaryFile() as stdin,
        tempfile.TemporaryFile() as stdout,
        tempfile.TemporaryFile() as stderr,
    ):
        stdin.write(input.encode())
        stdin.seek(0)
        program = start_program(
            module, *arguments, env=env, cwd=cwd, stdin=stdin, stdout=stdout, stderr=stderr
        )
        try:
            code = program.wait(timeout)
        except BaseException:
            program.kill()
            program.wait()
            raise
        said = []
        for file in (stdout, stderr):
            file.seek(0)
            said.append(file.read().decode())
        return subprocess.CompletedProcess(program.args, code, *said)
