"""The plans of interviews, their trials, and the facts that a job text names."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import ChangeRequestPreview
from vivavoce.contracts.job_analysis import JobCorrection, JobTextFacts
from vivavoce.contracts.plan_edit import PlanEdit
from vivavoce.contracts.plan_trial import PlanTrial
from vivavoce.contracts.profiles import InterviewProfile
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId


class PlanTrials(Protocol):
    """Tries a plan out with the interviewer's own rules (implemented by live)."""

    async def __call__(
        self,
        work: UnitOfWork,
        plan_id: str,
        profile: InterviewProfile,
        answers: Sequence[str | None],
        *,
        position: str,
        company_name: str,
    ) -> PlanTrial:
        """Return what is said up to the last answer; None skips a question. Nothing is stored."""


class InterviewPlans(Protocol):
    """The plans of interviews (implemented by planning)."""

    async def current(self, work: UnitOfWork, interview_id: InterviewId) -> Json | None:
        """Return the newest plan as JSON with at least ``planId`` and ``version``, or None."""

    async def drafted(self, work: UnitOfWork, interview_id: InterviewId) -> list[Json]:
        """Return what is written of the next plan: ``name`` and ``questions`` of each competency."""

    async def list_versions(self, work: UnitOfWork, interview_id: InterviewId) -> list[Json]:
        """Return all versions as ``current`` returns them, newest first."""

    async def edit(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        edit: PlanEdit,
        *,
        edited_by: str,
        job_description: str,
    ) -> str:
        """Store a new version as a person wants it and return its plan id; the current id if nothing changes.

        Raises ``InvalidRequestError`` with what must be mended, or with warnings that need a reason.
        """

    async def preview_change(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        change_request: str,
        *,
        position: str,
        level: str,
        job_description: str,
    ) -> ChangeRequestPreview:
        """Return what a change request would do, and the parts that will have no effect.

        Raises ``InvalidRequestError`` if no part of it has an effect.
        """

    async def approve(
        self, work: UnitOfWork, interview_id: InterviewId, *, approved_by: str
    ) -> None:
        """Approve the newest version: the interview will follow it."""

    async def set_must_haves(
        self, work: UnitOfWork, interview_id: InterviewId, names: Sequence[str], *, level: str
    ) -> str:
        """Store a new version that requires exactly these competencies and return its plan id.

        Raises ``InvalidRequestError`` for a name that matches no competency of the plan.
        """

    async def read_job_text(
        self, work: UnitOfWork, interview_id: InterviewId, *, position: str, job_description: str
    ) -> Json | None:
        """Return what was read in each line of the job text as JSON, or None without a job text."""

    async def correct_job_analysis(
        self, work: UnitOfWork, interview_id: InterviewId, corrections: Sequence[JobCorrection]
    ) -> str:
        """Store a new version whose analysis of the job text has these corrections; return its plan id.

        Raises ``InvalidRequestError`` for corrections that fit nothing in the text.
        """


JobTextReader = Callable[[str], Awaitable[JobTextFacts]]
"""Returns the facts of a request that a job text names (implemented by planning)."""
