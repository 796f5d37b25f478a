"""Begin an interview: register the session that waits, then start when the candidate begins."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

from vivavoce.contracts.events import InterviewStarted
from vivavoce.hiring.domain.interview import CANDIDATE_ACTOR, Interview
from vivavoce.hiring.domain.workflow import (
    TRANSITION_RULES,
    InterviewState,
    InterviewTransition,
    build_transition_error,
)
from vivavoce.hiring.ports import InterviewRepository
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import ConflictError

EARLY_START_TOLERANCE = timedelta(minutes=10)
STARTABLE_STATES = TRANSITION_RULES[InterviewTransition.START].sources


class NoAttemptsLeftError(ConflictError):
    """The candidate has used all attempts for this interview."""

    code = "no_attempts_left"


class BeginInterview:
    """Registers sessions of an interview, and applies START when the candidate has begun one."""

    def __init__(
        self, interviews: InterviewRepository, apply_transition: ApplyTransition, clock: Clock
    ) -> None:
        self._interviews = interviews
        self._apply_transition = apply_transition
        self._clock = clock

    async def register_session(
        self, work: UnitOfWork, interview: Interview, *, session_id: str, attempt: int
    ) -> None:
        """Record a session that waits for the candidate; the state does not change. Idempotent.

        Raises ``InvalidTransitionError``, ``StartTooEarlyError`` or ``NoAttemptsLeftError``.
        """
        if (
            interview.state not in STARTABLE_STATES
            and interview.state is not InterviewState.IN_PROGRESS
        ):
            raise build_transition_error(interview.state, InterviewTransition.START)
        interview.check_not_too_early(self._clock.now(), tolerance=EARLY_START_TOLERANCE)
        if session_id == interview.session_id:
            return
        if not interview.attempts_left:
            raise NoAttemptsLeftError
        opened = dataclasses.replace(
            interview, session_id=session_id, attempt=attempt, updated_at=self._clock.now()
        )
        await self._interviews.save(work, opened, expected_version=interview.version)

    async def start(
        self, work: UnitOfWork, interview: Interview, *, session_id: str, attempt: int
    ) -> None:
        """Apply START once; does nothing if the interview has started or can no longer start."""
        if interview.state not in STARTABLE_STATES:
            return
        await self._apply_transition(
            work,
            interview,
            InterviewTransition.START,
            actor=CANDIDATE_ACTOR,
            event=InterviewStarted(session_id=session_id, attempt=attempt),
            data={"sessionId": session_id, "attempt": attempt},
            session_id=session_id,
            attempt=attempt,
        )
