"""Connections to applicant tracking systems in PostgreSQL, with sealed credentials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import LiteralString
from uuid import UUID

from psycopg.types.json import Jsonb

from vivavoce.ats.domain.connection import AtsConnection, AtsName
from vivavoce.infra.database import Row
from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import TenantId

_PURPOSE = "ats-credential"


class PostgresAtsConnectionRepository:
    """The connections in the tenant of ``work``; at most one to each system."""

    def __init__(self, keys: InstallationKeys) -> None:
        self._keys = keys

    async def lock(self, work: UnitOfWork) -> None:
        """Lock the organization's connections until ``work`` ends."""
        await work.execute(_LOCK, {"tenant": work.tenant_id})

    async def find(self, work: UnitOfWork, ats: AtsName) -> AtsConnection | None:
        """Return the connection to a system, or None."""
        row = await work.fetch_one(_FIND, {"tenant": work.tenant_id, "ats": ats})
        return None if row is None else self._read(work.tenant_id, row)

    async def list(self, work: UnitOfWork) -> Sequence[AtsConnection]:
        """Return the organization's connections by the name of the system."""
        rows = await work.fetch_all(_LIST, {"tenant": work.tenant_id})
        return [self._read(work.tenant_id, row) for row in rows]

    async def save(self, work: UnitOfWork, connection: AtsConnection) -> None:
        """Store a connection."""
        token = connection.signing_token
        bound_to = _bind(work.tenant_id, connection.ats)
        await work.execute(
            _SAVE,
            {
                "tenant": work.tenant_id,
                "ats": connection.ats,
                "key": self._keys.encrypt(_PURPOSE, connection.api_key.encode(), bound_to)
                if connection.api_key
                else None,
                "token": None
                if token is None
                else self._keys.encrypt(_PURPOSE, token.encode(), bound_to),
                "url": connection.api_url,
                "stages": Jsonb(
                    {stage: str(one) for stage, one in connection.stage_templates.items()}
                ),
                "active": connection.is_active,
                "by": connection.connected_by,
                "at": connection.connected_at,
                "changed": connection.changed_at,
            },
        )

    def _read(self, tenant_id: TenantId, row: Row) -> AtsConnection:
        bound_to = _bind(tenant_id, row["ats"])

        def unseal(sealed: bytes) -> str:
            return self._keys.decrypt(_PURPOSE, bytes(sealed), bound_to).decode()

        return AtsConnection(
            ats=row["ats"],
            api_key="" if row["api_key"] is None else unseal(row["api_key"]),
            signing_token=None if row["signing_token"] is None else unseal(row["signing_token"]),
            api_url=row["api_url"],
            stage_templates={stage: UUID(one) for stage, one in row["stage_templates"].items()},
            is_active=row["is_active"],
            connected_by=row["connected_by"],
            connected_at=row["connected_at"],
            changed_at=row["changed_at"],
        )


def _bind(tenant_id: TenantId, ats: AtsName) -> bytes:
    return tenant_id.bytes + ats.encode()


_LOCK: LiteralString = """
    SELECT pg_advisory_xact_lock(hashtextextended('ats connections ' || %(tenant)s::text, 0))
"""
_COLUMNS: LiteralString = """
    SELECT ats, api_key, signing_token, api_url, stage_templates, is_active, connected_by, connected_at,
           changed_at
    FROM ats_connection
"""
_FIND: LiteralString = _COLUMNS + " WHERE tenant_id = %(tenant)s AND ats = %(ats)s"
_LIST: LiteralString = _COLUMNS + " WHERE tenant_id = %(tenant)s ORDER BY ats"
_SAVE: LiteralString = """
    INSERT INTO ats_connection (tenant_id, ats, api_key, signing_token, api_url, stage_templates, is_active,
                                connected_by, connected_at, changed_at)
    VALUES (%(tenant)s, %(ats)s, %(key)s, %(token)s, %(url)s, %(stages)s, %(active)s,
            %(by)s, %(at)s, %(changed)s)
    ON CONFLICT (tenant_id, ats) DO UPDATE
    SET api_key = excluded.api_key,
        signing_token = excluded.signing_token,
        api_url = excluded.api_url,
        stage_templates = excluded.stage_templates,
        is_active = excluded.is_active,
        changed_at = excluded.changed_at
"""
