"""Whom a message goes to, and with whose secret it is signed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpoint:
    """An organisation's own receiver. No ``events`` means all of them."""

    id: UUID
    url: str
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """The current one first, then those that still sign until a change is complete."""
    events: frozenset[str] = frozenset()
    is_active: bool = True
    is_gone: bool = False
    """It answered 410 and is told nothing until somebody configures it anew."""
    previous_secret_expires_at: datetime | None = None
    """Until when the second secret signs along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where one message goes; ``endpoint_id`` is None for an interview's own callback."""

    url: str
    endpoint_id: UUID | None


def choose_destination(
    event: str, *, callback_url: str | None, endpoint: WebhookEndpoint | None
) -> Destination | None:
    """Return the receiver of ``event``: the interview's own if it has one, then the tenant's.

    An interview's callback hears everything. The tenant's receiver hears what it asked for and
    nothing while it is paused; None is nobody.
    """
    if callback_url is not None:
        return Destination(url=callback_url, endpoint_id=None)
    if endpoint is None or not endpoint.is_active:
        return None
    if endpoint.events and event not in endpoint.events:
        return None
    return Destination(url=endpoint.url, endpoint_id=endpoint.id)


def choose_signing_secrets(
    endpoint: WebhookEndpoint | None, installation_secret: str
) -> tuple[str, ...]:
    """Return the tenant's secrets, or the installation's where the tenant has none."""
    return endpoint.secrets if endpoint is not None and endpoint.secrets else (installation_secret,)
