"""Consents on PostgreSQL, with what would make it easier sealed under the person's own key."""

from __future__ import annotations

from vivavoce.access.domain.consent import Answer
from vivavoce.access.domain.door import Door
from vivavoce.infra.vault import Vault
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import Ids, InterviewId


class PostgresConsents:
    """The answers of the candidates of the work's own tenant."""

    def __init__(self, vault: Vault, ids: Ids) -> None:
        self._vault = vault
        self._ids = ids

    async def add(self, work: Work, door: Door, answer: Answer) -> None:
        """Keep an answer; rows are never changed."""
        sealed = None
        if answer.needs:
            cipher = await self._vault.cipher(work, door.person_id)
            sealed = cipher.seal_json(list(answer.needs))
        await work.execute(
            """
            INSERT INTO consent (tenant_id, id, grant_id, interview_id, person_id, version, text,
                                 accepted, accommodations, at)
            VALUES (%(tenant)s, %(id)s, %(door)s, %(interview)s, %(person)s, %(version)s, %(text)s,
                    %(accepted)s, %(needs)s, %(at)s)
            """,
            {
                "tenant": work.tenant_id,
                "id": self._ids.new(),
                "door": door.id,
                "interview": door.interview_id,
                "person": door.person_id,
                "version": answer.text.version,
                "text": answer.text.text,
                "accepted": answer.is_accepted,
                "needs": sealed,
                "at": answer.at,
            },
        )

    async def newest(self, work: Work, interview_id: InterviewId) -> tuple[str, bool] | None:
        """Return the version and the word of the newest answer."""
        row = await work.fetch_one(
            """
            SELECT version, accepted
            FROM consent
            WHERE interview_id = %(interview)s
            ORDER BY at DESC, id DESC
            LIMIT 1
            """,
            {"interview": interview_id},
        )
        return (row["version"], row["accepted"]) if row else None

    async def needs(self, work: Work, interview_id: InterviewId) -> tuple[str, ...]:
        """Return what would make it easier, from the newest answer."""
        row = await work.fetch_one(
            """
            SELECT person_id, accommodations
            FROM consent
            WHERE interview_id = %(interview)s
            ORDER BY at DESC, id DESC
            LIMIT 1
            """,
            {"interview": interview_id},
        )
        if row is None or row["accommodations"] is None:
            return ()
        cipher = await self._vault.cipher(work, row["person_id"])
        return tuple(cipher.open_json(row["accommodations"]))
