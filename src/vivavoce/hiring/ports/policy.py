"""The organization's rules for plans, decisions and retention."""

from __future__ import annotations

from typing import Protocol

from vivavoce.contracts.profiles import InterviewProfile, RetentionDays
from vivavoce.hiring.ports.candidates import CandidatePageRules, VoluntaryQuestionRules
from vivavoce.infra.unit_of_work import UnitOfWork


class InterviewPolicy(Protocol):
    """The organization's rules for plans and retention (implemented by tenancy)."""

    async def auto_approves_plans(self, work: UnitOfWork) -> bool:
        """Return whether plans are approved without a person."""

    async def retries_rejected_plans(self, work: UnitOfWork) -> bool:
        """Return whether rejecting a plan with a reason requests a new version."""

    async def needs_second_decider(self, work: UnitOfWork) -> bool:
        """Return whether a second person must confirm every decision about a candidate."""

    async def decision_due_hours(self, work: UnitOfWork) -> int:
        """Return after how many hours an item of the queue is due; 0 for never."""

    async def candidate_page_rules(self, work: UnitOfWork) -> CandidatePageRules:
        """Return what the organization promises and allows on the pages of its candidates."""

    async def voluntary_questions(self, work: UnitOfWork) -> VoluntaryQuestionRules:
        """Return what the organization asks candidates for its selection rates."""

    async def retention_days(self, work: UnitOfWork, profile: InterviewProfile) -> RetentionDays:
        """Return the current retention days of transcript and assessment for interviews of ``profile``."""

    async def recording_days(self, work: UnitOfWork) -> int:
        """Return how many days recordings are kept now."""
