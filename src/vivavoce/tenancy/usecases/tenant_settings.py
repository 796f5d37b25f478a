"""Read and change an organization's settings: switches, choices and retention days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeGuard

from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFoundError
from vivavoce.tenancy.ports import AuditLog, TenantRepository

SettingValue = bool | str | int


class ManageTenantSettings:
    """Reads and changes the settings of the caller's organization.

    ``defaults`` maps every switch to its default; ``choices`` maps every setting with several values to
    these, the default first; ``days`` maps every setting in days to its default.
    """

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        tenants: TenantRepository,
        audit_log: AuditLog,
        defaults: Mapping[str, bool],
        choices: Mapping[str, Sequence[str]],
        days: Mapping[str, int],
    ) -> None:
        self._open_work = open_work
        self._tenants = tenants
        self._audit_log = audit_log
        self._defaults = dict(defaults)
        self._choices = dict(choices)
        self._days = dict(days)

    async def read(self, caller: Caller) -> dict[str, SettingValue]:
        """Return every setting with its effective value."""
        caller.require(Permission.TENANT_READ)
        async with self._open_work(caller.tenant_id) as work:
            return await self._effective_settings(work)

    async def change(
        self, caller: Caller, changes: Mapping[str, SettingValue], *, request_id: str = ""
    ) -> dict[str, SettingValue]:
        """Change settings, record the change in the audit, and return all of them; ignores unknown ones."""
        caller.require(Permission.TENANT_UPDATE)
        known = {
            name: value
            for name, value in changes.items()
            if name in self._defaults or name in self._days or value in self._choices.get(name, ())
        }
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            if known:
                await self._tenants.update_settings(work, known)
                await self._audit_log.write(
                    work, caller, "tenant.settings_changed", str(caller.tenant_id), known
                )
            return await self._effective_settings(work)

    async def _effective_settings(self, work: UnitOfWork) -> dict[str, SettingValue]:
        tenant = await self._tenants.read(work)
        if tenant is None:
            raise NotFoundError
        kept = tenant.settings
        switches: dict[str, SettingValue] = {
            name: value if isinstance(value := kept.get(name), bool) else default
            for name, default in self._defaults.items()
        }
        chosen = {
            name: value if (value := kept.get(name)) in known else known[0]
            for name, known in self._choices.items()
        }
        days: dict[str, SettingValue] = {
            name: value if is_day_count(value := kept.get(name)) else default
            for name, default in self._days.items()
        }
        return switches | {name: str(value) for name, value in chosen.items()} | days


def is_day_count(value: object) -> TypeGuard[int]:
    """Return whether a stored setting is a number of days."""
    return isinstance(value, int) and not isinstance(value, bool)
