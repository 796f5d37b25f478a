"""Assignments in PostgreSQL: addresses sealed under their batch, found by a keyed hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import LiteralString
from uuid import UUID

from vivavoce.infra.database import Row
from vivavoce.infra.keys import Keys
from vivavoce.infra.vault import SubjectCipher, Vault
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import InterviewId
from vivavoce.practice.domain.assignment import Assignment, Kept, fold_address


class PostgresAssignments:
    """The assignments of the work's own tenant."""

    def __init__(self, vault: Vault, keys: Keys) -> None:
        self._vault = vault
        self._keys = keys

    async def add(self, work: Work, assignments: Sequence[Assignment], *, by: UUID) -> None:
        """Keep new assignments of one batch: one key and one statement, however many there are."""
        first = assignments[0]
        cipher = await self._vault.cipher(work, first.batch_id)
        await work.execute(
            _ADD,
            {
                "tenant": work.tenant_id,
                "batch": first.batch_id,
                "role": first.role,
                "round": first.round,
                "by": by,
                "at": first.assigned_at,
                "ids": [one.id for one in assignments],
                "indexes": [self._index(work, one.email) for one in assignments],
                "emails": [cipher.seal(one.email) for one in assignments],
            },
        )

    async def of_address(
        self, work: Work, email: str, *, statuses: Sequence[Kept], limit: int
    ) -> list[Assignment]:
        """Return an address's assignments in these states, newest first."""
        rows = await work.fetch_all(
            _OF_ADDRESS,
            {"index": self._index(work, email), "statuses": list(statuses), "limit": limit},
        )
        return await self._opened(work, rows)

    async def find(self, work: Work, assignment_id: UUID) -> Assignment | None:
        """Return an assignment."""
        row = await work.fetch_one(_FIND, {"id": assignment_id})
        return None if row is None else (await self._opened(work, [row]))[0]

    async def is_of(self, work: Work, assignment_id: UUID, email: str) -> bool:
        """Return whether an assignment is this address's."""
        row = await work.fetch_one(_IS_OF, {"id": assignment_id, "index": self._index(work, email)})
        return row is not None

    async def lock_of(self, work: Work, emails: Sequence[str]) -> dict[str, list[Assignment]]:
        """Return all assignments by address, newest first, locked until ``work`` ends."""
        by_index = {self._index(work, email): email for email in emails}
        rows = await work.fetch_all(_LOCK_OF, {"indexes": list(by_index)})
        found: dict[str, list[Assignment]] = {}
        for row, one in zip(rows, await self._opened(work, rows), strict=True):
            found.setdefault(by_index[bytes(row["email_index"])], []).append(one)
        return found

    async def unassign(self, work: Work, assignment_ids: Sequence[UUID]) -> None:
        """Take assignments back and cut their links."""
        await work.execute(_UNASSIGN, {"ids": list(assignment_ids)})

    async def link(self, work: Work, assignment_id: UUID, interview_id: InterviewId) -> None:
        """Link an assignment that nobody has begun to the interview set up for it last."""
        await work.execute(_LINK, {"id": assignment_id, "interview": interview_id})

    async def of_interview(self, work: Work, interview_id: InterviewId) -> UUID | None:
        """Return the assignment that an interview is linked to, or None."""
        row = await work.fetch_one(_OF_INTERVIEW, {"interview": interview_id})
        found: UUID | None = None if row is None else row["id"]
        return found

    async def of_ids(self, work: Work, ids: Sequence[UUID]) -> list[Assignment]:
        """Return those of ``ids`` that this organisation has, without their addresses."""
        rows = await work.fetch_all(_OF_IDS, {"ids": list(ids)})
        return [_assignment(row, {}) for row in rows]

    async def note_started(self, work: Work, interview_id: InterviewId) -> None:
        """Note that the interview began which was set up for an active assignment."""
        await work.execute(_START, {"interview": interview_id})

    async def note_completed(self, work: Work, interview_id: InterviewId) -> None:
        """Note that the started assignment of an interview has its review."""
        await work.execute(_COMPLETE, {"interview": interview_id})

    def _index(self, work: Work, email: str) -> bytes:
        return self._keys.blind_index(work.tenant_id, f"assignee {fold_address(email)}")

    async def _opened(self, work: Work, rows: Sequence[Row]) -> list[Assignment]:
        ciphers = await self._vault.ciphers(work, {row["batch_id"] for row in rows})
        return [_assignment(row, ciphers) for row in rows]


