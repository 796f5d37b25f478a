"""Limits on sign-in attempts that no one can use to lock another person out.

A browser in which the person signed in before has its own limit (OWASP: device cookies). Every other
attempt counts for the pair of address and source, and for the source alone. A source that tries many
addresses is slowed and then refused; an address that many sources try is only slowed, never locked.
"""

from __future__ import annotations

from dataclasses import dataclass

import structlog

from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import TooManyRequestsError
from vivavoce.tenancy.ports import AttemptCounter, DeviceCookies, LogHasher

SIGN_IN_WINDOW_S = 900
MAX_SIGN_IN_FAILURES = 10
"""Failures allowed within the window for one browser, or for one source with one address."""
SOURCE_SLOW_AFTER = 30
SOURCE_REFUSED_AFTER = 100
ADDRESS_SLOW_AFTER = 50
SLOWDOWN_S = 2.0
_UNLIMITED = 1_000_000

_log = structlog.get_logger(__name__)


class SignInLockedError(TooManyRequestsError):
    """There were too many failed sign-ins from here. Wait a while, or reset your password by e-mail."""

    code = "sign_in_locked"


@dataclass(frozen=True, slots=True)
class SignInSource:
    """Where an attempt comes from: the client's network address, and its browser's device cookie."""

    client: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class SignInAttempt:
    """An attempt that was allowed, with the keys under which it was counted."""

    address: str
    client: str
    own_key: str
    shared_keys: tuple[str, ...] = ()


class SignInLimits:
    """Counts sign-in attempts before the password is checked; success takes the count back."""

    def __init__(
        self,
        *,
        attempts: AttemptCounter,
        devices: DeviceCookies,
        hash_for_log: LogHasher,
        clock: Clock,
    ) -> None:
        self._attempts = attempts
        self._devices = devices
        self._hash_for_log = hash_for_log
        self._clock = clock

    async def count_attempt(self, address: str, source: SignInSource) -> SignInAttempt:
        """Count an attempt and return it, after a delay if many failed before.

        Raises ``SignInLockedError`` once a limit is reached.
        """
        device = self._devices.read(address, source.device)
        if device is not None:
            attempt = SignInAttempt(address, source.client, f"sign-in:device:{device}")
            await self._hit(attempt, attempt.own_key, MAX_SIGN_IN_FAILURES)
            return attempt
        by_source = f"sign-in:source:{source.client}"
        by_address = f"sign-in:address:{address}"
        pair = f"sign-in:pair:{address}|{source.client}"
        attempt = SignInAttempt(address, source.client, pair, (by_source, by_address))
        from_here = await self._hit(attempt, by_source, SOURCE_REFUSED_AFTER)
        await self._hit(attempt, pair, MAX_SIGN_IN_FAILURES)
        for_address = await self._hit(attempt, by_address, _UNLIMITED)
        if from_here > SOURCE_SLOW_AFTER or for_address > ADDRESS_SLOW_AFTER:
            self._log_attempt("sign_in.slowed", attempt)
            await self._clock.sleep(SLOWDOWN_S)
        return attempt

    async def record_success(self, attempt: SignInAttempt) -> None:
        """Reset the failures of this browser or pair; failures of others from the same source stay."""
        await self._attempts.clear(attempt.own_key)
        for key in attempt.shared_keys:
            await self._attempts.give_back(key)

    def record_failure(self, attempt: SignInAttempt) -> None:
        """Log a failure, with hashes instead of the address and source."""
        self._log_attempt("sign_in.failed", attempt)

    async def _hit(self, attempt: SignInAttempt, key: str, limit: int) -> int:
        try:
            return limit - await self._attempts.hit(key, window_s=SIGN_IN_WINDOW_S, limit=limit)
        except TooManyRequestsError as error:
            self._log_attempt("sign_in.refused", attempt)
            raise SignInLockedError(retry_after_s=error.retry_after_s) from error

    def _log_attempt(self, event: str, attempt: SignInAttempt) -> None:
        _log.warning(
            event,
            address_hash=self._hash_for_log(attempt.address),
            source_hash=self._hash_for_log(attempt.client),
        )
