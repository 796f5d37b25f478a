"""Set up the OpenID provider of an organization; only a person does, because it decides who gets in."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from vivavoce.infra.rate_limiter import AttemptCounter
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ConflictError, NotFoundError
from vivavoce.kernel.translation import translatable
from vivavoce.tenancy.adapters.openid_provider import HttpOpenIdProvider
from vivavoce.tenancy.adapters.staff_identities import PostgresIdentityProviderRepository
from vivavoce.tenancy.adapters.users import PostgresTenantRepository, PostgresUserRepository
from vivavoce.tenancy.domain.form_fields import build_field_error
from vivavoce.tenancy.domain.organization_sign_in import (
    MAX_ISSUER_LENGTH,
    IdentityProvider,
    ProviderAnswerError,
    ProviderUnreachableError,
    check_default_role,
    describe_refused_issuer,
)
from vivavoce.tenancy.domain.roles import check_can_grant
from vivavoce.tenancy.usecases.authenticate import SignedInPersonNeededError
from vivavoce.tenancy.usecases.organization_sign_in import CALLBACK_PAGE

_MAX_SAVES, _WINDOW_S = 30, 3600
_MAX_CLIENT_ID_LENGTH, _MAX_SECRET_LENGTH = 300, 1000


class AdministratorsLockedOutError(ConflictError):
    """After this, no administrator could sign in. Give an administrator a password first."""

    code = "administrators_locked_out"


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProviderSettings:
    """The provider, and the addresses that the provider and the people need."""

    provider: IdentityProvider | None
    redirect_url: str
    sign_in_url: str
    scim_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProviderChange:
    """The provider as it is to be; without a secret, the stored one stays."""

    issuer: str
    client_id: str
    client_secret: str | None
    default_role: str
    admits_unknown: bool


class ManageIdentityProvider:
    """Reads, sets and removes the provider of the caller's organization."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        providers: PostgresIdentityProviderRepository,
        tenants: PostgresTenantRepository,
        users: PostgresUserRepository,
        openid: HttpOpenIdProvider,
        attempts: AttemptCounter,
        audit_log: AuditTrail,
        clock: Clock,
        public_url: str,
    ) -> None:
        self._open_work = open_work
        self._providers = providers
        self._tenants = tenants
        self._users = users
        self._openid = openid
        self._attempts = attempts
        self._audit_log = audit_log
        self._clock = clock
        self._public_url = public_url

    async def read(self, caller: Caller) -> IdentityProviderSettings:
        """Return the provider, if there is one, and the addresses to enter at the provider."""
        caller.require(Permission.TENANT_READ)
        async with self._open_work(caller.tenant_id) as work:
            return await self._settings(work)

    async def save(
        self, caller: Caller, change: IdentityProviderChange, *, request_id: str = ""
    ) -> IdentityProviderSettings:
        """Store the provider after it answered as one, and return the settings.

        Raises ``SignedInPersonNeededError``, ``InvalidFieldError``, ``GrantExceedsRightsError``,
        ``AdministratorsLockedOutError`` or ``RateLimitExceededError``.
        """
        _require_manager(caller)
        role = check_default_role(change.default_role)
        check_can_grant(caller, role)
        issuer = _check_issuer(change.issuer)
        client_id = _check_text("clientId", change.client_id, _MAX_CLIENT_ID_LENGTH)
        await self._attempts.hit(
            f"identity-provider:{caller.tenant_id}", window_s=_WINDOW_S, limit=_MAX_SAVES
        )
        try:
            await self._openid.discover(issuer)
        except (ProviderAnswerError, ProviderUnreachableError) as error:
            raise describe_refused_issuer(error.code) from None
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            stored = await self._providers.find(work)
            # A stored secret goes to no other provider and to no other client.
            is_same = stored is not None and (stored.issuer, stored.client_id) == (
                issuer,
                client_id,
            )
            kept = stored.client_secret if stored is not None and is_same else ""
            provider = IdentityProvider(
                issuer=issuer,
                client_id=client_id,
                client_secret=_check_text(
                    "clientSecret", change.client_secret or kept, _MAX_SECRET_LENGTH
                ),
                default_role=role,
                admits_unknown=change.admits_unknown,
            )
            await self._providers.save(work, provider, self._clock.now())
            if stored is not None and stored.issuer != issuer:
                await self._keep_an_administrator(work)
            await self._audit_log.record(
                work,
                caller,
                "identity_provider.changed",
                str(caller.tenant_id),
                {
                    "issuer": issuer,
                    "defaultRole": str(role),
                    "admitsUnknown": change.admits_unknown,
                    "isSecretNew": change.client_secret is not None,
                },
            )
            return await self._settings(work)

    async def delete(self, caller: Caller, *, request_id: str = "") -> None:
        """Remove the provider: it can sign no person in any more. Idempotent.

        Raises ``SignedInPersonNeededError`` or ``AdministratorsLockedOutError``.
        """
        _require_manager(caller)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            if await self._providers.delete(work):
                await self._keep_an_administrator(work)
                await self._audit_log.record(
                    work, caller, "identity_provider.deleted", str(caller.tenant_id), {}
                )

    async def _keep_an_administrator(self, work: UnitOfWork) -> None:
        if not await self._users.lock_administrators(work):
            raise AdministratorsLockedOutError

    async def _settings(self, work: UnitOfWork) -> IdentityProviderSettings:
        tenant = await self._tenants.read(work)
        if tenant is None:
            raise NotFoundError
        return IdentityProviderSettings(
            provider=await self._providers.find(work),
            redirect_url=self._public_url + CALLBACK_PAGE,
            sign_in_url=f"{self._public_url}/sign-in/organization?name={tenant.slug}",
            scim_url=f"{self._public_url}/scim/v2",
        )


def _require_manager(caller: Caller) -> None:
    if not caller.is_person:
        raise SignedInPersonNeededError
    caller.require(Permission.TENANT_UPDATE)
    caller.require(Permission.USER_MANAGE)


def _check_issuer(text: str) -> str:
    """Return an issuer exactly as it is compared, or raise ``InvalidFieldError``."""
    issuer = _check_text("issuer", text, MAX_ISSUER_LENGTH)
    try:
        parts = urlsplit(issuer)
    except ValueError:
        raise describe_refused_issuer("invalid") from None
    if parts.query or parts.fragment or "?" in issuer or "#" in issuer:
        raise describe_refused_issuer("invalid")
    return issuer


def _check_text(field: str, text: str, limit: int) -> str:
    value = text.strip()
    if not value or len(value) > limit or not value.isascii() or not value.isprintable():
        message = translatable(
            "'{field}' needs 1 to {limit} visible ASCII characters.", field=field, limit=limit
        )
        raise build_field_error(field, message, code="required")
    return value
