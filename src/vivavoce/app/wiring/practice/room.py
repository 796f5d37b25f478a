"""The room: practice, the interview and the live session, put together for whoever goes in."""

from __future__ import annotations

from uuid import UUID

from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.practice.names import OrganisationNames
from vivavoce.contracts.interview import InterviewView, read_session
from vivavoce.contracts.live import SessionRequest
from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.facade import InterviewDesk
from vivavoce.hiring.usecases.own_interviews import OwnInterviews
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import NotFound, Unavailable
from vivavoce.kernel.ids import InterviewId, PlanId, TenantId
from vivavoce.live.facade import SessionDesk
from vivavoce.live.ports import Address, Room, RoomNotOpen, RoomNotYours, RoomOver, RoomUnknown
from vivavoce.planning.facade import PlanReader
from vivavoce.practice.usecases.owners import Owners, acts_for_anybody
from vivavoce.tenancy.facade import TenantReader

_EDITION = "2026-11-20"
_STARTABLE = frozenset({"APPROVED", "SCHEDULED", "IN_PROGRESS"})
_OVER = frozenset({"COMPLETED", "CANCELLED", "REJECTED"})


class PracticeRooms:
    """Finds rooms and lets people in; see ``live.ports.Rooms``."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        owners: Owners,
        own: OwnInterviews,
        desk: InterviewDesk,
        sessions: SessionDesk,
        plans: PlanReader,
    ) -> None:
        self._open_work = open_work
        self._owners = owners
        self._own = own
        self._desk = desk
        self._sessions = sessions
        self._plans = plans

    async def find(self, caller: Caller, session_id: str) -> Room:
        """Return the caller's own room, or raise ``RoomUnknown`` or ``RoomNotYours``."""
        caller.require(Permission.PRACTICE)
        interview_id = read_session(session_id)
        if interview_id is None:
            raise RoomUnknown
        async with self._open_work(caller.tenant_id) as work:
            view = await self._view(work, interview_id)
            if not acts_for_anybody(caller) and not await self._is_of(work, caller, view):
                raise RoomNotYours
        version, text = _consent(PROFILES[view.profile].pii_days)
        return Room(
            tenant_id=caller.tenant_id,
            interview_id=interview_id,
            consent_version=version,
            consent_text=text,
        )

    async def check(self, room: Room) -> None:
        """Return if one could go in now, else raise ``RoomNotOpen`` or ``RoomOver``."""
        async with self._open_work(room.tenant_id) as work:
            view = await self._view(work, room.interview_id)
            latest = await self._sessions.latest(work, room.interview_id)
            if latest is not None and latest.is_over and not latest.was_cut_by_us:
                raise RoomOver(extra={"status": "ended"})
            _refuse_closed(view)

    async def enter(self, tenant_id: TenantId, interview_id: InterviewId) -> Address:
        """Open the session and start the interview, both or neither; see the port."""
        async with self._open_work(tenant_id) as work:
            view = await self._view(work, interview_id, is_locked=True)
            latest = await self._sessions.latest(work, interview_id)
            if latest is not None and latest.is_over and not latest.was_cut_by_us:
                return Address(tenant_id, latest.session_id)
            _refuse_closed(view)
            opened = await self._sessions.open(work, await self._request(work, view))
            await self._desk.start(work, interview_id, str(opened.session_id), opened.attempt)
            return Address(tenant_id, opened.session_id)

    async def is_own(self, caller: Caller, interview_id: InterviewId) -> bool:
        """Return whether the caller is the person that the interview is about."""
        if not caller.is_person:
            return False
        async with self._open_work(caller.tenant_id) as work:
            try:
                view = await self._view(work, interview_id)
            except RoomUnknown:
                return False
            return await self._is_of(work, caller, view)

    async def _is_of(self, work: Work, caller: Caller, view: InterviewView) -> bool:
        return view.person_id == await self._owners.own(work, caller)

    async def _view(
        self, work: Work, interview_id: InterviewId, *, is_locked: bool = False
    ) -> InterviewView:
        try:
            return await self._own.view(work, interview_id, is_locked=is_locked)
        except NotFound:
            raise RoomUnknown from None

    async def _request(self, work: Work, view: InterviewView) -> SessionRequest:
        plan = await self._plans.current(work, view.interview_id)
        if plan is None:
            raise Unavailable("The questions are not ready yet. Try again soon.")
        profile = PROFILES[view.profile]
        version, text = _consent(profile.pii_days)
        return SessionRequest(
            interview_id=view.interview_id,
            run_id=view.run_id,
            person_id=view.person_id,
            plan_id=PlanId(UUID(str(plan["planId"]))),
            plan_version=int(plan["version"]),
            profile=profile,
            attempt=view.attempt + 1,
            position=view.position or "",
            company_name=view.company_name or "",
            consent_version=version,
            consent_text=text,
            consent_given=version,
            consent_method="click",
            persona_id=view.persona_id,
        )


def build_rooms(
    on: Foundation,
    *,
    own: OwnInterviews,
    desk: InterviewDesk,
    sessions: SessionDesk,
    plans: PlanReader,
    tenants: TenantReader,
) -> PracticeRooms:
    """Return the rooms of practice."""
    return PracticeRooms(
        open_work=on.open_work,
        owners=Owners(own, OrganisationNames(tenants)),
        own=own,
        desk=desk,
        sessions=sessions,
        plans=plans,
    )


def _refuse_closed(view: InterviewView) -> None:
    if view.state in _OVER:
        raise RoomOver(extra={"status": view.state.lower()})
    if view.state not in _STARTABLE:
        raise RoomNotOpen(extra={"status": "draft"})


def _consent(keep_days: int) -> tuple[str, str]:
    """Return version and text of what going in agrees to; the version stands for these very words."""
    text = (
        "You practise with a computer, not a person. What you write is kept and read by a program, "
        "which writes a review for you. Both are shown to you alone; if somebody assigned this practice "
        f"to you, they see its result. It is deleted after {keep_days} days. You can stop at any time. "
        "By going in you agree to this."
    )
    return f"practice.{_EDITION}.{keep_days}", text
