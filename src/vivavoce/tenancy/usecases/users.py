"""The people of an organisation: listing and removing them."""

from __future__ import annotations

from uuid import UUID

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFound
from vivavoce.tenancy.domain.people import NotYourself, User, check_grant
from vivavoce.tenancy.ports import Invitations, Journal, KeyRing, People


class Users:
    """Reads and removes the people of the caller's organisation."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        people: People,
        keyring: KeyRing,
        invitations: Invitations,
        journal: Journal,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._people = people
        self._keyring = keyring
        self._invitations = invitations
        self._journal = journal
        self._clock = clock

    async def page(self, caller: Caller, *, offset: int, limit: int) -> tuple[list[User], int]:
        """Return a page of users in the order of joining, and how many there are."""
        caller.require(Permission.USER_MANAGE)
        async with self._open_work(caller.tenant_id) as work:
            return await self._people.list(work, offset=offset, limit=limit)

    async def address(self, caller: Caller) -> str:
        """Return the caller's own address; a key has none."""
        if not caller.is_person:
            return ""
        async with self._open_work(caller.tenant_id) as work:
            return await self._people.address(work, caller.id)

    async def remove(self, caller: Caller, user_id: UUID, *, request_id: str = "") -> None:
        """Remove a person. Their tokens, their keys and the invitations they sent end at once.

        A person who belongs to no organization any more loses the password too.
        """
        caller.require(Permission.USER_MANAGE)
        if user_id == caller.id:
            raise NotYourself
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            user = await self._people.find(work, user_id)
            if user is None:
                raise NotFound
            check_grant(caller, user.role)
            now = self._clock.now()
            await self._people.remove(work, user_id)
            await self._keyring.revoke_all_by(work, user_id, now)
            await self._invitations.revoke_all_by(work, user_id, now)
            await self._journal.write(work, caller, "user.removed", str(user_id), {})
