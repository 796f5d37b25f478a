"""Verifies webhooks: the body must be signed with our secret and the event recent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from vivavoce.voice.ports.rooms import InvalidLiveKitWebhookError, LiveKitWebhookEvent

MAX_WEBHOOK_AGE = timedelta(minutes=10)
"""LiveKit retries a delivery for some minutes; anything older is rejected as a replay."""


def verify_webhook(
    api: Any,  # Any: livekit.api, which is imported late
    credentials: tuple[str, str],
    body: bytes,
    authorization: str,
    now: datetime,
) -> LiveKitWebhookEvent:
    """Verify a webhook and return its event, or raise ``InvalidLiveKitWebhookError``."""
    token = authorization.removeprefix("Bearer ").strip()
    try:
        event = api.WebhookReceiver(api.TokenVerifier(*credentials)).receive(body.decode(), token)
    except (
        Exception
    ) as error:  # the SDK raises plain exceptions; what it cannot read is not from LiveKit
        raise InvalidLiveKitWebhookError from error
    at = datetime.fromtimestamp(event.created_at, UTC)
    if not now - MAX_WEBHOOK_AGE <= at <= now + MAX_WEBHOOK_AGE:
        raise InvalidLiveKitWebhookError
    return LiveKitWebhookEvent(event.event, event.room.name, at, event.participant.identity)
