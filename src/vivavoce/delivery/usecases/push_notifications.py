"""Notify agents of the changes of an interview (A2A push notifications).

A change queues one job for each configuration, in the transaction of the change. The job sends the state that
the interview has by then, so that an agent that was unreachable learns the newest state first.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from vivavoce.delivery.adapters.push_configs_postgres import (
    PostgresPushNotificationConfigRepository,
)
from vivavoce.delivery.domain.push_notification import (
    MAX_CONFIGS,
    A2aVersion,
    PushConfigNotFoundError,
    PushNotificationConfig,
    PushNotificationFailedError,
    TooManyPushConfigsError,
    build_push_headers,
    decide_push_outcome,
)
from vivavoce.infra.egress.client import OutboundHttpClient
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, TenantId

KEPT_AFTER_END = timedelta(days=1)
"""How long a configuration is kept that was stored after the end of its interview."""
_log = structlog.get_logger(__name__)
_JOB = "delivery.push_notification"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskNotification:
    """The state of an interview, as an agent reads it."""

    body: bytes
    version: int
    """The version of the interview."""
    is_last: bool
    """Whether the interview is over."""


TaskNotificationBuilder = Callable[
    [UnitOfWork, InterviewId, A2aVersion], Awaitable[TaskNotification]
]


class ManagePushNotifications:
    """Stores, lists and deletes the configurations of an interview that its caller may change."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        configs: PostgresPushNotificationConfigRepository,
        sender: OutboundHttpClient,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._configs = configs
        self._sender = sender
        self._clock = clock

    def validate_url(self, url: str) -> None:
        """Raise ``TargetRefusedError`` if ``url`` can be seen not to be callable."""
        self._sender.validate_url(url)

    async def save(
        self,
        tenant_id: TenantId,
        config: PushNotificationConfig,
        *,
        is_sent_now: bool,
        is_over: bool,
    ) -> PushNotificationConfig:
        """Store a configuration and return it; with ``is_sent_now``, also send the present state.

        ``is_over`` says that the interview has ended: then the configuration is deleted after a day.
        Raises ``TargetRefusedError`` for a URL that may not be called, and ``TooManyPushConfigsError``.
        """
        self._sender.validate_url(config.url)
        async with self._open_work(tenant_id) as work:
            await self._configs.lock(work, config.interview_id)
            known = await self._configs.list_ids(work, config.interview_id)
            if config.id not in known and len(known) >= MAX_CONFIGS:
                raise TooManyPushConfigsError
            await self._configs.save(work, config)
            if is_sent_now:
                await _enqueue(work, config.interview_id, config.id)
            elif is_over:
                await work.enqueue(
                    _JOB,
                    at=self._clock.now() + KEPT_AFTER_END,
                    interview_id=str(config.interview_id),
                    config_id=config.id,
                )
        return config

    async def find(
        self, tenant_id: TenantId, interview_id: InterviewId, config_id: str
    ) -> PushNotificationConfig:
        """Return a configuration, or raise ``PushConfigNotFoundError``."""
        async with self._open_work(tenant_id) as work:
            found = await self._configs.find(work, interview_id, config_id)
        if found is None:
            raise PushConfigNotFoundError
        return found

    async def list(
        self, tenant_id: TenantId, interview_id: InterviewId
    ) -> Sequence[PushNotificationConfig]:
        """Return the configurations of an interview by id."""
        async with self._open_work(tenant_id) as work:
            return await self._configs.list(work, interview_id)

    async def delete(self, tenant_id: TenantId, interview_id: InterviewId, config_id: str) -> None:
        """Delete a configuration; one that does not exist is no error."""
        async with self._open_work(tenant_id) as work:
            await self._configs.delete(work, interview_id, config_id)

    async def on_interview_changed(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Queue a notification for each configuration of the interview, in the transaction of its change."""
        for config_id in await self._configs.list_ids(work, interview_id):
            await _enqueue(work, interview_id, config_id)


class SendPushNotification:
    """Sends the present state of an interview to one configuration, unless the agent knows it already.

    If the process dies after sending, the state is sent again.
    """

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        configs: PostgresPushNotificationConfigRepository,
        sender: OutboundHttpClient,
        build_notification: TaskNotificationBuilder,
    ) -> None:
        self._open_work = open_work
        self._configs = configs
        self._sender = sender
        self._build_notification = build_notification

    async def __call__(
        self, tenant_id: TenantId, interview_id: InterviewId, config_id: str
    ) -> None:
        """Send one notification; raise ``PushNotificationFailedError`` if another attempt may help.

        A configuration ends with the interview, with the response 410, and with a URL that may not be called;
        ``abandon`` follows the last attempt.
        """
        async with self._open_work(tenant_id) as work:
            config = await self._configs.find(work, interview_id, config_id)
            if config is None:
                return
            notification = await self._build_notification(work, interview_id, config.version)
            if notification.version <= config.sent_version:
                if notification.is_last:
                    await self._configs.delete(work, interview_id, config_id)
                return
        response = await self._sender.post(
            config.url, headers=build_push_headers(config), body=notification.body
        )
        outcome = decide_push_outcome(status=response.status, error=response.error)
        _log.info(
            "push_notification.attempted",
            interview_id=str(interview_id),
            outcome=outcome,
            status=response.status,
            error=response.error,
            latency_ms=response.latency_ms,
        )
        if outcome == "retry":
            raise PushNotificationFailedError
        async with self._open_work(tenant_id) as work:
            if outcome == "dropped" or notification.is_last:
                await self._configs.delete(work, interview_id, config_id)
            else:
                await self._configs.mark_sent(work, interview_id, config_id, notification.version)

    async def abandon(self, tenant_id: TenantId, interview_id: InterviewId, config_id: str) -> None:
        """Delete the configuration of an agent that never took the last state; an earlier state is let go."""
        async with self._open_work(tenant_id) as work:
            config = await self._configs.find(work, interview_id, config_id)
            if config is None:
                return
            notification = await self._build_notification(work, interview_id, config.version)
            if notification.is_last:
                await self._configs.delete(work, interview_id, config_id)


async def _enqueue(work: UnitOfWork, interview_id: InterviewId, config_id: str) -> None:
    # One at a time, so that an older state never arrives after a newer one.
    await work.enqueue(
        _JOB,
        lock=f"push {interview_id} {config_id}",
        interview_id=str(interview_id),
        config_id=config_id,
    )
