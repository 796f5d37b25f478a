"""What follows from one try: done, again in a while, given up, or never again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WAITS_S = (5, 30, 120, 600, 1800, 7200, 21600)
"""The waits between the tries; the last one is six hours."""
TRIES = len(WAITS_S) + 1
JITTER = 0.2
"""Each wait is made up to a fifth shorter or longer, so that failures do not march in step."""

Outcome = Literal["delivered", "retry", "dead", "gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome of a try; ``wait_s`` only where it is ``retry``.

    ``gone`` is a receiver that answered 410: it is told nothing more.
    """

    outcome: Outcome
    wait_s: float | None = None


def judge(*, attempt: int, status: int | None, error: str | None, chance: float) -> Verdict:
    """Return what follows from try number ``attempt``, counted from 1; ``chance`` is in 0..1.

    Only 2xx is success: a redirect is a failure, because it is never followed. An address that
    may not be called is not tried again by itself.
    """
    if status is not None and 200 <= status < 300:
        return Verdict(outcome="delivered")
    if status == 410:
        return Verdict(outcome="gone")
    if attempt >= TRIES or (error or "").startswith("refused_"):
        return Verdict(outcome="dead")
    wait_s = WAITS_S[attempt - 1] * (1 - JITTER + 2 * JITTER * chance)
    return Verdict(outcome="retry", wait_s=wait_s)
