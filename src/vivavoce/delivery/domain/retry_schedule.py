"""Decide what follows an attempt: delivered, retry later, give up, or endpoint gone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
