"""What follows from one try: done, again in a while, given up, or never again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

RETRY_DELAYS_S = (5, 30, 120, 600, 1800, 7200, 21600)
"""The waits between the tries; the last one is six hours."""
MAX_ATTEMPTS = len(RETRY_DELAYS_S) + 1
JITTER = 0.2
"""Each wait is made up to a fifth shorter or longer, so that failures do not march in step."""

DeliveryOutcome = Literal["delivered", "retry", "dead", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryDecision:
    """The outcome of a try; ``delay_s`` only where it is ``retry``.

    ``gone`` is a receiver that answered 410: it is told nothing more.
    """

    outcome: DeliveryOutcome
    delay_s: float | None = None


def decide_retry(
    *, attempt: int, status: int | None, error: str | None, random_fraction: float
) -> RetryDecision:
    """Return what follows from try number ``attempt``, counted from 1; ``chance`` is in 0..1.

    Only 2xx is success: a redirect is a failure, because it is never followed. An address that
    may not be called is not tried again by itself.
    """
    if status is not None and 200 <= status < 300:
        return RetryDecision(outcome="delivered")
    if status == 410:
        return RetryDecision(outcome="gone")
    if attempt >= MAX_ATTEMPTS or (error or "").startswith("refused_"):
        return RetryDecision(outcome="dead")
    wait_s = RETRY_DELAYS_S[attempt - 1] * (1 - JITTER + 2 * JITTER * random_fraction)
    return RetryDecision(outcome="retry", delay_s=wait_s)
