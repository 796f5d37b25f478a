"""Who may start practice for whom and who may read it, and the erasure of one's own practice or a session.

On erasure, open sessions end and all the person's text becomes unreadable.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from vivavoce.contracts.interview import InterviewSnapshot, parse_practice_session_id
from vivavoce.infra.unit_of_work import AuditTrail, UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import FieldError, ForbiddenError, InvalidRequestError, NotFoundError
from vivavoce.kernel.ids import PersonId
from vivavoce.kernel.translation import translatable
from vivavoce.practice.ports import (
    EraseInterviewData,
    ErasePerson,
    ErasePersonData,
    EraseSession,
    PracticeInterviewService,
    ReadOrganizationSlug,
)

MAX_REFERENCE_LENGTH = 200


class OrganizationMismatchError(ForbiddenError):
    """The organization is not the one that your credential belongs to, or it does not exist."""

    code = "org_mismatch"


class UserMismatchError(ForbiddenError):
    """You can practice only for yourself; a key needs 'practice:on_behalf' to act for others."""

    code = "user_mismatch"


class PracticeSessionNotFoundError(NotFoundError):
    """There is no practice session with that id."""

    code = "session_not_found"


class PracticeAccess:
    """Resolves the person behind a call, by their user id or by the id that a partner uses for them."""

    def __init__(
        self, interviews: PracticeInterviewService, read_slug: ReadOrganizationSlug
    ) -> None:
        self._interviews = interviews
        self._read_slug = read_slug

    async def check_organization(self, work: UnitOfWork, caller: Caller, org_id: str) -> None:
        """Raise ``OrganizationMismatchError`` unless ``org_id`` is the caller's organization (id or slug)."""
        if org_id.lower() == str(caller.tenant_id):
            return
        if org_id != await self._read_slug(work):
            raise OrganizationMismatchError

    async def resolve_person(
        self, work: UnitOfWork, caller: Caller, *, user_id: str, org_id: str
    ) -> PersonId:
        """Return the person ``user_id``; create the person on first use.

        Raises ``OrganizationMismatchError``, ``UserMismatchError`` or ``ForbiddenError``.
        """
        caller.require(Permission.PRACTICE_USE)
        await self.check_organization(work, caller, org_id)
        if not _can_act_for(caller, user_id):
            raise UserMismatchError
        return await self._interviews.get_or_create_person(work, _person_reference(user_id))

    async def find_own_person(self, work: UnitOfWork, caller: Caller) -> PersonId | None:
        """Return the signed-in person, or None for a key or a user who has never practiced."""
        return await self.find_person(work, str(caller.id)) if caller.is_person else None

    async def find_person(self, work: UnitOfWork, user_id: str) -> PersonId | None:
        """Return the person ``user_id``, or None if they have never practiced."""
        return await self._interviews.find_person(work, _person_reference(user_id))

    async def load_session(
        self, work: UnitOfWork, caller: Caller, session_id: str, *, is_locked: bool = False
    ) -> InterviewSnapshot:
        """Return the interview of the caller's own session; with ``is_locked`` its row is locked.

        Raises ``PracticeSessionNotFoundError``, also for another person's session.
        """
        caller.require(Permission.PRACTICE_USE)
        interview_id = parse_practice_session_id(session_id)
        if interview_id is None:
            raise PracticeSessionNotFoundError
        try:
            view = await self._interviews.view(work, interview_id, is_locked=is_locked)
        except NotFoundError:
            raise PracticeSessionNotFoundError from None
        if not can_act_for_others(caller) and view.person_id != await self.find_own_person(
            work, caller
        ):
            raise PracticeSessionNotFoundError
        return view


def can_act_for_others(caller: Caller) -> bool:
    """Return whether the caller is a key that may act for all seekers of its organization."""
    return caller.kind == "api_key" and Permission.PRACTICE_ON_BEHALF in caller.permissions


def _can_act_for(caller: Caller, user_id: str) -> bool:
    if can_act_for_others(caller):
        return 0 < len(user_id) <= MAX_REFERENCE_LENGTH and user_id.isprintable()
    return caller.is_person and user_id.lower() == str(caller.id)


def _person_reference(user_id: str) -> str:
    """Return the reference of a person. Case is ignored only for our own ids and e-mail addresses."""
    is_folded = "@" in user_id or _is_user_id(user_id)
    # Lookups ignore case, so other ids, in which case matters, are hex-encoded.
    return f"user {user_id.lower()}" if is_folded else f"user-id {user_id.encode().hex()}"


def _is_user_id(user_id: str) -> bool:
    try:
        return str(UUID(user_id)) == user_id.lower()
    except ValueError:
        return False


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
        erase_person: ErasePerson,
        erase_interview_data: Sequence[EraseInterviewData],
        erase_person_data: Sequence[ErasePersonData],
        audit: AuditTrail,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._interviews = interviews
        self._erase_person = erase_person
        self._erase_interview_data = tuple(erase_interview_data)
        self._erase_person_data = tuple(erase_person_data)
        self._audit = audit

    async def __call__(self, caller: Caller, *, user_id: str | None = None) -> None:
        """Erase the caller's practice; a key with 'practice:on_behalf' must name the person in ``user_id``.

        Raises ``InvalidRequestError`` if such a key names no one, and ``UserMismatchError`` for another user.
        """
        caller.require(Permission.PRACTICE_USE)
        named_user_id = _resolve_user_id(caller, user_id)
        async with self._open_work(caller.tenant_id) as work:
            person_id = await self._access.find_person(work, named_user_id)
            if person_id is None:
                return
            count = await self._erase_person(work, person_id)
            ids = await self._interviews.list_interview_ids(work, person_id)
            for erase_interviews in self._erase_interview_data:
                await erase_interviews(work, ids)
            for erase in self._erase_person_data:
                await erase(work, person_id)
            details = {"interviews": count}
            await self._audit.record(work, caller, "practice.erase_own", str(person_id), details)


class EraseOwnSession:
    """Erases one practice session of a person in one transaction; a repeated request does nothing."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        erase_session: EraseSession,
        audit: AuditTrail,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._erase_session = erase_session
        self._audit = audit

    async def __call__(self, caller: Caller, session_id: str) -> None:
        """Erase the session, or raise ``PracticeSessionNotFoundError``; an open session ends."""
        async with self._open_work(caller.tenant_id) as work:
            view = await self._access.load_session(work, caller, session_id, is_locked=True)
            if view.context is None:
                return
            await self._erase_session(work, view.interview_id)
            await self._audit.record(
                work, caller, "practice.erase_session", str(view.interview_id), {}
            )


def _resolve_user_id(caller: Caller, user_id: str | None) -> str:
    if can_act_for_others(caller):
        if user_id:
            return user_id
        message = translatable("Name the person whose practice data to erase.")
        raise InvalidRequestError(
            translatable("'{field}': {message}", field="user_id", message=message),
            errors=[FieldError("user_id", "missing", message)],
        )
    if not caller.is_person or (user_id or str(caller.id)).lower() != str(caller.id):
        raise UserMismatchError
    return str(caller.id)
