"""Issue a one-time code for the candidate of a test, to whom no e-mail goes."""

from __future__ import annotations

from datetime import datetime, timedelta

from vivavoce.access.adapters.candidate_links import PostgresCandidateLinkRepository
from vivavoce.access.adapters.one_time_codes import PostgresOneTimeCodeRepository
from vivavoce.access.domain.candidate_access import CODE_DIGITS, CODE_MINUTES
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator, InterviewId


class IssueCodeOfTest:
    """Issues codes for tests. The caller of the API reads the code; the holder of the link never does."""

    def __init__(
        self,
        *,
        links: PostgresCandidateLinkRepository,
        codes: PostgresOneTimeCodeRepository,
        clock: Clock,
        ids: IdGenerator,
    ) -> None:
        self._links = links
        self._codes = codes
        self._clock = clock
        self._ids = ids

    async def __call__(
        self, work: UnitOfWork, interview_id: InterviewId
    ) -> tuple[str, datetime] | None:
        """Return a new code and when it expires; None if the interview is no test or has no open link.

        The previous code becomes invalid. Only a hash of the code is stored, as for any other interview.
        """
        now = self._clock.now()
        link = (await self._links.find_by_interviews(work, [interview_id])).get(interview_id)
        if link is None or link.expires_at <= now or not await work.is_test_interview(interview_id):
            return None
        code = self._ids.random_digits(CODE_DIGITS)
        expires_at = now + timedelta(minutes=CODE_MINUTES)
        await self._codes.save(work, link.id, code, expires_at)
        return code, expires_at
