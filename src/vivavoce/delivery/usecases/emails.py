"""Send a queued e-mail, and retry it until it is delivered or refused."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog

from vivavoce.delivery.domain.emails import Email, EmailDelayedError, EmailRefusedError
from vivavoce.delivery.domain.webhook_delivery import decide_retry
from vivavoce.delivery.ports import EmailRepository, Mailer, RandomSource, ReminderCheck
from vivavoce.infra.keys import DataErasedError
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId

_log = structlog.get_logger(__name__)


class SendEmail:
    """Makes the attempt that is due; a second run does nothing."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        emails: EmailRepository,
        mailer: Mailer,
        clock: Clock,
        random_source: RandomSource,
        is_reminder_needed: ReminderCheck,
    ) -> None:
        self._open_work = open_work
        self._emails = emails
        self._mailer = mailer
        self._clock = clock
        self._random_source = random_source
        self._is_reminder_needed = is_reminder_needed

    async def __call__(self, tenant_id: TenantId, email_id: UUID, attempt: int) -> None:
        """Make attempt number ``attempt``: the e-mail is then sent, waits for a retry, or is closed.

        One that has come too late to be of use, or that reminds of an interview that was called off or has
        another time meanwhile, is closed without being sent.
        """
        outcome = "sent"
        try:
            async with self._open_work(tenant_id) as work:
                email = await self._emails.find_due(work, email_id, attempt)
                if email is None:
                    return
                is_useful = await self._is_useful(work, email, email_id)
            if not is_useful:
                outcome = "dead"
            else:
                await self._mailer.send(email, tenant_id=tenant_id, message_id=email_id)
        except DataErasedError:
            outcome = "erased"
        except EmailRefusedError:
            outcome = "refused"
        except EmailDelayedError:
            outcome = "delayed"
        async with self._open_work(tenant_id) as work:
            await self._record_outcome(work, email_id, attempt, outcome)
        _log.info("email.attempted", letter_id=str(email_id), attempt=attempt, outcome=outcome)

    async def _is_useful(self, work: UnitOfWork, email: Email, email_id: UUID) -> bool:
        if email.useful_until is not None and self._clock.now() >= email.useful_until:
            return False
        return email.reminder_of is None or await self._is_reminder_needed(
            work, email.reminder_of, email_id
        )

    async def _record_outcome(
        self, work: UnitOfWork, email_id: UUID, attempt: int, outcome: str
    ) -> None:
        if outcome != "delayed":
            await self._emails.close(work, email_id, outcome)
            return
        verdict = decide_retry(
            attempt=attempt, status=None, error=outcome, random_fraction=self._random_source()
        )
        if verdict.delay_s is None:
            await self._emails.close(work, email_id, "dead")
            return
        retry_at = self._clock.now() + timedelta(seconds=verdict.delay_s)
        if await self._emails.postpone(work, email_id, attempt, retry_at):
            await work.enqueue(
                "delivery.send_email",
                at=retry_at,
                letter_id=str(email_id),
                attempt=str(attempt + 1),
            )
