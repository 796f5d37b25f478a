"""Verify signed webhooks; needs no platform and no network."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import cast

from vivavoce_client.errors import WebhookVerificationError
from vivavoce_client.schemas import WebhookEvent

_PREFIX = "whsec_"
TOLERANCE = timedelta(minutes=5)
"""How far the sending time may differ from the receiver's clock, so that no old message is replayed."""


def verify(
    body: bytes | str,
    headers: Mapping[str, str],
    secret: str | Iterable[str],
    *,
    now: datetime | None = None,
) -> WebhookEvent:
    """Return the event of a message, or raise ``WebhookVerificationError``.

    ``body`` is the request's body as it arrived, before any parsing. Header names match in any case. With
    several secrets, one of them must match. Messages can arrive twice and out of order: the header
    ``webhook-id`` is the same for each attempt, and ``sequence`` counts the messages of an interview.
    """
    raw = body.encode() if isinstance(body, str) else bytes(body)
    values = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp = values.get("webhook-id", ""), values.get("webhook-timestamp", "")
    if not message_id or not timestamp or "webhook-signature" not in values:
        raise WebhookVerificationError("The headers of a signed webhook are missing.")
    signed = f"{message_id}.{timestamp}.".encode() + raw
    received = [
        one.removeprefix("v1,").encode()
        for one in values["webhook-signature"].split()
        if one.startswith("v1,")
    ]
    secrets = [secret] if isinstance(secret, str) else list(secret)
    matches = [
        hmac.compare_digest(_sign(signed, one), signature)
        for one in secrets
        for signature in received
    ]
    if not any(matches):
        raise WebhookVerificationError("The signature does not match the body.")
    _check_time(timestamp, now or datetime.now(UTC))
    try:
        event = json.loads(raw)
    except ValueError:
        raise WebhookVerificationError("The body is not JSON.") from None
    return cast("WebhookEvent", event)


def _check_time(timestamp: str, now: datetime) -> None:
    try:
        sent_at = datetime.fromtimestamp(int(timestamp), UTC)
    except (ValueError, OverflowError, OSError):
        raise WebhookVerificationError("The timestamp cannot be read.") from None
    if abs(now - sent_at) > TOLERANCE:
        raise WebhookVerificationError("The timestamp is too old or in the future.")


def _sign(signed: bytes, secret: str) -> bytes:
    if not secret:
        raise ValueError("The secret of the webhook endpoint is empty.")
    return base64.b64encode(hmac.digest(_decode_key(secret), signed, hashlib.sha256))


def _decode_key(secret: str) -> bytes:
    """Return the base64 after ``whsec_``, or the secret's own bytes."""
    if secret.startswith(_PREFIX):
        try:
            return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
        except (binascii.Error, ValueError):
            pass
    return secret.encode()
