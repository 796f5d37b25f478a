"""Sign in with an e-mail address and a password."""

from __future__ import annotations

from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.ids import DEMO_TENANT_ID, TenantId
from vivavoce.tenancy.domain.form_fields import (
    MAX_PASSWORD_LENGTH,
    InvalidFieldError,
    normalize_email,
)
from vivavoce.tenancy.domain.users import Account, SignInRefusedError, User
from vivavoce.tenancy.ports import AsyncPasswordHasher, AuditLog, CrossTenantIdentityRepository
from vivavoce.tenancy.usecases.sign_in_limits import SignInLimits, SignInSource
from vivavoce.tenancy.usecases.token_issuer import SignInResult, TokenIssuer


class SignIn:
    """Checks a password and issues a token for one organization."""

    def __init__(
        self,
        *,
        lookup: CrossTenantIdentityRepository,
        password_hasher: AsyncPasswordHasher,
        limits: SignInLimits,
        issuer: TokenIssuer,
        audit_log: AuditLog,
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
        try:
            address = normalize_email(email)
        except InvalidFieldError:
            raise SignInRefusedError from None
        attempt = await self._limits.count_attempt(address, source or SignInSource())
        try:
            account, user = await self._verify_credentials(
                address, password[: MAX_PASSWORD_LENGTH + 1], tenant_id
            )
        except SignInRefusedError:
            self._limits.record_failure(attempt)
            raise
        await self._limits.record_success(attempt)
        async with self._open_work(user.tenant_id, correlation_id=request_id) as work:
            await self._audit_log.write(work, user.to_caller(), "user.signed_in", str(user.id), {})
        return self._issuer.issue(user, account.version, address)

    async def _verify_credentials(
        self, address: str, password: str, preferred_tenant: TenantId | None
    ) -> tuple[Account, User]:
        account = await self._lookup.find_account(address)
        kept = account.password_hash if account else None
        if not await self._password_hasher.verify(password, kept) or account is None:
            raise SignInRefusedError
        user = await self._lookup.enter_tenant(
            account, preferred_tenant=preferred_tenant, excluded_tenant=self._excluded_tenant
        )
        if user is None:
            raise SignInRefusedError
        return account, user
