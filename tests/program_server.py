"""Starts programs of this checkout as copies of a process that has imported the package.

A process that imports the package anew takes two seconds of a core for it, and the tests start hundreds.
``python -c "from tests import program_server; program_server.main()"`` imports it once and then waits at
its standard input, a socket. Each message there names a module and brings the open files of a program
(``Request``). The server forks, and the copy runs the module as ``python -m`` does. The answers come by
the socket that the message brought: the process id with a descriptor of the process, then its exit code.

The copies differ from new processes in what Python reads only once. ``names_read`` has the environment
variables that were read during the import: a program for which one of them differs needs another server.
A copy also has the umask and the resource limits of the server, not those of the process that asks.
The server ends when the process that started it closes the socket or dies. However it ends, its programs
are then killed.
"""

from __future__ import annotations

import ctypes
import errno
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MAX_MESSAGE_BYTES = 1 << 17
_FILES = 4
_PR_SET_PDEATHSIG = 1
PRELOADED = (
    "vivavoce.cli.demo",
    "vivavoce.cli.interviews",
    "vivavoce.cli.operate",
    "vivavoce.cli.serve",
    # What a platform that starts imports later.
    "anyio._backends._asyncio",
    "jinja2.ext",
    "procrastinate.worker",
    "pydantic.v1",
    "uvicorn.lifespan.off",
    "uvloop",
)
"""Modules that import, directly or not, nearly all that a platform needs."""
_READ_AT_THE_START = ("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TZ")
_PREFIXES_READ_AT_THE_START = ("PYTHON", "LD_", "MALLOC_", "GLIBC_")
_SET_ANEW = ("PYTHONPATH", "VIVAVOCE_FAILPOINTS")
"""Variables that ``_become`` applies although they are read during the import."""
_COPY_THE_ENVIRONMENT = ("platform", "wsgiref.handlers")
"""Modules that copy the whole environment when they are imported, for uses that no platform has."""


@dataclass(frozen=True, slots=True)
class Request:
    """A program to run; the message brings its three standard files."""

    module: str
    arguments: list[str]
    environment: dict[str, str]
    folder: str
    has_own_session: bool


def is_read_at_the_start(name: str) -> bool:
    """Return whether Python or the C library reads this variable only when a process starts."""
    return name in _READ_AT_THE_START or (
        name.startswith(_PREFIXES_READ_AT_THE_START) and name not in _SET_ANEW
    )


def main() -> None:
    """Import the package, and start programs until the other end of the socket is closed."""
    control = socket.socket(fileno=os.dup(0))
    with _reads_noted() as names_read:
        for module in PRELOADED:
            importlib.import_module(module)
    if len([*Path("/proc/self/task").iterdir()]) != 1 or threading.active_count() != 1:
        raise RuntimeError("the import started a thread: a copy of this process would lack it")
    gc.collect()
    gc.freeze()
    control.send(json.dumps(sorted(names_read - set(_SET_ANEW))).encode())
    request = _serve(control)
    if request is not None:
        _become(request)
        runpy._run_module_as_main(request.module)  # as ``python -m`` does


@contextmanager
def _reads_noted() -> Iterator[set[str]]:
    """Yield the set of the environment variables that are read in the block."""
    names: set[str] = set()
    kind = type(os.environ)
    read = kind.__getitem__

    def noted(self: os._Environ[str], name: str) -> str:
        caller = sys._getframe(1)
        while caller.f_back and caller.f_globals.get("__name__") in ("os", "collections.abc"):
            caller = caller.f_back
        if caller.f_globals.get("__name__") not in _COPY_THE_ENVIRONMENT:
            names.add(name)
        return read(self, name)

    kind.__getitem__ = noted  # type: ignore[method-assign, assignment]
    try:
        yield names
    finally:
        kind.__getitem__ = read  # type: ignore[method-assign]


def _serve(control: socket.socket) -> Request | None:
    """Start programs; None where no more are wanted, and in the copy the request that it is for."""
    server = os.getpid()
    running: dict[int, tuple[int, socket.socket]] = {}
    with selectors.DefaultSelector() as selector:
        selector.register(control, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is not control:
                    process = int(key.fd)
                    selector.unregister(process)
                    _report_end(process, *running.pop(process))
                    continue
                message, files, _, _ = socket.recv_fds(control, MAX_MESSAGE_BYTES, _FILES)
                if not message:
                    return None
                asked = socket.socket(fileno=files[0])
                started = _fork(asked) if len(files) == _FILES else _refuse(asked, errno.EMFILE)
                if started and started[0] == 0:
                    _end_with(server)
                    _close(running)
                    for line in (control, asked, *(line for _, line in running.values())):
                        line.close()
                    for number, file in enumerate(files[1:]):
                        os.dup2(file, number)
                    _close(files[1:])
                    return Request(**json.loads(message))
                _close(files[1:])
                if started:
                    program, process = started
                    running[process] = (program, asked)
                    selector.register(process, selectors.EVENT_READ)


def _close(files: Iterable[int]) -> None:
    for file in files:
        os.close(file)


def _fork(asked: socket.socket) -> tuple[int, int] | None:
    """Return the id of a copy with a descriptor of it; in the copy, the id is 0.

    Answers with both, or with the reason where the system refuses a copy: then it returns None.
    """
    try:
        program = os.fork()
    except OSError as error:
        return _refuse(asked, error.errno)
    if program == 0:
        return 0, -1
    try:
        process = os.pidfd_open(program)
    except OSError as error:
        os.kill(program, signal.SIGKILL)
        os.waitpid(program, 0)
        return _refuse(asked, error.errno)
    try:
        socket.send_fds(asked, [str(program).encode()], [process])
    except OSError:  # the test that asked has ended
        signal.pidfd_send_signal(process, signal.SIGKILL)
    return program, process


def _refuse(asked: socket.socket, number: int | None) -> None:
    _answer(asked, os.strerror(number or 0))


def _answer(asked: socket.socket, text: str) -> None:
    with asked, suppress(OSError):  # the test that asked has ended
        asked.send(text.encode())


def _report_end(process: int, program: int, asked: socket.socket) -> None:
    _, status = os.waitpid(program, 0)
    os.close(process)
    _answer(asked, str(os.waitstatus_to_exitcode(status)))


def _end_with(server: int) -> None:
    """Have the system kill this process as soon as its parent ends, also by a signal."""
    if ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL) != 0:
        raise OSError(ctypes.get_errno(), "the copy cannot be made to end with its server")
    if os.getppid() != server:  # it ended before
        os._exit(1)


def _become(request: Request) -> None:
    """Take on what a new process would have got from the command line and the environment."""
    own_paths = [*filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    others = [path for path in sys.path if path and path not in own_paths]
    if request.has_own_session:
        os.setsid()
    os.chdir(request.folder)
    os.environ.clear()
    os.environ.update(request.environment)
    time.tzset()
    paths = [*filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    sys.path[:] = [str(Path.cwd()), *(str(Path(path).absolute()) for path in paths), *others]
    sys.argv[:] = ["-m", *request.arguments]
    sys.orig_argv[:] = [sys.executable, "-m", request.module, *request.arguments]
    _arm_failpoints(request.environment)


def _arm_failpoints(environment: Mapping[str, str]) -> None:
    failpoints = importlib.import_module("vivavoce.infra.failpoints")
    failpoints._ARMED_FAILPOINTS.clear()
    wanted = environment.get("VIVAVOCE_FAILPOINTS", "")
    failpoints._ARMED_FAILPOINTS.update(failpoints._parse_armed_failpoints(wanted))
