"""The organization's webhook endpoint in PostgreSQL; secrets are encrypted with the installation's key."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vivavoce.delivery.domain.webhook_delivery import WebhookEndpoint
from vivavoce.infra.keys import InstallationKeys
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock

_SECRET_KEY_PURPOSE = "webhook-secret"  # noqa: S105


class PostgresWebhookEndpointRepository:
    """Repository of webhook endpoints; a tenant has at most one."""

    def __init__(self, keys: InstallationKeys, clock: Clock) -> None:
        self._keys = keys
        self._clock = clock

    async def find(self, work: UnitOfWork, now: datetime) -> WebhookEndpoint | None:
        """Return the tenant's endpoint with the secrets that are valid at ``now``, or None."""
        row = await work.fetch_one(_FIND, {"tenant": work.tenant_id, "now": now})
        if row is None:
            return None
        sealed = [row["secret"], row["previous_secret"]]
        return WebhookEndpoint(
            id=row["id"],
            url=row["callback_url"],
            secrets=tuple(
                self._keys.decrypt(_SECRET_KEY_PURPOSE, bytes(secret), row["id"].bytes).decode()
                for secret in sealed
                if secret is not None
            ),
            events=frozenset(row["events"]),
            is_active=row["is_active"],
            is_gone=row["disabled_reason"] == "gone",
            previous_secret_expires_at=row["previous_secret_expires_at"],
        )

    async def lock(self, work: UnitOfWork) -> None:
        """Lock the configuration of the tenant's endpoint until ``work`` ends."""
        await work.execute(_LOCK, {"tenant": work.tenant_id})

    async def save(self, work: UnitOfWork, endpoint: WebhookEndpoint) -> None:
        """Store ``endpoint``; its second secret also signs until its ``previous_secret_expires_at``."""
        sealed = [
            self._keys.encrypt(_SECRET_KEY_PURPOSE, secret.encode(), endpoint.id.bytes)
            for secret in endpoint.secrets[:2]
        ]
        await work.execute(
            _SAVE,
            {
                "tenant": work.tenant_id,
                "id": endpoint.id,
                "url": endpoint.url,
                "secret": sealed[0],
                "previous": sealed[1] if len(sealed) > 1 else None,
                "until": endpoint.previous_secret_expires_at,
                "events": sorted(endpoint.events),
                "active": endpoint.is_active,
                "now": self._clock.now(),
            },
        )

    async def delete(self, work: UnitOfWork) -> bool:
        """Delete the tenant's endpoint and return whether there was one."""
        return await work.execute(_DELETE, {"tenant": work.tenant_id}) > 0

    async def mark_gone(self, work: UnitOfWork, endpoint_id: UUID, url: str) -> bool:
        """Disable the endpoint because ``url`` returned 410 Gone.

        Returns False, and changes nothing, if the endpoint now has another URL.
        """
        named = {"tenant": work.tenant_id, "id": endpoint_id, "url": url}
        return await work.execute(_MARK_GONE, {**named, "now": self._clock.now()}) > 0


_LOCK = """
    SELECT pg_advisory_xact_lock(hashtextextended('receiver ' || %(tenant)s::text, 0))
"""
_FIND = """
    SELECT id, callback_url, secret, events, is_active, disabled_reason,
           CASE WHEN previous_secret_expires_at > %(now)s THEN previous_secret END AS previous_secret,
           CASE WHEN previous_secret_expires_at > %(now)s THEN previous_secret_expires_at END
               AS previous_secret_expires_at
    FROM webhook_endpoint
    WHERE tenant_id = %(tenant)s
"""
_SAVE = """
    INSERT INTO webhook_endpoint (tenant_id, id, callback_url, secret, previous_secret,
                                  previous_secret_expires_at,
                                  events, is_active, updated_at)
    VALUES (%(tenant)s, %(id)s, %(url)s, %(secret)s, %(previous)s, %(until)s,
            %(events)s, %(active)s, %(now)s)
    ON CONFLICT (tenant_id, id) DO UPDATE
    SET callback_url = excluded.callback_url,
        secret = excluded.secret,
        previous_secret = excluded.previous_secret,
        previous_secret_expires_at = excluded.previous_secret_expires_at,
        events = excluded.events,
        is_active = excluded.is_active,
        disabled_reason = NULL,
        updated_at = excluded.updated_at
"""
_DELETE = """
    DELETE FROM webhook_endpoint
    WHERE tenant_id = %(tenant)s
"""
_MARK_GONE = """
    UPDATE webhook_endpoint
    SET is_active = false, disabled_reason = 'gone', updated_at = %(now)s
    WHERE tenant_id = %(tenant)s AND id = %(id)s AND callback_url = %(url)s
"""
