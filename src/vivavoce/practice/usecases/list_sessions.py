"""List a seeker's own sessions, newest first, each with its review status."""

from __future__ import annotations

from dataclasses import dataclass

from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.contracts.profiles import PRACTICE_PROFILE
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.practice.domain.history import ReviewSummary
from vivavoce.practice.ports.interviews import PracticeInterviewService
from vivavoce.practice.ports.sessions import ReviewSummaryReader
from vivavoce.practice.usecases.practice_access import PracticeAccess


@dataclass(frozen=True, slots=True)
class ListedPracticeSession:
    """A session and its review, or None if there is no review."""

    view: InterviewSnapshot
    review: ReviewSummary | None


class ListPracticeSessions:
    """Lists a person's practice sessions."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        interviews: PracticeInterviewService,
        review_summaries: ReviewSummaryReader,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._interviews = interviews
        self._review_summaries = review_summaries

    async def __call__(self, caller: Caller, *, limit: int) -> list[ListedPracticeSession]:
        """Return the caller's own sessions; the list is empty if the caller has never practiced."""
        caller.require(Permission.PRACTICE_USE)
        async with self._open_work(caller.tenant_id) as work:
            person_id = await self._access.find_own_person(work, caller)
            if person_id is None:
                return []
            views = await self._interviews.list_by_person(
                work, person_id, profile=PRACTICE_PROFILE.name, limit=limit
            )
            found = await self._review_summaries.load_summaries(
                work, [view.interview_id for view in views]
            )
        return [ListedPracticeSession(view, found.get(view.interview_id)) for view in views]
