"""Inviting people to an organization; the owner of the mailbox decides."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal
from uuid import UUID

from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import Ids
from vivavoce.tenancy.domain.invitation import INVITATION_LASTS, LINK_BITS, Invitation
from vivavoce.tenancy.domain.people import AlreadyHere, check_grant, role_named
from vivavoce.tenancy.domain.words import check_name, fold_address
from vivavoce.tenancy.ports import (
    AccountMail,
    Attempts,
    HashToken,
    Invitations,
    Journal,
    KeyRing,
    People,
    Tenants,
)

_WINDOW_S = 3600
_MOST_IN_ALL = 200
_MOST_FOR_ONE = 5
"""E-mails within an hour: of one organization, and of one organization to one mailbox."""


class InvitePerson:
    """Sends invitations and takes them back. It never asks whether the address has an account."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        people: People,
        tenants: Tenants,
        invitations: Invitations,
        keyring: KeyRing,
        attempts: Attempts,
        mail: AccountMail,
        journal: Journal,
        hash_token: HashToken,
        clock: Clock,
        ids: Ids,
        public_url: str,
    ) -> None:
        self._open_work = open_work
        self._people = people
        self._tenants = tenants
        self._invitations = invitations
        self._keyring = keyring
        self._attempts = attempts
        self._mail = mail
        self._journal = journal
        self._hash_token = hash_token
        self._clock = clock
        self._ids = ids
        self._public_url = public_url

    async def __call__(
        self, caller: Caller, email: str, name: str, *, role: str, request_id: str = ""
    ) -> Invitation:
        """Send an invitation and return it; an open one for the same address is replaced."""
        caller.require(Permission.USER_MANAGE)
        wanted = role_named(role)
        check_grant(caller, wanted)
        now = self._clock.now()
        invitation = Invitation(
            id=self._ids.new(),
            email=fold_address(email),
            name=check_name(name),
            role=wanted,
            is_mailed=True,
            made_at=now,
            expires_at=now + INVITATION_LASTS,
        )
        await self._count(caller, invitation)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            if await self._people.find_by_address(work, invitation.email) is not None:
                raise AlreadyHere
            return await self._send(work, caller, invitation, "user.invited")

    async def page(
        self, caller: Caller, *, offset: int, limit: int
    ) -> tuple[list[Invitation], int]:
        """Return a page of open invitations, newest first, and how many there are."""
        caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            return await self._invitations.list(work, offset=offset, limit=limit)

    def status(self, invitation: Invitation) -> Literal["pending", "expired"]:
        """Return whether an open invitation can still be accepted."""
        return invitation.status(self._clock.now())

    async def resend(
        self, caller: Caller, invitation_id: UUID, *, request_id: str = ""
    ) -> Invitation:
        """Send a new link, which ends the older one; raise ``NotFound`` if none is open."""
        caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            found = await self._invitations.find(work, invitation_id)
        if found is None:
            raise NotFound
        check_grant(caller, found.role)
        now = self._clock.now()
        renewed = replace(found, is_mailed=True, made_at=now, expires_at=now + INVITATION_LASTS)
        await self._count(caller, renewed)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            if await self._invitations.find(work, invitation_id) is None:
                raise NotFound
            return await self._send(work, caller, renewed, "invitation.resent")

    async def revoke(self, caller: Caller, invitation_id: UUID, *, request_id: str = "") -> None:
        """End an open invitation, or raise ``NotFound``."""
        caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            if not await self._invitations.revoke(work, invitation_id, self._clock.now()):
                raise NotFound
            await self._journal.write(work, caller, "invitation.revoked", str(invitation_id), {})

    async def _count(self, caller: Caller, invitation: Invitation) -> None:
        """Count an e-mail: mailboxes of strangers are not filled from here."""
        key = f"invite:{caller.tenant_id}"
        await self._attempts.hit(key, window_s=_WINDOW_S, limit=_MOST_IN_ALL)
        await self._attempts.hit(
            f"{key}:{invitation.email}", window_s=_WINDOW_S, limit=_MOST_FOR_ONE
        )

    async def _send(
        self, work: Work, caller: Caller, invitation: Invitation, action: str
    ) -> Invitation:
        tenant = await self._tenants.read(work)
        if tenant is None:
            raise NotFound
        token = self._ids.token(LINK_BITS)
        known = await self._invitations.put(
            work, invitation, self._hash_token(token), await self._person(work, caller)
        )
        await self._mail.send_join_link(
            work,
            person_id=known,
            to=invitation.email,
            name=invitation.name,
            organisation=tenant.name,
            invited_by=caller.name,
            link=f"{self._public_url}/accept-invitation#{token}",
            expires_at=invitation.expires_at,
        )
        await self._journal.write(work, caller, action, str(known), {"role": str(invitation.role)})
        return replace(invitation, id=known)

    async def _person(self, work: Work, caller: Caller) -> UUID | None:
        """Return the person behind the caller: a key's invitations end with the key's own maker."""
        if caller.is_person:
            return caller.id
        key = await self._keyring.find(work, caller.id)
        return key.made_by if key else None
