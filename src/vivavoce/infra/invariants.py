"""Invariants of stored data: what must always be true, and checks of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import LiteralString

from vivavoce.infra.database import Database, Row
from vivavoce.infra.unit_of_work import Params, UnitOfWork


@dataclass(frozen=True, slots=True, order=True)
class InvariantViolation:
    """One violation: the id of what is wrong, and a description without personal data."""

    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class InvariantCheckResult:
    """The result of a check. ``skipped`` rows could not be checked because they were erased."""

    violations: tuple[InvariantViolation, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class InvariantDefinition:
    """One invariant of the data of ``owner``. A violated advisory invariant is a notice, not a defect."""

    owner: str
    name: str
    sentence: str
    is_advisory: bool = False

    @property
    def full_name(self) -> str:
        """Return the name that reports and tests use."""
        return f"{self.owner}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TenantInvariant(InvariantDefinition):
    """An invariant of one organization's rows, checked under its row-level security."""

    examine: Callable[[UnitOfWork], Awaitable[InvariantCheckResult]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformInvariant(InvariantDefinition):
    """An invariant of the whole installation."""

    examine: Callable[[Database], Awaitable[InvariantCheckResult]]


def build_violation_result(rows: Sequence[Row]) -> InvariantCheckResult:
    """Return rows with the columns ``subject`` and ``detail`` as violations."""
    return InvariantCheckResult(
        tuple(InvariantViolation(str(row["subject"]), row["detail"]) for row in rows)
    )


def check_by_query(
    query: LiteralString, params: Params | None = None
) -> Callable[[UnitOfWork], Awaitable[InvariantCheckResult]]:
    """Return a check whose violations are the rows of ``query`` (``subject``, ``detail``)."""

    async def examine(work: UnitOfWork) -> InvariantCheckResult:
        return build_violation_result(await work.fetch_all(query, params))

    return examine
