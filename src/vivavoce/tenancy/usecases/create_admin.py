"""The administrator of an organisation, invited at the operator's own console."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Role
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import DEMO_TENANT, Ids, TenantId
from vivavoce.tenancy.domain.invitation import INVITATION_LASTS, LINK_BITS, Invitation
from vivavoce.tenancy.domain.words import Unfit, check_name, fold_address, slug_of
from vivavoce.tenancy.ports import (
    AccountMail,
    Doorway,
    HashToken,
    Invitations,
    Journal,
    People,
    Tenants,
)

_OPERATOR = "The operator of this installation"


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminInvited:
    """What was made, and what was there before."""

    tenant_id: TenantId
    slug: str
    is_new_tenant: bool
    user_id: UUID | None
    """The person's user id where they belong to the organization already, else None."""
    link: str | None
    """The one-time link; None where it was sent to the mailbox, or where none is needed."""
    expires_at: datetime | None


class CreateAdmin:
    """Invites an administrator, and makes the organisation when there is none of that name."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        doorway: Doorway,
        tenants: Tenants,
        people: People,
        invitations: Invitations,
        mail: AccountMail,
        journal: Journal,
        hash_token: HashToken,
        clock: Clock,
        ids: Ids,
        public_url: str,
    ) -> None:
        self._open_work = open_work
        self._doorway = doorway
        self._tenants = tenants
        self._people = people
        self._invitations = invitations
        self._mail = mail
        self._journal = journal
        self._hash_token = hash_token
        self._clock = clock
        self._ids = ids
        self._public_url = public_url

    async def __call__(
        self, *, email: str, name: str, tenant_name: str, is_mailed: bool = False
    ) -> AdminInvited:
        """Return the link, or send it to the mailbox; a second call replaces the link.

        A person who belongs to the organization already becomes its administrator at once. A link that
        is returned proves no mailbox: what is set by it opens this one organization only.
        """
        address, person = fold_address(email), check_name(name)
        organisation = check_name(tenant_name, field="tenant")
        slug = slug_of(organisation)
        found = await self._doorway.find_tenant(slug)
        tenant_id = found or TenantId(self._ids.new())
        if tenant_id == DEMO_TENANT:
            raise Unfit("'demo' is the name of the demo organisation. Choose another.")
        link, expires_at = None, None
        async with self._open_work(tenant_id) as work:
            if found is None and not await self._tenants.add(work, slug=slug, name=organisation):
                raise Unfit("An organisation of that name was made just now. Try again.")
            user = await self._people.find_by_address(work, address)
            if user is not None:
                await self._people.promote(work, user.id, Role.ADMIN)
                await self._journal.write(work, None, "admin.created", str(user.id), {})
            else:
                invitation = self._invitation(address, person, is_mailed=is_mailed)
                link = await self._invite(work, invitation, organisation)
                expires_at = invitation.expires_at
        return AdminInvited(
            tenant_id=tenant_id,
            slug=slug,
            is_new_tenant=found is None,
            user_id=user.id if user else None,
            link=link,
            expires_at=expires_at,
        )

    def _invitation(self, address: str, name: str, *, is_mailed: bool) -> Invitation:
        now = self._clock.now()
        return Invitation(
            id=self._ids.new(),
            email=address,
            name=name,
            role=Role.ADMIN,
            is_mailed=is_mailed,
            made_at=now,
            expires_at=now + INVITATION_LASTS,
        )

    async def _invite(self, work: Work, invitation: Invitation, organisation: str) -> str | None:
        token = self._ids.token(LINK_BITS)
        link = f"{self._public_url}/accept-invitation#{token}"
        known = await self._invitations.put(work, invitation, self._hash_token(token), None)
        await self._journal.write(work, None, "admin.invited", str(known), {})
        if not invitation.is_mailed:
            return link
        await self._mail.send_join_link(
            work,
            person_id=known,
            to=invitation.email,
            name=invitation.name,
            organisation=organisation,
            invited_by=_OPERATOR,
            link=link,
            expires_at=invitation.expires_at,
        )
        return None
