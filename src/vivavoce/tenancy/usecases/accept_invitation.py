"""Accepting an invitation: the owner of the mailbox joins, by a first password or by the one they have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Role
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import DEMO_TENANT, Ids, TenantId
from vivavoce.tenancy.domain.invitation import (
    LONGEST_LINK_TOKEN,
    AccountChangedError,
    Invitation,
    InvitationOverError,
    Proof,
    ResetFirstError,
    proof_needed,
)
from vivavoce.tenancy.domain.people import Account, AlreadyHere, SignInRefused, User
from vivavoce.tenancy.domain.words import LONGEST_PASSWORD, check_name, check_password
from vivavoce.tenancy.ports import (
    Attempts,
    Doorway,
    HashToken,
    Invitations,
    Journal,
    Passwords,
    People,
    Tenants,
)
from vivavoce.tenancy.usecases.passwords import MOST_LINKS
from vivavoce.tenancy.usecases.sign_in_limits import WINDOW_S, SignInLimits, Source
from vivavoce.tenancy.usecases.token_issuer import SignedIn, TokenIssuer


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationOffer:
    """What the holder of a link is shown."""

    organisation: str
    email: str
    name: str
    role: Role
    expires_at: datetime
    proof: Proof


class AcceptInvitation:
    """Reads and accepts invitations for people who hold the link; nobody is signed in here."""

    def __init__(
        self,
        *,
        doorway: Doorway,
        open_work: OpenWork,
        invitations: Invitations,
        tenants: Tenants,
        people: People,
        passwords: Passwords,
        limits: SignInLimits,
        attempts: Attempts,
        issuer: TokenIssuer,
        journal: Journal,
        hash_token: HashToken,
        clock: Clock,
        ids: Ids,
        is_local: bool,
    ) -> None:
        self._doorway = doorway
        self._open_work = open_work
        self._invitations = invitations
        self._tenants = tenants
        self._people = people
        self._passwords = passwords
        self._limits = limits
        self._attempts = attempts
        self._issuer = issuer
        self._journal = journal
        self._hash_token = hash_token
        self._clock = clock
        self._ids = ids
        self._closed = None if is_local else DEMO_TENANT

    async def read(self, token: str, *, source: Source) -> InvitationOffer:
        """Return what the link is for, or raise ``InvitationOverError``."""
        _, invitation, organisation = await self._found(token, source)
        account = await self._doorway.find_account(invitation.email)
        return InvitationOffer(
            organisation=organisation,
            email=invitation.email,
            name=invitation.name,
            role=invitation.role,
            expires_at=invitation.expires_at,
            proof=proof_needed(account),
        )

    async def __call__(
        self,
        token: str,
        password: str,
        *,
        name: str | None = None,
        source: Source | None = None,
        request_id: str = "",
    ) -> SignedIn:
        """Make the person a user and return a fresh token.

        A person without an account sets its first password; everybody else gives the one they have. Raises
        ``InvitationOverError``, ``ResetFirstError``, ``SignInRefused``, ``SignInLocked`` or ``Unfit``, and
        then nothing has changed.
        """
        where = source or Source()
        tenant_id, invitation, organisation = await self._found(token, where)
        person = check_name(invitation.name if name is None else name)
        account = await self._doorway.find_account(invitation.email)
        kept = ""
        match proof_needed(account):
            case Proof.RESET_FIRST:
                raise ResetFirstError
            case Proof.NEW_PASSWORD:
                about = (invitation.email, person, organisation)
                kept = await self._passwords.hash(check_password(password, about=about))
            case Proof.OWN_PASSWORD:
                await self._prove(account, invitation.email, password, where)
        async with self._open_work(tenant_id, correlation_id=request_id) as work:
            taken = await self._invitations.accept(work, self._hashed(token), self._clock.now())
            if taken is None:
                raise InvitationOverError
            account_id = await self._account(work, account, taken, kept)
            user = User(tenant_id=tenant_id, id=self._ids.new(), name=person, role=taken.role)
            joined = await self._people.join(work, user, account_id)
            if joined is None:
                raise AlreadyHere
            await self._journal.write(
                work,
                joined.caller(),
                "invitation.accepted",
                str(taken.id),
                {"role": str(taken.role)},
            )
        return await self._signed_in(invitation.email, tenant_id)

    async def _found(self, token: str, source: Source) -> tuple[TenantId, Invitation, str]:
        """Return the open invitation with its organization; tries that find none are counted."""
        key = f"links:source:{source.client}"
        await self._attempts.hit(key, window_s=WINDOW_S, limit=MOST_LINKS)
        place = await self._doorway.find_invitation(self._hashed(token))
        if place is None or place[0] == self._closed:
            raise InvitationOverError
        tenant_id, invitation_id = place
        async with self._open_work(tenant_id) as work:
            invitation = await self._invitations.find(work, invitation_id)
            tenant = await self._tenants.read(work)
        if invitation is None or tenant is None or invitation.expires_at <= self._clock.now():
            raise InvitationOverError
        await self._attempts.give_back(key)
        return tenant_id, invitation, tenant.name

    async def _prove(
        self, account: Account | None, address: str, password: str, source: Source
    ) -> None:
        attempt = await self._limits.admit(address, source)
        kept = account.password_hash if account else None
        if not await self._passwords.matches(password[: LONGEST_PASSWORD + 1], kept):
            self._limits.failed(attempt)
            raise SignInRefused("This is not the password of your account.")
        await self._limits.succeeded(attempt)

    async def _account(
        self, work: Work, account: Account | None, invitation: Invitation, kept: str
    ) -> UUID:
        """Return the account that joins; raise where it is another one than a moment ago."""
        if not kept and account is not None:
            if await self._people.hold_account(work, account):
                return account.id
            raise AccountChangedError
        claimed = await self._people.claim_account(
            work, self._ids.new(), invitation.email, kept, is_by_owner=invitation.is_mailed
        )
        if claimed is None:
            raise AccountChangedError
        return claimed[0]

    async def _signed_in(self, address: str, tenant_id: TenantId) -> SignedIn:
        account = await self._doorway.find_account(address)
        if account is None:
            raise AccountChangedError
        user = await self._doorway.enter(account, wanted=tenant_id, closed=None)
        if user is None:
            raise AccountChangedError
        return self._issuer.issue(user, account.version, address)

    def _hashed(self, token: str) -> bytes:
        return self._hash_token(token[:LONGEST_LINK_TOKEN])
