"""What must always be true of stored rows, in a form that can be asked and answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import LiteralString

from vivavoce.infra.database import Database, Row
from vivavoce.infra.unit_of_work import Params, UnitOfWork


@dataclass(frozen=True, slots=True, order=True)
class InvariantViolation:
    """One thing that is not as it must be: whose id, and what is wrong. Never personal data."""

    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class InvariantCheckResult:
    """What an examination saw. ``skipped`` rows could not be looked at, because they were erased."""

    violations: tuple[InvariantViolation, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InvariantDefinition:
    """A sentence about the rows of one owner. A broken note asks for a look and is no defect."""

    owner: str
    name: str
    sentence: str
    is_advisory: bool = False

    @property
    def full_name(self) -> str:
        """The name that reports and tests use."""
        return f"{self.owner}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantInvariant(InvariantDefinition):
    """A promise about one organisation's rows, examined under its own row-level security."""

    examine: Callable[[UnitOfWork], Awaitable[InvariantCheckResult]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformInvariant(InvariantDefinition):
    """A promise about the whole installation."""

    examine: Callable[[Database], Awaitable[InvariantCheckResult]]


def result_from_rows(rows: Sequence[Row]) -> InvariantCheckResult:
    """Return rows with the columns ``subject`` and ``detail`` as violations."""
    return InvariantCheckResult(
        tuple(InvariantViolation(str(row["subject"]), row["detail"]) for row in rows)
    )


def check_by_query(
    query: LiteralString, params: Params | None = None
) -> Callable[[UnitOfWork], Awaitable[InvariantCheckResult]]:
    """Return an examination whose violations are the rows of ``query`` (``subject``, ``detail``)."""

    async def examine(work: UnitOfWork) -> InvariantCheckResult:
        return result_from_rows(await work.fetch_all(query, params))

    return examine
