"""Rate limits, counted in the database and by its clock, across all processes."""

from __future__ import annotations

import hmac
from contextvars import ContextVar
from dataclasses import dataclass
from typing import LiteralString, Protocol

from vivavoce.infra.database import Database
from vivavoce.infra.keys import InstallationKeys
from vivavoce.kernel.errors import TooManyRequestsError

# One statement counts and decides, so that parallel attempts cannot slip between a read and a write.
_HIT: LiteralString = """
    INSERT INTO rate_limit AS r (key, window_ends_at, count)
    VALUES (%(key)s, clock_timestamp() + make_interval(secs => %(window)s), 1)
    ON CONFLICT (key) DO UPDATE
    SET count = CASE WHEN r.window_ends_at <= clock_timestamp() THEN 1
                     ELSE least(r.count + 1, %(limit)s + 1) END,
        window_ends_at = CASE WHEN r.window_ends_at <= clock_timestamp() THEN excluded.window_ends_at
                              ELSE r.window_ends_at END
    RETURNING count, ceil(extract(epoch FROM window_ends_at - clock_timestamp()))::integer AS wait_s
"""
_CLEAR: LiteralString = "DELETE FROM rate_limit WHERE key = %(key)s"
_UNDO_HIT: LiteralString = (
    "UPDATE rate_limit SET count = count - 1 WHERE key = %(key)s AND count > 0"
)
_SWEEP: LiteralString = (
    "DELETE FROM rate_limit WHERE window_ends_at < clock_timestamp() RETURNING 1"
)


class RateLimitExceededError(TooManyRequestsError):
    """Too many attempts for now. Wait, then try again."""

    code = "rate_exceeded"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimitStatus:
    """What remains of a rate limit after an attempt; ``name`` is the first part of the counter's key."""

    name: str
    limit: int
    window_s: int
    remaining: int
    resets_in_s: int


_reported: ContextVar[list[RateLimitStatus] | None] = ContextVar("rate_limits", default=None)


def report_rate_limits() -> list[RateLimitStatus]:
    """Return a list to which every attempt that is counted from now on in this context is added."""
    reported: list[RateLimitStatus] = []
    _reported.set(reported)
    return reported


class AttemptCounter(Protocol):
    """Counts attempts per key within a time window."""

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        """Count an attempt and return how many remain, or raise ``TooManyRequestsError``."""

    async def give_back(self, key: str) -> None:
        """Subtract one attempt from the count."""

    async def clear(self, key: str) -> None:
        """Reset the count."""


class RateLimiter:
    """Counts attempts in time windows. An attempt counts even if its transaction is rolled back."""

    def __init__(self, database: Database, keys: InstallationKeys) -> None:
        self._database = database
        self._hash_key = keys.derive("rate")

    async def hit(self, key: str, *, window_s: int, limit: int) -> int:
        """Count one attempt of ``key``; return how many remain or raise ``RateLimitExceededError``.

        The window starts with the first attempt. The error says when it ends.
        """
        rows = await self._database.execute(
            _HIT, {"key": self._hash(key), "window": window_s, "limit": limit}
        )
        count, wait_s = int(rows[0]["count"]), int(rows[0]["wait_s"])
        reported = _reported.get()
        if reported is not None:
            reported.append(
                RateLimitStatus(
                    name=_policy_name(key),
                    limit=limit,
                    window_s=window_s,
                    remaining=max(0, limit - count),
                    resets_in_s=max(1, wait_s),
                )
            )
        if count > limit:
            raise RateLimitExceededError(retry_after_s=max(1, wait_s))
        return limit - count

    async def give_back(self, key: str) -> None:
        """Subtract one attempt of ``key`` that should not count."""
        await self._database.execute(_UNDO_HIT, {"key": self._hash(key)})

    async def clear(self, key: str) -> None:
        """Delete the attempts of ``key``."""
        await self._database.execute(_CLEAR, {"key": self._hash(key)})
        if (reported := _reported.get()) is not None:
            reported[:] = [one for one in reported if one.name != _policy_name(key)]

    async def sweep(self) -> int:
        """Delete all windows that ended and return their number."""
        return len(await self._database.execute_maintenance(_SWEEP))

    def _hash(self, key: str) -> bytes:
        return hmac.digest(self._hash_key, key.encode(), "sha256")


def _policy_name(key: str) -> str:
    return key.partition(":")[0]
