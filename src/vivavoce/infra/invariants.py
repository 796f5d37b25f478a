"""What must always be true of stored rows, in a form that can be asked and answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import LiteralString

from vivavoce.infra.database import Database, Row
from vivavoce.infra.work import Params, Work


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """One thing that is not as it must be: whose id, and what is wrong. Never personal data."""

    subject: str
    detail: str


@dataclass(frozen=True, slots=True)
class Examined:
    """What an examination saw. ``skipped`` rows could not be looked at, because they were erased."""

    violations: tuple[Violation, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A sentence about the rows of one owner. A broken note asks for a look and is no defect."""

    owner: str
    name: str
    sentence: str
    is_note: bool = False

    @property
    def full_name(self) -> str:
        """The name that reports and tests use."""
        return f"{self.owner}.{self.name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Invariant(Promise):
    """A promise about one organisation's rows, examined under its own row-level security."""

    examine: Callable[[Work], Awaitable[Examined]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformInvariant(Promise):
    """A promise about the whole installation."""

    examine: Callable[[Database], Awaitable[Examined]]


def examined(rows: Sequence[Row]) -> Examined:
    """Return rows with the columns ``subject`` and ``detail`` as violations."""
    return Examined(tuple(Violation(str(row["subject"]), row["detail"]) for row in rows))


def by_query(
    query: LiteralString, params: Params | None = None
) -> Callable[[Work], Awaitable[Examined]]:
    """Return an examination whose violations are the rows of ``query`` (``subject``, ``detail``)."""

    async def examine(work: Work) -> Examined:
        return examined(await work.fetch_all(query, params))

    return examine
