"""Delivery with its real database, and a clock that can be moved forward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from tests.database import KEYS
from tests.fakes.mailer import MemoryMailer
from tests.infrastructure import Ground

from vivavoce.delivery.adapters.email_texts_postgres import PostgresEmailTextRepository
from vivavoce.delivery.adapters.endpoints_postgres import PostgresWebhookEndpointRepository
from vivavoce.delivery.adapters.mail_postgres import PostgresEmailRepository, PostgresMailbox
from vivavoce.delivery.adapters.messages_postgres import PostgresWebhookMessageRepository
from vivavoce.delivery.adapters.overdue_postgres import claim_overdue_deliveries
from vivavoce.delivery.domain.emails import EmailStyle
from vivavoce.delivery.domain.webhook_delivery import DeliveryRecord
from vivavoce.delivery.facade import EmailQueue
from vivavoce.delivery.jobs import build_jobs
from vivavoce.delivery.ports import ReminderCheck
from vivavoce.delivery.usecases.attempt_delivery import AttemptDelivery
from vivavoce.delivery.usecases.emails import SendEmail
from vivavoce.delivery.usecases.manage_webhook_endpoint import ManageWebhookEndpoint
from vivavoce.delivery.usecases.publish_webhook import (
    RedeliverWebhook,
    RequeueOverdueDeliveries,
    WebhookPublisher,
)
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.egress.client import OutboundHttpClient
from vivavoce.infra.egress.target import IpAddress, check_public_or_loopback_address
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, TenantId

INSTALLATION = "the-secret-of-the-whole-installation-0123"


class MovedClock(SystemClock):
    """The real clock, some days later."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return super().now() + self.ahead


async def on_this_machine(name: str, port: int) -> Sequence[IpAddress]:
    """Resolve every name to loopback, so that one machine plays many hosts."""
    return (ip_address("127.0.0.1"),)


@dataclass
class DeliveryWorld:
    """Every use case of delivery for one tenant."""

    ground: Ground
    tenant: TenantId
    clock: MovedClock = field(default_factory=MovedClock)
    mailer: MemoryMailer = field(default_factory=MemoryMailer)
    total_s: float = 5.5
    language: str = "en"
    time_zone: str | None = None
    reminder_check: ReminderCheck | None = None
    """Access, if it is part of the test; without it, every reminder is needed."""

    def __post_init__(self) -> None:
        ground, clock = self.ground, self.clock
        self.messages = PostgresWebhookMessageRepository(ground.vault)
        self.endpoints = PostgresWebhookEndpointRepository(KEYS, clock)
        self.letters = PostgresEmailRepository(ground.vault, clock)
        self.mailbox = PostgresMailbox(ground.open_work, ground.vault, clock)
        self.outlet = OutboundHttpClient(
            clock=clock,
            address_policy=check_public_or_loopback_address,
            resolve=on_this_machine,
            timeout_s=self.total_s,
        )
        self.attempt = AttemptDelivery(
            open_work=ground.open_work,
            messages=self.messages,
            endpoints=self.endpoints,
            sender=self.outlet,
            clock=clock,
            random_source=lambda: 0.5,
            installation_secret=INSTALLATION,
        )
        self.receivers = ManageWebhookEndpoint(
            open_work=ground.open_work,
            endpoints=self.endpoints,
            sender=self.outlet,
            clock=clock,
            ids=ground.ids,
            installation_secret=INSTALLATION,
        )
        self.redeliver = RedeliverWebhook(
            open_work=ground.open_work, messages=self.messages, clock=clock
        )
        self.rescue = RequeueOverdueDeliveries(
            open_work=ground.open_work,
            claim_overdue=partial(claim_overdue_deliveries, ground.database),
        )
        self.webhook_publisher = WebhookPublisher(
            messages=self.messages, endpoints=self.endpoints, clock=clock, ids=ground.ids
        )
        self.own_texts = PostgresEmailTextRepository()
        self.post = EmailQueue(
            self.letters, self._read_style, ground.ids, clock, self.own_texts.find_wording
        )
        self.send_email = SendEmail(
            open_work=ground.open_work,
            emails=self.letters,
            mailer=self.mailer,
            clock=clock,
            random_source=lambda: 0.5,
            is_reminder_needed=self._is_reminder_needed,
        )

    async def _is_reminder_needed(
        self, work: UnitOfWork, interview_id: InterviewId, email_id: UUID
    ) -> bool:
        return self.reminder_check is None or await self.reminder_check(
            work, interview_id, email_id
        )

    async def _read_style(self, work: UnitOfWork) -> EmailStyle:
        return EmailStyle(language=self.language, time_zone=self.time_zone)

    def serve_jobs(self) -> None:
        """Register delivery's jobs with the ground's queue."""
        for name, run in build_jobs(self.attempt, self.send_email).items():
            self.ground.jobs.register(name, run)

    def interview(self) -> InterviewId:
        return InterviewId(self.ground.ids.new_id())

    async def publish_webhook(
        self,
        interview: InterviewId,
        url: str | None,
        *,
        event: str = "interview.approved",
        person: UUID | None = None,
        data: Mapping[str, Any] | None = None,
    ) -> UUID:
        """Announce in a transaction of its own; there must be somebody who listens."""
        async with self.ground.open_work(self.tenant) as work:
            message_id = await self.webhook_publisher.publish(
                work,
                interview_id=interview,
                run_id="run_1_abcdefgh",
                event=event,
                state="APPROVED",
                callback_url=url,
                data=data or {"interviewLink": "https://example.org/j/x"},
                person_id=person,
            )
        assert message_id is not None
        return message_id

    async def find(self, message_id: UUID) -> DeliveryRecord:
        async with self.ground.open_work(self.tenant) as work:
            return await self.messages.get(work, message_id)

    async def jobs_for(self, argument: str) -> list[dict[str, Any]]:
        """Return the waiting jobs that carry ``argument``, soonest first."""
        async with self.ground.open_work(self.tenant) as work:
            return await work.fetch_all(
                """
                SELECT args, scheduled_at
                FROM procrastinate_jobs
                WHERE args::text LIKE %(like)s AND status = 'todo'
                ORDER BY scheduled_at NULLS FIRST
                """,
                {"like": f"%{argument}%"},
            )
