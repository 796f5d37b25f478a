"""What must be true of intakes, their documents and templates."""

from __future__ import annotations

from typing import LiteralString
from uuid import UUID

from vivavoce.infra.invariants import Examined, Invariant, Violation, by_query
from vivavoce.infra.work import Work
from vivavoce.planning.domain.intake.template import template_of

_VERSIONS: LiteralString = """
    SELECT a.intake_id AS subject,
           concat('keeps ', count(*), ' of ', a.kind, ', the last is version ', max(a.version)) AS detail
    FROM workshop_artifact a
    GROUP BY a.intake_id, a.kind
    HAVING count(*) <> max(a.version)
    ORDER BY a.intake_id, a.kind
"""
_WHOLE: LiteralString = """
    SELECT i.id AS subject,
           concat('has ', count(DISTINCT a.kind), ' kinds of documents, and its talk ',
                  CASE WHEN i.ended_at IS NULL THEN 'has not ended' ELSE 'has ended' END) AS detail
    FROM intake i
    LEFT JOIN workshop_artifact a ON a.tenant_id = i.tenant_id AND a.intake_id = i.id
    GROUP BY i.tenant_id, i.id, i.ended_at
    HAVING count(DISTINCT a.kind) <> CASE WHEN i.ended_at IS NULL THEN 0 ELSE 4 END
    ORDER BY i.id
"""
_TOLD: LiteralString = """
    SELECT i.id AS subject,
           concat(count(DISTINCT a.kind), ' documents have ended, and they are ',
                  CASE WHEN i.told_at IS NULL THEN 'not told' ELSE 'told' END) AS detail
    FROM intake i
    LEFT JOIN workshop_artifact a
        ON a.tenant_id = i.tenant_id AND a.intake_id = i.id AND a.ended_at IS NOT NULL
    GROUP BY i.tenant_id, i.id, i.told_at
    HAVING (count(DISTINCT a.kind) = 4) <> (i.told_at IS NOT NULL)
    ORDER BY i.id
"""
_TEMPLATES: LiteralString = """
    SELECT id, document
    FROM template
    ORDER BY id
"""
_SEALED: LiteralString = """
    SELECT DISTINCT i.person_id AS subject
    FROM intake i
    JOIN workshop_artifact a ON a.tenant_id = i.tenant_id AND a.intake_id = i.id
    WHERE a.content IS NOT NULL OR a.instruction IS NOT NULL
"""


def invariants() -> tuple[Invariant, ...]:
    """Return what must be true of the rows of intakes."""
    return (
        Invariant(
            owner="planning",
            name="artifacts_have_no_gaps",
            sentence="The versions of a document are 1, 2, 3 and so on.",
            examine=by_query(_VERSIONS),
        ),
        Invariant(
            owner="planning",
            name="workshops_are_whole",
            sentence="An intake has all four documents when, and only when, its talk has ended.",
            examine=by_query(_WHOLE),
        ),
        Invariant(
            owner="planning",
            name="workshops_are_told",
            sentence="It is told that documents are there when, and only when, all four have ended.",
            examine=by_query(_TOLD),
        ),
        Invariant(
            owner="planning",
            name="templates_can_be_read",
            sentence="Every template can be read and asks something.",
            examine=_read_all,
        ),
    )


async def sealed_subjects(work: Work) -> set[UUID]:
    """Return the people under whose keys something is sealed here."""
    return {row["subject"] for row in await work.fetch_all(_SEALED)}


async def _read_all(work: Work) -> Examined:
    rows = await work.fetch_all(_TEMPLATES)
    said = ((row["id"], _trouble(row["document"])) for row in rows)
    return Examined(tuple(Violation(str(one), why) for one, why in said if why is not None))


def _trouble(document: dict[str, object]) -> str | None:
    try:
        template = template_of(document)
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        return f"cannot be read ({type(error).__name__})"
    return None if template.rubric.questions else "asks nothing"
