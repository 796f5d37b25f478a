"""Erase a person's practice on their own word: what is open ends, and no word of theirs can be read again."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import FieldError, Malformed
from vivavoce.practice.ports.desk import Desk, Erasing
from vivavoce.practice.ports.erasing import ForgetsInterviews, ForgetsPeople
from vivavoce.practice.ports.sessions import Audit
from vivavoce.practice.usecases.owners import Owners, UserMismatch, acts_for_anybody


class EraseOwn:
    """Erases one person in one transaction; a second time finds nobody and does nothing.

    Who practises again afterwards is somebody new to us.
    """

    def __init__(
        self,
        *,
        open_work: OpenWork,
        owners: Owners,
        desk: Desk,
        erasing: Erasing,
        of_interviews: Sequence[ForgetsInterviews],
        of_people: Sequence[ForgetsPeople],
        audit: Audit,
    ) -> None:
        self._open_work = open_work
        self._owners = owners
        self._desk = desk
        self._erasing = erasing
        self._of_interviews = tuple(of_interviews)
        self._of_people = tuple(of_people)
        self._audit = audit

    async def __call__(self, caller: Caller, *, user_id: str | None = None) -> None:
        """Erase the caller; a key that acts for people names one, or ``Malformed`` is raised."""
        caller.require(Permission.PRACTICE)
        named = _named(caller, user_id)
        async with self._open_work(caller.tenant_id) as work:
            person_id = await self._owners.known(work, named)
            if person_id is None:
                return
            count = await self._erasing.own(work, person_id)
            ids = await self._desk.all_of(work, person_id)
            for kept in self._of_interviews:
                await kept.forget(work, ids)
            for keeper in self._of_people:
                await keeper.forget(work, person_id)
            details = {"interviews": count}
            await self._audit.note(work, caller, "practice.erase_own", str(person_id), details)


def _named(caller: Caller, user_id: str | None) -> str:
    if acts_for_anybody(caller):
        if user_id:
            return user_id
        message = "Say whose practice is to be erased."
        raise Malformed(f"'user_id': {message}", errors=[FieldError("user_id", "missing", message)])
    if not caller.is_person or (user_id or str(caller.id)).lower() != str(caller.id):
        raise UserMismatch
    return str(caller.id)
