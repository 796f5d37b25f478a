"""Erase a person's practice at their own request: open sessions end and all their text is unreadable."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.infra.audit_trail import AuditTrail
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import FieldError, InvalidRequestError
from vivavoce.practice.ports.erasing import ErasesInterviewData, ErasesPersonData
from vivavoce.practice.ports.interviews import PersonEraser, PracticeInterviewService
from vivavoce.practice.usecases.practice_access import (
    PracticeAccess,
    UserMismatchError,
    can_act_for_others,
)


class EraseOwnPractice:
    """Erases one person's practice in one transaction; a repeated request does nothing.

    A person who practices again afterwards gets a new record without a history.
    """

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        interviews: PracticeInterviewService,
        person_eraser: PersonEraser,
        interview_data: Sequence[ErasesInterviewData],
        person_data: Sequence[ErasesPersonData],
        audit: AuditTrail,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._interviews = interviews
        self._person_eraser = person_eraser
        self._interview_data = tuple(interview_data)
        self._person_data = tuple(person_data)
        self._audit = audit

    async def __call__(self, caller: Caller, *, user_id: str | None = None) -> None:
        """Erase the caller's practice; a key with 'practice:on_behalf' must name the person in ``user_id``.

        Raises ``InvalidRequestError`` if such a key names no one, and ``UserMismatchError`` for another user.
        """
        caller.require(Permission.PRACTICE_USE)
        named = _resolve_user_id(caller, user_id)
        async with self._open_work(caller.tenant_id) as work:
            person_id = await self._access.find_person(work, named)
            if person_id is None:
                return
            count = await self._person_eraser.erase_person(work, person_id)
            ids = await self._interviews.list_interview_ids(work, person_id)
            for kept in self._interview_data:
                await kept.forget(work, ids)
            for keeper in self._person_data:
                await keeper.forget(work, person_id)
            details = {"interviews": count}
            await self._audit.record(work, caller, "practice.erase_own", str(person_id), details)


def _resolve_user_id(caller: Caller, user_id: str | None) -> str:
    if can_act_for_others(caller):
        if user_id:
            return user_id
        message = "Name the person whose practice data to erase."
        raise InvalidRequestError(
            f"'user_id': {message}", errors=[FieldError("user_id", "missing", message)]
        )
    if not caller.is_person or (user_id or str(caller.id)).lower() != str(caller.id):
        raise UserMismatchError
    return str(caller.id)
