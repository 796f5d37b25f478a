"""The webhook endpoint, and the choice of destination and signing secrets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpoint:
    """An organization's own webhook endpoint. Empty ``events`` means all events."""

    id: UUID
    url: str
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """The current secret first, then those that still sign during a rotation."""
    events: frozenset[str] = frozenset()
    is_active: bool = True
    is_gone: bool = False
    """Whether it returned 410; it receives nothing until it is configured again."""
    previous_secret_expires_at: datetime | None = None
    """Until when the second secret also signs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookDestination:
    """Where one message goes; ``endpoint_id`` is None for an interview's own callback."""

    url: str
    endpoint_id: UUID | None


def choose_destination(
    event: str, *, callback_url: str | None, endpoint: WebhookEndpoint | None
) -> WebhookDestination | None:
    """Return the destination of ``event``: the interview's callback if set, else the tenant's endpoint.

    A callback receives every event; the tenant's endpoint receives those it subscribed to, and none
    while it is inactive. None means that nothing is sent.
    """
    if callback_url is not None:
        return WebhookDestination(url=callback_url, endpoint_id=None)
    if endpoint is None or not endpoint.is_active:
        return None
    if endpoint.events and event not in endpoint.events:
        return None
    return WebhookDestination(url=endpoint.url, endpoint_id=endpoint.id)


def choose_signing_secrets(
    endpoint: WebhookEndpoint | None, installation_secret: str
) -> tuple[str, ...]:
    """Return the tenant's secrets, or the installation's secret if the tenant has none."""
    return endpoint.secrets if endpoint is not None and endpoint.secrets else (installation_secret,)
