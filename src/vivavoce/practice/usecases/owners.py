"""Whose practice it is: who may start it for whom, and who may read it."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.interview import InterviewView, read_session
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import Forbidden, NotFound
from vivavoce.kernel.ids import PersonId
from vivavoce.practice.ports.desk import Desk, Organisations

LONGEST_REFERENCE = 200


class OrgMismatch(Forbidden):
    """This is another organisation than the credential's, or there is none of that name."""

    code = "org_mismatch"


class UserMismatch(Forbidden):
    """You can practise for yourself only; a key needs 'practice:on_behalf' to act for others."""

    code = "user_mismatch"


class UnknownSession(NotFound):
    """There is no practice session with that id."""

    code = "session_not_found"


class Owners:
    """Knows the person behind a call. A person is known by the id they sign in with, or a partner's."""

    def __init__(self, desk: Desk, organisations: Organisations) -> None:
        self._desk = desk
        self._organisations = organisations

    async def check_org(self, work: Work, caller: Caller, org_id: str) -> None:
        """Return if ``org_id``, an id or a slug, is the caller's own, else raise ``OrgMismatch``."""
        if org_id.lower() == str(caller.tenant_id):
            return
        if org_id != await self._organisations.slug(work):
            raise OrgMismatch

    async def person(self, work: Work, caller: Caller, *, user_id: str, org_id: str) -> PersonId:
        """Return the person ``user_id``, made at first use.

        Raises ``OrgMismatch``, ``UserMismatch`` or ``Forbidden``.
        """
        caller.require(Permission.PRACTICE)
        await self.check_org(work, caller, org_id)
        if not _may_act_for(caller, user_id):
            raise UserMismatch
        return await self._desk.person(work, _reference(user_id))

    async def own(self, work: Work, caller: Caller) -> PersonId | None:
        """Return the signed-in person, or None for a key or for who has never practised."""
        return await self.known(work, str(caller.id)) if caller.is_person else None

    async def known(self, work: Work, user_id: str) -> PersonId | None:
        """Return the person ``user_id``, or None for who has never practised."""
        return await self._desk.known_person(work, _reference(user_id))

    async def session(
        self, work: Work, caller: Caller, session_id: str, *, is_locked: bool = False
    ) -> InterviewView:
        """Return the caller's own session, or raise ``UnknownSession``: also for everybody else's."""
        caller.require(Permission.PRACTICE)
        interview_id = read_session(session_id)
        if interview_id is None:
            raise UnknownSession
        try:
            view = await self._desk.view(work, interview_id, is_locked=is_locked)
        except NotFound:
            raise UnknownSession from None
        if not acts_for_anybody(caller) and view.person_id != await self.own(work, caller):
            raise UnknownSession
        return view


def acts_for_anybody(caller: Caller) -> bool:
    """Return whether a key of the organisation may act for all its seekers."""
    return caller.kind == "api_key" and Permission.PRACTICE_ON_BEHALF in caller.permissions


def _may_act_for(caller: Caller, user_id: str) -> bool:
    if acts_for_anybody(caller):
        return 0 < len(user_id) <= LONGEST_REFERENCE and user_id.isprintable()
    return caller.is_person and user_id.lower() == str(caller.id)


def _reference(user_id: str) -> str:
    """Return what a person is found by. Only ids of ours and addresses are the same in any case."""
    is_folded = "@" in user_id or _is_ours(user_id)
    # People are found without regard to case, so ids in which it matters are spelt in digits.
    return f"user {user_id.lower()}" if is_folded else f"user-id {user_id.encode().hex()}"


def _is_ours(user_id: str) -> bool:
    try:
        return str(UUID(user_id)) == user_id.lower()
    except ValueError:
        return False
