"""The organisation's receiver in PostgreSQL, its secrets sealed under the installation's key."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vivavoce.delivery.domain.target import Endpoint
from vivavoce.infra.keys import Keys
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock

_PURPOSE = "webhook-secret"


class PostgresEndpoints:
    """Row-level security decides whose receiver it is; a tenant has one or none."""

    def __init__(self, keys: Keys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    async def current(self, work: Work, now: datetime) -> Endpoint | None:
        """Return the tenant's receiver with the secrets that sign at ``now``, or None."""
        row = await work.fetch_one(_CURRENT, {"tenant": work.tenant_id, "now": now})
        if row is None:
            return None
        sealed = [row["secret"], row["previous_secret"]]
        return Endpoint(
            id=row["id"],
            url=row["callback_url"],
            secrets=tuple(
                self._keys.open(_PURPOSE, bytes(secret), row["id"].bytes).decode()
                for secret in sealed
                if secret is not None
            ),
            events=frozenset(row["events"]),
            is_active=row["is_active"],
            is_gone=row["disabled_reason"] == "gone",
            former_until=row["previous_until"],
        )

    async def take_turn(self, work: Work) -> None:
        """Wait until nobody else configures the tenant's receiver."""
        await work.execute(_IN_TURN, {"tenant": work.tenant_id})

    async def put(self, work: Work, endpoint: Endpoint) -> None:
        """Keep ``endpoint``; a second secret in it signs along until ``former_until``."""
        sealed = [
            self._keys.seal(_PURPOSE, secret.encode(), endpoint.id.bytes)
            for secret in endpoint.secrets[:2]
        ]
        await work.execute(
            _PUT,
            {
                "tenant": work.tenant_id,
                "id": endpoint.id,
                "url": endpoint.url,
                "secret": sealed[0],
                "previous": sealed[1] if len(sealed) > 1 else None,
                "until": endpoint.former_until,
                "events": sorted(endpoint.events),
                "active": endpoint.is_active,
                "now": self._clock.now(),
            },
        )

    async def remove(self, work: Work) -> bool:
        """Forget the tenant's receiver and return whether there was one."""
        return await work.execute(_REMOVE, {"tenant": work.tenant_id}) > 0

    async def close(self, work: Work, endpoint_id: UUID, url: str) -> bool:
        """Note that the receiver at ``url`` is gone; False where it is not at this address any more."""
        named = {"tenant": work.tenant_id, "id": endpoint_id, "url": url}
        return await work.execute(_CLOSE, {**named, "now": self._clock.now()}) > 0


_IN_TURN = """
    SELECT pg_advisory_xact_lock(hashtextextended('receiver ' || %(tenant)s::text, 0))
"""
_CURRENT = """
    SELECT id, callback_url, secret, events, is_active, disabled_reason,
           CASE WHEN previous_until > %(now)s THEN previous_secret END AS previous_secret,
           CASE WHEN previous_until > %(now)s THEN previous_until END AS previous_until
    FROM webhook_endpoint
    WHERE tenant_id = %(tenant)s
"""
_PUT = """
    INSERT INTO webhook_endpoint (tenant_id, id, callback_url, secret, previous_secret, previous_until,
                                  events, is_active, updated_at)
    VALUES (%(tenant)s, %(id)s, %(url)s, %(secret)s, %(previous)s, %(until)s,
            %(events)s, %(active)s, %(now)s)
    ON CONFLICT (tenant_id, id) DO UPDATE
    SET callback_url = excluded.callback_url,
        secret = excluded.secret,
        previous_secret = excluded.previous_secret,
        previous_until = excluded.previous_until,
        events = excluded.events,
        is_active = excluded.is_active,
        disabled_reason = NULL,
        updated_at = excluded.updated_at
"""
_REMOVE = """
    DELETE FROM webhook_endpoint
    WHERE tenant_id = %(tenant)s
"""
_CLOSE = """
    UPDATE webhook_endpoint
    SET is_active = false, disabled_reason = 'gone', updated_at = %(now)s
    WHERE tenant_id = %(tenant)s AND id = %(id)s AND callback_url = %(url)s
"""
