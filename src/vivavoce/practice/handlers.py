"""What practice hears of its interviews: consumer group ``practice-reviews``."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.envelope import Event
from vivavoce.infra.work import Work
from vivavoce.kernel.ids import SessionId
from vivavoce.practice.usecases.review_follow import FollowInterview


class PracticeHandlers:
    """Each is one short transaction; hearing an event twice changes nothing more."""

    def __init__(self, follow: FollowInterview) -> None:
        self._follow = follow

    async def on_interview_started(self, work: Work, event: Event) -> None:
        """Note that an assignment was begun."""
        await self._follow.when_started(work, event.interview_id)

    async def on_interview_completed(self, work: Work, event: Event) -> None:
        """Have the talk reviewed."""
        session_id = SessionId(UUID(str(event.payload["sessionId"])))
        await self._follow.when_completed(work, event.interview_id, session_id)

    async def on_interview_not_completed(self, work: Work, event: Event) -> None:
        """Keep how the session ended; what becomes of the interview is told next."""
        ending = str(event.payload["reason"])
        await self._follow.when_not_completed(work, event.interview_id, ending=ending)

    async def on_interview_cancelled(self, work: Work, event: Event) -> None:
        """Say why there will be no review."""
        code = str(event.payload["reason"])
        await self._follow.when_cancelled(work, event.interview_id, code=code)

    async def on_assessment_completed(self, work: Work, event: Event) -> None:
        """Have the review put together."""
        await self._follow.when_assessed(work, event.interview_id)

    async def on_assessment_failed(self, work: Work, event: Event) -> None:
        """Say that the scoring failed."""
        await self._follow.when_assessment_failed(work, event.interview_id)
