"""Invite the administrator of an organization from the operator's command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Role
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import DEMO_TENANT_ID, IdGenerator, TenantId
from vivavoce.tenancy.domain.form_fields import (
    InvalidFieldError,
    build_slug,
    check_name,
    normalize_email,
)
from vivavoce.tenancy.domain.invitation import INVITATION_LIFETIME, LINK_TOKEN_BITS, Invitation
from vivavoce.tenancy.ports import (
    AccountMail,
    AuditLog,
    CrossTenantIdentityRepository,
    InvitationRepository,
    TenantRepository,
    TokenHasher,
    UserRepository,
)

_OPERATOR_NAME = "The operator of this installation"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminInvitationResult:
    """The result of inviting an administrator."""

    tenant_id: TenantId
    slug: str
    is_new_tenant: bool
    user_id: UUID | None
    """The person's user id if they already belong to the organization, else None."""
    link: str | None
    """The one-time link; None if it was sent by e-mail or is not needed."""
    expires_at: datetime | None


class CreateAdmin:
    """Invites an administrator, and creates the organization if it does not exist."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        lookup: CrossTenantIdentityRepository,
        tenants: TenantRepository,
        users: UserRepository,
        invitations: InvitationRepository,
        mail: AccountMail,
        audit_log: AuditLog,
        hash_token: TokenHasher,
        clock: Clock,
        ids: IdGenerator,
        public_url: str,
    ) -> None:
        self._open_work = open_work
        self._lookup = lookup
        self._tenants = tenants
        self._users = users
        self._invitations = invitations
        self._mail = mail
        self._audit_log = audit_log
        self._hash_token = hash_token
        self._clock = clock
        self._ids = ids
        self._public_url = public_url

    async def __call__(
        self, *, email: str, name: str, tenant_name: str, is_mailed: bool = False
    ) -> AdminInvitationResult:
        """Return the link, or e-mail it with ``is_mailed``; a second call replaces the link.

        A person who already belongs to the organization becomes its administrator at once. A returned
        link does not prove ownership of the mailbox, so the password set with it is valid for this
        organization only. Raises ``InvalidFieldError``.
        """
        address, person = normalize_email(email), check_name(name)
        organization = check_name(tenant_name, field="tenant")
        slug = build_slug(organization)
        found = await self._lookup.find_tenant(slug)
        tenant_id = found or TenantId(self._ids.new_id())
        if tenant_id == DEMO_TENANT_ID:
            raise InvalidFieldError(
                "'demo' is the name of the demo organization. Choose another name."
            )
        link, expires_at = None, None
        async with self._open_work(tenant_id) as work:
            if found is None and not await self._tenants.add(work, slug=slug, name=organization):
                raise InvalidFieldError(
                    "An organization with that name was created at the same moment. Try again."
                )
            user = await self._users.find_by_email(work, address)
            if user is not None:
                await self._users.change_role(work, user.id, Role.ADMIN)
                await self._audit_log.write(work, None, "admin.created", str(user.id), {})
            else:
                invitation = self._build_invitation(address, person, is_mailed=is_mailed)
                link = await self._invite(work, invitation, organization)
                expires_at = invitation.expires_at
        return AdminInvitationResult(
            tenant_id=tenant_id,
            slug=slug,
            is_new_tenant=found is None,
            user_id=user.id if user else None,
            link=link,
            expires_at=expires_at,
        )

    def _build_invitation(self, address: str, name: str, *, is_mailed: bool) -> Invitation:
        now = self._clock.now()
        return Invitation(
            id=self._ids.new_id(),
            email=address,
            name=name,
            role=Role.ADMIN,
            is_mailed=is_mailed,
            created_at=now,
            expires_at=now + INVITATION_LIFETIME,
        )

    async def _invite(
        self, work: UnitOfWork, invitation: Invitation, organization: str
    ) -> str | None:
        token = self._ids.random_token(LINK_TOKEN_BITS)
        link = f"{self._public_url}/accept-invitation#{token}"
        known = await self._invitations.save(work, invitation, self._hash_token(token), None)
        await self._audit_log.write(work, None, "admin.invited", str(known), {})
        if not invitation.is_mailed:
            return link
        await self._mail.send_join_link(
            work,
            person_id=known,
            to=invitation.email,
            name=invitation.name,
            organization=organization,
            invited_by=_OPERATOR_NAME,
            link=link,
            expires_at=invitation.expires_at,
        )
        return None
