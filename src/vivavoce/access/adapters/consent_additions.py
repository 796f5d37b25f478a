"""What organizations add to the consent text, in PostgreSQL."""

from __future__ import annotations

from datetime import datetime

from vivavoce.access.domain.consent_text import ConsentAddition
from vivavoce.infra.unit_of_work import UnitOfWork

# Two people cannot both write the next version.
_LOCK = """
    SELECT pg_advisory_xact_lock(hashtextextended('consent_addition ' || %(tenant)s::text, 0))
"""
_READ_NEWEST = """
    SELECT DISTINCT ON (language) language, version, text, created_at, created_by
    FROM consent_addition
    ORDER BY language, version DESC
"""
_LIST = """
    SELECT language, version, text, created_at, created_by
    FROM consent_addition
    WHERE language = %(language)s
    ORDER BY version DESC
"""
_ADD = """
    INSERT INTO consent_addition (tenant_id, language, version, text, created_at, created_by)
    SELECT %(tenant)s, %(language)s, coalesce(max(version), 0) + 1, %(text)s, %(at)s, %(by)s
    FROM consent_addition
    WHERE language = %(language)s
    RETURNING language, version, text, created_at, created_by
"""


class PostgresConsentAdditionRepository:
    """The additions of the organization that ``work`` belongs to."""

    async def read_newest(self, work: UnitOfWork) -> dict[str, ConsentAddition]:
        """Return the newest version of each language, by language."""
        rows = await work.fetch_all(_READ_NEWEST)
        return {row["language"]: ConsentAddition(**row) for row in rows}

    async def list(self, work: UnitOfWork, language: str) -> list[ConsentAddition]:
        """Return all versions of a language, newest first."""
        rows = await work.fetch_all(_LIST, {"language": language})
        return [ConsentAddition(**row) for row in rows]

    async def add(
        self, work: UnitOfWork, language: str, text: str, *, at: datetime, by: str
    ) -> ConsentAddition:
        """Store the next version of a language and return it; versions are never changed."""
        await work.execute(_LOCK, {"tenant": work.tenant_id})
        values = {"tenant": work.tenant_id, "language": language, "text": text, "at": at, "by": by}
        (row,) = await work.fetch_all(_ADD, values)
        return ConsentAddition(**row)
