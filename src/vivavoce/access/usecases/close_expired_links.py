"""Close expired candidate links and their unfinished interviews."""

from __future__ import annotations

import structlog

from vivavoce.access.ports import (
    CandidateInterviewGateway,
    CandidateLinkRepository,
    ExpiredCandidateLink,
    ExpiredCandidateLinkFinder,
)
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId

_log = structlog.get_logger(__name__)
_BATCH = 200


class CloseExpiredLinks:
    """Processes each expired link once; a link whose candidate is in a session waits for the next run."""

    def __init__(
        self,
        *,
        expired_links: ExpiredCandidateLinkFinder,
        links: CandidateLinkRepository,
        interviews: CandidateInterviewGateway,
        open_work: UnitOfWorkFactory,
        clock: Clock,
    ) -> None:
        self._expired_links = expired_links
        self._links = links
        self._interviews = interviews
        self._open_work = open_work
        self._clock = clock

    async def __call__(self) -> int:
        """Return the number of links that were closed."""
        closed = 0
        for door in await self._expired_links.find(self._clock.now(), limit=_BATCH):
            try:
                closed += await self._close(door)
            except Exception as error:  # noqa: BLE001 - one bad link must not stop the sweep
                kind = type(error).__name__
                _log.warning(
                    "candidate_link.not_closed", interview_id=str(door.interview_id), kind=kind
                )
        return closed

    async def _close(self, link: ExpiredCandidateLink) -> bool:
        async with self._open_work(link.tenant_id) as work:
            await self._interviews.lock_interview(work, link.interview_id)
            if not await self._is_expired(work, link.interview_id):
                return False
            is_settled = await self._interviews.expire(work, link.interview_id)
            if is_settled:
                await self._links.revoke(work, link.interview_id, self._clock.now())
            return is_settled

    async def _is_expired(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Check again: the link may have been revoked or extended since it was found."""
        door = (await self._links.find_by_interviews(work, [interview_id])).get(interview_id)
        return door is not None and door.expires_at <= self._clock.now()
