"""Ask another slice once more: the invitation, the assessment."""

from __future__ import annotations

from vivavoce.contracts.profiles import PROFILES
from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import State
from vivavoce.hiring.ports import Assessments, Audit, Doors, Interviews
from vivavoce.hiring.usecases.approve_plan import Decided
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.errors import Refused

_INVITED = frozenset({State.APPROVED, State.SCHEDULED, State.IN_PROGRESS})


class NotInvitable(Refused):
    """Only an approved interview that is not over has a door to be invited to."""

    code = "not_invitable"


class NothingToAssess(Refused):
    """Only a completed interview without a decision can be assessed."""

    code = "nothing_to_assess"


class Nudge:
    """Repeats what may have been lost on the way; nothing is made twice by it."""

    def __init__(
        self,
        open_work: OpenWork,
        interviews: Interviews,
        doors: Doors,
        assessments: Assessments,
        audit: Audit,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._doors = doors
        self._assessments = assessments
        self._audit = audit

    async def invite(self, caller: Caller, key: str) -> Decided:
        """Send the candidate the same link once more."""
        caller.require(Permission.INTERVIEW_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            if interview.state not in _INVITED:
                raise NotInvitable(extra=_where(interview))
            if interview.request.candidate_email is None:
                raise NotInvitable("No e-mail address is known; copy the link instead.")
            link = await self._doors.invite(work, interview.id)
            await self._audit.note(work, caller, "interview.invite", str(interview.id), {})
            return Decided(interview=interview, link=link)

    async def assess(self, caller: Caller, key: str) -> Interview:
        """Have a missing or failed assessment made."""
        caller.require(Permission.INTERVIEW_APPROVE)
        async with self._open_work(caller.tenant_id) as work:
            interview = await self._interviews.lock(work, key)
            is_assessed = PROFILES[interview.request.profile].result == "assessment"
            if interview.state is not State.COMPLETED or not is_assessed:
                raise NothingToAssess(extra=_where(interview))
            await self._assessments.ask(work, interview.id)
            await self._audit.note(work, caller, "interview.assess", str(interview.id), {})
            return interview


def _where(interview: Interview) -> dict[str, str]:
    return {"currentState": str(interview.state)}
