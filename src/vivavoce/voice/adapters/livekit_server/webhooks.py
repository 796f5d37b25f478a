"""Webhooks: signed with our own secret over their very bytes, and young."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from vivavoce.voice.ports.rooms import InvalidLiveKitWebhookError, LiveKitWebhookEvent

MAX_WEBHOOK_AGE = timedelta(minutes=10)
"""LiveKit tries for some minutes to deliver a notice; what is older is not its own try any more."""


def verify_webhook(
    api: Any,  # Any: livekit.api, which is imported late
    credentials: tuple[str, str],
    body: bytes,
    authorization: str,
    now: datetime,
) -> LiveKitWebhookEvent:
    """Return what a webhook says, or raise ``InvalidLiveKitWebhookError``."""
    token = authorization.removeprefix("Bearer ").strip()
    try:
        event = api.WebhookReceiver(api.TokenVerifier(*credentials)).receive(body.decode(), token)
    except Exception as error:  # the SDK raises bare ones; what it cannot read is not LiveKit's
        raise InvalidLiveKitWebhookError from error
    at = datetime.fromtimestamp(event.created_at, UTC)
    if not now - MAX_WEBHOOK_AGE <= at <= now + MAX_WEBHOOK_AGE:
        raise InvalidLiveKitWebhookError
    return LiveKitWebhookEvent(event.event, event.room.name, at, event.participant.identity)
