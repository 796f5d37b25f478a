"""Find webhooks and e-mails whose job was lost, across organizations, through one database function."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.delivery.ports import OverdueDelivery
from vivavoce.infra.database import Database
from vivavoce.kernel.ids import TenantId


async def claim_overdue_deliveries(database: Database, grace_s: float) -> Sequence[OverdueDelivery]:
    """Claim deliveries overdue by ``grace_s`` seconds; the database returns ids and no contents."""
    rows = await database.execute(_CLAIM_OVERDUE, {"grace_s": grace_s})
    return [(row["kind"], TenantId(row["tenant_id"]), row["id"], row["attempts"]) for row in rows]


async def delete_ended_webhooks(database: Database, *, days: int) -> int:
    """Delete webhooks that ended more than ``days`` days ago; return how many."""
    rows = await database.execute_maintenance(_DELETE_ENDED, {"days": days})
    return int(rows[0]["deleted_count"])


_DELETE_ENDED = "SELECT delivery_delete_expired(make_interval(days => %(days)s)) AS deleted_count"
_CLAIM_OVERDUE = """
    SELECT kind, tenant_id, id, attempts
    FROM delivery_overdue(make_interval(secs => %(grace_s)s))
"""
