"""Create an organization: invite its administrator from the command line, or seed the demo.

The demo organization of the local profile has five people, one password, one API key and one operator.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Role
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ConflictError
from vivavoce.kernel.ids import DEMO_TENANT_ID, IdGenerator, TenantId
from vivavoce.tenancy.adapters.api_keys import PostgresApiKeyRepository
from vivavoce.tenancy.adapters.invitations import PostgresInvitationRepository
from vivavoce.tenancy.adapters.users import PostgresTenantRepository, PostgresUserRepository
from vivavoce.tenancy.domain.api_keys import DEMO_KEY, ApiKey, visible_prefix
from vivavoce.tenancy.domain.form_fields import (
    InvalidFieldError,
    build_slug,
    check_name,
    normalize_email,
)
from vivavoce.tenancy.domain.users import INVITATION_LIFETIME, LINK_TOKEN_BITS, Invitation, User
from vivavoce.tenancy.ports import (
    AccountMail,
    AsyncPasswordHasher,
    CrossTenantIdentityRepository,
    TokenHasher,
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
        tenants: PostgresTenantRepository,
        users: PostgresUserRepository,
        invitations: PostgresInvitationRepository,
        mail: AccountMail,
        audit_log: AuditTrail,
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
        existing_id = await self._lookup.find_tenant(slug)
        tenant_id = existing_id or TenantId(self._ids.new_id())
        if tenant_id == DEMO_TENANT_ID:
            raise InvalidFieldError(
                "'demo' is the name of the demo organization. Choose another name."
            )
        link, expires_at = None, None
        async with self._open_work(tenant_id) as work:
            if existing_id is None and not await self._tenants.add(
                work, slug=slug, name=organization
            ):
                raise InvalidFieldError(
                    "An organization with that name was created at the same moment. Try again."
                )
            user = await self._users.find_by_email(work, address)
            if user is not None:
                await self._users.change_role(work, user.id, Role.ADMIN)
                await self._audit_log.record(work, None, "admin.created", str(user.id), {})
            else:
                invitation = self._build_invitation(address, person, is_mailed=is_mailed)
                link = await self._invite(work, invitation, organization)
                expires_at = invitation.expires_at
        return AdminInvitationResult(
            tenant_id=tenant_id,
            slug=slug,
            is_new_tenant=existing_id is None,
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
        invitation_id = await self._invitations.save(
            work, invitation, self._hash_token(token), None
        )
        await self._audit_log.record(work, None, "admin.invited", str(invitation_id), {})
        if not invitation.is_mailed:
            return link
        await self._mail.send_join_link(
            work,
            person_id=invitation_id,
            to=invitation.email,
            name=invitation.name,
            organization=organization,
            invited_by=_OPERATOR_NAME,
            link=link,
            expires_at=invitation.expires_at,
        )
        return None


DEMO_PASSWORD = "Admin123!"  # noqa: S105 - printed by the quick start, local profile only
DEMO_USERS = {
    "admin": ("Ada Demo", Role.ADMIN),
    "recruiter": ("Ruth Demo", Role.RECRUITER),
    "viewer": ("Vito Demo", Role.VIEWER),
    "manager": ("Mina Demo", Role.HIRING_MANAGER),
    "seeker": ("Sam Demo", Role.SEEKER),
}


class DemoNotAvailableError(ConflictError):
    """The demo organization exists in the local profile only."""

    code = "demo_not_available"


def build_demo_email(name: str) -> str:
    """Return the e-mail address of a demo user."""
    return f"{name}@demo.ai-interview.com"


class SeedDemoTenant:
    """Creates missing parts of the demo organization; safe to run at every start."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        lookup: CrossTenantIdentityRepository,
        tenants: PostgresTenantRepository,
        users: PostgresUserRepository,
        api_keys: PostgresApiKeyRepository,
        password_hasher: AsyncPasswordHasher,
        hash_token: TokenHasher,
        clock: Clock,
        ids: IdGenerator,
        is_local: bool,
    ) -> None:
        self._open_work = open_work
        self._lookup = lookup
        self._tenants = tenants
        self._users = users
        self._api_keys = api_keys
        self._password_hasher = password_hasher
        self._hash_token = hash_token
        self._clock = clock
        self._ids = ids
        self._is_local = is_local

    async def __call__(self) -> bool:
        """Return whether anything was created.

        Raises ``DemoNotAvailableError`` outside the local profile.
        """
        if not self._is_local:
            raise DemoNotAvailableError
        is_new = await self._lookup.find_key(self._hash_token(DEMO_KEY)) is None
        if is_new:
            await self._create_organization()
        async with self._open_work(DEMO_TENANT_ID) as work:
            is_operated = await self._users.seed_operator(work, build_demo_email("admin"))
        return is_new or is_operated

    async def _create_organization(self) -> None:
        password_hash = await self._password_hasher.hash(DEMO_PASSWORD)
        async with self._open_work(DEMO_TENANT_ID) as work:
            await self._tenants.add(work, slug="demo", name="Demo organization")
            for who, (name, role) in DEMO_USERS.items():
                address = build_demo_email(who)
                account_id = await self._users.ensure_demo_account(
                    work, self._ids.new_id(), address, password_hash
                )
                user = User(tenant_id=DEMO_TENANT_ID, id=self._ids.new_id(), name=name, role=role)
                joined = await self._users.add_user(work, user, account_id)
                here = joined or await self._users.find_by_email(work, address)
                if role is Role.ADMIN and here is not None:
                    key = ApiKey(
                        id=self._ids.new_id(),
                        name="Demo key",
                        prefix=visible_prefix(DEMO_KEY),
                        permissions=ROLE_PERMISSIONS[Role.ADMIN],
                        created_by=here.id,
                        created_at=self._clock.now(),
                    )
                    await self._api_keys.add(work, key, self._hash_token(DEMO_KEY))
