"""Webhook endpoints, messages and attempts, and what follows an attempt.

After an attempt, the message is delivered, tried later or given up, or its endpoint is gone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID

from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.ids import InterviewId

DeliveryStatus = Literal["pending", "delivered", "dead", "gone"]


class DeliveryPendingError(ConflictError):
    """The message is still being retried automatically."""

    code = "webhook_pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryAttempt:
    """One attempt: the HTTP status, or the kind of error if there was no response."""

    attempt: int
    at: datetime
    duration_ms: int
    status: int | None
    error: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRecord:
    """A message as the delivery log shows it."""

    id: UUID
    interview_id: InterviewId
    run_id: str
    sequence: int
    event: str
    state: str
    at: datetime
    url: str
    status: DeliveryStatus
    next_attempt_at: datetime | None
    attempts: tuple[DeliveryAttempt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDelivery:
    """A message whose next attempt is due. ``body`` is None once its person was erased.

    ``attempt`` counts all attempts; ``schedule_attempt`` counts those since the last manual redelivery.
    """

    id: UUID
    endpoint_id: UUID | None
    url: str
    body: bytes | None = field(repr=False)
    attempt: int
    schedule_attempt: int
    is_target_gone: bool


RETRY_DELAYS_S = (5, 30, 120, 600, 1800, 7200, 21600)
"""Delays between attempts in seconds; the last one is six hours."""
MAX_ATTEMPTS = len(RETRY_DELAYS_S) + 1
JITTER = 0.2
"""Each delay varies by up to ±20%, so that retries do not happen all at once."""

DeliveryOutcome = Literal["delivered", "retry", "dead", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryDecision:
    """The outcome of an attempt; ``delay_s`` is set only for ``retry``.

    ``gone`` means that the endpoint returned 410 and gets no further webhooks.
    """

    outcome: DeliveryOutcome
    delay_s: float | None = None


def decide_retry(
    *, attempt: int, status: int | None, error: str | None, random_fraction: float
) -> RetryDecision:
    """Return what follows attempt number ``attempt``, counted from 1.

    ``random_fraction`` in 0..1 sets the jitter. Only 2xx is a success; redirects are never followed
    and count as failures. A URL that may not be called is not retried automatically.
    """
    if status is not None and 200 <= status < 300:
        return RetryDecision(outcome="delivered")
    if status == 410:
        return RetryDecision(outcome="gone")
    if attempt >= MAX_ATTEMPTS or (error or "").startswith("refused_"):
        return RetryDecision(outcome="dead")
    wait_s = RETRY_DELAYS_S[attempt - 1] * (1 - JITTER + 2 * JITTER * random_fraction)
    return RetryDecision(outcome="retry", delay_s=wait_s)


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
