"""The first administrator of an organisation, made at the operator's own console."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Role
from vivavoce.kernel.ids import DEMO_TENANT, Ids, TenantId
from vivavoce.tenancy.domain.people import User
from vivavoce.tenancy.domain.words import (
    Unfit,
    check_name,
    check_password,
    fold_address,
    slug_of,
)
from vivavoce.tenancy.ports import Doorway, Journal, Passwords, People, Tenants


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminCreated:
    """What was made, and what was there before."""

    tenant_id: TenantId
    slug: str
    user_id: UUID
    is_new_tenant: bool
    has_own_password: bool
    """Whether the address had an account already, which keeps the password it has."""


class CreateAdmin:
    """Makes an administrator, and the organisation when there is none of that name."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        doorway: Doorway,
        tenants: Tenants,
        people: People,
        passwords: Passwords,
        journal: Journal,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._doorway = doorway
        self._tenants = tenants
        self._people = people
        self._passwords = passwords
        self._journal = journal
        self._ids = ids

    async def __call__(
        self, *, email: str, name: str, password: str, tenant_name: str
    ) -> AdminCreated:
        """Return what was made; a second call with the same words changes nothing."""
        address = fold_address(email)
        person = check_name(name)
        organisation = check_name(tenant_name, field="tenant")
        kept = await self._passwords.hash(check_password(password))
        is_known = await self._doorway.find_account(address) is not None
        slug = slug_of(organisation)
        found = await self._doorway.find_tenant(slug)
        tenant_id = found or TenantId(self._ids.new())
        if tenant_id == DEMO_TENANT:
            raise Unfit("'demo' is the name of the demo organisation. Choose another.")
        async with self._open_work(tenant_id) as work:
            if found is None and not await self._tenants.add(work, slug=slug, name=organisation):
                raise Unfit("An organisation of that name was made just now. Try again.")
            account_id = await self._people.add_account(work, self._ids.new(), address, kept)
            user = User(tenant_id=tenant_id, id=self._ids.new(), name=person, role=Role.ADMIN)
            user_id = await self._people.join(work, user, account_id)
            if user_id is None:
                user_id = await self._people.promote(work, account_id, Role.ADMIN)
            await self._journal.write(work, None, "admin.created", str(user_id), {})
        return AdminCreated(
            tenant_id=tenant_id,
            slug=slug,
            user_id=user_id,
            is_new_tenant=found is None,
            has_own_password=is_known,
        )
