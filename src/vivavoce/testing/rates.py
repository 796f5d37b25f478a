"""Rate limits as providers keep them: a bucket that fills up evenly, told in the headers of each answer.

Sources: https://platform.openai.com/docs/guides/rate-limits ('Rate limits in headers') and
https://platform.claude.com/docs/en/api/rate-limits ('Response headers').
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from vivavoce.kernel.clock import Clock


@dataclass(slots=True)
class ImitatedRates:
    """A limit on the requests of one minute; it is full at first."""

    clock: Clock
    requests_per_minute: int
    style: Literal["openai", "anthropic"] = "openai"
    refused: int = 0
    _left: float = field(init=False)
    _read_at: float = field(init=False)

    def __post_init__(self) -> None:
        self._left = self.requests_per_minute
        self._read_at = self.clock.monotonic()

    def admit(self) -> bool:
        """Count a request; return whether there was room for it."""
        now = self.clock.monotonic()
        gained = (now - self._read_at) * self.requests_per_minute / 60
        self._left, self._read_at = min(self.requests_per_minute, self._left + gained), now
        if self._left < 1:
            self.refused += 1
            return False
        self._left -= 1
        return True

    def write_headers(self) -> dict[str, str]:
        """Return what is left now, in the provider's own form."""
        resets_in_s = (self.requests_per_minute - self._left) * 60 / self.requests_per_minute
        left, limit = str(int(self._left)), str(self.requests_per_minute)
        if self.style == "openai":
            minutes, seconds = divmod(resets_in_s, 60)
            return {
                "x-ratelimit-limit-requests": limit,
                "x-ratelimit-remaining-requests": left,
                "x-ratelimit-reset-requests": f"{int(minutes)}m{seconds:.3f}s",
            }
        resets_at = self.clock.now() + timedelta(seconds=resets_in_s)
        return {
            "anthropic-ratelimit-requests-limit": limit,
            "anthropic-ratelimit-requests-remaining": left,
            "anthropic-ratelimit-requests-reset": resets_at.isoformat().replace("+00:00", "Z"),
        }
