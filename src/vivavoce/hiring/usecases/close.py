"""Close an interview that the candidate did not finish and cannot go on with."""

from __future__ import annotations

from vivavoce.hiring.domain.interview import Interview
from vivavoce.hiring.domain.workflow import RULES, State, Transition
from vivavoce.hiring.ports import Talks
from vivavoce.hiring.usecases.cancel import EndInterview
from vivavoce.infra.work import Work

ATTEMPTS_USED = "ATTEMPTS_USED"
_UNFINISHED = RULES[Transition.EXPIRE].sources


class CloseUnfinished:
    """Closes within the caller's unit of work: as completed where enough was said, else as cancelled."""

    def __init__(self, talks: Talks, end: EndInterview) -> None:
        self._talks = talks
        self._end = end

    async def __call__(self, work: Work, interview: Interview, *, code: str) -> bool:
        """Return whether nothing is left to close; False while the candidate is in a session."""
        if interview.state not in _UNFINISHED:
            return True
        if await self._talks.is_going_on(work, interview.id):
            return False
        is_begun = interview.state is State.IN_PROGRESS
        if not is_begun or not await self._talks.conclude(work, interview.id):
            await self._end(work, interview, code=code)
        return True
