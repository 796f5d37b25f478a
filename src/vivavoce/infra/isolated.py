"""Runs work on external text in a separate process, so that its cost is bounded and no event loop waits.

A thread is not enough: a regular expression holds the interpreter's lock from its first character to its
last, and a Python loop competes with the event loop of a live session.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Literal

from vivavoce.infra import metrics
from vivavoce.infra.isolated_pipe import read_message, write_message
from vivavoce.kernel.errors import VivavoceError

_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "TMPDIR")
"""The only environment variables that the process gets; it needs no keys."""
_MAX_JOBS_PER_PROCESS = 1000
"""The process is replaced after this many jobs, so that nothing accumulates in it."""
_EXIT_TIMEOUT_S = 5.0

LimitedResource = Literal["processor time", "time", "memory"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceBudget:
    """Resource limits of one job.

    Where possible, the operating system enforces CPU time and memory (Linux; CPU time on macOS too); wall
    time is enforced everywhere.
    """

    cpu_s: int = 30
    wall_s: float = 120.0
    memory_bytes: int = 1024 * 1024 * 1024


class ResourceBudgetExceededError(VivavoceError):
    """The work exceeded its budget and was stopped. A retry would exceed it too."""

    code = "budget_exceeded"
    status = 503

    def __init__(self, resource: LimitedResource) -> None:
        super().__init__(f"The work exceeded its budget of {resource} and was stopped.")
        self.resource: LimitedResource = resource


class ProcessLostError(VivavoceError):
    """The process that did the work ended before it was done."""

    code = "worker_process_lost"
    status = 503


class IsolatedWorker:
    """Runs functions in one reused process, one at a time, each within ``budget``.

    A function, its arguments and its result are pickled, so functions must be importable by name. The
    process starts with the first job, receives no secrets, and ends when this process does.
    """

    def __init__(self, name: str, *, budget: ResourceBudget | None = None) -> None:
        self._name = name
        self._budget = budget or ResourceBudget()
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=f"isolated-{name}")
        self._worker_process = _WorkerProcess()
        weakref.finalize(self, self._worker_process.terminate)

    @property
    def pid(self) -> int | None:
        """Return the pid of the process, or None if none is running."""
        process = self._worker_process.process
        return None if process is None or process.poll() is not None else process.pid

    async def __call__(
        self, function: Callable[..., Any], /, *arguments: Any
    ) -> Any:  # Any: whatever the function takes and returns
        """Return the result of ``function``, or raise its exception.

        Raises ``ResourceBudgetExceededError`` if the job exceeded its limits and ``ProcessLostError`` if the
        process died. A canceled call ends its job.
        """
        job = _Job(pickle.dumps(function), tuple(pickle.dumps(argument) for argument in arguments))
        loop = asyncio.get_running_loop()
        try:
            return await loop.run_in_executor(self._pool, self._run, job)
        except asyncio.CancelledError:
            self._worker_process.abandon(job)
            raise
        except ResourceBudgetExceededError as error:
            metrics.BUDGETS_EXCEEDED.labels(self._name, error.resource).inc()
            raise

    async def stop(self) -> None:
        """End the process, if any; the next job starts another."""
        await asyncio.get_running_loop().run_in_executor(self._pool, self._worker_process.terminate)

    def _run(self, job: _Job) -> Any:  # Any: see __call__
        process = self._worker_process.begin(job, self._budget)
        timer = threading.Timer(self._budget.wall_s, self._worker_process.time_out, (job,))
        timer.daemon = True
        timer.start()
        try:
            is_good, result = _run_in_process(process, job, self._budget)
        except (OSError, EOFError, pickle.UnpicklingError):
            raise self._worker_process.loss_error(job) from None
        finally:
            timer.cancel()
            self._worker_process.finish(job)
        if is_good:
            return result
        if isinstance(result, MemoryError):
            self._worker_process.terminate()
            raise ResourceBudgetExceededError("memory")
        raise result


@dataclass(eq=False, slots=True)
class _Job:
    function: bytes
    arguments: tuple[bytes, ...]
    is_abandoned: bool = False
    is_timed_out: bool = False


class _WorkerProcess:
    """The process and its current job; shared by the caller, the thread and the timer."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._current_job: _Job | None = None
        self._jobs_done = 0
        self._lock = threading.Lock()

    def begin(self, job: _Job, budget: ResourceBudget) -> subprocess.Popen[bytes]:
        with self._lock:
            if job.is_abandoned:
                raise ProcessLostError
            if (
                self.process is None
                or self.process.poll() is not None
                or self._jobs_done >= _MAX_JOBS_PER_PROCESS
            ):
                self._terminate()
                self.process = _start_process(budget)
            self._current_job = job
            self._jobs_done += 1
            return self.process

    def finish(self, job: _Job) -> None:
        with self._lock:
            if self._current_job is job:
                self._current_job = None

    def abandon(self, job: _Job) -> None:
        """End the job if it is running; prevent its start otherwise."""
        job.is_abandoned = True
        self._kill(job)

    def time_out(self, job: _Job) -> None:
        job.is_timed_out = True
        self._kill(job)

    def loss_error(self, job: _Job) -> VivavoceError:
        """Return the error for a process that died in the middle of a job."""
        with self._lock:
            process = self.process
            self._terminate()
        if job.is_timed_out:
            return ResourceBudgetExceededError("time")
        xcpu = getattr(signal, "SIGXCPU", None)
        if process is not None and xcpu is not None and process.returncode == -xcpu:
            return ResourceBudgetExceededError("processor time")
        return ProcessLostError()

    def terminate(self) -> None:
        with self._lock:
            self._terminate()

    def _kill(self, job: _Job) -> None:
        with self._lock:
            if self._current_job is job and self.process is not None:
                self.process.kill()

    def _terminate(self) -> None:
        process, self.process, self._jobs_done = self.process, None, 0
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        try:
            # A process that closed its pipe is about to exit, and its own status says why.
            process.wait(_EXIT_TIMEOUT_S if process.poll() is None and self._current_job else 0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _start_process(budget: ResourceBudget) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own program
        [
            sys.executable,
            "-I",
            "-m",
            "vivavoce.infra.isolated_main",
            str(os.getpid()),
            str(budget.memory_bytes),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # error output could quote a candidate
        start_new_session=True,  # Ctrl-C is for us to handle
        env={key: os.environ[key] for key in _ENVIRONMENT if key in os.environ},
    )


def _run_in_process(
    process: subprocess.Popen[bytes], job: _Job, budget: ResourceBudget
) -> tuple[bool, Any]:  # Any: see IsolatedWorker.__call__
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 - both piped
    write_message(process.stdin, pickle.dumps((budget.cpu_s, job.function, job.arguments)))
    answered: tuple[bool, Any] = pickle.loads(read_message(process.stdout))  # noqa: S301 - our own program
    return answered