def _assignment(row: Row, ciphers: Mapping[UUID, SubjectCipher]) -> Assignment:
    cipher = ciphers.get(row["batch_id"])
    sealed = row["email"]
    linked = row["interview_id"]
    return Assignment(
        id=row["id"],
        batch_id=row["batch_id"],
        role=row["role"],
        round=row["round"],
        status=row["status"],
        assigned_at=row["assigned_at"],
        interview_id=None if linked is None else InterviewId(linked),
        started_at=row["started_at"],
        completed_at=row["completed_at"],
        unassigned_at=row["unassigned_at"],
        email="" if cipher is None or sealed is None else cipher.open(bytes(sealed)),
    )


_ADD: LiteralString = """
    INSERT INTO assignment
        (tenant_id, id, batch_id, role, round, email_index, email, status, assigned_by, assigned_at)
    SELECT %(tenant)s, one.id, %(batch)s, %(role)s, %(round)s, one.email_index, one.email, 'assigned',
           %(by)s, %(at)s
    FROM unnest(%(ids)s::uuid[], %(indexes)s::bytea[], %(emails)s::bytea[])
        AS one (id, email_index, email)
"""
_OF_ADDRESS: LiteralString = """
    SELECT id, batch_id, role, round, email_index, email, status, interview_id,
           assigned_at, started_at, completed_at, unassigned_at
    FROM assignment
    WHERE email_index = %(index)s AND status = ANY (%(statuses)s)
    ORDER BY assigned_at DESC, id DESC
    LIMIT %(limit)s
"""
_FIND: LiteralString = """
    SELECT id, batch_id, role, round, email_index, email, status, interview_id,
           assigned_at, started_at, completed_at, unassigned_at
    FROM assignment
    WHERE id = %(id)s
"""
_IS_OF: LiteralString = """
    SELECT 1
    FROM assignment
    WHERE id = %(id)s AND email_index = %(index)s
"""
_LOCK_OF: LiteralString = """
    SELECT id, batch_id, role, round, email_index, email, status, interview_id,
           assigned_at, started_at, completed_at, unassigned_at
    FROM assignment
    WHERE email_index = ANY (%(indexes)s)
    ORDER BY assigned_at DESC, id DESC
    FOR UPDATE
"""
_OF_INTERVIEW: LiteralString = """
    SELECT id
    FROM assignment
    WHERE interview_id = %(interview)s
"""
_OF_IDS: LiteralString = """
    SELECT id, batch_id, role, round, email, status, interview_id,
           assigned_at, started_at, completed_at, unassigned_at
    FROM assignment
    WHERE id = ANY (%(ids)s)
"""
_UNASSIGN: LiteralString = """
    UPDATE assignment
    SET status = 'unassigned', unassigned_at = now(), interview_id = NULL
    WHERE id = ANY (%(ids)s) AND status IN ('assigned', 'started')
"""
_LINK: LiteralString = """
    UPDATE assignment
    SET interview_id = %(interview)s
    WHERE id = %(id)s AND status = 'assigned'
"""
# A started one that failed may be begun again: the newest talk takes the link over.
_START: LiteralString = """
    UPDATE assignment a
    SET status = 'started', started_at = coalesce(a.started_at, now()), interview_id = d.interview_id
    FROM practice_draft d
    WHERE d.interview_id = %(interview)s
      AND d.tenant_id = a.tenant_id
      AND a.id = d.assignment_id
      AND a.status IN ('assigned', 'started')
"""
_COMPLETE: LiteralString = """
    UPDATE assignment
    SET status = 'completed', completed_at = now()
    WHERE interview_id = %(interview)s AND status = 'started'
"""
