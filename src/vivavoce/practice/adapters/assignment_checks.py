"""Data invariants of assignments, and the keys that encrypt their addresses."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID

from vivavoce.infra.invariants import TenantInvariant, check_by_query
from vivavoce.infra.unit_of_work import UnitOfWork

_SEALED_SUBJECTS: LiteralString = """
    SELECT DISTINCT batch_id AS subject
    FROM assignment
    WHERE email IS NOT NULL
"""
_WRONG_LINKS: LiteralString = """
    SELECT a.id AS subject, concat('is ', a.status, ' by interview ', a.interview_id,
        ', which was not set up for it') AS detail
    FROM assignment a
    LEFT JOIN practice_draft d ON d.interview_id = a.interview_id AND d.assignment_id = a.id
    WHERE a.interview_id IS NOT NULL AND d.interview_id IS NULL
    ORDER BY a.id
"""


def invariants() -> tuple[TenantInvariant, ...]:
    """Return the invariants of assignments."""
    return (
        TenantInvariant(
            owner="practice",
            name="assignments_are_linked",
            sentence="An assignment that is linked to an interview was set up with it.",
            examine=check_by_query(_WRONG_LINKS),
        ),
    )


async def sealed_subjects(work: UnitOfWork) -> set[UUID]:
    """Return the ids of the batches whose keys encrypt addresses."""
    return {row["subject"] for row in await work.fetch_all(_SEALED_SUBJECTS)}
