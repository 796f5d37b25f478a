"""The job that notifies an agent of the state of its task; it loads the SDK when the first one runs."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from vivavoce.delivery.domain.push_notification import A2aVersion
from vivavoce.delivery.usecases.push_notifications import SendPushNotification, TaskNotification
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import TERMINAL_STATES
from vivavoce.infra.jobs import JobHandler
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, TenantId

_BODY_MODULE = "vivavoce.app.a2a.task_notification"
FindInterview = Callable[[UnitOfWork, InterviewId], Awaitable[Interview]]


def build_push_job(
    make_sender: Callable[..., SendPushNotification], find_interview: FindInterview
) -> tuple[JobHandler, JobHandler]:
    """Return the handler of ``delivery.push_notification``, and what follows its last failed attempt.

    ``make_sender`` takes ``build_notification`` and returns the use case; ``find_interview`` finds interviews
    that staff may see.
    """

    async def build(
        work: UnitOfWork, interview_id: InterviewId, version: A2aVersion
    ) -> TaskNotification:
        # The import takes seconds, and others must not wait for it.
        bodies: Any = await asyncio.to_thread(importlib.import_module, _BODY_MODULE)
        interview = await find_interview(work, interview_id)
        return TaskNotification(
            body=bodies.build_notification_body(interview, version),
            version=interview.version,
            is_last=interview.state in TERMINAL_STATES,
        )

    send = make_sender(build_notification=build)

    async def push(tenant_id: TenantId, *, interview_id: str, config_id: str) -> None:
        await send(tenant_id, InterviewId(UUID(interview_id)), config_id)

    async def abandon(tenant_id: TenantId, *, interview_id: str, config_id: str) -> None:
        await send.abandon(tenant_id, InterviewId(UUID(interview_id)), config_id)

    return push, abandon
