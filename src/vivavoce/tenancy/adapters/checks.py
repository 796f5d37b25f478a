"""List the organizations, and check the installation roles."""

from __future__ import annotations

from vivavoce.infra.database import Database
from vivavoce.infra.invariants import InvariantCheckResult, InvariantViolation, PlatformInvariant
from vivavoce.kernel.ids import DEMO_TENANT_ID, TenantId


async def list_tenants(database: Database) -> dict[TenantId, str]:
    """Return tenant id → slug of every organization, in the order of the slugs."""
    rows = await database.execute("SELECT tenant_id, slug FROM tenant_list()")
    return {TenantId(row["tenant_id"]): row["slug"] for row in rows}


def platform_invariants(*, is_local: bool) -> tuple[PlatformInvariant, ...]:
    """Return the invariants of the installation roles; demo users count only with ``is_local``."""

    async def examine(database: Database) -> InvariantCheckResult:
        closed = None if is_local else DEMO_TENANT_ID
        rows = await database.execute(
            "SELECT installation_operator_count(%(closed)s::uuid) AS operators", {"closed": closed}
        )
        if rows[0]["operators"]:
            return InvariantCheckResult()
        how = "make one with: vivavoce admin operator grant --email ADDRESS"
        return InvariantCheckResult((InvariantViolation("OPERATOR", f"no operator; {how}"),))

    return (
        PlatformInvariant(
            owner="tenancy",
            name="an_operator_is_there",
            sentence="At least one person is an operator of this installation and sees its "
            "alerts, prices and event bus.",
            examine=examine,
            is_advisory=True,
        ),
    )
