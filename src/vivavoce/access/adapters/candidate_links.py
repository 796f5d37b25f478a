"""Candidate links and consents on PostgreSQL.

Links are found by a keyed hash, and stored encrypted so they can be resent. Accommodations are encrypted
with the person's own key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vivavoce.access.domain.candidate_access import (
    MAX_FAILURES_PER_LINK,
    MAX_TOKEN_LENGTH,
    CandidateLink,
    CandidateLinkRef,
    ConsentDecision,
)
from vivavoce.access.domain.consent_text import ConsentText
from vivavoce.access.ports import ExpiredCandidateLink
from vivavoce.contracts.candidate_page import ConsentAnswer
from vivavoce.infra.database import Database, Row
from vivavoce.infra.keys import InstallationKeys, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import IdGenerator, InterviewId, PersonId, TenantId

_SEAL_PURPOSE = "door-token"
_INSERT: LiteralString = """
    INSERT INTO candidate_link (tenant_id, id, interview_id, person_id, token_hash, token_sealed, created_at,
                              expires_at)
    VALUES (%(tenant)s, %(id)s, %(interview)s, %(person)s, %(hash)s, %(sealed)s, %(made_at)s,
            %(expires_at)s)
    ON CONFLICT (tenant_id, interview_id) WHERE revoked_at IS NULL DO NOTHING
"""
_FIND: LiteralString = """
    SELECT id, interview_id, person_id, token_sealed, created_at, expires_at
    FROM candidate_link
    WHERE id = %(id)s AND revoked_at IS NULL
"""
_FIND_BY_INTERVIEWS: LiteralString = """
    SELECT id, interview_id, person_id, token_sealed, created_at, expires_at
    FROM candidate_link
    WHERE interview_id = ANY(%(interviews)s) AND revoked_at IS NULL
"""
_EXTEND_EXPIRY: LiteralString = """
    UPDATE candidate_link
    SET expires_at = greatest(expires_at, %(until)s::timestamptz)
    WHERE interview_id = %(interview)s AND revoked_at IS NULL
"""
_REVOKE: LiteralString = """
    UPDATE candidate_link
    SET revoked_at = %(at)s
    WHERE interview_id = %(interview)s AND revoked_at IS NULL
"""


class PostgresCandidateLinkIndex:
    """Calls the database functions that find links of all organizations."""

    def __init__(self, database: Database, keys: InstallationKeys) -> None:
        self._database = database
        self._keys = keys

    async def find_by_token(self, token: str, now: datetime) -> CandidateLinkRef | None:
        """Return the open link with that token, or None if it is revoked, expired, locked or unknown."""
        if len(token) > MAX_TOKEN_LENGTH:
            return None
        token_hash = self._keys.hash_token(token.encode("utf-8", "replace").decode())
        rows = await self._database.execute(
            "SELECT * FROM candidate_link_find(%(hash)s::bytea, %(now)s, %(most)s)",
            {"hash": token_hash, "now": now, "most": MAX_FAILURES_PER_LINK},
        )
        if not rows:
            return None
        return CandidateLinkRef(tenant_id=TenantId(rows[0]["tenant_id"]), link_id=rows[0]["id"])

    async def list_expired(self, now: datetime, *, limit: int) -> Sequence[ExpiredCandidateLink]:
        """Return up to ``limit`` expired links, oldest first."""
        rows = await self._database.execute(
            "SELECT * FROM candidate_link_expired(%(now)s, %(most)s)", {"now": now, "most": limit}
        )
        return [
            ExpiredCandidateLink(
                tenant_id=TenantId(row["tenant_id"]), interview_id=InterviewId(row["interview_id"])
            )
            for row in rows
        ]


class PostgresCandidateLinkRepository:
    """The candidate links in the tenant of ``work``."""

    def __init__(self, keys: InstallationKeys) -> None:
        self._keys = keys

    async def get_or_create(self, work: UnitOfWork, link: CandidateLink) -> CandidateLink:
        """Store a new link and return it, or return the interview's existing one."""
        touched = await work.execute(
            _INSERT,
            {
                "tenant": work.tenant_id,
                "id": link.id,
                "interview": link.interview_id,
                "person": link.person_id,
                "hash": self._keys.hash_token(link.token),
                "sealed": self._keys.encrypt(_SEAL_PURPOSE, link.token.encode(), link.id.bytes),
                "made_at": link.created_at,
                "expires_at": link.expires_at,
            },
        )
        if touched:
            return link
        return (await self.find_by_interviews(work, [link.interview_id]))[link.interview_id]

    async def find(self, work: UnitOfWork, link_id: UUID) -> CandidateLink | None:
        """Return a link that was not revoked, or None."""
        row = await work.fetch_one(_FIND, {"id": link_id})
        return self._link_from_row(row) if row else None

    async def find_by_interviews(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, CandidateLink]:
        """Return the links of these interviews that were not revoked."""
        rows = await work.fetch_all(_FIND_BY_INTERVIEWS, {"interviews": list(interview_ids)})
        return {InterviewId(row["interview_id"]): self._link_from_row(row) for row in rows}

    async def extend_expiry(
        self, work: UnitOfWork, interview_id: InterviewId, expires_at: datetime
    ) -> None:
        """Move the expiry of an interview's link to ``expires_at`` if it is earlier."""
        await work.execute(_EXTEND_EXPIRY, {"interview": interview_id, "until": expires_at})

    async def revoke(self, work: UnitOfWork, interview_id: InterviewId, at: datetime) -> bool:
        """Revoke an interview's link and return whether there was one."""
        return await work.execute(_REVOKE, {"interview": interview_id, "at": at}) > 0

    def _link_from_row(self, row: Row) -> CandidateLink:
        token = self._keys.decrypt(_SEAL_PURPOSE, bytes(row["token_sealed"]), row["id"].bytes)
        return CandidateLink(
            id=row["id"],
            interview_id=InterviewId(row["interview_id"]),
            person_id=PersonId(row["person_id"]),
            created_at=row["created_at"],
            expires_at=row["expires_at"],
            token=token.decode(),
        )


class PostgresConsentRepository:
    """The consent decisions in the tenant of ``work``."""

    def __init__(self, vault: SubjectKeyVault, ids: IdGenerator) -> None:
        self._vault = vault
        self._ids = ids

    async def add(self, work: UnitOfWork, link: CandidateLink, decision: ConsentDecision) -> None:
        """Store a decision; its accommodations are encrypted with the person's own key."""
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

    async def list(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[ConsentDecision, ...]:
        """Return all decisions of an interview, oldest first."""
        rows = await work.fetch_all(
            """
            SELECT person_id, version, text, accepted, accommodations, at
            FROM consent
            WHERE interview_id = %(interview)s
            ORDER BY at, id
            """,
            {"interview": interview_id},
        )
        cipher = await self._vault.get_cipher(work, rows[0]["person_id"]) if rows else None
        return tuple(
            ConsentDecision(
                text=ConsentText(row["version"], row["text"]),
                is_accepted=row["accepted"],
                at=row["at"],
                accommodations=()
                if cipher is None or row["accommodations"] is None
                else tuple(cipher.decrypt_json(row["accommodations"])),
            )
            for row in rows
        )

    async def list_answers(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[ConsentAnswer, ...]:
        """Return the same without accommodations, also after the person's data was erased."""
        rows = await work.fetch_all(
            """
            SELECT version, text, accepted AS is_accepted, at
            FROM consent
            WHERE interview_id = %(interview)s
            ORDER BY at, id
            """,
            {"interview": interview_id},
        )
        return tuple(ConsentAnswer(**row) for row in rows)

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
