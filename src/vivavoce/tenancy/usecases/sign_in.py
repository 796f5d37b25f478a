"""Sign in with an e-mail address and a password, with limits that lock no one else out.

A browser in which the person signed in before has its own limit (OWASP: device cookies). Every other
attempt counts for the pair of address and source, and for the source alone. A source that tries many
addresses is slowed and then refused; an address that many sources try is only slowed, never locked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog

from vivavoce.infra.metrics import SignInFailureReason, count_sign_in_failure
from vivavoce.infra.rate_limiter import AttemptCounter
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import TooManyRequestsError
from vivavoce.kernel.ids import DEMO_TENANT_ID, IdGenerator, TenantId
from vivavoce.tenancy.domain.form_fields import (
    MAX_PASSWORD_LENGTH,
    InvalidFieldError,
    normalize_email,
)
from vivavoce.tenancy.domain.users import Account, SignInRefusedError, User
from vivavoce.tenancy.ports import (
    AsyncPasswordHasher,
    Claims,
    CrossTenantIdentityRepository,
    DeviceCookies,
    LogHasher,
    SignInTokenCodec,
)
from vivavoce.tenancy.usecases.console_session import ConsoleSessionCodec

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
    """An attempt to sign in, with the keys under which it was counted; without keys, it was not."""

    address: str
    client: str
    own_key: str = ""
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

    def record_failure(self, attempt: SignInAttempt, reason: SignInFailureReason) -> None:
        """Count a failure and log it, with hashes instead of the address and source."""
        count_sign_in_failure(reason)
        self._log_attempt("sign_in.failed", attempt)

    async def count_use_of_link(self, kind: str, client: str, limit: int) -> str:
        """Count that ``client`` tries a link or a provider's sign-in, and return the key of the count.

        Raises ``TooManyRequestsError`` above ``limit``, and logs it.
        """
        key = f"{kind}:{client}"
        try:
            await self._attempts.hit(key, window_s=SIGN_IN_WINDOW_S, limit=limit)
        except TooManyRequestsError:
            count_sign_in_failure("too_many_attempts")
            _log.warning("sign_in.refused", source_hash=self._hash_for_log(client))
            raise
        return key

    async def _hit(self, attempt: SignInAttempt, key: str, limit: int) -> int:
        try:
            return limit - await self._attempts.hit(key, window_s=SIGN_IN_WINDOW_S, limit=limit)
        except TooManyRequestsError as error:
            count_sign_in_failure("too_many_attempts")
            self._log_attempt("sign_in.refused", attempt)
            raise SignInLockedError(retry_after_s=error.retry_after_s) from error

    def _log_attempt(self, event: str, attempt: SignInAttempt) -> None:
        _log.warning(
            event,
            address_hash=self._hash_for_log(attempt.address),
            source_hash=self._hash_for_log(attempt.client),
        )


TOKEN_LIFETIME_S = 3600


@dataclass(frozen=True, slots=True)
class SignInResult:
    """A new token with its user; ``device`` is the cookie by which the browser is recognized later, or ''.

    ``session`` is the same sign-in as a cookie of the console. ``expires_in`` is the token's, in seconds.
    """

    access_token: str
    session: str
    expires_in: int
    user: User
    device: str


class TokenIssuer:
    """Issues tokens that become invalid when the user is removed or the account's version changes."""

    def __init__(
        self,
        *,
        tokens: SignInTokenCodec,
        sessions: ConsoleSessionCodec,
        devices: DeviceCookies,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._tokens = tokens
        self._sessions = sessions
        self._devices = devices
        self._clock = clock
        self._ids = ids

    def issue(self, user: User, account_version: int, address: str) -> SignInResult:
        """Return a token for ``user``, who signs in with ``address``."""
        result = self.issue_without_device(user, account_version, address)
        return replace(result, device=self._devices.issue(address))

    def issue_without_device(self, user: User, account_version: int, address: str) -> SignInResult:
        """Return a token for ``user``, who did not prove that ``address`` is theirs.

        The browser gets no cookie: with one, it could try passwords for an address of other people.
        """
        claims = Claims(
            tenant_id=user.tenant_id,
            user_id=user.id,
            token_id=self._ids.new_id(),
            user_version=user.version,
            account_version=account_version,
        )
        token = self._tokens.issue(claims, now=self._clock.now(), lifetime_s=TOKEN_LIFETIME_S)
        return SignInResult(
            access_token=token,
            session=self._sessions.begin(claims),
            expires_in=TOKEN_LIFETIME_S,
            user=replace(user, email=address),
            device="",
        )


class SignIn:
    """Checks a password and issues a token for one organization."""

    def __init__(
        self,
        *,
        lookup: CrossTenantIdentityRepository,
        password_hasher: AsyncPasswordHasher,
        limits: SignInLimits,
        issuer: TokenIssuer,
        audit_log: AuditTrail,
        open_work: UnitOfWorkFactory,
        is_local: bool,
    ) -> None:
        self._lookup = lookup
        self._password_hasher = password_hasher
        self._limits = limits
        self._issuer = issuer
        self._audit_log = audit_log
        self._open_work = open_work
        self._excluded_tenant = None if is_local else DEMO_TENANT_ID

    async def __call__(
        self,
        email: str,
        password: str,
        tenant_id: TenantId | None = None,
        *,
        source: SignInSource | None = None,
        request_id: str = "",
    ) -> SignInResult:
        """Return a token, or raise ``SignInRefusedError`` or ``SignInLockedError``.

        An unknown address, a wrong password and a person without an organization return the same error
        and take the same time. An attempt is counted before the password is checked; success resets it.
        """
        source = source or SignInSource()
        try:
            address = normalize_email(email)
        except InvalidFieldError:
            self._limits.record_failure(SignInAttempt(email, source.client), "unknown_person")
            raise SignInRefusedError from None
        attempt = await self._limits.count_attempt(address, source)
        account, user = await self._verify_credentials(
            attempt, password[: MAX_PASSWORD_LENGTH + 1], tenant_id
        )
        await self._limits.record_success(attempt)
        async with self._open_work(user.tenant_id, correlation_id=request_id) as work:
            await self._audit_log.record(work, user.to_caller(), "user.signed_in", str(user.id), {})
        return self._issuer.issue(user, account.version, address)

    async def _verify_credentials(
        self, attempt: SignInAttempt, password: str, preferred_tenant: TenantId | None
    ) -> tuple[Account, User]:
        account = await self._lookup.find_account(attempt.address)
        password_hash = account.password_hash if account else None
        is_right = await self._password_hasher.verify(password, password_hash)
        if account is None or not is_right:
            self._limits.record_failure(
                attempt, "unknown_person" if account is None else "wrong_password"
            )
            raise SignInRefusedError
        user = await self._lookup.enter_tenant(
            account, preferred_tenant=preferred_tenant, excluded_tenant=self._excluded_tenant
        )
        if user is None:
            self._limits.record_failure(attempt, "not_admitted")
            raise SignInRefusedError
        return account, user
