"""The live sessions and the phone calls of interviews."""

from __future__ import annotations

from typing import Protocol

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId


class InterviewCallControl(Protocol):
    """The phone calls of interviews (implemented by voice)."""

    async def has_open_call(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether the interview has a call in progress or scheduled."""

    async def cancel_calls(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        """Cancel all calls of the interview; a ringing call is hung up soon after ``work`` commits."""


class InterviewSessions(Protocol):
    """The live sessions of interviews (implemented by live)."""

    async def has_open_session(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Return whether the interview has a session that has not ended."""

    async def complete_if_sufficient(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Publish ``interview.completed`` if enough questions were answered; return whether they were."""
