"""Register an application, and let a signed-in person permit it to act for them, or refuse.

Registering writes no row: an application's id is a sealed document, and so is its request until a person
decides. Both can be read only here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from vivavoce.infra.rate_limiter import AttemptCounter
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import IdGenerator
from vivavoce.tenancy.adapters.application_grants import PostgresApplicationGrantRepository
from vivavoce.tenancy.adapters.users import PostgresTenantRepository
from vivavoce.tenancy.domain.applications import (
    CODE_LIFETIME,
    CODE_PREFIX,
    REQUEST_LIFETIME,
    Application,
    ApplicationGrant,
    ApplicationRequest,
    ConsentRequestEndedError,
    NothingToPermitError,
    build_redirect,
    check_redirect_uris,
    describe_redirect,
    hash_client_id,
)
from vivavoce.tenancy.domain.form_fields import check_name
from vivavoce.tenancy.domain.roles import read_permissions
from vivavoce.tenancy.ports import SealedDocuments, TokenHasher
from vivavoce.tenancy.usecases.authenticate import SignedInPersonNeededError

_MAX_REGISTRATIONS, _REGISTRATION_WINDOW_S = 30, 3600
_MAX_NAME_LENGTH = 80
_CODE_BITS = 256
_CLIENT, _REQUEST = "oauth-client", "oauth-request"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentOffer:
    """What a person decides about. ``redirect_host`` is None if the application is on this computer."""

    client_name: str
    redirect_host: str | None
    organization: str
    permissions: frozenset[Permission]


class ConnectApplication:
    """Registers applications, and asks people for their permission."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        grants: PostgresApplicationGrantRepository,
        tenants: PostgresTenantRepository,
        documents: SealedDocuments,
        attempts: AttemptCounter,
        audit_log: AuditTrail,
        hash_token: TokenHasher,
        clock: Clock,
        ids: IdGenerator,
        public_url: str,
    ) -> None:
        self._open_work = open_work
        self._grants = grants
        self._tenants = tenants
        self._documents = documents
        self._attempts = attempts
        self._audit_log = audit_log
        self._hash_token = hash_token
        self._clock = clock
        self._ids = ids
        self._issuer = public_url

    async def register(
        self, name: str, redirect_uris: Sequence[str], *, source: str
    ) -> Application:
        """Return a new application.

        ``source`` is the network address that registers. Raises ``InvalidFieldError``, ``RedirectUriError``
        or ``RateLimitExceededError``.
        """
        await self._attempts.hit(
            f"oauth:register:{source}", window_s=_REGISTRATION_WINDOW_S, limit=_MAX_REGISTRATIONS
        )
        uris = check_redirect_uris(redirect_uris)
        shown = check_name(name)[:_MAX_NAME_LENGTH]
        client_id = self._documents.seal(_CLIENT, {"name": shown, "uris": uris})
        return Application(client_id=client_id, name=shown, redirect_uris=uris)

    def find(self, client_id: str) -> Application | None:
        """Return a registered application, or None."""
        document = self._documents.open(_CLIENT, client_id)
        if document is None:
            return None
        uris = cast("list[str]", document["uris"])
        return Application(
            client_id=client_id, name=str(document["name"]), redirect_uris=tuple(uris)
        )

    def begin(self, request: ApplicationRequest) -> str:
        """Return the request as a sealed text; a person can decide about it for ten minutes."""
        ends_at = self._clock.now() + REQUEST_LIFETIME
        return self._documents.seal(
            _REQUEST,
            {
                "client_id": request.client_id,
                "name": request.client_name,
                "uri": request.redirect_uri,
                "state": request.state,
                "challenge": request.code_challenge,
                "permissions": sorted(request.permissions),
                "ends_at": ends_at.timestamp(),
            },
        )

    async def read(self, caller: Caller, sealed: str) -> ConsentOffer:
        """Return what the person decides about.

        Raises ``SignedInPersonNeededError``, ``ConsentRequestEndedError`` or ``NothingToPermitError``.
        """
        request = self._open_request(caller, sealed)
        async with self._open_work(caller.tenant_id) as work:
            tenant = await self._tenants.read(work)
        return ConsentOffer(
            client_name=request.client_name,
            redirect_host=describe_redirect(request.redirect_uri),
            organization="" if tenant is None else tenant.name,
            permissions=_permitted(caller, request),
        )

    async def allow(self, caller: Caller, sealed: str, *, request_id: str = "") -> str:
        """Permit the application to act for the person; return where to send the browser.

        Raises the errors of ``read``.
        """
        request = self._open_request(caller, sealed)
        now = self._clock.now()
        code = CODE_PREFIX + self._ids.random_token(_CODE_BITS)
        grant = ApplicationGrant(
            id=self._ids.new_id(),
            user_id=caller.id,
            client_hash=hash_client_id(request.client_id),
            client_name=request.client_name,
            redirect_uri=request.redirect_uri,
            permissions=_permitted(caller, request),
            code_challenge=request.code_challenge,
            code_expires_at=now + CODE_LIFETIME,
            code_used_at=None,
            created_at=now,
            last_used_at=None,
            is_active=True,
        )
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            if not await self._grants.add(work, grant, self._hash_token(code)):
                raise NotFoundError  # removed in the meantime
            await self._audit_log.record(
                work,
                caller,
                "application.connected",
                str(grant.id),
                {"permissions": sorted(grant.permissions)},
            )
        return self._answer(request, {"code": code})

    def deny(self, caller: Caller, sealed: str) -> str:
        """Refuse; return where to send the browser, so that the application learns of it."""
        request = self._open_request(caller, sealed)
        return self._answer(request, {"error": "access_denied"})

    def _answer(self, request: ApplicationRequest, values: Mapping[str, str]) -> str:
        # 'iss' tells the application which server answers, against mix-ups (RFC 9207).
        return build_redirect(
            request.redirect_uri, {**values, "state": request.state, "iss": self._issuer}
        )

    def _open_request(self, caller: Caller, sealed: str) -> ApplicationRequest:
        if not caller.is_person:
            raise SignedInPersonNeededError
        document = self._documents.open(_REQUEST, sealed)
        if document is None or cast("float", document["ends_at"]) <= self._clock.now().timestamp():
            raise ConsentRequestEndedError
        state = document["state"]
        return ApplicationRequest(
            client_id=str(document["client_id"]),
            client_name=str(document["name"]),
            redirect_uri=str(document["uri"]),
            state=None if state is None else str(state),
            code_challenge=str(document["challenge"]),
            permissions=read_permissions(cast("list[str]", document["permissions"])),
        )


