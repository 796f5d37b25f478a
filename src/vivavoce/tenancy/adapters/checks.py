"""Which organisations there are: for whoever must visit each of them."""

from __future__ import annotations

from vivavoce.infra.database import Database
from vivavoce.kernel.ids import TenantId


async def list_tenants(database: Database) -> dict[TenantId, str]:
    """Return every organisation's id with its slug, in the slugs' order."""
    rows = await database.call("SELECT tenant_id, slug FROM tenant_list()")
    return {TenantId(row["tenant_id"]): row["slug"] for row in rows}
