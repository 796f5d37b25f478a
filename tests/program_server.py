"""Starts programs of this checkout as copies of a process that has imported the package.

A process that imports the package anew takes two seconds of a core for it, and the tests start hundreds.
``python -c "from tests import program_server; program_server.main()"`` imports it once and then waits at
its standard input, a socket. Each message there names a module and brings the open files of a program
(``Request``). The server forks, and the copy runs the module as ``python -m`` does. The answers come by
the socket that the message brought: the process id with a descriptor of the process, then its exit code.

The copies differ from new processes in what Python reads only once. ``names_read`` has the environment
variables that were read during the import: a program for which one of them differs needs another server.
The server ends when the process that started it closes the socket or dies; its programs are then killed.
"""

from __future__ import annotations

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
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

MAX_MESSAGE_BYTES = 1 << 17
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
_READ_BY_THE_INTERPRETER = ("LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "TZ")
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


def is_of_the_interpreter(name: str) -> bool:
    """Return whether Python itself reads this variable when it starts."""
    return name in _READ_BY_THE_INTERPRETER or (name.startswith("PYTHON") and name not in _SET_ANEW)


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
                message, files, _, _ = socket.recv_fds(control, MAX_MESSAGE_BYTES, 4)
                if not message:
                    _kill(list(running))
                    return None
                asked = socket.socket(fileno=files[0])
                program = os.fork()
                if program == 0:
                    for process, (_, line) in running.items():
                        os.close(process)
                        line.close()
                    for number, file in enumerate(files[1:]):
                        os.dup2(file, number)
                    for file in files[1:]:
                        os.close(file)
                    asked.close()
                    control.close()
                    return Request(**json.loads(message))
                for file in files[1:]:
                    os.close(file)
                process = os.pidfd_open(program)
                running[process] = (program, asked)
                selector.register(process, selectors.EVENT_READ)
                socket.send_fds(asked, [str(program).encode()], [process])


def _report_end(process: int, program: int, asked: socket.socket) -> None:
    _, status = os.waitpid(program, 0)
    os.close(process)
    with asked:
        with suppress(OSError):  # the test that asked has ended
            asked.send(str(os.waitstatus_to_exitcode(status)).encode())


def _kill(processes: list[int]) -> None:
    for process in processes:
        signal.pidfd_send_signal(process, signal.SIGKILL)


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
