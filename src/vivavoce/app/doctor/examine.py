"""The walk: every promise, for the installation and for each organisation under its own security."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import psycopg

from vivavoce.access.adapters import checks as access
from vivavoce.app.doctor import across
from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.media import open_store
from vivavoce.assessment.adapters import checks as assessment
from vivavoce.delivery.adapters import checks as delivery
from vivavoce.hiring.adapters import checks as hiring
from vivavoce.infra.checks import bus_invariants
from vivavoce.infra.database import DatabaseUnavailable
from vivavoce.infra.invariants import (
    Examined,
    Invariant,
    PlatformInvariant,
    Promise,
    Violation,
)
from vivavoce.infra.platform_checks import platform_invariants, schema_invariant
from vivavoce.insight.adapters import checks as insight
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import TenantId
from vivavoce.live.adapters import checks as live
from vivavoce.live.adapters.postgres import PostgresEventStore
from vivavoce.live.usecases.panel_story import ReadPanelStory
from vivavoce.live.usecases.transcript import ReadTranscript
from vivavoce.media.adapters import checks as media
from vivavoce.planning.adapters import checks as planning
from vivavoce.planning.adapters import intake_checks as intakes
from vivavoce.practice.adapters import assignments_checks as assignments
from vivavoce.practice.adapters import checks as reviews
from vivavoce.tenancy.adapters import checks as tenancy
from vivavoce.voice.adapters import calls_checks as calls

_SECOND_LOOK_S = 0.5
"""Work in flight between two statements may look like a defect; a defect is still there later."""
_UNREADABLE = (psycopg.Error, VivavoceError, ValueError, TypeError, KeyError)


@dataclass(frozen=True, slots=True)
class Broken:
    """A violation and the organisation that it was found in; '' for the installation."""

    organisation: str
    violation: Violation


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of one promise. ``trouble`` says why it could not be examined everywhere."""

    promise: Promise
    broken: tuple[Broken, ...] = ()
    skipped: int = 0
    trouble: str | None = None

    @property
    def is_kept(self) -> bool:
        """Whether it was examined and holds."""
        return not self.broken and self.trouble is None


def invariants(on: Foundation) -> tuple[Invariant, ...]:
    """Return every promise about an organisation's rows."""
    store = PostgresEventStore(on.database, on.open_work, on.vault)
    return (
        *hiring.invariants(),
        *planning.invariants(),
        *intakes.invariants(),
        *access.invariants(),
        *live.invariants(),
        *assessment.invariants(),
        *delivery.invariants(),
        *assignments.invariants(),
        *reviews.invariants(),
        *insight.invariants(),
        *calls.invariants(),
        *media.invariants(open_store(on.settings), on.vault),
        *bus_invariants(),
        *across.invariants(on.vault, ReadTranscript(store), ReadPanelStory(store)),
    )


async def examine(on: Foundation, *, second_look_s: float = _SECOND_LOOK_S) -> tuple[Finding, ...]:
    """Return what became of every promise, platform first; raise ``DatabaseUnavailable`` if it is away.

    Rows of a schema that is not this version's are not looked at.
    """
    first = await _examine_platform(on, schema_invariant(), 0)
    if not first.is_kept:
        return (first,)
    findings = [
        await _examine_platform(on, promise, second_look_s)
        for promise in (
            *platform_invariants(),
            *insight.platform_invariants(),
            *tenancy.platform_invariants(is_local=on.settings.is_local),
        )
    ]
    tenants = await tenancy.list_tenants(on.database)
    findings += [
        await _examine_tenants(on, invariant, tenants, second_look_s)
        for invariant in invariants(on)
    ]
    return (first, *findings)


async def _examine_platform(
    on: Foundation, promise: PlatformInvariant, second_look_s: float
) -> Finding:
    async def look() -> Examined:
        return await promise.examine(on.database)

    return _finding(promise, [("", await _twice(look, on, second_look_s))])


async def _examine_tenants(
    on: Foundation, invariant: Invariant, tenants: dict[TenantId, str], second_look_s: float
) -> Finding:
    seen: list[tuple[str, Examined | str]] = []
    for tenant_id, slug in tenants.items():

        async def look(tenant_id: TenantId = tenant_id) -> Examined:
            async with on.open_work(tenant_id) as work:
                await work.execute("SET TRANSACTION READ ONLY")
                return await invariant.examine(work)

        seen.append((slug, await _twice(look, on, second_look_s)))
    return _finding(invariant, seen)


async def _twice(
    look: Callable[[], Awaitable[Examined]], on: Foundation, pause_s: float
) -> Examined | str:
    """Return what two looks agree on, or why it could not be seen."""
    try:
        first = await look()
        if not first.violations:
            return first
        await on.clock.sleep(pause_s)
        again = await look()
    except DatabaseUnavailable:
        raise
    except _UNREADABLE as error:
        return f"cannot be examined ({type(error).__name__})"
    known = {violation.subject for violation in first.violations}
    still = tuple(each for each in again.violations if each.subject in known)
    return Examined(still, again.skipped)


def _finding(promise: Promise, seen: Sequence[tuple[str, Examined | str]]) -> Finding:
    troubles = [
        f"{slug}: {said}".removeprefix(": ") for slug, said in seen if isinstance(said, str)
    ]
    looked = [(slug, said) for slug, said in seen if not isinstance(said, str)]
    return Finding(
        promise=promise,
        broken=tuple(Broken(slug, each) for slug, said in looked for each in said.violations),
        skipped=sum(said.skipped for _, said in looked),
        trouble="; ".join(troubles) or None,
    )
