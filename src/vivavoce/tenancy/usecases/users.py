"""List and remove the users of an organization."""

from __future__ import annotations

from uuid import UUID

from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFoundError
from vivavoce.tenancy.domain.users import CannotRemoveYourselfError, User, check_can_grant
from vivavoce.tenancy.ports import ApiKeyRepository, AuditLog, InvitationRepository, UserRepository


class ManageUsers:
    """Lists and removes the users of the caller's organization."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        users: UserRepository,
        api_keys: ApiKeyRepository,
        invitations: InvitationRepository,
        audit_log: AuditLog,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._users = users
        self._api_keys = api_keys
        self._invitations = invitations
        self._audit_log = audit_log
        self._clock = clock

    async def page(self, caller: Caller, *, offset: int, limit: int) -> tuple[list[User], int]:
        """Return a page of users in the order in which they joined, and the total."""
        caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            return await self._users.list(work, offset=offset, limit=limit)

    async def address(self, caller: Caller) -> str:
        """Return the caller's own e-mail address; '' for an API key."""
        if not caller.is_person:
            return ""
        async with self._open_work(caller.tenant_id) as work:
            return await self._users.address(work, caller.id)

    async def remove(self, caller: Caller, user_id: UUID, *, request_id: str = "") -> None:
        """Remove a user. Their tokens, API keys and sent invitations end at once.

        If the person then belongs to no organization, their password is deleted. Raises
        ``CannotRemoveYourselfError``, ``NotFoundError`` or ``GrantExceedsRightsError``.
        """
        caller.require(Permission.USER_MANAGE)
        if user_id == caller.id:
            raise CannotRemoveYourselfError
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            user = await self._users.find(work, user_id)
            if user is None:
                raise NotFoundError
            check_can_grant(caller, user.role)
            now = self._clock.now()
            await self._users.remove(work, user_id)
            await self._api_keys.revoke_all_by(work, user_id, now)
            await self._invitations.revoke_all_by(work, user_id, now)
            await self._audit_log.write(work, caller, "user.removed", str(user_id), {})
