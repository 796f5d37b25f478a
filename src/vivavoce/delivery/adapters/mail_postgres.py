"""Letters on their way, and the mailbox of the local profile, in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vivavoce.delivery.domain.letter import Letter, check_letter
from vivavoce.infra.database import Row
from vivavoce.infra.vault import Erased, Vault
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import TenantId


class PostgresLetters:
    """Seals each letter for its person and forgets it once it is taken."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    async def keep(self, work: Work, letter_id: UUID, letter: Letter, *, about: UUID) -> None:
        """Keep a letter sealed for the person it is ``about``."""
        cipher = await self._vault.cipher(work, about)
        await work.execute(
            _KEEP,
            {
                "tenant": work.tenant_id,
                "id": letter_id,
                "subject": about,
                "sealed": cipher.seal_json([letter.to, letter.subject, letter.text]),
                "now": self._clock.now(),
            },
        )

    async def due(self, work: Work, letter_id: UUID, attempt: int) -> Letter | None:
        """Return the letter if try ``attempt`` is still to be made, else None; raise ``Erased``."""
        row = await work.fetch_one(
            _DUE, {"tenant": work.tenant_id, "id": letter_id, "before": attempt - 1}
        )
        if row is None:
            return None
        cipher = await self._vault.cipher(work, row["subject_id"])
        to, subject, text = cipher.open_json(bytes(row["sealed"]))
        return Letter(to=to, subject=subject, text=text)

    async def postpone(self, work: Work, letter_id: UUID, attempt: int, next_at: datetime) -> bool:
        """Note that try ``attempt`` was in vain; return False if that was noted before."""
        noted = {"before": attempt - 1, "next_at": next_at}
        return (
            await work.execute(_POSTPONE, {"tenant": work.tenant_id, "id": letter_id, **noted}) > 0
        )

    async def close(self, work: Work, letter_id: UUID, status: str) -> None:
        """End a letter and forget its text."""
        await work.execute(_CLOSE, {"tenant": work.tenant_id, "id": letter_id, "status": status})


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A letter in the mailbox."""

    id: UUID
    at: datetime
    letter: Letter


class PostgresMailbox:
    """A mailer for those who run no mail server: letters arrive in a table. Local profile only.

    What arrives is sealed under the key of whom it is about, and gone with it.
    """

    def __init__(self, open_work: OpenWork, vault: Vault, clock: Clock) -> None:
        self._open_work = open_work
        self._vault = vault
        self._clock = clock

    async def send(self, letter: Letter, *, tenant_id: TenantId, message_id: UUID) -> None:
        """Return when the letter lies in the mailbox, or raise ``MailRefused``."""
        check_letter(letter)
        async with self._open_work(tenant_id) as work:
            cipher = await self._vault.cipher(work, await self._about(work, message_id))
            await work.execute(
                _ARRIVE,
                {
                    "tenant": tenant_id,
                    "id": message_id,
                    "at": self._clock.now(),
                    "sealed": cipher.seal_json([letter.to, letter.subject, letter.text]),
                },
            )

    async def arrivals(self, tenant_id: TenantId, *, most: int = 50) -> Sequence[Arrival]:
        """Return the newest letters of an organisation, newest first."""
        async with self._open_work(tenant_id) as work:
            rows = await work.fetch_all(_ARRIVALS, {"tenant": tenant_id, "most": most})
            opened = [await self._opened(work, row) for row in rows]
        return [arrival for arrival in opened if arrival is not None]

    async def _opened(self, work: Work, row: Row) -> Arrival | None:
        try:
            cipher = await self._vault.cipher(work, row["subject_id"])
            to, subject, text = cipher.open_json(bytes(row["sealed"]))
        except Erased:
            return None
        return Arrival(id=row["id"], at=row["at"], letter=Letter(to=to, subject=subject, text=text))

    async def _about(self, work: Work, message_id: UUID) -> UUID:
        """Return whom a letter is about; one that was never kept is about nobody but itself."""
        row = await work.fetch_one(_ABOUT, {"tenant": work.tenant_id, "id": message_id})
        return message_id if row is None else row["subject_id"]


_KEEP = """
    INSERT INTO letter (tenant_id, id, subject_id, sealed, status, at, next_at)
    VALUES (%(tenant)s, %(id)s, %(subject)s, %(sealed)s, 'pending', %(now)s, %(now)s)
"""
_DUE = """
    SELECT subject_id, sealed
    FROM letter
    WHERE tenant_id = %(tenant)s
      AND id = %(id)s
      AND status = 'pending'
      AND attempts = %(before)s
"""
_POSTPONE = """
    UPDATE letter
    SET attempts = attempts + 1, next_at = %(next_at)s
    WHERE tenant_id = %(tenant)s
      AND id = %(id)s
      AND status = 'pending'
      AND attempts = %(before)s
"""
_CLOSE = """
    UPDATE letter
    SET status = %(status)s, sealed = NULL, next_at = NULL
    WHERE tenant_id = %(tenant)s AND id = %(id)s AND status = 'pending'
"""
_ABOUT = """
    SELECT subject_id
    FROM letter
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
# A second copy of the same letter is the same letter.
_ARRIVE = """
    INSERT INTO mailbox (tenant_id, id, at, sealed)
    VALUES (%(tenant)s, %(id)s, %(at)s, %(sealed)s)
    ON CONFLICT (tenant_id, id) DO NOTHING
"""
_ARRIVALS = """
    SELECT m.id, m.at, m.sealed, coalesce(l.subject_id, m.id) AS subject_id
    FROM mailbox m
    LEFT JOIN letter l ON l.tenant_id = m.tenant_id AND l.id = m.id
    WHERE m.tenant_id = %(tenant)s
    ORDER BY m.at DESC, m.id DESC
    LIMIT %(most)s
"""
