"""Jobs on PostgreSQL (procrastinate): enqueued transactionally, retried, rescued from dead workers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import LiteralString
from uuid import UUID

import procrastinate
import structlog
from procrastinate import exceptions, jobs
from procrastinate.retry import BaseRetryStrategy, RetryDecision

from vivavoce.contracts.topics import JOBS, JobKind
from vivavoce.infra import metrics
from vivavoce.infra.database import Connection, Database
from vivavoce.infra.failpoints import failpoint
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId

_log = structlog.get_logger(__name__)
_HEARTBEAT_S = 1.0
STALLED_AFTER_S = 5.0
"""Seconds without a heartbeat after which a worker counts as dead and its jobs go to others."""

TIMED_QUEUES = ("plan", "assess")
"""Queues that an interview waits for, so their waiting time is measured."""

_QUEUE_WAIT: LiteralString = """
    SELECT extract(epoch FROM clock_timestamp() - coalesce(j.scheduled_at, min(e.at))) AS seconds
    FROM jobs.procrastinate_jobs j
    JOIN jobs.procrastinate_events e ON e.job_id = j.id
    WHERE j.id = %(job)s
    GROUP BY j.id
"""
_WAITING_JOBS: LiteralString = """
    SELECT queue_name AS queue, count(*) AS waiting
    FROM jobs.procrastinate_jobs
    WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= clock_timestamp())
    GROUP BY queue_name
"""

JobHandler = Callable[..., Awaitable[None]]
"""``run(tenant_id, **ids)`` calls a use case and may run twice. Also called when a job was given up."""


class JobQueue:
    """Enqueues jobs and runs those of the kinds that were registered here."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._app = procrastinate.App(connector=procrastinate.PsycopgConnector())
        logging.getLogger("procrastinate").setLevel(logging.WARNING)

    async def open(self) -> None:
        """Open with the database's own pool."""
        await self._app.open_async(pool=self._database.pool)

    async def enqueue(
        self,
        connection: Connection,
        job: str,
        arguments: Mapping[str, str],
        *,
        at: datetime | None = None,
        lock: str | None = None,
    ) -> None:
        """Insert a job in the open transaction of ``connection``."""
        kind = JOBS[job]
        await self._app.configure_task(
            name=kind.name,
            queue=kind.queue,
            schedule_at=at,
            lock=lock,
            connection=connection,
            allow_unknown=True,
        ).defer_async(**arguments)

    def register(
        self, job: str, run: JobHandler, *, on_exhausted: JobHandler | None = None
    ) -> None:
        """Register what runs a kind of job in this process, and what to call when its last attempt failed."""
        kind = JOBS[job]

        async def task(context: procrastinate.JobContext, /, tenant_id: str, **ids: str) -> None:
            structlog.contextvars.clear_contextvars()
            structlog.contextvars.bind_contextvars(
                correlation_id=ids.pop("correlation_id", ""), tenant_id=tenant_id
            )
            if kind.queue in TIMED_QUEUES and context.job.attempts == 0:
                await self._record_wait(context.job)
            began_s, result = self._clock.monotonic(), "failed"
            try:
                await failpoint("job.before_run")
                await run(TenantId(UUID(tenant_id)), **ids)
                await failpoint("job.after_run")
                result = "done"
            except Exception:
                if on_exhausted is not None and context.job.attempts + 1 >= kind.max_attempts:
                    await on_exhausted(TenantId(UUID(tenant_id)), **ids)
                raise
            finally:
                took_s = self._clock.monotonic() - began_s
                metrics.JOB_SECONDS.labels(kind.name, result).observe(took_s)
                _log.info(
                    "job.ran", job=kind.name, result=result, latency_ms=round(took_s * 1000, 1)
                )

        self._app.task(
            name=kind.name,
            queue=kind.queue,
            retry=_ExponentialBackoff(kind, self._clock),
            pass_context=True,
        )(task)

    async def _record_wait(self, job: jobs.Job) -> None:
        rows = await self._database.execute(_QUEUE_WAIT, {"job": job.id})
        if rows and rows[0]["seconds"] is not None:
            seconds = max(0.0, float(rows[0]["seconds"]))
            metrics.QUEUE_WAIT_SECONDS.labels(job.queue).observe(seconds)

    async def count_waiting(self) -> dict[str, int]:
        """Return the number of due jobs per queue that no worker has started."""
        rows = await self._database.execute(_WAITING_JOBS)
        waiting = {str(row["queue"]): int(row["waiting"]) for row in rows}
        return {kind.queue: waiting.get(kind.queue, 0) for kind in JOBS.values()}

    async def run_worker(self, queues: Sequence[str], *, concurrency: int = 4) -> None:
        """Run jobs of ``queues`` until canceled; running jobs then get 5 s, else other workers retry them.

        Raises ``RuntimeError`` if the worker ends by itself, as it does when its heartbeat fails once.
        """
        await self._app.run_worker_async(
            queues=list(queues),
            concurrency=concurrency,
            install_signal_handlers=False,
            fetch_job_polling_interval=5.0,
            shutdown_graceful_timeout=5.0,
            update_heartbeat_interval=_HEARTBEAT_S,
            stalled_worker_timeout=STALLED_AFTER_S,
            delete_jobs="successful",
        )
        raise RuntimeError("The worker ended by itself.")

    async def rescue_stalled(self) -> int:
        """Give the jobs of dead workers to living ones and return their number.

        A worker is only dead if it is still silent two heartbeats after it was found silent: a process that
        was too busy to beat, this one among them, would have its jobs run twice.
        """
        silent = {job.id for job in await self._list_stalled()}
        if not silent:
            return 0
        await self._clock.sleep(2 * _HEARTBEAT_S)
        dead = [job for job in await self._list_stalled() if job.id in silent]
        for job in dead:
            await self._app.job_manager.retry_job(job)
            _log.warning("job.rescued", job=job.task_name)
        return len(dead)

    async def _list_stalled(self) -> Sequence[jobs.Job]:
        found = await self._app.job_manager.get_stalled_jobs(
            seconds_since_heartbeat=STALLED_AFTER_S
        )
        return list(found)


class _ExponentialBackoff(BaseRetryStrategy):
    """Retries with doubling delays until the kind's attempts are used up."""

    def __init__(self, kind: JobKind, clock: Clock) -> None:
        self._kind = kind
        self._clock = clock

    def get_retry_decision(
        self, *, exception: BaseException, job: jobs.Job
    ) -> RetryDecision | None:
        """Return when to run the job again, or None to leave it as failed."""
        if isinstance(exception, exceptions.JobAborted):
            return None
        is_last = job.attempts + 1 >= self._kind.max_attempts
        _log.warning(
            "job.failed",
            job=self._kind.name,
            kind=type(exception).__name__,
            attempt=job.attempts + 1,
            is_last=is_last,
        )
        if is_last:
            return None
        wait_s = min(self._kind.first_retry_delay_s * 2**job.attempts, 600)
        return RetryDecision(retry_at=self._clock.now() + timedelta(seconds=wait_s))
