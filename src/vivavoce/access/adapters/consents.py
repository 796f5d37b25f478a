"""Consents on PostgreSQL; accommodations are encrypted with the person's own key."""

from __future__ import annotations

from vivavoce.access.domain.candidate_link import CandidateLink
from vivavoce.access.domain.consent import ConsentDecision
from vivavoce.infra.subject_keys import SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import IdGenerator, InterviewId


class PostgresConsentRepository:
    """The consent decisions in the tenant of ``work``."""

    def __init__(self, vault: SubjectKeyVault, ids: IdGenerator) -> None:
        self._vault = vault
        self._ids = ids

    async def add(self, work: UnitOfWork, link: CandidateLink, decision: ConsentDecision) -> None:
        """Store a decision; rows are never changed."""
        sealed = None
        if decision.accommodations:
            cipher = await self._vault.get_cipher(work, link.person_id)
            sealed = cipher.encrypt_json(list(decision.accommodations))
        await work.execute(
            """
            INSERT INTO consent (tenant_id, id, link_id, interview_id, person_id, version, text,
                                 accepted, accommodations, at)
            VALUES (%(tenant)s, %(id)s, %(door)s, %(interview)s, %(person)s, %(version)s, %(text)s,
                    %(accepted)s, %(needs)s, %(at)s)
            """,
            {
                "tenant": work.tenant_id,
                "id": self._ids.new_id(),
                "door": link.id,
                "interview": link.interview_id,
                "person": link.person_id,
                "version": decision.text.version,
                "text": decision.text.text,
                "accepted": decision.is_accepted,
                "needs": sealed,
                "at": decision.at,
            },
        )

    async def find_newest(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[str, bool] | None:
        """Return the text version of the newest decision and whether it was accepted, or None."""
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

    async def get_accommodations(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[str, ...]:
        """Return the accommodations of the newest decision, or ()."""
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
        cipher = await self._vault.get_cipher(work, row["person_id"])
        return tuple(cipher.decrypt_json(row["accommodations"]))
