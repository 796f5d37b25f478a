"""What other slices get of tenancy: the audit, and what an organisation has set for itself."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import PERMISSIONS, Caller, Permission, Role
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.people import Tenant
from vivavoce.tenancy.domain.words import fold_address
from vivavoce.tenancy.ports import Doorway, Journal, People, Tenants

_MOST_USERS = 1000


class Audit:
    """Notes who did what. Rows are added in the caller's transaction and never changed.

    Details are ids, names of fields and codes; personal data does not belong there.
    """

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    async def note(
        self,
        work: Work,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Note that ``caller`` (None: the platform itself) did ``action`` to ``subject``."""
        await self._journal.write(work, caller, action, subject, details or {})


class TenantReader:
    """Reads an organisation's name and settings."""

    def __init__(self, *, open_work: OpenWork, tenants: Tenants, doorway: Doorway) -> None:
        self._open_work = open_work
        self._tenants = tenants
        self._doorway = doorway

    async def read(self, work: Work) -> Tenant:
        """Return the work's own tenant, or raise ``NotFound``."""
        tenant = await self._tenants.read(work)
        if tenant is None:
            raise NotFound
        return tenant

    async def settings(self, tenant_id: TenantId) -> Mapping[str, object]:
        """Return what the organisation has set, in a transaction of its own."""
        async with self._open_work(tenant_id) as work:
            return (await self.read(work)).settings

    async def name(self, tenant_id: TenantId) -> str:
        """Return the organisation's name, in a transaction of its own."""
        async with self._open_work(tenant_id) as work:
            return (await self.read(work)).name

    async def find(self, slug: str) -> TenantId | None:
        """Return the organisation with that slug."""
        return await self._doorway.find_tenant(slug)


class Members:
    """Finds people of an organisation by the address they sign in with."""

    def __init__(self, people: People) -> None:
        self._people = people

    async def known_as(self, work: Work, email: str) -> Caller | None:
        """Return who signs in with that address in the work's own organisation, and what they may do."""
        user = await self._people.find_by_address(work, fold_address(email))
        return None if user is None else user.caller()

    async def responsible(self, work: Work, user_id: UUID | None) -> tuple[str, ...]:
        """Return the address of that user while they may read interviews, else of those who run hiring.

        Those are the organization's recruiters and administrators, in the order of joining.
        """
        users, _ = await self._people.list(work, offset=0, limit=_MOST_USERS)
        asked = [user for user in users if user.id == user_id]
        if asked and Permission.INTERVIEW_READ in PERMISSIONS[asked[0].role]:
            return (asked[0].email,)
        return tuple(user.email for user in users if user.role in (Role.ADMIN, Role.RECRUITER))

    async def named(self, work: Work, user_id: UUID) -> str | None:
        """Return the name of a user of the work's own organisation."""
        user = await self._people.find(work, user_id)
        return None if user is None else user.name
