"""Close an interview that the candidate did not finish and cannot continue."""

from __future__ import annotations

from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import TRANSITION_RULES, InterviewState, InterviewTransition
from vivavoce.hiring.ports import InterviewSessions
from vivavoce.hiring.usecases.end_interview import EndInterview
from vivavoce.infra.unit_of_work import UnitOfWork

CANCEL_REASON_ATTEMPTS_USED = "ATTEMPTS_USED"
_UNFINISHED_STATES = TRANSITION_RULES[InterviewTransition.EXPIRE].sources


class CloseUnfinishedInterview:
    """Closes an interview in the caller's unit of work: completed if enough was answered, else cancelled."""

    def __init__(self, sessions: InterviewSessions, end_interview: EndInterview) -> None:
        self._sessions = sessions
        self._end_interview = end_interview

    async def __call__(self, work: UnitOfWork, interview: Interview, *, code: str) -> bool:
        """Return True once the interview is closed; return False while the candidate is in a session.

        ``code`` is the cancel reason.
        """
        if interview.state not in _UNFINISHED_STATES:
            return True
        if await self._sessions.has_open_session(work, interview.id):
            return False
        is_begun = interview.state is InterviewState.IN_PROGRESS
        if not is_begun or not await self._sessions.complete_if_sufficient(work, interview.id):
            await self._end_interview(work, interview, code=code)
        return True
