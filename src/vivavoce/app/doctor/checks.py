"""Runs all invariant checks, for the installation and for each organization under its own security."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from functools import partial

import psycopg

from vivavoce.access.adapters import checks as access
from vivavoce.analytics.adapters import checks as analytics
from vivavoce.app.doctor import cross_slice_checks
from vivavoce.app.platform import Platform
from vivavoce.app.wiring.media import open_object_store
from vivavoce.assessment.adapters import checks as assessment
from vivavoce.delivery.adapters import checks as delivery
from vivavoce.hiring.adapters import checks as hiring
from vivavoce.infra.database import DatabaseUnavailableError
from vivavoce.infra.invariants import (
    InvariantCheckResult,
    InvariantDefinition,
    InvariantViolation,
    PlatformInvariant,
    TenantInvariant,
    bus_invariants,
)
from vivavoce.infra.platform_checks import build_schema_invariant, platform_invariants
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import TenantId
from vivavoce.kernel.translation import translatable
from vivavoce.live.adapters import checks as live
from vivavoce.live.adapters.postgres_event_store import PostgresEventStore
from vivavoce.live.usecases.panel_exchange import read_panel_session_log
from vivavoce.live.usecases.read_session import ReadTranscript
from vivavoce.media.adapters import checks as media
from vivavoce.planning.adapters import checks as planning
from vivavoce.planning.adapters import intake_checks as intakes
from vivavoce.practice.adapters import checks as practice
from vivavoce.tenancy.adapters import checks as tenancy
from vivavoce.voice.adapters import calls_checks as calls

_RECHECK_DELAY_S = 0.5
"""Work in progress between two statements may look like a violation; a real one is still there later."""
_CHECK_ERRORS = (psycopg.Error, VivavoceError, ValueError, TypeError, KeyError)


@dataclass(frozen=True, slots=True)
class TenantInvariantViolation:
    """A violation and the organization in which it was found; '' for the installation."""

    organization: str
    violation: InvariantViolation


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """The result of one invariant. ``error`` says why it could not be checked everywhere."""

    invariant: InvariantDefinition
    violations: tuple[TenantInvariantViolation, ...] = ()
    skipped: int = 0
    error: str | None = None
    counted: int | None = None
    """How many violations there were, if they are not listed."""

    @property
    def found(self) -> int:
        """Return how many violations there are."""
        return len(self.violations) if self.counted is None else self.counted

    @property
    def is_satisfied(self) -> bool:
        """Return whether the invariant was checked and holds."""
        return not self.violations and self.error is None


def all_tenant_invariants(platform: Platform) -> tuple[TenantInvariant, ...]:
    """Return all invariants of an organization's rows."""
    store = PostgresEventStore(platform.database, platform.open_work, platform.vault)
    return (
        *hiring.invariants(),
        *planning.invariants(),
        *intakes.invariants(),
        *access.invariants(),
        *live.invariants(),
        *assessment.invariants(),
        *delivery.invariants(),
        *practice.invariants(),
        *analytics.invariants(),
        *calls.invariants(),
        *media.invariants(open_object_store(platform.settings), platform.vault),
        *bus_invariants(),
        *cross_slice_checks.cross_slice_invariants(
            platform.vault, ReadTranscript(store), partial(read_panel_session_log, store)
        ),
    )


async def run_checks(
    platform: Platform, *, recheck_delay_s: float = _RECHECK_DELAY_S
) -> tuple[CheckResult, ...]:
    """Return the results of all invariants, platform first.

    Raises ``DatabaseUnavailableError`` if the database is unavailable. Rows of another version's schema are
    not checked.
    """
    first = await _check_platform(platform, build_schema_invariant(), 0)
    if not first.is_satisfied:
        return (first,)
    findings = [
        await _check_platform(platform, promise, recheck_delay_s)
        for promise in (
            *platform_invariants(),
            *analytics.platform_invariants(),
            *tenancy.platform_invariants(is_local=platform.settings.is_local),
        )
    ]
    tenants = await tenancy.list_tenants(platform.database)
    findings += [
        await _check_tenants(platform, invariant, tenants, recheck_delay_s)
        for invariant in all_tenant_invariants(platform)
    ]
    return (first, *findings)


async def _check_platform(
    platform: Platform, invariant: PlatformInvariant, recheck_delay_s: float
) -> CheckResult:
    async def look() -> InvariantCheckResult:
        return await invariant.examine(platform.database)

    return _check_result(invariant, [("", await _check_twice(look, platform, recheck_delay_s))])


async def _check_tenants(
    platform: Platform,
    invariant: TenantInvariant,
    tenants: dict[TenantId, str],
    recheck_delay_s: float,
) -> CheckResult:
    results: list[tuple[str, InvariantCheckResult | str]] = []
    for tenant_id, slug in tenants.items():

        async def look(tenant_id: TenantId = tenant_id) -> InvariantCheckResult:
            async with platform.open_work(tenant_id) as work:
                await work.execute("SET TRANSACTION READ ONLY")
                return await invariant.examine(work)

        results.append((slug, await _check_twice(look, platform, recheck_delay_s)))
    return _check_result(invariant, results)


async def _check_twice(
    check: Callable[[], Awaitable[InvariantCheckResult]], platform: Platform, pause_s: float
) -> InvariantCheckResult | str:
    """Return the violations that two checks agree on, or the error for which the check failed."""
    try:
        first = await check()
        if not first.violations:
            return first
        await platform.clock.sleep(pause_s)
        again = await check()
    except DatabaseUnavailableError:
        raise
    except _CHECK_ERRORS as error:
        return type(error).__name__
    known = {violation.subject for violation in first.violations}
    still = tuple(violation for violation in again.violations if violation.subject in known)
    return InvariantCheckResult(still, again.skipped)


def _check_result(
    invariant: InvariantDefinition, results: Sequence[tuple[str, InvariantCheckResult | str]]
) -> CheckResult:
    failed = ", ".join(
        f"{slug} ({result})".lstrip() for slug, result in results if isinstance(result, str)
    )
    checked = [(slug, result) for slug, result in results if not isinstance(result, str)]
    return CheckResult(
        invariant=invariant,
        violations=tuple(
            TenantInvariantViolation(slug, violation)
            for slug, result in checked
            for violation in result.violations
        ),
        skipped=sum(result.skipped for _, result in checked),
        error=translatable("cannot be checked: {errors}", errors=failed) if failed else None,
    )
