"""Signing in with an address and a password."""

from __future__ import annotations

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.ids import DEMO_TENANT, TenantId
from vivavoce.tenancy.domain.people import Account, SignInRefused, User
from vivavoce.tenancy.domain.words import LONGEST_PASSWORD, Unfit, fold_address
from vivavoce.tenancy.ports import Doorway, Journal, Passwords
from vivavoce.tenancy.usecases.sign_in_limits import SignInLimits, Source
from vivavoce.tenancy.usecases.token_issuer import SignedIn, TokenIssuer


class SignIn:
    """Checks a password and issues a token for one organisation."""

    def __init__(
        self,
        *,
        doorway: Doorway,
        passwords: Passwords,
        limits: SignInLimits,
        issuer: TokenIssuer,
        journal: Journal,
        open_work: OpenWork,
        is_local: bool,
    ) -> None:
        self._doorway = doorway
        self._passwords = passwords
        self._limits = limits
        self._issuer = issuer
        self._journal = journal
        self._open_work = open_work
        self._closed = None if is_local else DEMO_TENANT

    async def __call__(
        self,
        email: str,
        password: str,
        tenant_id: TenantId | None = None,
        *,
        source: Source | None = None,
        request_id: str = "",
    ) -> SignedIn:
        """Return a token, or raise ``SignInRefused`` or ``SignInLocked``.

        An unknown address, a wrong password and a person without an organisation look the same and
        take the same time. A try is counted before the password is looked at; success forgets it.
        """
        try:
            address = fold_address(email)
        except Unfit:
            raise SignInRefused from None
        attempt = await self._limits.admit(address, source or Source())
        try:
            account, user = await self._admit(address, password[: LONGEST_PASSWORD + 1], tenant_id)
        except SignInRefused:
            self._limits.failed(attempt)
            raise
        await self._limits.succeeded(attempt)
        async with self._open_work(user.tenant_id, correlation_id=request_id) as work:
            await self._journal.write(work, user.caller(), "user.signed_in", str(user.id), {})
        return self._issuer.issue(user, account.version, address)

    async def _admit(
        self, address: str, password: str, wanted: TenantId | None
    ) -> tuple[Account, User]:
        account = await self._doorway.find_account(address)
        kept = account.password_hash if account else None
        if not await self._passwords.matches(password, kept) or account is None:
            raise SignInRefused
        user = await self._doorway.enter(account, wanted=wanted, closed=self._closed)
        if user is None:
            raise SignInRefused
        return account, user
