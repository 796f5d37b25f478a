"""Manage the roles of an organization: the fixed ones are listed, its own ones are made and changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission, Role
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import IdGenerator
from vivavoce.tenancy.adapters.api_keys import PostgresApiKeyRepository
from vivavoce.tenancy.adapters.invitations import PostgresInvitationRepository
from vivavoce.tenancy.adapters.roles import PostgresRoleRepository
from vivavoce.tenancy.adapters.users import PostgresUserRepository
from vivavoce.tenancy.domain.roles import (
    MAX_CUSTOM_ROLES,
    AssignedRole,
    CannotChangeHeldRoleError,
    CustomRole,
    FixedRoleError,
    LastAdministratorError,
    RoleInUseError,
    RoleNameTakenError,
    TooManyRolesError,
    build_custom_role,
    check_can_grant,
    parse_custom_role_id,
    parse_role,
    unknown_role_error,
)
from vivavoce.tenancy.domain.users import User
from vivavoce.tenancy.ports import RoleUse


@dataclass(frozen=True, slots=True, kw_only=True)
class UsedRole:
    """A role, and who has it."""

    role: AssignedRole
    use: RoleUse


class ManageRoles:
    """Lists the roles of the caller's organization, and creates, changes and deletes its own ones."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        roles: PostgresRoleRepository,
        users: PostgresUserRepository,
        api_keys: PostgresApiKeyRepository,
        invitations: PostgresInvitationRepository,
        audit_log: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._open_work = open_work
        self._roles = roles
        self._users = users
        self._api_keys = api_keys
        self._invitations = invitations
        self._audit_log = audit_log
        self._clock = clock
        self._ids = ids

    async def list(self, caller: Caller) -> list[UsedRole]:
        """Return the fixed roles, then the organization's own ones by name."""
        caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            uses = await self._roles.count_uses(work)
            roles: list[AssignedRole] = [*Role, *await self._roles.list(work)]
        return [UsedRole(role=role, use=uses.get(str(role), RoleUse())) for role in roles]

    async def find(self, caller: Caller, key: str) -> UsedRole:
        """Return a role by its id or, for a fixed one, its name; raise ``NotFoundError``."""
        caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            role = _find_fixed_role(key) or await self._find(work, key)
            uses = await self._roles.count_uses(work)
        return UsedRole(role=role, use=uses.get(str(role), RoleUse()))

    async def create(
        self,
        caller: Caller,
        *,
        name: str,
        description: str,
        permissions: Sequence[str],
        request_id: str = "",
    ) -> UsedRole:
        """Create a role with permissions that the caller has.

        Raises ``InvalidFieldError``, ``GrantExceedsRightsError``, ``RoleNameTakenError`` or
        ``TooManyRolesError``.
        """
        caller.require(Permission.USER_MANAGE)
        role = build_custom_role(
            caller,
            self._ids.new_id(),
            name=name,
            description=description,
            permissions=permissions,
        )
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            if await self._check_name(work, role) >= MAX_CUSTOM_ROLES:
                raise TooManyRolesError
            await self._roles.add(work, role)
            await self._record(work, caller, "role.created", role, added=role.permissions)
        return UsedRole(role=role, use=RoleUse())

    async def change(
        self,
        caller: Caller,
        key: str,
        *,
        name: str,
        description: str,
        permissions: Sequence[str],
        request_id: str = "",
    ) -> UsedRole:
        """Replace the name, description and permissions of a role; its people have them at once.

        Invitations that they sent end if the role loses a permission. Raises ``FixedRoleError``,
        ``NotFoundError``, ``CannotChangeHeldRoleError``, ``InvalidFieldError``, ``RoleNameTakenError`` or
        ``GrantExceedsRightsError``, also if the caller lacks a permission that the role had.
        """
        caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            old = await self._lock(work, caller, key)
            role = build_custom_role(
                caller, old.id, name=name, description=description, permissions=permissions
            )
            await self._check_name(work, role)
            await self._roles.save(work, role)
            if old.permissions - role.permissions:
                for user_id in await self._roles.list_user_ids(work, role.id):
                    await self._invitations.revoke_all_by(work, user_id, self._clock.now())
            await self._record(
                work,
                caller,
                "role.changed",
                role,
                added=role.permissions - old.permissions,
                removed=old.permissions - role.permissions,
            )
            uses = await self._roles.count_uses(work)
        return UsedRole(role=role, use=uses.get(str(role), RoleUse()))

    async def delete(self, caller: Caller, key: str, *, request_id: str = "") -> None:
        """Delete a role that nobody has.

        Raises ``FixedRoleError``, ``NotFoundError``, ``CannotChangeHeldRoleError``, ``RoleInUseError`` or
        ``GrantExceedsRightsError``.
        """
        caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            role = await self._lock(work, caller, key)
            use = (await self._roles.count_uses(work)).get(str(role))
            if use is not None:
                raise RoleInUseError(users=use.users, invitations=use.invitations)
            await self._roles.delete(work, role.id)
            await self._record(work, caller, "role.deleted", role, removed=role.permissions)

    async def _lock(self, work: UnitOfWork, caller: Caller, key: str) -> CustomRole:
        if _find_fixed_role(key) is not None:
            raise FixedRoleError
        role_id = parse_custom_role_id(key)
        role = None if role_id is None else await self._roles.lock_for_change(work, role_id)
        if role is None:
            raise NotFoundError
        check_can_grant(caller, role)
        if await self._find_own_role(work, caller) == str(role):
            raise CannotChangeHeldRoleError
        return role

    async def _find_own_role(self, work: UnitOfWork, caller: Caller) -> str | None:
        """Return the role of the caller; an API key acts for the person who created it."""
        user_id = caller.id
        if not caller.is_person:
            key = await self._api_keys.find(work, caller.id)
            if key is None:
                return None
            user_id = key.created_by
        user = await self._users.find(work, user_id)
        return None if user is None else str(user.role)

    async def _find(self, work: UnitOfWork, key: str) -> CustomRole:
        role_id = parse_custom_role_id(key)
        role = None if role_id is None else await self._roles.find(work, role_id)
        if role is None:
            raise NotFoundError
        return role

    async def _check_name(self, work: UnitOfWork, role: CustomRole) -> int:
        """Return how many roles there are, or raise ``RoleNameTakenError``; others wait meanwhile."""
        await self._roles.lock_names(work)
        roles = await self._roles.list(work)
        if any(one.name.lower() == role.name.lower() and one.id != role.id for one in roles):
            raise RoleNameTakenError
        return len(roles)

    async def _record(
        self,
        work: UnitOfWork,
        caller: Caller,
        action: str,
        role: CustomRole,
        *,
        added: frozenset[Permission] = frozenset(),
        removed: frozenset[Permission] = frozenset(),
    ) -> None:
        details = {"added": sorted(added), "removed": sorted(removed)}
        await self._audit_log.record(work, caller, action, str(role.id), details)


async def resolve_role(work: UnitOfWork, roles: PostgresRoleRepository, text: str) -> AssignedRole:
    """Return the role that a person is to get; it cannot be deleted until ``work`` ends.

    Raises ``InvalidFieldError``.
    """
    role_id = parse_custom_role_id(text)
    if role_id is None:
        return parse_role(text)
    role = await roles.lock_for_use(work, role_id)
    if role is None:
        raise unknown_role_error()
    return role


async def keep_an_administrator(
    work: UnitOfWork, users: PostgresUserRepository, leaving: User
) -> None:
    """Raise ``LastAdministratorError`` if no other administrator stays when ``leaving`` is none any more.

    Until ``work`` ends, no other administrator can leave either.
    """
    if leaving.role is Role.ADMIN and not set(await users.lock_administrators(work)) - {leaving.id}:
        raise LastAdministratorError


def _find_fixed_role(key: str) -> Role | None:
    return Role(key.upper()) if key.upper() in set(Role) else None
