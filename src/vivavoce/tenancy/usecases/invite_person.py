"""Invite people to an organization; they join only when the mailbox owner accepts."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from vivavoce.infra.rate_limiter import AttemptCounter
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import IdGenerator
from vivavoce.tenancy.adapters.api_keys import PostgresApiKeyRepository
from vivavoce.tenancy.adapters.invitations import PostgresInvitationRepository
from vivavoce.tenancy.adapters.roles import PostgresRoleRepository
from vivavoce.tenancy.adapters.users import PostgresTenantRepository, PostgresUserRepository
from vivavoce.tenancy.domain.form_fields import check_name, normalize_email
from vivavoce.tenancy.domain.roles import CustomRole, check_can_grant, unknown_role_error
from vivavoce.tenancy.domain.users import (
    INVITATION_LIFETIME,
    LINK_TOKEN_BITS,
    AlreadyMemberError,
    Invitation,
)
from vivavoce.tenancy.ports import AccountMail, TokenHasher
from vivavoce.tenancy.usecases.manage_roles import resolve_role

_WINDOW_S = 3600
_MAX_PER_TENANT = 200
_MAX_PER_MAILBOX = 5
"""Limits on invitation e-mails per hour: per organization, and per organization and mailbox."""


class ManageUserInvitations:
    """Sends, lists and revokes invitations. It never checks whether the address has an account."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        users: PostgresUserRepository,
        roles: PostgresRoleRepository,
        tenants: PostgresTenantRepository,
        invitations: PostgresInvitationRepository,
        api_keys: PostgresApiKeyRepository,
        attempts: AttemptCounter,
        mail: AccountMail,
        audit_log: AuditTrail,
        hash_token: TokenHasher,
        clock: Clock,
        ids: IdGenerator,
        public_url: str,
    ) -> None:
        self._open_work = open_work
        self._users = users
        self._roles = roles
        self._tenants = tenants
        self._invitations = invitations
        self._api_keys = api_keys
        self._attempts = attempts
        self._mail = mail
        self._audit_log = audit_log
        self._hash_token = hash_token
        self._clock = clock
        self._ids = ids
        self._public_url = public_url

    async def __call__(
        self, caller: Caller, email: str, name: str, *, role: str, request_id: str = ""
    ) -> Invitation:
        """Send an invitation and return it; replaces an open one to the same address.

        Raises ``InvalidFieldError``, ``GrantExceedsRightsError``, ``AlreadyMemberError`` or
        ``TooManyRequestsError``.
        """
        caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            parsed_role = await resolve_role(work, self._roles, role)
        check_can_grant(caller, parsed_role)
        now = self._clock.now()
        invitation = Invitation(
            id=self._ids.new_id(),
            email=normalize_email(email),
            name=check_name(name),
            role=parsed_role,
            is_mailed=True,
            created_at=now,
            expires_at=now + INVITATION_LIFETIME,
        )
        await self._count_email(caller, invitation)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            if await self._users.find_by_email(work, invitation.email) is not None:
                raise AlreadyMemberError
            return await self._send(work, caller, invitation, "user.invited")

    async def page(
        self,
        caller: Caller,
        *,
        offset: int,
        limit: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> tuple[list[Invitation], int]:
        """Return a page of open invitations, newest first, and the total.

        ``after`` is when the last invitation of the page before was created, and its id.
        """
        caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            return await self._invitations.list(work, offset=offset, limit=limit, after=after)

    def status(self, invitation: Invitation) -> Literal["pending", "expired"]:
        """Return whether an open invitation can still be accepted."""
        return invitation.status(self._clock.now())

    async def resend(
        self, caller: Caller, invitation_id: UUID, *, request_id: str = ""
    ) -> Invitation:
        """Send a new link and invalidate the old one; raise ``NotFoundError`` if it is not open."""
        caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            invitation = await self._invitations.find(work, invitation_id)
        if invitation is None:
            raise NotFoundError
        check_can_grant(caller, invitation.role)
        now = self._clock.now()
        renewed = replace(
            invitation, is_mailed=True, created_at=now, expires_at=now + INVITATION_LIFETIME
        )
        await self._count_email(caller, renewed)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            if await self._invitations.find(work, invitation_id) is None:
                raise NotFoundError
            return await self._send(work, caller, renewed, "invitation.resent")

    async def revoke(self, caller: Caller, invitation_id: UUID, *, request_id: str = "") -> None:
        """Revoke an open invitation, or raise ``NotFoundError``."""
        caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            if not await self._invitations.revoke(work, invitation_id, self._clock.now()):
                raise NotFoundError
            await self._audit_log.record(work, caller, "invitation.revoked", str(invitation_id), {})

    async def _count_email(self, caller: Caller, invitation: Invitation) -> None:
        """Count an e-mail, so that invitations cannot flood a mailbox."""
        key = f"invite:{caller.tenant_id}"
        await self._attempts.hit(key, window_s=_WINDOW_S, limit=_MAX_PER_TENANT)
        await self._attempts.hit(
            f"invite-mailbox:{caller.tenant_id}:{invitation.email}",
            window_s=_WINDOW_S,
            limit=_MAX_PER_MAILBOX,
        )

    async def _send(
        self, work: UnitOfWork, caller: Caller, invitation: Invitation, action: str
    ) -> Invitation:
        tenant = await self._tenants.read(work)
        if tenant is None:
            raise NotFoundError
        role = invitation.role
        if isinstance(role, CustomRole):
            # It may have been deleted or extended since the caller's right to grant it was checked.
            current = await self._roles.lock_for_use(work, role.id)
            if current is None:
                raise unknown_role_error()
            check_can_grant(caller, current)
        token = self._ids.random_token(LINK_TOKEN_BITS)
        invitation_id = await self._invitations.save(
            work, invitation, self._hash_token(token), await self._inviting_user(work, caller)
        )
        await self._mail.send_join_link(
            work,
            person_id=invitation_id,
            to=invitation.email,
            name=invitation.name,
            organization=tenant.name,
            invited_by=caller.name,
            link=f"{self._public_url}/accept-invitation#{token}",
            expires_at=invitation.expires_at,
        )
        await self._audit_log.record(
            work, caller, action, str(invitation_id), {"role": str(invitation.role)}
        )
        return replace(invitation, id=invitation_id)

    async def _inviting_user(self, work: UnitOfWork, caller: Caller) -> UUID | None:
        """Return the user behind the caller: an API key's invitations belong to the key's creator."""
        if caller.is_person:
            return caller.id
        key = await self._api_keys.find(work, caller.id)
        return key.created_by if key else None
