"""Manage an organization's settings and users."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeGuard
from uuid import UUID

from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError
from vivavoce.tenancy.adapters.api_keys import PostgresApiKeyRepository
from vivavoce.tenancy.adapters.invitations import PostgresInvitationRepository
from vivavoce.tenancy.adapters.roles import PostgresRoleRepository
from vivavoce.tenancy.adapters.users import PostgresTenantRepository, PostgresUserRepository
from vivavoce.tenancy.domain.form_fields import check_name
from vivavoce.tenancy.domain.roles import check_can_grant, get_permissions
from vivavoce.tenancy.domain.users import (
    CannotChangeOwnRoleError,
    CannotRemoveYourselfError,
    User,
)
from vivavoce.tenancy.ports import MemberDataEraser
from vivavoce.tenancy.usecases.manage_roles import keep_an_administrator, resolve_role

SettingValue = bool | str | int | list[str]
TextCheck = Callable[[str, str], str]
"""Returns a text as it is stored, by the name of its setting, or raises ``InvalidFieldError``."""
ListCheck = Callable[[str, Sequence[str]], list[str]]
"""Returns a list of texts as it is stored, by the name of its setting, or raises ``InvalidFieldError``."""
_NAME = "name"


class ManageTenantSettings:
    """Reads and changes the name and the settings of the caller's organization.

    ``defaults`` maps every switch to its default; ``choices`` maps every setting with several values to
    these, the default first; ``numbers`` maps every setting in days or hours to its default; ``texts`` maps
    every setting that is a text, '' by default, to its check, which returns the text as it is stored;
    ``lists`` does the same for every list of texts, [] by default.
    """

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        tenants: PostgresTenantRepository,
        audit_log: AuditTrail,
        defaults: Mapping[str, bool],
        choices: Mapping[str, Sequence[str]],
        numbers: Mapping[str, int],
        texts: Mapping[str, TextCheck],
        lists: Mapping[str, ListCheck],
    ) -> None:
        self._open_work = open_work
        self._tenants = tenants
        self._audit_log = audit_log
        self._defaults = dict(defaults)
        self._choices = dict(choices)
        self._numbers = dict(numbers)
        self._texts = dict(texts)
        self._lists = dict(lists)

    async def read(self, caller: Caller) -> dict[str, SettingValue]:
        """Return the name and every setting with its effective value."""
        caller.require(Permission.TENANT_READ)
        async with self._open_work(caller.tenant_id) as work:
            return await self._effective_settings(work)

    async def change(
        self, caller: Caller, changes: Mapping[str, SettingValue], *, request_id: str = ""
    ) -> dict[str, SettingValue]:
        """Change settings, record the change in the audit, and return all of them; ignores unknown ones.

        Raises ``InvalidFieldError`` for a name without a visible character, or a text that its check
        refuses.
        """
        caller.require(Permission.TENANT_UPDATE)
        name = check_name(str(changes[_NAME])) if _NAME in changes else None
        valid_changes = {
            name: value
            for name, value in changes.items()
            if name in self._defaults
            or name in self._numbers
            or value in self._choices.get(name, ())
        }
        for setting, check in self._texts.items():
            if setting in changes:
                valid_changes[setting] = check(setting, str(changes[setting]))
        for setting, check_list in self._lists.items():
            if isinstance(given := changes.get(setting), list):
                valid_changes[setting] = check_list(setting, given)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            if name is not None:
                await self._tenants.rename(work, name)
                await self._audit_log.record(work, caller, "tenant.renamed", str(caller.tenant_id))
            if valid_changes:
                await self._tenants.update_settings(work, valid_changes)
                await self._audit_log.record(
                    work, caller, "tenant.settings_changed", str(caller.tenant_id), valid_changes
                )
            return await self._effective_settings(work)

    async def _effective_settings(self, work: UnitOfWork) -> dict[str, SettingValue]:
        tenant = await self._tenants.read(work)
        if tenant is None:
            raise NotFoundError
        stored = tenant.settings
        switches: dict[str, SettingValue] = {
            name: value if isinstance(value := stored.get(name), bool) else default
            for name, default in self._defaults.items()
        }
        chosen = {
            name: value if (value := stored.get(name)) in choices else choices[0]
            for name, choices in self._choices.items()
        }
        numbers: dict[str, SettingValue] = {
            name: value if is_number(value := stored.get(name)) else default
            for name, default in self._numbers.items()
        }
        named = {_NAME: tenant.name} | {name: str(value) for name, value in chosen.items()}
        texts: dict[str, SettingValue] = {
            name: value if isinstance(value := stored.get(name), str) else ""
            for name in self._texts
        }
        lists: dict[str, SettingValue] = {
            name: list(value) if isinstance(value := stored.get(name), list) else []
            for name in self._lists
        }
        return switches | named | numbers | texts | lists


def is_number(value: object) -> TypeGuard[int]:
    """Return whether a stored setting is a whole number, such as days or hours."""
    return isinstance(value, int) and not isinstance(value, bool)


class ManageUsers:
    """Lists and removes the users of the caller's organization, and changes their roles."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        users: PostgresUserRepository,
        roles: PostgresRoleRepository,
        api_keys: PostgresApiKeyRepository,
        invitations: PostgresInvitationRepository,
        erase_member_data: MemberDataEraser,
        audit_log: AuditTrail,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._users = users
        self._roles = roles
        self._erase_member_data = erase_member_data
        self._api_keys = api_keys
        self._invitations = invitations
        self._audit_log = audit_log
        self._clock = clock

    async def page(
        self, caller: Caller, *, offset: int, limit: int, after: UUID | None = None
    ) -> tuple[list[User], int]:
        """Return a page of users in the order in which they joined, and the total.

        ``after`` is the last user of the page before.
        """
        caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            return await self._users.list(work, offset=offset, limit=limit, after=after)

    async def change_role(
        self, caller: Caller, user_id: UUID, role: str, *, request_id: str = ""
    ) -> User:
        """Give a user another role and return the user; it applies to their next request.

        Their API keys lose what the role does not have. Invitations that they sent end if the role
        has less. Raises ``CannotChangeOwnRoleError``, ``NotFoundError``, ``InvalidFieldError``,
        ``GrantExceedsRightsError`` or ``LastAdministratorError``.
        """
        caller.require(Permission.USER_MANAGE)
        if user_id == caller.id:
            raise CannotChangeOwnRoleError
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            new_role = await resolve_role(work, self._roles, role)
            user = await self._users.find(work, user_id)
            if user is None:
                raise NotFoundError
            check_can_grant(caller, user.role)
            check_can_grant(caller, new_role)
            email = await self._users.address(work, user_id)
            if str(new_role) != str(user.role):
                await keep_an_administrator(work, self._users, user)
                await self._users.change_role(work, user_id, new_role)
                if not get_permissions(new_role) >= get_permissions(user.role):
                    await self._invitations.revoke_all_by(work, user_id, self._clock.now())
                details = {"from": str(user.role), "to": str(new_role)}
                await self._audit_log.record(
                    work, caller, "user.role_changed", str(user_id), details
                )
        return replace(user, role=new_role, email=email)

    async def remove(self, caller: Caller, user_id: UUID, *, request_id: str = "") -> None:
        """Remove a user. Their tokens, API keys, sent invitations and calendars end at once.

        If the person then belongs to no organization, their password is deleted. Raises
        ``CannotRemoveYourselfError``, ``NotFoundError``, ``GrantExceedsRightsError`` or
        ``LastAdministratorError``.
        """
        caller.require(Permission.USER_MANAGE)
        if user_id == caller.id:
            raise CannotRemoveYourselfError
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            user = await self._users.find(work, user_id)
            if user is None:
                raise NotFoundError
            check_can_grant(caller, user.role)
            await keep_an_administrator(work, self._users, user)
            now = self._clock.now()
            await self._users.remove(work, user_id)
            await self._erase_member_data(work, user_id)
            await self._api_keys.revoke_all_by(work, user_id, now)
            await self._invitations.revoke_all_by(work, user_id, now)
            await self._audit_log.record(work, caller, "user.removed", str(user_id), {})
