"""The texts that organizations wrote for their e-mails to candidates, in PostgreSQL."""

from __future__ import annotations

from vivavoce.delivery.domain.email_texts import EmailKind, EmailWording, OwnEmailText
from vivavoce.infra.database import Row
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.translation import ENGLISH, match_language

_LIST = """
    SELECT kind, language, subject, body, changed_at, changed_by
    FROM email_text
"""
_FIND = """
    SELECT subject, body
    FROM email_text
    WHERE kind = %(kind)s AND language = %(language)s
"""
_SAVE = """
    INSERT INTO email_text (tenant_id, kind, language, subject, body, changed_at, changed_by)
    VALUES (%(tenant)s, %(kind)s, %(language)s, %(subject)s, %(body)s, %(changed_at)s, %(changed_by)s)
    ON CONFLICT (tenant_id, kind, language) DO UPDATE
    SET subject = excluded.subject,
        body = excluded.body,
        changed_at = excluded.changed_at,
        changed_by = excluded.changed_by
"""
_DELETE = """
    DELETE FROM email_text
    WHERE kind = %(kind)s AND language = %(language)s
"""


class PostgresEmailTextRepository:
    """The own texts of the organization that ``work`` belongs to."""

    async def list(self, work: UnitOfWork) -> list[OwnEmailText]:
        """Return all own texts, in no order."""
        return [_build_text(row) for row in await work.fetch_all(_LIST)]

    async def find_wording(
        self, work: UnitOfWork, kind: EmailKind, language: str
    ) -> EmailWording | None:
        """Return the own text in the available language that fits, or None.

        Without an available language, an e-mail is in English.
        """
        known = match_language(language) or ENGLISH
        row = await work.fetch_one(_FIND, {"kind": kind, "language": known})
        return None if row is None else EmailWording(subject=row["subject"], body=row["body"])

    async def save(self, work: UnitOfWork, text: OwnEmailText) -> None:
        """Store a text; it replaces that of the same kind and language."""
        await work.execute(
            _SAVE,
            {
                "tenant": work.tenant_id,
                "kind": text.kind,
                "language": text.language,
                "subject": text.wording.subject,
                "body": text.wording.body,
                "changed_at": text.changed_at,
                "changed_by": text.changed_by,
            },
        )

    async def delete(self, work: UnitOfWork, kind: EmailKind, language: str) -> bool:
        """Delete a text and return whether there was one."""
        return await work.execute(_DELETE, {"kind": kind, "language": language}) > 0


def _build_text(row: Row) -> OwnEmailText:
    return OwnEmailText(
        kind=row["kind"],
        language=row["language"],
        wording=EmailWording(subject=row["subject"], body=row["body"]),
        changed_at=row["changed_at"],
        changed_by=row["changed_by"],
    )
