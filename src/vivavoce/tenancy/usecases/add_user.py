"""Adding people to an organisation, listing and removing them."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFound
from vivavoce.kernel.ids import Ids
from vivavoce.tenancy.domain.people import (
    AlreadyHere,
    NotYourself,
    User,
    check_grant,
    role_named,
)
from vivavoce.tenancy.domain.words import check_name, check_password, fold_address
from vivavoce.tenancy.ports import Journal, Passwords, People


class AddUser:
    """Makes a person a user of the caller's organisation."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        people: People,
        passwords: Passwords,
        journal: Journal,
        ids: Ids,
    ) -> None:
        self._open_work = open_work
        self._people = people
        self._passwords = passwords
        self._journal = journal
        self._ids = ids

    async def __call__(
        self,
        caller: Caller,
        email: str,
        name: str,
        *,
        role: str,
        password: str,
        request_id: str = "",
    ) -> User:
        """Return the new user. An address that has an account elsewhere is answered like a new one.

        Such an account keeps its own password.
        """
        caller.require(Permission.USER_MANAGE)
        wanted = role_named(role)
        check_grant(caller, wanted)
        address = fold_address(email)
        user = User(
            tenant_id=caller.tenant_id,
            id=self._ids.new(),
            name=check_name(name),
            role=wanted,
            email=address,
        )
        kept = await self._passwords.hash(check_password(password))
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            account_id = await self._people.add_account(work, self._ids.new(), address, kept)
            joined = await self._people.join(work, user, account_id)
            if joined is None:
                raise AlreadyHere
            await self._journal.write(
                work, caller, "user.added", str(joined), {"role": str(wanted)}
            )
        return replace(user, id=joined)


class Users:
    """Reads and removes the people of the caller's organisation."""

    def __init__(self, *, open_work: OpenWork, people: People, journal: Journal) -> None:
        self._open_work = open_work
        self._people = people
        self._journal = journal

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
        """Remove a person: their sign-in and their keys stop working here within a minute."""
        caller.require(Permission.USER_MANAGE)
        if user_id == caller.id:
            raise NotYourself
        async with self._open_work(caller.tenant_id, correlation_id=request_id) as work:
            user = await self._people.find(work, user_id)
            if user is None:
                raise NotFound
            check_grant(caller, user.role)
            await self._people.remove(work, user_id)
            await self._journal.write(work, caller, "user.removed", str(user_id), {})
