"""The process of an ``IsolatedWorker``: reads jobs, writes results, within limits of the system.

Only the parent starts it. It imports only what a job's function needs. It ends when its input closes, when
its parent is gone, or when a job exceeds its CPU time.
"""

from __future__ import annotations

import ctypes
import os
import pickle
import signal
import sys
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from vivavoce.infra.isolated_pipe import read_message, write_message

if sys.platform != "win32":
    import resource

_PR_SET_PDEATHSIG = 1
_NICENESS = 5
"""Processes that serve people have priority."""
_CACHED_ARGUMENTS = 8
"""Number of cached arguments: every evaluator of a panel reads the same answer."""


def main() -> None:
    """Run jobs until the input ends."""
    parent, memory_bytes = int(sys.argv[1]), int(sys.argv[2])
    jobs, results = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints writes to nowhere
    _exit_with_parent(parent)
    _limit_memory(memory_bytes)
    while True:
        try:
            cpu_s, function, arguments = pickle.loads(read_message(jobs))  # noqa: S301 - our own parent
        except EOFError:
            return
        _limit_cpu(cpu_s)
        write_message(results, _run_job(function, arguments))


def _run_job(function: bytes, arguments: tuple[bytes, ...]) -> bytes:
    try:
        call: Callable[..., Any] = pickle.loads(function)  # noqa: S301 - our own parent
        return pickle.dumps((True, call(*(_load_argument(argument) for argument in arguments))))
    except MemoryError:
        _load_argument.cache_clear()
        return pickle.dumps((False, MemoryError()))
    except Exception as error:  # noqa: BLE001 - the parent raises it
        return _pickle_error(error)


def _pickle_error(error: Exception) -> bytes:
    try:
        content = pickle.dumps((False, error))
        pickle.loads(content)  # noqa: S301 - our own: some exceptions can be pickled but not unpickled
    except Exception:  # noqa: BLE001 - then only its name is sent
        return pickle.dumps((False, RuntimeError(type(error).__name__)))
    return content


@lru_cache(maxsize=_CACHED_ARGUMENTS)
def _load_argument(argument: bytes) -> Any:  # Any: whatever the function takes
    return pickle.loads(argument)  # noqa: S301 - our own parent


def _exit_with_parent(parent: int) -> None:
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the request above
            sys.exit(1)


def _limit_memory(memory_bytes: int) -> None:
    if sys.platform == "linux":  # elsewhere it is not enforced, or counts what is only reserved
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_cpu(cpu_s: int) -> None:
    if sys.platform != "win32":
        signal.signal(signal.SIGXCPU, signal.SIG_DFL)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = int(time.process_time()) + 1 + cpu_s
        most = until if hard == resource.RLIM_INFINITY else min(until, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))


if __name__ == "__main__":
    main()
