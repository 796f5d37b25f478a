"""Sign in by an organization's OpenID provider: send the browser there, and check what comes back.

What belongs to one sign-in (state, nonce and the proof of PKCE) is a sealed cookie of the browser that
started it. No other browser can finish it, and nothing is stored for a sign-in that is not finished.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import cast
from uuid import UUID

import structlog

from vivavoce.infra.metrics import SignInFailureReason, count_sign_in_failure
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import VivavoceError
from vivavoce.kernel.ids import DEMO_TENANT_ID, IdGenerator, TenantId
from vivavoce.tenancy.adapters.openid_provider import HttpOpenIdProvider
from vivavoce.tenancy.adapters.staff_identities import (
    PostgresIdentityProviderRepository,
    PostgresStaffIdentityRepository,
)
from vivavoce.tenancy.adapters.users import PostgresUserRepository
from vivavoce.tenancy.domain.applications import build_redirect
from vivavoce.tenancy.domain.form_fields import build_slug
from vivavoce.tenancy.domain.organization_sign_in import (
    REQUEST_LIFETIME,
    Identity,
    IdentityDeactivatedError,
    IdentityNotAdmittedError,
    IdentityProvider,
    IdTokenRefusedError,
    OrganizationSignInDeniedError,
    OrganizationSignInEndedError,
    OrganizationSignInUnavailableError,
    ProviderAnswerError,
    ProviderUnreachableError,
    StaffIdentity,
    authorization_parameters,
    read_identity,
)
from vivavoce.tenancy.domain.users import Account
from vivavoce.tenancy.ports import CrossTenantIdentityRepository, SealedDocuments
from vivavoce.tenancy.usecases.admit_identity import IdentityMembers
from vivavoce.tenancy.usecases.sign_in import SignInLimits, SignInResult, TokenIssuer

CALLBACK_PAGE = "/sign-in/organization/callback"
_MAX_ATTEMPTS = 60
"""How many sign-ins one source may start, and finish, within a window: each calls the provider."""
_SECRET_BITS = 256
_PURPOSE = "organization-sign-in"
_REFUSALS = (
    IdTokenRefusedError,
    IdentityDeactivatedError,
    IdentityNotAdmittedError,
    OrganizationSignInDeniedError,
    ProviderAnswerError,
    ProviderUnreachableError,
)

_REASONS: Mapping[type[VivavoceError], SignInFailureReason] = {
    IdTokenRefusedError: "provider_proof_invalid",
    IdentityDeactivatedError: "not_admitted",
    IdentityNotAdmittedError: "not_admitted",
    OrganizationSignInDeniedError: "provider_refused",
    OrganizationSignInEndedError: "provider_sign_in_ended",
    OrganizationSignInUnavailableError: "organization_unknown",
    ProviderAnswerError: "provider_failed",
    ProviderUnreachableError: "provider_failed",
}
"""How the errors of this sign-in are counted."""

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class StartedSignIn:
    """Where the browser goes, and the sealed cookie with which it returns."""

    redirect_url: str
    cookie: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderReply:
    """What the browser brings back from the provider; '' for what is missing."""

    state: str
    code: str
    issuer: str
    error: str


@dataclass(frozen=True, slots=True)
class _Request:
    """A sign-in that was started: the content of the cookie."""

    tenant_id: TenantId
    issuer: str
    state: str
    nonce: str
    verifier: str


class SignInByOrganization:
    """Signs people in by the provider of their organization."""

    def __init__(
        self,
        *,
        lookup: CrossTenantIdentityRepository,
        open_work: UnitOfWorkFactory,
        providers: PostgresIdentityProviderRepository,
        identities: PostgresStaffIdentityRepository,
        members: IdentityMembers,
        users: PostgresUserRepository,
        openid: HttpOpenIdProvider,
        documents: SealedDocuments,
        limits: SignInLimits,
        issuer: TokenIssuer,
        audit_log: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
        is_local: bool,
        public_url: str,
    ) -> None:
        self._lookup = lookup
        self._open_work = open_work
        self._providers = providers
        self._identities = identities
        self._members = members
        self._users = users
        self._openid = openid
        self._documents = documents
        self._limits = limits
        self._issuer = issuer
        self._audit_log = audit_log
        self._clock = clock
        self._ids = ids
        self._excluded_tenant = None if is_local else DEMO_TENANT_ID
        self._redirect_uri = public_url + CALLBACK_PAGE

    async def start(self, organization: str, *, source: str) -> StartedSignIn:
        """Return where the browser goes to sign in to the organization with that name or short name.

        Raises ``OrganizationSignInUnavailableError`` if there is none or it has no provider,
        ``ProviderUnreachableError``, ``ProviderAnswerError`` or ``RateLimitExceededError``.
        """
        with _count_failures():
            return await self._start(organization, source)

    async def finish(
        self, cookie: str, reply: ProviderReply, *, source: str, request_id: str = ""
    ) -> SignInResult:
        """Return a token for the person whom the provider vouches for.

        Raises ``OrganizationSignInEndedError`` if this browser did not start it within ten minutes,
        ``OrganizationSignInDeniedError``, ``IdTokenRefusedError``, ``IdentityNotAdmittedError``,
        ``IdentityDeactivatedError``, ``ProviderUnreachableError``, ``ProviderAnswerError``,
        ``OrganizationSignInUnavailableError`` or ``RateLimitExceededError``.
        """
        with _count_failures():
            return await self._finish(cookie, reply, source, request_id)

    async def _start(self, organization: str, source: str) -> StartedSignIn:
        await self._count("start", source)
        tenant_id = await self._lookup.find_tenant(build_slug(organization))
        if tenant_id is None or tenant_id == self._excluded_tenant:
            raise OrganizationSignInUnavailableError
        provider = await self._read_provider(tenant_id)
        endpoints = await self._openid.discover(provider.issuer)
        request = _Request(
            tenant_id, provider.issuer, *(self._ids.random_token(_SECRET_BITS) for _ in range(3))
        )
        parameters = authorization_parameters(
            provider,
            redirect_uri=self._redirect_uri,
            state=request.state,
            nonce=request.nonce,
            verifier=request.verifier,
        )
        return StartedSignIn(
            redirect_url=build_redirect(endpoints.authorization, parameters),
            cookie=self._seal(request),
        )

    async def _finish(
        self, cookie: str, reply: ProviderReply, source: str, request_id: str
    ) -> SignInResult:
        await self._count("finish", source)
        request = self._open(cookie)
        if request is None or not hmac.compare_digest(request.state.encode(), reply.state.encode()):
            raise OrganizationSignInEndedError
        provider = await self._read_provider(request.tenant_id)
        if provider.issuer != request.issuer:
            raise OrganizationSignInEndedError  # changed in the meantime
        try:
            identity = await self._ask_provider(provider, request, reply)
            account, stored = await self._enter(request.tenant_id, provider, identity, request_id)
        except _REFUSALS as error:
            await self._record_refusal(request.tenant_id, error, request_id)
            raise
        user = await self._lookup.enter_tenant(
            account, preferred_tenant=request.tenant_id, excluded_tenant=self._excluded_tenant
        )
        if user is None:
            raise IdentityDeactivatedError
        return self._issuer.issue_without_device(user, account.version, stored.email)

    async def _ask_provider(
        self, provider: IdentityProvider, request: _Request, reply: ProviderReply
    ) -> Identity:
        if reply.issuer and reply.issuer != provider.issuer:
            raise IdTokenRefusedError(reason="issuer")  # another provider's answer (RFC 9207)
        if reply.error or not reply.code:
            raise OrganizationSignInDeniedError
        endpoints = await self._openid.discover(provider.issuer)
        claims = await self._openid.exchange(
            provider,
            endpoints,
            code=reply.code,
            verifier=request.verifier,
            redirect_uri=self._redirect_uri,
        )
        return read_identity(
            claims,
            issuer=provider.issuer,
            client_id=provider.client_id,
            nonce=request.nonce,
            now=self._clock.now(),
        )

    async def _enter(
        self, tenant_id: TenantId, provider: IdentityProvider, identity: Identity, request_id: str
    ) -> tuple[Account, StaffIdentity]:
        """Return the account of an identity; add it if the organization admits unknown people."""
        async with self._open_work(tenant_id, correlation_id=request_id) as work:
            await self._identities.lock(work)
            stored = await self._identities.find_by_subject(work, identity.issuer, identity.subject)
            if stored is None:
                if not provider.admits_unknown:
                    raise IdentityNotAdmittedError
                stored = await self._members.add(work, None, identity, provider.default_role)
            if stored.is_deleted or not stored.is_active:
                raise IdentityDeactivatedError
            stored = await self._renew_email(work, stored, identity)
            user = await self._users.find(work, stored.user_id)
            account = await self._users.find_account(work, stored.user_id)
            if user is None or account is None:
                raise IdentityDeactivatedError
            await self._audit_log.record(
                work, user.to_caller(), "user.signed_in", str(user.id), {"method": "openid"}
            )
            return account[0], stored

    async def _renew_email(
        self, work: UnitOfWork, stored: StaffIdentity, identity: Identity
    ) -> StaffIdentity:
        """Store another address that the provider tells, unless SCIM keeps it current."""
        if stored.user_name is not None or identity.email in ("", stored.email):
            return stored
        renewed = replace(stored, email=identity.email, changed_at=self._clock.now())
        await self._identities.update(work, renewed)
        return renewed

    async def _read_provider(self, tenant_id: TenantId) -> IdentityProvider:
        async with self._open_work(tenant_id) as work:
            provider = await self._providers.find(work)
        if provider is None:
            raise OrganizationSignInUnavailableError
        return provider

    async def _record_refusal(
        self, tenant_id: TenantId, error: VivavoceError, request_id: str
    ) -> None:
        details = {"code": error.code, **error.extra}
        _log.warning("organization_sign_in.refused", **details)
        async with self._open_work(tenant_id, correlation_id=request_id) as work:
            await self._audit_log.record(
                work, None, "user.sign_in_refused", str(tenant_id), details
            )

    async def _count(self, step: str, source: str) -> None:
        await self._limits.count_use_of_link(f"organization-sign-in:{step}", source, _MAX_ATTEMPTS)

    def _seal(self, request: _Request) -> str:
        ends_at = self._clock.now() + REQUEST_LIFETIME
        return self._documents.seal(
            _PURPOSE,
            {
                "tenant": str(request.tenant_id),
                "issuer": request.issuer,
                "state": request.state,
                "nonce": request.nonce,
                "verifier": request.verifier,
                "ends_at": ends_at.timestamp(),
            },
        )

    def _open(self, cookie: str) -> _Request | None:
        document = self._documents.open(_PURPOSE, cookie) if cookie else None
        if document is None or cast("float", document["ends_at"]) <= self._clock.now().timestamp():
            return None
        return _Request(
            TenantId(UUID(str(document["tenant"]))),
            *(str(document[name]) for name in ("issuer", "state", "nonce", "verifier")),
        )


def find_failure_reason(error: VivavoceError) -> SignInFailureReason | None:
    """Return how ``error``, which ended a sign-in, is counted; None if it is not counted here."""
    return next((reason for kind, reason in _REASONS.items() if isinstance(error, kind)), None)


@contextmanager
def _count_failures() -> Iterator[None]:
    """Count the error of a sign-in that fails, and let it pass."""
    try:
        yield
    except VivavoceError as error:
        if reason := find_failure_reason(error):
            count_sign_in_failure(reason)
        raise
