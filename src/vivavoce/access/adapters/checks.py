"""Consistency checks of candidate links and consents."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID

from vivavoce.infra.invariants import TenantInvariant, check_by_query
from vivavoce.infra.unit_of_work import UnitOfWork

_MISMATCHED_CONSENTS: LiteralString = """
    SELECT c.id AS subject, concat('was given at the door of interview ', g.interview_id) AS detail
    FROM consent c
    JOIN candidate_link g ON g.id = c.link_id
    WHERE g.interview_id <> c.interview_id OR g.person_id <> c.person_id
    ORDER BY c.id
"""
_SEALED_SUBJECTS: LiteralString = """
    SELECT DISTINCT person_id AS subject
    FROM consent
    WHERE accommodations IS NOT NULL
"""


def invariants() -> tuple[TenantInvariant, ...]:
    """Return the invariants of access's tables."""
    return (
        TenantInvariant(
            owner="access",
            name="consent_is_its_doors",
            sentence="A consent belongs to the interview and the person of the candidate link on "
            "which it was given.",
            examine=check_by_query(_MISMATCHED_CONSENTS),
        ),
    )


async def sealed_subjects(work: UnitOfWork) -> set[UUID]:
    """Return the ids of people whose keys encrypt data in these tables."""
    return {row["subject"] for row in await work.fetch_all(_SEALED_SUBJECTS)}
