"""The room: practice, the interview and the live session, put together for whoever goes in."""

from __future__ import annotations

from uuid import UUID

from vivavoce.access.domain.consent import voice_terms
from vivavoce.app.foundation import Foundation
from vivavoce.app.wiring.hiring import Hiring
from vivavoce.contracts.interview import InterviewView, read_session
from vivavoce.contracts.live import SessionRequest
from vivavoce.contracts.profiles import PROFILES
from vivavoce.contracts.sound import VoiceOffer
from vivavoce.hiring.facade import InterviewDesk
from vivavoce.hiring.usecases.own_interviews import OwnInterviews
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import NotFound, Unavailable
from vivavoce.kernel.ids import InterviewId, PlanId, TenantId
from vivavoce.live.facade import SessionDesk
from vivavoce.live.ports import Address, Room, RoomNotOpen, RoomNotYours, RoomOver
from vivavoce.planning.facade import PlanReader
from vivavoce.practice.domain.draft import is_overdue, now_at, status
from vivavoce.practice.usecases.owners import Owners, UnknownSession

_EDITION = "2026-11-20"
_OPEN = ("draft", "configured", "in_progress")


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
        clock: Clock,
        voice: VoiceOffer,
    ) -> None:
        self._open_work = open_work
        self._owners = owners
        self._own = own
        self._desk = desk
        self._sessions = sessions
        self._plans = plans
        self._clock = clock
        self._voice = voice

    async def find(self, caller: Caller, session_id: str, *, is_told_apart: bool) -> Room:
        """Return the caller's own room, or raise ``UnknownSession`` or ``RoomNotYours``."""
        async with self._open_work(caller.tenant_id) as work:
            try:
                view = await self._owners.session(work, caller, session_id)
            except UnknownSession:
                if is_told_apart and await self._is_there(work, session_id):
                    raise RoomNotYours from None
                raise
        version, text = _consent(view.keep_words_days, self._voice)
        return Room(
            tenant_id=caller.tenant_id,
            interview_id=view.interview_id,
            consent_version=version,
            consent_text=text,
        )

    async def check(self, room: Room) -> None:
        """Return if one could go in now, else raise ``RoomNotOpen`` or ``RoomOver``."""
        async with self._open_work(room.tenant_id) as work:
            view = await self._own.view(work, room.interview_id)
            latest = await self._sessions.latest(work, room.interview_id)
            if latest is not None and latest.is_over and not latest.was_cut_by_us:
                raise RoomOver(extra=now_at(view))
            self._refuse_closed(view)

    async def enter(self, tenant_id: TenantId, interview_id: InterviewId) -> Address:
        """Open the session and note it with the interview, both or neither; see the port."""
        async with self._open_work(tenant_id) as work:
            view = await self._own.view(work, interview_id, is_locked=True)
            latest = await self._sessions.latest(work, interview_id)
            if latest is not None and latest.is_over and not latest.was_cut_by_us:
                return Address(tenant_id, latest.session_id)
            self._refuse_closed(view)
            opened = await self._sessions.open(work, await self._request(work, view))
            await self._desk.open_session(
                work, interview_id, str(opened.session_id), opened.attempt
            )
            return Address(tenant_id, opened.session_id)

    async def is_own(self, caller: Caller, interview_id: InterviewId) -> bool:
        """Return whether the caller is the person that the interview is about."""
        if not caller.is_person:
            return False
        async with self._open_work(caller.tenant_id) as work:
            try:
                view = await self._own.view(work, interview_id)
            except NotFound:
                return False
            return view.person_id == await self._owners.own(work, caller)

    async def _is_there(self, work: Work, session_id: str) -> bool:
        interview_id = read_session(session_id)
        if interview_id is None:
            return False
        try:
            await self._own.view(work, interview_id)
        except NotFound:
            return False
        return True

    def _refuse_closed(self, view: InterviewView) -> None:
        stands = status(view)
        if is_overdue(view, self._clock.now()) or stands not in _OPEN:
            raise RoomOver(extra=now_at(view))
        if stands == "draft":
            raise RoomNotOpen(extra=now_at(view))

    async def _request(self, work: Work, view: InterviewView) -> SessionRequest:
        if view.plan_id is None:
            raise Unavailable("The questions are not ready yet. Try again soon.")
        plan_id = PlanId(UUID(view.plan_id))
        plan = await self._plans.by_id(work, plan_id)
        profile = PROFILES[view.profile]
        version, text = _consent(view.keep_words_days, self._voice)
        return SessionRequest(
            interview_id=view.interview_id,
            run_id=view.run_id,
            person_id=view.person_id,
            plan_id=plan_id,
            plan_version=plan.version,
            profile=profile,
            attempt=view.attempt + 1,
            position=view.position or "",
            company_name=view.company_name or "",
            consent_version=version,
            consent_text=text,
            consent_given=version,
            consent_method="click",
            keep_words_days=view.keep_words_days,
            persona_id=view.persona_id,
        )


def build_rooms(
    on: Foundation,
    *,
    owners: Owners,
    hiring: Hiring,
    sessions: SessionDesk,
    plans: PlanReader,
    voice: VoiceOffer,
) -> PracticeRooms:
    """Return the rooms of practice."""
    return PracticeRooms(
        open_work=on.open_work,
        owners=owners,
        own=hiring.own,
        desk=hiring.desk,
        sessions=sessions,
        plans=plans,
        clock=on.clock,
        voice=voice,
    )


def _consent(keep_days: int, voice: VoiceOffer) -> tuple[str, str]:
    """Return version and text of what going in agrees to; the version stands for these very words."""
    text = (
        "You practise with a computer, not a person. What you say or type is kept and read by a program, "
        "which writes a review for you. Both are shown to you alone; if somebody assigned this practice "
        f"to you, they see its result. It is deleted after {keep_days} days. You can stop at any time. "
        "By going in you agree to this."
    )
    spoken, mark = voice_terms(voice)
    return f"practice.{_EDITION}.{keep_days}{mark}", text + spoken
