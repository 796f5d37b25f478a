"""Signing in with an address and a password."""

from __future__ import annotations

from dataclasses import dataclass, replace

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import TooMany
from vivavoce.kernel.ids import DEMO_TENANT, TenantId
from vivavoce.tenancy.domain.people import SignInRefused, User
from vivavoce.tenancy.domain.words import LONGEST_PASSWORD, Unfit, fold_address
from vivavoce.tenancy.ports import Attempts, Claims, Doorway, Journal, Passwords, Tokens

LIFETIME_S = 3600
_FAILURES = 10
_WINDOW_S = 900


class SignInLocked(TooMany):
    """Signing in failed too often with this address. Wait a while, then try again."""

    code = "sign_in_locked"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh token and whose it is."""

    access_token: str
    expires_in: int
    user: User


class SignIn:
    """Checks a password and issues a token for one organisation."""

    def __init__(
        self,
        *,
        doorway: Doorway,
        passwords: Passwords,
        attempts: Attempts,
        tokens: Tokens,
        journal: Journal,
        open_work: OpenWork,
        clock: Clock,
        is_local: bool,
    ) -> None:
        self._doorway = doorway
        self._passwords = passwords
        self._attempts = attempts
        self._tokens = tokens
        self._journal = journal
        self._open_work = open_work
        self._clock = clock
        self._closed = None if is_local else DEMO_TENANT

    async def __call__(
        self, email: str, password: str, tenant_id: TenantId | None = None, *, request_id: str = ""
    ) -> SignedIn:
        """Return a token, or raise ``SignInRefused`` or ``SignInLocked``.

        An unknown address, a wrong password and a person without an organisation look the same and
        take the same time. A try is counted before the password is looked at; success forgets it.
        """
        try:
            address = fold_address(email)
        except Unfit:
            raise SignInRefused from None
        key = f"sign-in:{address}"
        try:
            await self._attempts.hit(key, window_s=_WINDOW_S, limit=_FAILURES)
        except TooMany as error:
            raise SignInLocked(retry_after_s=error.retry_after_s) from error
        user = await self._admit(address, password[: LONGEST_PASSWORD + 1], tenant_id)
        await self._attempts.clear(key)
        async with self._open_work(user.tenant_id, correlation_id=request_id) as work:
            await self._journal.write(work, user.caller(), "user.signed_in", str(user.id), {})
        claims = Claims(user.tenant_id, user.id)
        token = self._tokens.issue(claims, now=self._clock.now(), lifetime_s=LIFETIME_S)
        return SignedIn(token, LIFETIME_S, replace(user, email=address))

    async def _admit(self, address: str, password: str, wanted: TenantId | None) -> User:
        account = await self._doorway.find_account(address)
        kept = account.password_hash if account else None
        if not await self._passwords.matches(password, kept) or account is None:
            raise SignInRefused
        user = await self._doorway.enter(account.id, wanted=wanted, closed=self._closed)
        if user is None:
            raise SignInRefused
        return user
