"""A webhook as its receiver sees it: the body, the two sets of headers, and signature verification.

A receiver needs only one call: ``verify(body, headers, [secret], now=...)``.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from vivavoce.kernel.clock import format_timestamp
from vivavoce.kernel.errors import FieldError, InvalidRequestError, UnauthenticatedError
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.kernel.translation import translatable

WEBHOOK_EVENTS = (
    "interview.info_needed",
    "interview.info_completed",
    "interview.plan_generated",
    "interview.approved",
    "interview.rejected",
    "interview.modification_requested",
    "interview.scheduled",
    "interview.started",
    "interview.completed",
    "interview.assessment_pending",
    "interview.assessment_approved",
    "interview.assessment_rejected",
    "interview.cancelled",
    "interview.decided",
)
"""Every event that a webhook endpoint can receive."""

TIMESTAMP_TOLERANCE = timedelta(minutes=5)
"""How far the sending time may differ from the receiver's clock, to prevent replay attacks."""

MIN_SECRET_LENGTH = 32
_SECRET_PREFIX = "whsec_"  # noqa: S105


class InvalidWebhookSignatureError(UnauthenticatedError):
    """The signature does not match the body, or the message is too old."""

    code = "webhook_signature_rejected"


class InvalidWebhookSecretError(InvalidRequestError):
    """The secret is too short, or it does not match its prefix."""

    code = "webhook_secret_invalid"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookMessage:
    """One event of an interview, addressed to one destination.

    ``sequence`` numbers an interview's messages from 1. Messages may arrive out of order; a receiver
    that needs the order sorts by ``sequence``.
    """

    id: UUID
    event: str
    run_id: str
    interview_id: InterviewId
    tenant_id: TenantId
    candidate_ref: str | None
    state: str
    at: datetime
    sequence: int
    data: Mapping[str, Any] = field(repr=False)  # Any: JSON
    external_id: str | None = None
    """The partner's own id for the request."""
    is_test: bool = False
    """Whether the interview is a test."""


def serialize_message(message: WebhookMessage) -> bytes:
    """Return the JSON body to sign and send; every attempt sends the same bytes."""
    return json.dumps(
        {
            "event": message.event,
            "runId": message.run_id,
            "interviewId": str(message.interview_id),
            "tenantId": str(message.tenant_id),
            "candidateRef": message.candidate_ref,
            "externalId": message.external_id,
            "state": message.state,
            "isTest": message.is_test,
            "timestamp": format_timestamp(message.at),
            "sequence": message.sequence,
            "data": dict(message.data),
        },
        ensure_ascii=False,
        allow_nan=False,
        separators=(",", ":"),
    ).encode()


def build_signed_headers(
    body: bytes,
    *,
    message_id: UUID,
    tenant_id: TenantId,
    attempt: int,
    sent_at: datetime,
    secrets: Sequence[str],
) -> dict[str, str]:
    """Return the headers of one attempt: ``X-Webhook-…`` and those of Standard Webhooks.

    Only the first secret signs ``X-Webhook-Signature``. During a secret rotation, all secrets sign
    ``webhook-signature``, which can hold several signatures.
    """
    timestamp = format_timestamp(sent_at)
    seconds = int(sent_at.timestamp())
    signed = f"{message_id}.{seconds}.".encode() + body
    standard = (
        hmac.digest(decode_signing_key(secret), signed, hashlib.sha256) for secret in secrets
    )
    return {
        "Content-Type": "application/json",
        "User-Agent": "Vivavoce-Webhooks/1",
        "X-Webhook-Signature": _sign_body(body, timestamp, secrets[0]),
        "X-Webhook-Timestamp": timestamp,
        "X-Webhook-Id": str(message_id),
        "X-Webhook-Attempt": str(attempt),
        "X-Tenant-ID": str(tenant_id),
        "webhook-id": str(message_id),
        "webhook-timestamp": str(seconds),
        "webhook-signature": " ".join(
            f"v1,{base64.b64encode(signature).decode()}" for signature in standard
        ),
    }


def verify(
    body: bytes, headers: Mapping[str, str], secrets: Iterable[str], *, now: datetime
) -> None:
    """Raise ``InvalidWebhookSignatureError`` unless one of ``secrets`` signed ``body`` recently.

    ``body`` is the raw request body, before any parsing. Header names match case-insensitively.
    All secrets are compared in constant time, so that the duration reveals nothing.
    """
    values_by_name = {name.lower(): value for name, value in headers.items()}
    timestamp = values_by_name.get("x-webhook-timestamp", "")
    signature = values_by_name.get("x-webhook-signature", "").encode()
    matches = [
        hmac.compare_digest(_sign_body(body, timestamp, secret).encode(), signature)
        for secret in secrets
    ]
    if not any(matches):
        raise InvalidWebhookSignatureError("The signature does not match the body.")
    if abs(now - _parse_timestamp(timestamp)) > TIMESTAMP_TOLERANCE:
        raise InvalidWebhookSignatureError("The timestamp is too old or in the future.")


def _parse_timestamp(timestamp: str) -> datetime:
    try:
        moment = datetime.fromisoformat(timestamp)
    except ValueError:
        raise InvalidWebhookSignatureError("The timestamp cannot be read.") from None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def build_secret(token: str) -> str:
    """Return a signing secret for an endpoint, built from an unguessable ``token``."""
    return _SECRET_PREFIX + base64.b64encode(token.encode()).decode()


def check_secret(secret: str) -> None:
    """Raise ``InvalidWebhookSecretError`` with what to change if ``secret`` cannot be used to sign."""
    if len(secret) < MIN_SECRET_LENGTH:
        raise _secret_error(
            translatable(
                "A webhook secret needs at least {min_secret_length} characters.",
                min_secret_length=MIN_SECRET_LENGTH,
            )
        )
    if not secret.isprintable():
        raise _secret_error(translatable("A webhook secret can contain printable characters only."))
    if secret.startswith(_SECRET_PREFIX) and len(_decode_secret(secret) or b"") < 24:
        raise _secret_error(
            translatable("After 'whsec_', a webhook secret is the base64 of at least 24 bytes.")
        )


def decode_signing_key(secret: str) -> bytes:
    """Return the key for the standard header: the base64 after ``whsec_``, or the text's own bytes."""
    decoded = _decode_secret(secret) if secret.startswith(_SECRET_PREFIX) else None
    return decoded or secret.encode()


def _decode_secret(secret: str) -> bytes | None:
    try:
        return base64.b64decode(secret.removeprefix(_SECRET_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return None


def _sign_body(body: bytes, timestamp: str, secret: str) -> str:
    signed = timestamp.encode() + b"." + body
    return "sha256=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def _secret_error(detail: str) -> InvalidWebhookSecretError:
    return InvalidWebhookSecretError(
        detail, errors=[FieldError("secret", "secret_refused", detail)]
    )
