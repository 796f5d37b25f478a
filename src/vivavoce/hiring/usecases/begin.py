"""How an interview begins: its session is opened and waits, and then the candidate begins."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from vivavoce.contracts.events import InterviewStarted
from vivavoce.hiring.domain.interview import CANDIDATE, Interview
from vivavoce.hiring.domain.workflow import RULES, State, Transition, not_allowed
from vivavoce.hiring.ports import Interviews
from vivavoce.hiring.usecases.step import TakeStep
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Refused

EARLY_START = timedelta(minutes=10)
STARTABLE = RULES[Transition.START].sources


class AttemptsUsed(Refused):
    """The candidate began as often as this interview allows."""

    code = "attempts_used"


class BeginInterview:
    """Notes sessions of an interview, and takes the step START when the candidate has begun one."""

    def __init__(self, interviews: Interviews, step: TakeStep, clock: Clock) -> None:
        self._interviews = interviews
        self._step = step
        self._clock = clock

    async def open(
        self, work: Work, interview: Interview, *, session_id: str, attempt: int
    ) -> None:
        """Note that a session waits for the candidate; the state stays, and twice is nothing new.

        Raises ``MoveNotAllowed``, ``TooEarly`` or ``AttemptsUsed``.
        """
        if interview.state not in STARTABLE and interview.state is not State.IN_PROGRESS:
            raise not_allowed(interview.state, Transition.START)
        interview.refuse_if_too_early(self._clock.now(), tolerance=EARLY_START)
        if session_id == interview.session_id:
            return
        if not interview.attempts_left:
            raise AttemptsUsed
        opened = dataclasses.replace(
            interview, session_id=session_id, attempt=attempt, updated_at=self._clock.now()
        )
        await self._interviews.save(work, opened, was=interview.version)

    async def start(
        self, work: Work, interview: Interview, *, session_id: str, attempt: int
    ) -> None:
        """Take the step, once: a further attempt is none, and late news changes nothing."""
        if interview.state not in STARTABLE:
            return
        await self._step(
            work,
            interview,
            Transition.START,
            by=CANDIDATE,
            event=InterviewStarted(session_id=session_id, attempt=attempt),
            data={"sessionId": session_id, "attempt": attempt},
            session_id=session_id,
            attempt=attempt,
        )