def _permitted(caller: Caller, request: ApplicationRequest) -> frozenset[Permission]:
    """Return what the person can permit of what is asked for; raise ``NothingToPermitError`` if nothing."""
    permissions = request.permissions & caller.permissions
    if not permissions:
        raise NothingToPermitError
    return permissions


class ManageConnectedApplications:
    """Lists the applications that people connected, and disconnects them."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        grants: PostgresApplicationGrantRepository,
        audit_log: AuditTrail,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._grants = grants
        self._audit_log = audit_log
        self._clock = clock

    async def page(
        self,
        caller: Caller,
        *,
        everyone: bool,
        offset: int,
        limit: int,
        after: UUID | None = None,
    ) -> tuple[list[tuple[ApplicationGrant, str]], int]:
        """Return a page of active grants with their persons' names, newest first, and the total.

        ``everyone`` needs the permission to manage users; else they are the caller's own. ``after``
        is the last grant of the page before. Raises
        ``SignedInPersonNeededError`` or ``ForbiddenError``.
        """
        if not caller.is_person:
            raise SignedInPersonNeededError
        if everyone:
            caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            return await self._grants.list(
                work,
                None if everyone else caller.id,
                offset=offset,
                limit=limit,
                after=after,
            )

    async def disconnect(self, caller: Caller, grant_id: UUID, *, request_id: str = "") -> None:
        """End a grant and its tokens at once; idempotent.

        Raises ``SignedInPersonNeededError``, and ``NotFoundError`` for another person's grant, unless the
        caller may manage users.
        """
        if not caller.is_person:
            raise SignedInPersonNeededError
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            grant = await self._grants.lock(work, grant_id)
            may_manage = Permission.USER_MANAGE in caller.permissions
            if grant is None or not (grant.user_id == caller.id or may_manage):
                raise NotFoundError
            await self._grants.revoke(work, grant_id, self._clock.now())
            await self._audit_log.record(
                work, caller, "application.disconnected", str(grant_id), {}
            )
