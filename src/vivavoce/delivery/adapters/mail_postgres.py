"""Pending e-mails, and the mailbox of the local profile, in PostgreSQL.

E-mails and their appointments are stored as encrypted JSON documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.delivery.domain.emails import CalendarEvent, Email, check_email
from vivavoce.infra.keys import SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, TenantId

_MOST_LISTED = 500
"""How many e-mails of a mailbox are read; their words are encrypted, so no query can search them."""


def email_to_document(email: Email) -> list[Any]:  # Any: JSON
    """Return the document that ``email_from_document`` reads."""
    event = email.event
    document = [
        email.to,
        email.subject,
        email.text,
        email.html,
        None
        if event is None
        else {
            "uid": event.uid,
            "starts_at": event.starts_at.isoformat(),
            "minutes": event.minutes,
            "written_at": event.written_at.isoformat(),
            "title": event.title,
            "organizer": event.organizer,
            "link": event.link,
            "is_canceled": event.is_canceled,
        },
    ]
    if email.useful_until is not None or email.reminder_of is not None:
        end, interview_id = email.useful_until, email.reminder_of
        document.append(None if end is None else end.isoformat())
        document.append(None if interview_id is None else str(interview_id))
    return document


def email_from_document(document: list[Any]) -> Email:  # Any: JSON
    """Return the e-mail of a document, also of one that was stored by an earlier version."""
    to, subject, text, *more = document
    html, event, useful_until, reminder_of = (*more, None, None, None, None)[:4]
    if event is not None:
        times = {key: datetime.fromisoformat(event[key]) for key in ("starts_at", "written_at")}
        event = CalendarEvent(**{**event, **times})
    end = None if useful_until is None else datetime.fromisoformat(useful_until)
    return Email(
        to=to,
        subject=subject,
        text=text,
        html=html,
        event=event,
        useful_until=end,
        reminder_of=None if reminder_of is None else InterviewId(UUID(reminder_of)),
    )


class PostgresEmailRepository:
    """Stores each e-mail encrypted with its person's key, and deletes its content when it is closed."""

    def __init__(self, vault: SubjectKeyVault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    async def add(
        self, work: UnitOfWork, email_id: UUID, email: Email, *, subject_id: UUID
    ) -> bool:
        """Store an e-mail, encrypted with the key of ``subject_id``.

        Returns False, and stores nothing, if that is the person of a test, or if there is already an e-mail
        with that id, whatever became of it.
        """
        cipher = await self._vault.get_cipher(work, subject_id)
        stored = await work.execute(
            _ADD,
            {
                "tenant": work.tenant_id,
                "id": email_id,
                "subject": subject_id,
                "sealed": cipher.encrypt_json(email_to_document(email)),
                "now": self._clock.now(),
            },
        )
        return stored == 1

    async def find_due(self, work: UnitOfWork, email_id: UUID, attempt: int) -> Email | None:
        """Return the e-mail if attempt number ``attempt`` has not been made yet, else None.

        Raises ``DataErasedError`` if the person was erased.
        """
        row = await work.fetch_one(
            _FIND_DUE, {"tenant": work.tenant_id, "id": email_id, "before": attempt - 1}
        )
        if row is None:
            return None
        cipher = await self._vault.get_cipher(work, row["subject_id"])
        return email_from_document(cipher.decrypt_json(bytes(row["sealed"])))

    async def postpone(
        self, work: UnitOfWork, email_id: UUID, attempt: int, next_attempt_at: datetime
    ) -> bool:
        """Record that attempt number ``attempt`` failed; return False if already recorded."""
        params = {"before": attempt - 1, "next_attempt_at": next_attempt_at}
        return (
            await work.execute(_POSTPONE, {"tenant": work.tenant_id, "id": email_id, **params}) > 0
        )

    async def close(self, work: UnitOfWork, email_id: UUID, status: str) -> None:
        """Close an e-mail with ``status`` and delete its content."""
        await work.execute(_CLOSE, {"tenant": work.tenant_id, "id": email_id, "status": status})

    async def find_status(self, work: UnitOfWork, email_id: UUID) -> tuple[str, int] | None:
        """Return the status of an e-mail and how many attempts were postponed, or None if there is none."""
        row = await work.fetch_one(_FIND_STATUS, {"tenant": work.tenant_id, "id": email_id})
        return None if row is None else (row["status"], row["attempts"])


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxEmail:
    """An e-mail in the mailbox."""

    id: UUID
    at: datetime
    email: Email


class PostgresMailbox:
    """A mailer that stores e-mails in a table instead of using a mail server. Local profile only.

    Each e-mail is encrypted with the key of its person, and becomes unreadable when that is destroyed.
    """

    def __init__(self, open_work: UnitOfWorkFactory, vault: SubjectKeyVault, clock: Clock) -> None:
        self._open_work = open_work
        self._vault = vault
        self._clock = clock

    async def send(self, email: Email, *, tenant_id: TenantId, message_id: UUID) -> None:
        """Store the e-mail in the mailbox, or raise ``EmailRefusedError``."""
        check_email(email)
        async with self._open_work(tenant_id) as work:
            cipher = await self._vault.get_cipher(
                work, await self._find_subject_id(work, message_id)
            )
            await work.execute(
                _ADD_TO_MAILBOX,
                {
                    "tenant": tenant_id,
                    "id": message_id,
                    "at": self._clock.now(),
                    "sealed": cipher.encrypt_json(email_to_document(email)),
                },
            )

    async def list_newest(
        self, tenant_id: TenantId, *, to: str | None = None, words: str = ""
    ) -> Sequence[MailboxEmail]:
        """Return the readable ones of an organization's newest 500 e-mails, newest first.

        ``to`` is the whole address; each of the ``words`` must be in the address, the subject or the text.
        Case does not matter in either.
        """
        async with self._open_work(tenant_id) as work:
            rows = await work.fetch_all(_LIST_MAILBOX, {"tenant": tenant_id, "most": _MOST_LISTED})
            ciphers = await self._vault.get_ciphers(work, {row["subject_id"] for row in rows})
        readable = [
            MailboxEmail(
                id=row["id"],
                at=row["at"],
                email=email_from_document(cipher.decrypt_json(bytes(row["sealed"]))),
            )
            for row in rows
            if (cipher := ciphers.get(row["subject_id"])) is not None
        ]
        return [arrival for arrival in readable if _is_wanted(arrival.email, to, words)]

    async def _find_subject_id(self, work: UnitOfWork, message_id: UUID) -> UUID:
        """Return the id of the person an e-mail is about, or its own id if the e-mail was never queued."""
        row = await work.fetch_one(_FIND_SUBJECT_ID, {"tenant": work.tenant_id, "id": message_id})
        return message_id if row is None else row["subject_id"]


def _is_wanted(email: Email, to: str | None, words: str) -> bool:
    if to is not None and email.to.casefold() != to.casefold():
        return False
    text = f"{email.to}\n{email.subject}\n{email.text}".casefold()
    return all(word in text for word in words.casefold().split())


# Here ends every e-mail about a test, whoever wanted to send it.
_ADD = """
    INSERT INTO email (tenant_id, id, subject_id, sealed, status, at, next_attempt_at)
    SELECT %(tenant)s, %(id)s, %(subject)s, %(sealed)s, 'pending', %(now)s, %(now)s
    WHERE NOT person_is_test(%(subject)s)
    ON CONFLICT (tenant_id, id) DO NOTHING
"""
_FIND_DUE = """
    SELECT subject_id, sealed
    FROM email
    WHERE tenant_id = %(tenant)s
      AND id = %(id)s
      AND status = 'pending'
      AND attempts = %(before)s
"""
_POSTPONE = """
    UPDATE email
    SET attempts = attempts + 1, next_attempt_at = %(next_attempt_at)s
    WHERE tenant_id = %(tenant)s
      AND id = %(id)s
      AND status = 'pending'
      AND attempts = %(before)s
"""
_CLOSE = """
    UPDATE email
    SET status = %(status)s, sealed = NULL, next_attempt_at = NULL
    WHERE tenant_id = %(tenant)s AND id = %(id)s AND status = 'pending'
"""
_FIND_STATUS = """
    SELECT status, attempts
    FROM email
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
_FIND_SUBJECT_ID = """
    SELECT subject_id
    FROM email
    WHERE tenant_id = %(tenant)s AND id = %(id)s
"""
# A duplicate of the same e-mail is ignored.
_ADD_TO_MAILBOX = """
    INSERT INTO mailbox (tenant_id, id, at, sealed)
    VALUES (%(tenant)s, %(id)s, %(at)s, %(sealed)s)
    ON CONFLICT (tenant_id, id) DO NOTHING
"""
_LIST_MAILBOX = """
    SELECT m.id, m.at, m.sealed, coalesce(l.subject_id, m.id) AS subject_id
    FROM mailbox m
    LEFT JOIN email l ON l.tenant_id = m.tenant_id AND l.id = m.id
    WHERE m.tenant_id = %(tenant)s
    ORDER BY m.at DESC, m.id DESC
    LIMIT %(most)s
"""
