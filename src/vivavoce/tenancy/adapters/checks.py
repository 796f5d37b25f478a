"""Which organisations there are, and what must be true of the installation's roles."""

from __future__ import annotations

from vivavoce.infra.database import Database
from vivavoce.infra.invariants import InvariantCheckResult, InvariantViolation, PlatformInvariant
from vivavoce.kernel.ids import DEMO_TENANT_ID, TenantId


async def list_tenants(database: Database) -> dict[TenantId, str]:
    """Return every organisation's id with its slug, in the slugs' order."""
    rows = await database.execute("SELECT tenant_id, slug FROM tenant_list()")
    return {TenantId(row["tenant_id"]): row["slug"] for row in rows}


def platform_invariants(*, is_local: bool) -> tuple[PlatformInvariant, ...]:
    """Return what must be true of the installation's roles; the demo people count in the local profile."""

    async def examine(database: Database) -> InvariantCheckResult:
        closed = None if is_local else DEMO_TENANT_ID
        rows = await database.execute(
            "SELECT installation_operators(%(closed)s::uuid) AS operators", {"closed": closed}
        )
        if rows[0]["operators"]:
            return InvariantCheckResult()
        how = "make one with: vivavoce admin operator grant --email ADDRESS"
        return InvariantCheckResult((InvariantViolation("OPERATOR", f"has no one; {how}"),))

    return (
        PlatformInvariant(
            owner="tenancy",
            name="an_operator_is_there",
            sentence="A person is operator of this installation and sees its alerts, prices and bus.",
            examine=examine,
            is_advisory=True,
        ),
    )
