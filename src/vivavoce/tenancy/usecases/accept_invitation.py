"""Accept an invitation: the mailbox owner joins with a first password or with their existing one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vivavoce.infra.metrics import count_sign_in_failure
from vivavoce.infra.rate_limiter import AttemptCounter
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import DEMO_TENANT_ID, IdGenerator, TenantId
from vivavoce.tenancy.adapters.invitations import PostgresInvitationRepository
from vivavoce.tenancy.adapters.users import PostgresTenantRepository, PostgresUserRepository
from vivavoce.tenancy.domain.form_fields import MAX_PASSWORD_LENGTH, check_name, check_password
from vivavoce.tenancy.domain.roles import AssignedRole
from vivavoce.tenancy.domain.users import (
    MAX_LINK_TOKEN_LENGTH,
    Account,
    AccountChangedError,
    AlreadyMemberError,
    Invitation,
    InvitationNotOpenError,
    InvitationProof,
    PasswordResetRequiredError,
    SignInRefusedError,
    User,
    determine_proof,
)
from vivavoce.tenancy.ports import AsyncPasswordHasher, CrossTenantIdentityRepository, TokenHasher
from vivavoce.tenancy.usecases.passwords import MAX_LINK_REQUESTS
from vivavoce.tenancy.usecases.sign_in import (
    SignInLimits,
    SignInResult,
    SignInSource,
    TokenIssuer,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationOffer:
    """What an invitation offers, as shown to the holder of its link."""

    organization: str
    email: str
    name: str
    role: AssignedRole
    expires_at: datetime
    proof: InvitationProof


class AcceptInvitation:
    """Reads and accepts invitations for people who have the link; no sign-in is needed."""

    def __init__(
        self,
        *,
        lookup: CrossTenantIdentityRepository,
        open_work: UnitOfWorkFactory,
        invitations: PostgresInvitationRepository,
        tenants: PostgresTenantRepository,
        users: PostgresUserRepository,
        password_hasher: AsyncPasswordHasher,
        limits: SignInLimits,
        attempts: AttemptCounter,
        issuer: TokenIssuer,
        audit_log: AuditTrail,
        hash_token: TokenHasher,
        clock: Clock,
        ids: IdGenerator,
        is_local: bool,
    ) -> None:
        self._lookup = lookup
        self._open_work = open_work
        self._invitations = invitations
        self._tenants = tenants
        self._users = users
        self._password_hasher = password_hasher
        self._limits = limits
        self._attempts = attempts
        self._issuer = issuer
        self._audit_log = audit_log
        self._hash_token = hash_token
        self._clock = clock
        self._ids = ids
        self._excluded_tenant = None if is_local else DEMO_TENANT_ID

    async def read(self, token: str, *, source: SignInSource) -> InvitationOffer:
        """Return what the invitation offers, or raise ``InvitationNotOpenError``."""
        _, invitation, organization = await self._find_open(token, source)
        account = await self._lookup.find_account(invitation.email)
        return InvitationOffer(
            organization=organization,
            email=invitation.email,
            name=invitation.name,
            role=invitation.role,
            expires_at=invitation.expires_at,
            proof=determine_proof(account),
        )

    async def __call__(
        self,
        token: str,
        password: str,
        *,
        name: str | None = None,
        source: SignInSource | None = None,
        request_id: str = "",
    ) -> SignInResult:
        """Make the person a user and return a new token.

        A person without an account sets its first password; anyone else enters their existing one. Raises
        ``InvitationNotOpenError``, ``PasswordResetRequiredError``, ``SignInRefusedError``,
        ``SignInLockedError``, ``AlreadyMemberError``, ``AccountChangedError`` or ``InvalidFieldError``.
        """
        sign_in_source = source or SignInSource()
        tenant_id, invitation, organization = await self._find_open(token, sign_in_source)
        person = check_name(invitation.name if name is None else name)
        account = await self._lookup.find_account(invitation.email)
        password_hash = ""
        match determine_proof(account):
            case InvitationProof.RESET_FIRST:
                raise PasswordResetRequiredError
            case InvitationProof.NEW_PASSWORD:
                personal_details = (invitation.email, person, organization)
                password_hash = await self._password_hasher.hash(
                    check_password(password, personal_details=personal_details)
                )
            case InvitationProof.OWN_PASSWORD:
                await self._verify_password(account, invitation.email, password, sign_in_source)
        async with self._open_work(tenant_id, correlation_id=request_id) as work:
            accepted = await self._invitations.accept(
                work, self._token_hash(token), self._clock.now()
            )
            if accepted is None:
                raise InvitationNotOpenError
            account_id = await self._resolve_account(work, account, accepted, password_hash)
            user = User(tenant_id=tenant_id, id=self._ids.new_id(), name=person, role=accepted.role)
            new_user = await self._users.add_user(work, user, account_id)
            if new_user is None:
                raise AlreadyMemberError
            await self._audit_log.record(
                work,
                new_user.to_caller(),
                "invitation.accepted",
                str(accepted.id),
                {"role": str(accepted.role)},
            )
        return await self._sign_in(invitation.email, tenant_id)

    async def _find_open(
        self, token: str, source: SignInSource
    ) -> tuple[TenantId, Invitation, str]:
        """Return the open invitation with its organization's id and name; failed attempts are counted."""
        key = await self._limits.count_use_of_link("links:source", source.client, MAX_LINK_REQUESTS)
        invitation_ref = await self._lookup.find_invitation(self._token_hash(token))
        if invitation_ref is None or invitation_ref[0] == self._excluded_tenant:
            count_sign_in_failure("expired_link")
            raise InvitationNotOpenError
        tenant_id, invitation_id = invitation_ref
        async with self._open_work(tenant_id) as work:
            invitation = await self._invitations.find(work, invitation_id)
            tenant = await self._tenants.read(work)
        if invitation is None or tenant is None or invitation.expires_at <= self._clock.now():
            count_sign_in_failure("expired_link")
            raise InvitationNotOpenError
        await self._attempts.give_back(key)
        return tenant_id, invitation, tenant.name

    async def _verify_password(
        self, account: Account | None, address: str, password: str, source: SignInSource
    ) -> None:
        attempt = await self._limits.count_attempt(address, source)
        password_hash = account.password_hash if account else None
        if not await self._password_hasher.verify(
            password[: MAX_PASSWORD_LENGTH + 1], password_hash
        ):
            self._limits.record_failure(attempt, "wrong_password")
            raise SignInRefusedError(
                'This is not the password of your account. Try again, or choose "Forgot your '
                'password?".'
            )
        await self._limits.record_success(attempt)

    async def _resolve_account(
        self, work: UnitOfWork, account: Account | None, invitation: Invitation, password_hash: str
    ) -> UUID:
        """Return the id of the joining account; raise ``AccountChangedError`` if it changed meanwhile."""
        if not password_hash and account is not None:
            if await self._users.lock_account(work, account):
                return account.id
            raise AccountChangedError
        claimed = await self._users.claim_account(
            work,
            self._ids.new_id(),
            invitation.email,
            password_hash,
            is_by_owner=invitation.is_mailed,
        )
        if claimed is None:
            raise AccountChangedError
        return claimed[0]

    async def _sign_in(self, address: str, tenant_id: TenantId) -> SignInResult:
        account = await self._lookup.find_account(address)
        if account is None:
            raise AccountChangedError
        user = await self._lookup.enter_tenant(
            account, preferred_tenant=tenant_id, excluded_tenant=None
        )
        if user is None:
            raise AccountChangedError
        return self._issuer.issue(user, account.version, address)

    def _token_hash(self, token: str) -> bytes:
        return self._hash_token(token[:MAX_LINK_TOKEN_LENGTH])
