"""Add and deactivate people whom an organization's provider vouches for: what sign-in and SCIM share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork
from vivavoce.kernel.caller import Caller, Role
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator
from vivavoce.tenancy.adapters.api_keys import PostgresApiKeyRepository
from vivavoce.tenancy.adapters.invitations import PostgresInvitationRepository
from vivavoce.tenancy.adapters.staff_identities import PostgresStaffIdentityRepository
from vivavoce.tenancy.adapters.users import PostgresUserRepository
from vivavoce.tenancy.domain.organization_sign_in import Identity, StaffIdentity
from vivavoce.tenancy.domain.users import User
from vivavoce.tenancy.ports import MemberDataEraser
from vivavoce.tenancy.usecases.manage_roles import keep_an_administrator


class IdentityMembers:
    """Makes identities members, and ends their membership; the caller holds the lock of identities."""

    def __init__(
        self,
        *,
        identities: PostgresStaffIdentityRepository,
        users: PostgresUserRepository,
        api_keys: PostgresApiKeyRepository,
        invitations: PostgresInvitationRepository,
        erase_member_data: MemberDataEraser,
        audit_log: AuditTrail,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._identities = identities
        self._users = users
        self._api_keys = api_keys
        self._invitations = invitations
        self._erase_member_data = erase_member_data
        self._audit_log = audit_log
        self._clock = clock
        self._ids = ids

    async def add(
        self,
        work: UnitOfWork,
        caller: Caller | None,
        identity: Identity,
        role: Role,
        *,
        user_name: str | None = None,
        name_parts: Mapping[str, str] | None = None,
    ) -> StaffIdentity:
        """Make a person who is not known yet a member with an account of their own, and return them."""
        account_id, user_id, now = self._ids.new_id(), self._ids.new_id(), self._clock.now()
        await self._users.create_account(work, account_id)
        user = User(tenant_id=work.tenant_id, id=user_id, name=identity.name, role=role)
        await self._users.add_user(work, user, account_id)
        stored = StaffIdentity(
            id=self._ids.new_id(),
            issuer=identity.issuer,
            subject=identity.subject,
            user_id=user_id,
            user_name=user_name,
            email=identity.email,
            name=identity.name,
            name_parts=name_parts or {},
            role=role,
            is_active=True,
            created_at=now,
            changed_at=now,
        )
        await self._identities.add(work, stored)
        await self._record(work, caller, "user.admitted", stored, {"role": str(role)})
        return stored

    async def readmit(
        self, work: UnitOfWork, caller: Caller, identity: StaffIdentity, role: Role
    ) -> StaffIdentity:
        """Make a person whose membership ended a member again, with the role of new people."""
        await self._users.readmit(work, identity.user_id, role)
        await self._record(work, caller, "user.admitted", identity, {"role": str(role)})
        return replace(identity, is_active=True, role=role)

    async def deactivate(
        self, work: UnitOfWork, caller: Caller, identity: StaffIdentity
    ) -> StaffIdentity:
        """End a person's membership, sign-ins, API keys, sent invitations and calendars at once.

        Raises ``LastAdministratorError``.
        """
        user = await self._users.find(work, identity.user_id)
        if user is not None:
            await keep_an_administrator(work, self._users, user)
        now = self._clock.now()
        await self._users.remove(work, identity.user_id)
        await self._erase_member_data(work, identity.user_id)
        await self._api_keys.revoke_all_by(work, identity.user_id, now)
        await self._invitations.revoke_all_by(work, identity.user_id, now)
        await self._record(work, caller, "user.removed", identity, {})
        return replace(identity, is_active=False)

    async def _record(
        self,
        work: UnitOfWork,
        caller: Caller | None,
        action: str,
        identity: StaffIdentity,
        details: dict[str, object],
    ) -> None:
        how = "sign_in" if caller is None else "provisioning"
        await self._audit_log.record(
            work, caller, action, str(identity.user_id), {**details, "by": how}
        )
