"""Data invariants of intakes, their documents and templates."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID

from vivavoce.infra.invariants import (
    InvariantCheckResult,
    InvariantViolation,
    TenantInvariant,
    check_by_query,
)
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.planning.domain.intake.artifacts import template_from_json

_VERSIONS: LiteralString = """
    SELECT a.intake_id AS subject,
           concat('keeps ', count(*), ' of ', a.kind, ', the last is version ', max(a.version)) AS detail
    FROM workshop_artifact a
    GROUP BY a.intake_id, a.kind
    HAVING count(*) <> max(a.version)
    ORDER BY a.intake_id, a.kind
"""
_INCOMPLETE_WORKSHOPS: LiteralString = """
    SELECT i.id AS subject,
           concat('has ', count(DISTINCT a.kind), ' kinds of documents, and its talk ',
                  CASE WHEN i.ended_at IS NULL THEN 'has not ended' ELSE 'has ended' END) AS detail
    FROM intake i
    LEFT JOIN workshop_artifact a ON a.tenant_id = i.tenant_id AND a.intake_id = i.id
    GROUP BY i.tenant_id, i.id, i.ended_at
    HAVING count(DISTINCT a.kind) <> CASE WHEN i.ended_at IS NULL THEN 0 ELSE 4 END
    ORDER BY i.id
"""
_UNPUBLISHED_WORKSHOPS: LiteralString = """
    SELECT i.id AS subject,
           concat(count(DISTINCT a.kind), ' documents have ended, and they are ',
                  CASE WHEN i.artifacts_published_at IS NULL THEN 'not told' ELSE 'told' END) AS detail
    FROM intake i
    LEFT JOIN workshop_artifact a
        ON a.tenant_id = i.tenant_id AND a.intake_id = i.id AND a.ended_at IS NOT NULL
    GROUP BY i.tenant_id, i.id, i.artifacts_published_at
    HAVING (count(DISTINCT a.kind) = 4) <> (i.artifacts_published_at IS NOT NULL)
    ORDER BY i.id
"""
_TEMPLATES: LiteralString = """
    SELECT id, document
    FROM template
    UNION ALL
    SELECT template_id, document
    FROM template_change
    WHERE document IS NOT NULL
    ORDER BY id
"""
_SEALED_SUBJECTS: LiteralString = """
    SELECT DISTINCT i.person_id AS subject
    FROM intake i
    JOIN workshop_artifact a ON a.tenant_id = i.tenant_id AND a.intake_id = i.id
    WHERE a.content IS NOT NULL OR a.instruction IS NOT NULL
"""


def invariants() -> tuple[TenantInvariant, ...]:
    """Return the invariants of intakes, documents and templates."""
    return (
        TenantInvariant(
            owner="planning",
            name="artifacts_have_no_gaps",
            sentence="The versions of a document are 1, 2, 3 and so on.",
            examine=check_by_query(_VERSIONS),
        ),
        TenantInvariant(
            owner="planning",
            name="workshops_are_whole",
            sentence="An intake has all four documents exactly when its conversation has ended.",
            examine=check_by_query(_INCOMPLETE_WORKSHOPS),
        ),
        TenantInvariant(
            owner="planning",
            name="workshops_are_told",
            sentence="Documents are reported as ready exactly when all four are finished.",
            examine=check_by_query(_UNPUBLISHED_WORKSHOPS),
        ),
        TenantInvariant(
            owner="planning",
            name="templates_can_be_read",
            sentence="Every template can be read and has questions.",
            examine=_check_readable,
        ),
    )


async def sealed_subjects(work: UnitOfWork) -> set[UUID]:
    """Return the ids of the people whose keys encrypt documents or instructions."""
    return {row["subject"] for row in await work.fetch_all(_SEALED_SUBJECTS)}


async def _check_readable(work: UnitOfWork) -> InvariantCheckResult:
    rows = await work.fetch_all(_TEMPLATES)
    problems = ((row["id"], _find_problem(row["document"])) for row in rows)
    return InvariantCheckResult(
        tuple(
            InvariantViolation(str(template_id), why)
            for template_id, why in problems
            if why is not None
        )
    )


def _find_problem(document: dict[str, object]) -> str | None:
    try:
        template = template_from_json(document)
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        return f"cannot be read ({type(error).__name__})"
    return None if template.rubric.questions else "has no questions"
