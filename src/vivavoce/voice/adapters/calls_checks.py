"""Invariants of stored calls."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID

from vivavoce.infra.invariants import TenantInvariant, check_by_query
from vivavoce.infra.unit_of_work import UnitOfWork

_OVERDUE: LiteralString = """
    SELECT id AS subject, concat('is ', state, ' and was to be tended at ', next_check_at) AS detail
    FROM call
    WHERE ended_at IS NULL AND next_check_at < clock_timestamp() - interval '10 minutes'
    ORDER BY next_check_at
"""
_SEALED: LiteralString = """
    SELECT DISTINCT person_id AS subject
    FROM call
"""


def invariants() -> tuple[TenantInvariant, ...]:
    """Return the invariants of the call table."""
    return (
        TenantInvariant(
            owner="voice",
            name="calls_are_tended",
            sentence="Every call that is not over is handled when it is due.",
            examine=check_by_query(_OVERDUE),
        ),
    )


async def sealed_subjects(work: UnitOfWork) -> set[UUID]:
    """Return the ids of people under whose keys data is encrypted here."""
    return {row["subject"] for row in await work.fetch_all(_SEALED)}
