"""Show the caller's own profile, and set their time zone."""

from __future__ import annotations

from dataclasses import dataclass, field

from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import NotFoundError
from vivavoce.tenancy.adapters.users import PostgresTenantRepository, PostgresUserRepository
from vivavoce.tenancy.domain.form_fields import check_optional_time_zone
from vivavoce.tenancy.domain.roles import get_role_name
from vivavoce.tenancy.usecases.authenticate import SignedInPersonNeededError


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnProfile:
    """The caller's address and time zones; an API key has neither address nor time zone of its own."""

    email: str = field(repr=False)
    """The address; '' for an API key, and for a user who has none."""
    has_password: bool
    """Whether the person signs in with a password, not only by the organization's provider."""
    role_name: str
    """The name of the person's role; '' for an API key."""
    time_zone: str
    """The time zone that the person chose; '' for that of the organization."""
    organization_time_zone: str
    """The time zone of the organization; '' if it has chosen none."""


class ManageOwnProfile:
    """Reads and changes the profile of the person who calls.

    ``time_zone_setting`` is the organization's setting that holds its time zone.
    """

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        users: PostgresUserRepository,
        tenants: PostgresTenantRepository,
        audit_log: AuditTrail,
        time_zone_setting: str,
    ) -> None:
        self._open_work = open_work
        self._users = users
        self._tenants = tenants
        self._audit_log = audit_log
        self._time_zone_setting = time_zone_setting

    async def read(self, caller: Caller) -> OwnProfile:
        """Return the caller's profile."""
        async with self._open_work(caller.tenant_id) as work:
            return await self._read(work, caller)

    async def change_time_zone(
        self, caller: Caller, time_zone: str, *, request_id: str = ""
    ) -> OwnProfile:
        """Set the person's own time zone, or '' for the organization's, and return the profile.

        Raises ``SignedInPersonNeededError`` or ``InvalidFieldError``.
        """
        if not caller.is_person:
            raise SignedInPersonNeededError
        chosen = check_optional_time_zone("timeZone", time_zone)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            await self._users.change_time_zone(work, caller.id, chosen)
            await self._audit_log.record(
                work, caller, "user.time_zone_changed", str(caller.id), {"timeZone": chosen}
            )
            return await self._read(work, caller)

    async def _read(self, work: UnitOfWork, caller: Caller) -> OwnProfile:
        tenant = await self._tenants.read(work)
        if tenant is None:
            raise NotFoundError
        found = await self._users.find_account(work, caller.id) if caller.is_person else None
        user = await self._users.find(work, caller.id) if caller.is_person else None
        return OwnProfile(
            role_name="" if user is None else get_role_name(user.role),
            has_password=found is not None and found[0].password_hash is not None,
            email=await self._users.address(work, caller.id) if caller.is_person else "",
            time_zone=await self._users.get_time_zone(work, caller.id) if caller.is_person else "",
            organization_time_zone=str(tenant.settings.get(self._time_zone_setting) or ""),
        )
