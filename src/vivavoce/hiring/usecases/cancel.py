"""End an interview early, or take away what is personal in it."""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.contracts.events import InterviewCancelled
from vivavoce.hiring.domain.interview import CANDIDATE, SYSTEM, Actor, Interview, acting
from vivavoce.hiring.domain.workflow import State, Transition
from vivavoce.hiring.ports import Audit, Belongings, Calls, Doors, Interviews
from vivavoce.hiring.usecases.step import TakeStep
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.ids import InterviewId, PersonId

CANCELLED = "CANCELLED"
EXPIRED = "EXPIRED"
DELETED = "DELETED"
DRAFT_EXPIRED = "DRAFT_EXPIRED"
"""The time ran out while the plan was still being written."""


class EndInterview:
    """Ends within the caller's unit of work: the step; the candidate's door closes, nobody calls any more."""

    def __init__(self, step: TakeStep, doors: Doors, calls: Calls) -> None:
        self._step = step
        self._doors = doors
        self._calls = calls

    async def __call__(
        self,
        work: Work,
        interview: Interview,
        *,
        code: str,
        by: Actor = SYSTEM,
        caller: Caller | None = None,
        reason: str | None = None,
    ) -> Interview:
        """Return the cancelled interview; ``code`` says why, in one fixed word."""
        transition = Transition.EXPIRE if code == EXPIRED else Transition.CANCEL
        ended = await self._step(
            work,
            interview,
            transition,
            by=by,
            caller=caller,
            reason=reason,
            event=InterviewCancelled(reason=code, cancelled_by=by.reference),
            data={"reason": code, "cancelledBy": by.reference},
            cancel_reason=code,
        )
        await self._doors.close(work, interview.id)
        await self._calls.call_off(work, interview.id)
        return ended


class Cancel:
    """Cancels on a person's or a partner's word."""

    def __init__(self, open_work: OpenWork, interviews: Interviews, end: EndInterview) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._end = end

    async def __call__(
        self,
        caller: Caller,
        key: str,
        *,
        reason: str | None = None,
        on_behalf_of: str | None = None,
    ) -> Interview:
        """Return the cancelled interview, or raise ``MoveNotAllowed`` when it is over."""
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            return await self._end(
                work,
                interview,
                code=CANCELLED,
                by=acting(caller, on_behalf_of),
                caller=caller,
                reason=reason,
            )


class Erase:
    """Takes away what is personal, or the whole interview from everyone's sight."""

    def __init__(
        self,
        open_work: OpenWork,
        interviews: Interviews,
        end: EndInterview,
        doors: Doors,
        audit: Audit,
        belongings: Belongings,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._end = end
        self._doors = doors
        self._audit = audit
        self._belongings = belongings

    async def person(self, caller: Caller, key: str) -> Interview:
        """Make the candidate's data unreadable for good; an open interview ends with it.

        An assessment that was made stays without its quotes, and with it the interview whose
        assessment waits for a decision.
        """
        caller.require(Permission.INTERVIEW_DELETE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            ends = interview.state is not State.ASSESSMENT_PENDING
            return await self._erase(
                work, interview, caller, "interview.erase_candidate", ends=ends
            )

    async def own(self, work: Work, person_id: PersonId) -> int:
        """Make all that is kept of a person unreadable, on their own word; return how many interviews.

        Whose word it is, the caller of this checks. Everything happens in ``work``.
        """
        ids = await self._interviews.ids_of_person(work, person_id)
        await self._erase_all(work, person_id, ids)
        # What was being opened held the person until it was there; from now on nothing more is opened.
        known = await self._interviews.ids_of_person(work, person_id)
        if late := [one for one in known if one not in ids]:
            await self._erase_all(work, person_id, late)
        return len(known)

    async def _erase_all(self, work: Work, person_id: PersonId, ids: Sequence[InterviewId]) -> None:
        for one in ids:
            interview = await self._interviews.lock(work, str(one))
            if not interview.is_over and interview.state is not State.COMPLETED:
                await self._end(work, interview, code=DELETED, by=CANDIDATE)
            await self._doors.close(work, one)
        await self._belongings.forget(work, person_id)
        await self._interviews.erase_person(work, person_id, ids)
        await self._interviews.forget_wishes(work, ids)

    async def interview(self, caller: Caller, key: str) -> None:
        """Erase the candidate's data and make the interview unknown."""
        caller.require(Permission.INTERVIEW_DELETE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            erased = await self._erase(work, interview, caller, "interview.delete", ends=True)
            await self._interviews.hide(work, erased)

    async def _erase(
        self, work: Work, interview: Interview, caller: Caller, action: str, *, ends: bool
    ) -> Interview:
        if ends and not interview.is_over:
            interview = await self._end(work, interview, code=DELETED, by=acting(caller))
        await self._doors.close(work, interview.id)
        await self._belongings.forget(work, interview.person_id)
        await self._interviews.erase(work, interview)
        await self._audit.note(work, caller, action, str(interview.id), {})
        return await self._interviews.find(work, str(interview.id))
