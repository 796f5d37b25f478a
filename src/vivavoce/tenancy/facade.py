"""Facade for other slices: the organization's name and settings, and its members."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import TenantId
from vivavoce.tenancy.adapters.users import PostgresTenantRepository, PostgresUserRepository
from vivavoce.tenancy.domain.form_fields import normalize_email
from vivavoce.tenancy.domain.users import Tenant

_MAX_USERS = 1000


class TenantReader:
    """Reads an organization's name and settings."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        tenants: PostgresTenantRepository,
    ) -> None:
        self._open_work = open_work
        self._tenants = tenants

    async def read(self, work: UnitOfWork) -> Tenant:
        """Return the tenant of ``work``, or raise ``NotFoundError``."""
        tenant = await self._tenants.read(work)
        if tenant is None:
            raise NotFoundError
        return tenant

    async def slug(self, work: UnitOfWork) -> str:
        """Return the short name of the organization of ``work``, or raise ``NotFoundError``."""
        return (await self.read(work)).slug

    async def settings(self, tenant_id: TenantId) -> Mapping[str, object]:
        """Return the organization's stored settings; opens its own transaction."""
        async with self._open_work(tenant_id) as work:
            return (await self.read(work)).settings

    async def name(self, tenant_id: TenantId) -> str:
        """Return the organization's name; opens its own transaction."""
        async with self._open_work(tenant_id) as work:
            return (await self.read(work)).name


class MemberReader:
    """Finds users of an organization and their e-mail addresses."""

    def __init__(self, users: PostgresUserRepository) -> None:
        self._users = users

    async def find_by_email(self, work: UnitOfWork, email: str) -> Caller | None:
        """Return the user with that sign-in address in the tenant of ``work`` as a caller, or None."""
        user = await self._users.find_by_email(work, normalize_email(email))
        return None if user is None else user.to_caller()

    async def list_responsible_emails(
        self,
        work: UnitOfWork,
        user_id: UUID | None,
        *,
        needed: Permission,
        except_id: UUID | None = None,
    ) -> tuple[str, ...]:
        """Return the address of that user if they may read interviews and have ``needed``.

        Otherwise return those of all who do, in the order in which they joined. The user ``except_id`` is
        left out, and so is one without an address.
        """
        able = {Permission.INTERVIEW_READ, needed}
        listed, _ = await self._users.list(work, offset=0, limit=_MAX_USERS)
        users = [
            user
            for user in listed
            if user.id != except_id and user.email and user.permissions >= able
        ]
        asked = [user for user in users if user.id == user_id]
        return tuple(user.email for user in asked or users)

    async def get_name(self, work: UnitOfWork, user_id: UUID) -> str | None:
        """Return the name of a user in the tenant of ``work``, or None."""
        user = await self._users.find(work, user_id)
        return None if user is None else user.name
