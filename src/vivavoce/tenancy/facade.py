"""What other slices get of tenancy: the audit, and what an organisation has set for itself."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Permission, Role
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.domain.form_fields import normalize_email
from vivavoce.tenancy.domain.users import Tenant
from vivavoce.tenancy.ports import AuditLog, IdentityLookup, TenantRepository, UserRepository

_MAX_USERS = 1000


class AuditRecorder:
    """Notes who did what. Rows are added in the caller's transaction and never changed.

    Details are ids, names of fields and codes; personal data does not belong there.
    """

    def __init__(self, audit_log: AuditLog) -> None:
        self._audit_log = audit_log

    async def record(
        self,
        work: UnitOfWork,
        caller: Caller | None,
        action: str,
        subject: str,
        details: Mapping[str, object] | None = None,
    ) -> None:
        """Note that ``caller`` (None: the platform itself) did ``action`` to ``subject``."""
        await self._audit_log.write(work, caller, action, subject, details or {})


class TenantReader:
    """Reads an organisation's name and settings."""

    def __init__(
        self, *, open_work: UnitOfWorkFactory, tenants: TenantRepository, lookup: IdentityLookup
    ) -> None:
        self._open_work = open_work
        self._tenants = tenants
        self._lookup = lookup

    async def read(self, work: UnitOfWork) -> Tenant:
        """Return the work's own tenant, or raise ``NotFoundError``."""
        tenant = await self._tenants.read(work)
        if tenant is None:
            raise NotFoundError
        return tenant

    async def settings(self, tenant_id: TenantId) -> Mapping[str, object]:
        """Return what the organisation has set, in a transaction of its own."""
        async with self._open_work(tenant_id) as work:
            return (await self.read(work)).settings

    async def name(self, tenant_id: TenantId) -> str:
        """Return the organisation's name, in a transaction of its own."""
        async with self._open_work(tenant_id) as work:
            return (await self.read(work)).name

    async def find_by_slug(self, slug: str) -> TenantId | None:
        """Return the organisation with that slug."""
        return await self._lookup.find_tenant(slug)


class MemberReader:
    """Finds people of an organisation by the address they sign in with."""

    def __init__(self, users: UserRepository) -> None:
        self._users = users

    async def find_by_email(self, work: UnitOfWork, email: str) -> Caller | None:
        """Return who signs in with that address in the work's own organisation, and what they may do."""
        user = await self._users.find_by_email(work, normalize_email(email))
        return None if user is None else user.to_caller()

    async def list_responsible_emails(
        self, work: UnitOfWork, user_id: UUID | None
    ) -> tuple[str, ...]:
        """Return the address of that user while they may read interviews, else of those who run hiring.

        Those are the organization's recruiters and administrators, in the order of joining.
        """
        users, _ = await self._users.list(work, offset=0, limit=_MAX_USERS)
        asked = [user for user in users if user.id == user_id]
        if asked and Permission.INTERVIEW_READ in ROLE_PERMISSIONS[asked[0].role]:
            return (asked[0].email,)
        return tuple(user.email for user in users if user.role in (Role.ADMIN, Role.RECRUITER))

    async def get_name(self, work: UnitOfWork, user_id: UUID) -> str | None:
        """Return the name of a user of the work's own organisation."""
        user = await self._users.find(work, user_id)
        return None if user is None else user.name
