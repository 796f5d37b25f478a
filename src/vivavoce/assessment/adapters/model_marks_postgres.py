"""An organization's marks for models in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.qualification.marks import ModelMark
from vivavoce.infra.unit_of_work import UnitOfWork


class PostgresModelMarkRepository:
    """Stores at most one mark for each property."""

    async def list_marks(self, work: UnitOfWork) -> tuple[ModelMark, ...]:
        """Return the marks of the organization, by property."""
        rows = await work.fetch_all(_LIST_MARKS)
        return tuple(ModelMark(row["property"], float(row["minimum"])) for row in rows)

    async def replace_marks(self, work: UnitOfWork, marks: Sequence[ModelMark]) -> None:
        """Store these marks instead of the earlier ones."""
        await work.execute(_DELETE_MARKS)
        for mark in marks:
            await work.execute(
                _INSERT_MARK,
                {
                    "tenant": work.tenant_id,
                    "property": mark.property_name,
                    "minimum": mark.minimum,
                },
            )


_LIST_MARKS = """
    SELECT property, minimum
    FROM model_mark
    ORDER BY property
"""
_DELETE_MARKS = """
    DELETE FROM model_mark
"""
_INSERT_MARK = """
    INSERT INTO model_mark (tenant_id, property, minimum)
    VALUES (%(tenant)s, %(property)s, %(minimum)s)
"""
