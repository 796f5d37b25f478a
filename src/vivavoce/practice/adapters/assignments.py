"""Assignments in PostgreSQL; addresses are encrypted with their batch's key and found by a keyed hash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import LiteralString
from uuid import UUID

from vivavoce.infra.cursors import place_after
from vivavoce.infra.database import Row
from vivavoce.infra.keys import InstallationKeys, SubjectCipher, SubjectKeyVault
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId
from vivavoce.practice.domain.assignment import (
    AssignmentStatus,
    PracticeAssignment,
    normalize_address,
)


class PostgresAssignmentRepository:
    """Stores assignments of the tenant that the unit of work is bound to."""

    def __init__(self, vault: SubjectKeyVault, keys: InstallationKeys) -> None:
        self._vault = vault
        self._keys = keys

    async def add(
        self, work: UnitOfWork, assignments: Sequence[PracticeAssignment], *, assigned_by: UUID
    ) -> None:
        """Store the new assignments of one batch, with one key and one statement."""
        first = assignments[0]
        cipher = await self._vault.get_cipher(work, first.batch_id)
        await work.execute(
            _ADD,
            {
                "tenant": work.tenant_id,
                "batch": first.batch_id,
                "role": first.role,
                "round": first.round,
                "by": assigned_by,
                "at": first.assigned_at,
                "ids": [assignment.id for assignment in assignments],
                "indexes": [
                    self._email_index(work, assignment.email) for assignment in assignments
                ],
                "emails": [cipher.encrypt(assignment.email) for assignment in assignments],
            },
        )

    async def list_by_email(
        self,
        work: UnitOfWork,
        email: str,
        *,
        statuses: Sequence[AssignmentStatus],
        limit: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> list[PracticeAssignment]:
        """Return the assignments of an address that have one of ``statuses``, newest first."""
        rows = await work.fetch_all(
            _LIST_BY_EMAIL,
            {
                "index": self._email_index(work, email),
                "statuses": list(statuses),
                "limit": limit,
                **place_after(after),
            },
        )
        return await self._decrypt_rows(work, rows)

    async def find(self, work: UnitOfWork, assignment_id: UUID) -> PracticeAssignment | None:
        """Return an assignment, or None if this organization has none with that id."""
        row = await work.fetch_one(_FIND, {"id": assignment_id})
        return None if row is None else (await self._decrypt_rows(work, [row]))[0]

    async def is_assigned_to(self, work: UnitOfWork, assignment_id: UUID, email: str) -> bool:
        """Return whether an assignment belongs to this e-mail address."""
        row = await work.fetch_one(
            _IS_ASSIGNED_TO, {"id": assignment_id, "index": self._email_index(work, email)}
        )
        return row is not None

    async def lock_by_emails(
        self, work: UnitOfWork, emails: Sequence[str]
    ) -> dict[str, list[PracticeAssignment]]:
        """Return all assignments by address, locked until ``work`` ends; unknown addresses are left out."""
        by_index = {self._email_index(work, email): email for email in emails}
        rows = await work.fetch_all(_LOCK_BY_EMAILS, {"indexes": list(by_index)})
        assignments: dict[str, list[PracticeAssignment]] = {}
        for row, assignment in zip(rows, await self._decrypt_rows(work, rows), strict=True):
            assignments.setdefault(by_index[bytes(row["email_index"])], []).append(assignment)
        return assignments

    async def unassign(self, work: UnitOfWork, assignment_ids: Sequence[UUID]) -> None:
        """Mark active assignments as unassigned and unlink their interviews."""
        await work.execute(_UNASSIGN, {"ids": list(assignment_ids)})

    async def link_interview(
        self, work: UnitOfWork, assignment_id: UUID, interview_id: InterviewId
    ) -> None:
        """Link an assignment that has not started to an interview; a later call replaces the link."""
        await work.execute(_LINK, {"id": assignment_id, "interview": interview_id})

    async def find_by_interview(self, work: UnitOfWork, interview_id: InterviewId) -> UUID | None:
        """Return the assignment that an interview is linked to, or None."""
        row = await work.fetch_one(_FIND_BY_INTERVIEW, {"interview": interview_id})
        assignment_id: UUID | None = None if row is None else row["id"]
        return assignment_id

    async def list_by_ids(self, work: UnitOfWork, ids: Sequence[UUID]) -> list[PracticeAssignment]:
        """Return the assignments of ``ids`` that this organization has, without e-mail addresses."""
        rows = await work.fetch_all(_LIST_BY_IDS, {"ids": list(ids)})
        return [_assignment_from_row(row, {}) for row in rows]

    async def mark_started(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Mark the active assignment that this interview was set up for as started."""
        await work.execute(_MARK_STARTED, {"interview": interview_id})

    async def mark_completed(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Mark the started assignment of an interview as completed."""
        await work.execute(_MARK_COMPLETED, {"interview": interview_id})

    def _email_index(self, work: UnitOfWork, email: str) -> bytes:
        return self._keys.blind_index(work.tenant_id, f"assignee {normalize_address(email)}")

    async def _decrypt_rows(
        self, work: UnitOfWork, rows: Sequence[Row]
    ) -> list[PracticeAssignment]:
        ciphers = await self._vault.get_ciphers(work, {row["batch_id"] for row in rows})
        return [_assignment_from_row(row, ciphers) for row in rows]


def _assignment_from_row(row: Row, ciphers: Mapping[UUID, SubjectCipher]) -> PracticeAssignment:
    cipher = ciphers.get(row["batch_id"])
    sealed = row["email"]
    linked = row["interview_id"]
    return PracticeAssignment(
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
        email="" if cipher is None or sealed is None else cipher.decrypt(bytes(sealed)),
    )


_ADD: LiteralString = """
    INSERT INTO assignment
        (tenant_id, id, batch_id, role, round, email_index, email, status, assigned_by, assigned_at)
    SELECT %(tenant)s, one.id, %(batch)s, %(role)s, %(round)s, one.email_index, one.email, 'assigned',
           %(by)s, %(at)s
    FROM unnest(%(ids)s::uuid[], %(indexes)s::bytea[], %(emails)s::bytea[])
        AS one (id, email_index, email)
"""
_LIST_BY_EMAIL: LiteralString = """
    SELECT id, batch_id, role, round, email_index, email, status, interview_id,
           assigned_at, started_at, completed_at, unassigned_at
    FROM assignment
    WHERE email_index = %(index)s AND status = ANY (%(statuses)s)
      AND (%(after_at)s::timestamptz IS NULL OR (assigned_at, id) < (%(after_at)s, %(after_id)s))
    ORDER BY assigned_at DESC, id DESC
    LIMIT %(limit)s
"""
_FIND: LiteralString = """
    SELECT id, batch_id, role, round, email_index, email, status, interview_id,
           assigned_at, started_at, completed_at, unassigned_at
    FROM assignment
    WHERE id = %(id)s
"""
_IS_ASSIGNED_TO: LiteralString = """
    SELECT 1
    FROM assignment
    WHERE id = %(id)s AND email_index = %(index)s
"""
_LOCK_BY_EMAILS: LiteralString = """
    SELECT id, batch_id, role, round, email_index, email, status, interview_id,
           assigned_at, started_at, completed_at, unassigned_at
    FROM assignment
    WHERE email_index = ANY (%(indexes)s)
    ORDER BY assigned_at DESC, id DESC
    FOR UPDATE
"""
_FIND_BY_INTERVIEW: LiteralString = """
    SELECT id
    FROM assignment
    WHERE interview_id = %(interview)s
"""
_LIST_BY_IDS: LiteralString = """
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
# A started assignment whose interview failed can be started again: the newest interview takes over the link.
_MARK_STARTED: LiteralString = """
    UPDATE assignment a
    SET status = 'started', started_at = coalesce(a.started_at, now()), interview_id = d.interview_id
    FROM practice_draft d
    WHERE d.interview_id = %(interview)s
      AND d.tenant_id = a.tenant_id
      AND a.id = d.assignment_id
      AND a.status IN ('assigned', 'started')
"""
_MARK_COMPLETED: LiteralString = """
    UPDATE assignment
    SET status = 'completed', completed_at = now()
    WHERE interview_id = %(interview)s AND status = 'started'
"""
