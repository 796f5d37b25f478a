"""Webhooks: signed with our own secret over their very bytes, and young."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from vivavoce.voice.ports.rooms import Notice, WebhookUnknown

OLDEST = timedelta(minutes=10)
"""LiveKit tries for some minutes to deliver a notice; what is older is not its own try any more."""


def read_notice(
    api: Any,  # Any: livekit.api, which is imported late
    key: tuple[str, str],
    body: bytes,
    authorization: str,
    now: datetime,
) -> Notice:
    """Return what a webhook says, or raise ``WebhookUnknown``."""
    token = authorization.removeprefix("Bearer ").strip()
    try:
        event = api.WebhookReceiver(api.TokenVerifier(*key)).receive(body.decode(), token)
    except Exception as error:  # the SDK raises bare ones; what it cannot read is not LiveKit's
        raise WebhookUnknown from error
    at = datetime.fromtimestamp(event.created_at, UTC)
    if not now - OLDEST <= at <= now + OLDEST:
        raise WebhookUnknown
    return Notice(event.event, event.room.name, at, event.participant.identity)
