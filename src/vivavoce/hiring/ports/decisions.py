"""Decisions about candidates, corrections of levels, and the links to shared scorecards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.hiring.domain.hiring_decision import (
    HiringDecision,
    LevelCorrection,
)
from vivavoce.hiring.domain.scorecard_link import ScorecardLink
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId


class HiringDecisionRepository(Protocol):
    """Stores the decisions about candidates, and the corrections of levels."""

    async def add(self, work: UnitOfWork, decision: HiringDecision, person_id: PersonId) -> None:
        """Store a new decision; its reason is not stored if the person was erased."""

    async def save(self, work: UnitOfWork, decision: HiringDecision) -> None:
        """Store the status, and who confirmed the decision when."""

    async def delete(self, work: UnitOfWork, decision: HiringDecision) -> None:
        """Delete a decision that is not final."""

    async def find_interview_id(self, work: UnitOfWork, decision_id: UUID) -> InterviewId | None:
        """Return the interview of a decision; None if it was undone or the interview deleted."""

    async def list(self, work: UnitOfWork, interview_id: InterviewId) -> tuple[HiringDecision, ...]:
        """Return the decisions about the candidate of an interview, newest first."""

    async def newest(
        self, work: UnitOfWork, interview_ids: Sequence[InterviewId]
    ) -> Mapping[InterviewId, HiringDecision]:
        """Return the newest decision of each interview, without its reason."""

    async def add_correction(
        self, work: UnitOfWork, correction: LevelCorrection, person_id: PersonId
    ) -> None:
        """Store a correction; its reason is not stored if the person was erased."""

    async def list_corrections(
        self, work: UnitOfWork, interview_id: InterviewId, assessment_id: str
    ) -> tuple[LevelCorrection, ...]:
        """Return the correction that counts for each competency, the oldest first."""


class ScorecardLinkRepository(Protocol):
    """Stores the links to shared scorecards."""

    async def add(self, work: UnitOfWork, link: ScorecardLink) -> None:
        """Store a new link."""

    async def list(self, work: UnitOfWork, interview_id: InterviewId) -> tuple[ScorecardLink, ...]:
        """Return the links of an interview, newest first."""

    async def find(self, work: UnitOfWork, link_id: UUID) -> ScorecardLink | None:
        """Return a link, or None."""

    async def revoke(self, work: UnitOfWork, link_id: UUID, at: datetime) -> None:
        """Revoke a link; an earlier time stays."""

    async def count_opening(self, work: UnitOfWork, link_id: UUID, at: datetime) -> None:
        """Record that the link was opened."""
