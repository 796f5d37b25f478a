"""Delivery wired on a real ground, with a clock that can be moved forward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Any
from uuid import UUID

from tests.database import KEYS
from tests.fakes.mailer import KeptLetters
from tests.world import Ground

from vivavoce.delivery.adapters.endpoints_postgres import PostgresEndpoints
from vivavoce.delivery.adapters.mail_postgres import PostgresLetters, PostgresMailbox
from vivavoce.delivery.adapters.messages_postgres import PostgresMessages
from vivavoce.delivery.adapters.overdue_postgres import PostgresOverdue
from vivavoce.delivery.domain.record import Record
from vivavoce.delivery.facade import Announcer, Post
from vivavoce.delivery.jobs import AttemptJob, MailJob
from vivavoce.delivery.usecases.announce import Announce
from vivavoce.delivery.usecases.attempt import AttemptDelivery
from vivavoce.delivery.usecases.configure import Receivers
from vivavoce.delivery.usecases.mail import SendLetter, WriteLetter
from vivavoce.delivery.usecases.redeliver import Redeliver, RescueOverdue
from vivavoce.infra.clock import SystemClock
from vivavoce.infra.egress.client import Egress
from vivavoce.infra.egress.guard import IpAddress, loopback_too
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
    mailer: KeptLetters = field(default_factory=KeptLetters)
    total_s: float = 5.5

    def __post_init__(self) -> None:
        ground, clock = self.ground, self.clock
        self.messages = PostgresMessages(ground.vault)
        self.endpoints = PostgresEndpoints(KEYS, clock)
        self.letters = PostgresLetters(ground.vault, clock)
        self.mailbox = PostgresMailbox(ground.open_work, ground.vault, clock)
        self.outlet = Egress(
            clock=clock, guard=loopback_too, resolve=on_this_machine, total_s=self.total_s
        )
        self.attempt = AttemptDelivery(
            open_work=ground.open_work,
            messages=self.messages,
            endpoints=self.endpoints,
            outlet=self.outlet,
            clock=clock,
            chance=lambda: 0.5,
            installation_secret=INSTALLATION,
        )
        self.receivers = Receivers(
            open_work=ground.open_work,
            endpoints=self.endpoints,
            outlet=self.outlet,
            clock=clock,
            ids=ground.ids,
            installation_secret=INSTALLATION,
        )
        self.redeliver = Redeliver(open_work=ground.open_work, messages=self.messages, clock=clock)
        self.rescue = RescueOverdue(
            open_work=ground.open_work, overdue=PostgresOverdue(ground.database)
        )
        self.announcer = Announcer(
            Announce(messages=self.messages, endpoints=self.endpoints, clock=clock, ids=ground.ids)
        )
        self.post = Post(WriteLetter(letters=self.letters, ids=ground.ids))
        self.send_letter = SendLetter(
            open_work=ground.open_work,
            letters=self.letters,
            mailer=self.mailer,
            clock=clock,
            chance=lambda: 0.5,
        )

    def serve_jobs(self) -> None:
        """Register delivery's jobs with the ground's queue."""
        self.ground.jobs.register("delivery.attempt", AttemptJob(self.attempt))
        self.ground.jobs.register("delivery.mail", MailJob(self.send_letter))

    def interview(self) -> InterviewId:
        return InterviewId(self.ground.ids.new())

    async def announce(
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
            message_id = await self.announcer.announce(
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

    async def find(self, message_id: UUID) -> Record:
        async with self.ground.open_work(self.tenant) as work:
            return await self.messages.find(work, message_id)

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
