"""Letters: written in the transaction that needs them, carried out of the house by a job."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog

from vivavoce.delivery.domain.letter import Letter, MailDelayed, MailRefused, check_letter
from vivavoce.delivery.domain.schedule import judge
from vivavoce.delivery.ports import Chance, Letters, Mailer
from vivavoce.infra.vault import Erased
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids, TenantId

_log = structlog.get_logger(__name__)


class WriteLetter:
    """Keeps a letter, sealed for its person, and puts the job behind it."""

    def __init__(self, *, letters: Letters, ids: Ids) -> None:
        self._letters = letters
        self._ids = ids

    async def __call__(self, work: Work, letter: Letter, *, person_id: UUID) -> UUID:
        """Return the letter's id; raise ``MailRefused`` if it could never be delivered."""
        check_letter(letter)
        letter_id = self._ids.new()
        await self._letters.keep(work, letter_id, letter, about=person_id)
        await work.enqueue("delivery.mail", letter_id=str(letter_id), attempt="1")
        return letter_id


class SendLetter:
    """Makes the try that is due; a second run finds nothing to do."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        letters: Letters,
        mailer: Mailer,
        clock: Clock,
        chance: Chance,
    ) -> None:
        self._open_work = open_work
        self._letters = letters
        self._mailer = mailer
        self._clock = clock
        self._chance = chance

    async def __call__(self, tenant_id: TenantId, letter_id: UUID, attempt: int) -> None:
        """Make try number ``attempt``: the letter is then taken, waits for the next, or is ended."""
        outcome = "sent"
        try:
            async with self._open_work(tenant_id) as work:
                letter = await self._letters.due(work, letter_id, attempt)
            if letter is None:
                return
            await self._mailer.send(letter, tenant_id=tenant_id, message_id=letter_id)
        except Erased:
            outcome = "erased"
        except MailRefused:
            outcome = "refused"
        except MailDelayed:
            outcome = "delayed"
        async with self._open_work(tenant_id) as work:
            await self._note(work, letter_id, attempt, outcome)
        _log.info("mail.tried", letter_id=str(letter_id), attempt=attempt, outcome=outcome)

    async def _note(self, work: Work, letter_id: UUID, attempt: int, outcome: str) -> None:
        if outcome != "delayed":
            await self._letters.close(work, letter_id, outcome)
            return
        verdict = judge(attempt=attempt, status=None, error=outcome, chance=self._chance())
        if verdict.wait_s is None:
            await self._letters.close(work, letter_id, "dead")
            return
        again = self._clock.now() + timedelta(seconds=verdict.wait_s)
        if await self._letters.postpone(work, letter_id, attempt, again):
            await work.enqueue(
                "delivery.mail", at=again, letter_id=str(letter_id), attempt=str(attempt + 1)
            )
