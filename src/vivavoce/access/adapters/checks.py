"""What must be true of doors and consents."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID

from vivavoce.infra.invariants import Invariant, by_query
from vivavoce.infra.work import Work

_CONSENTS: LiteralString = """
    SELECT c.id AS subject, concat('was given at the door of interview ', g.interview_id) AS detail
    FROM consent c
    JOIN access_grant g ON g.id = c.grant_id
    WHERE g.interview_id <> c.interview_id OR g.person_id <> c.person_id
    ORDER BY c.id
"""
_SEALED: LiteralString = """
    SELECT DISTINCT person_id AS subject
    FROM consent
    WHERE accommodations IS NOT NULL
"""


def invariants() -> tuple[Invariant, ...]:
    """Return what must be true of access's rows."""
    return (
        Invariant(
            owner="access",
            name="consent_is_its_doors",
            sentence="A consent is about the interview and the person of the door where it was given.",
            examine=by_query(_CONSENTS),
        ),
    )


async def sealed_subjects(work: Work) -> set[UUID]:
    """Return the people under whose keys something is sealed here."""
    return {row["subject"] for row in await work.fetch_all(_SEALED)}
