"""End overdue interviews of profiles without a candidate link: drafts, sessions, broken-off interviews."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from vivavoce.contracts.profiles import InterviewProfile
from vivavoce.hiring.ports import InterviewCallControl, OverdueInterview, OverdueInterviewFinder
from vivavoce.hiring.usecases.self_service import SelfServiceInterviews
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.clock import Clock

_log = structlog.get_logger(__name__)
_BATCH = 200
_MIN_IDLE = timedelta(minutes=10)
"""Interviews that changed more recently than this are skipped: they are in use or about to end."""


class EndOverdueInterviews:
    """Ends interviews that were created or begun longer ago than their profile's ``link_ttl_days``.

    An interview with an open call is skipped until its last call attempt is over.
    """

    def __init__(
        self,
        *,
        overdue: OverdueInterviewFinder,
        self_service: SelfServiceInterviews,
        calls: InterviewCallControl,
        profiles: Sequence[InterviewProfile],
        open_work: UnitOfWorkFactory,
        clock: Clock,
    ) -> None:
        self._overdue = overdue
        self._self_service = self_service
        self._calls = calls
        self._profiles = profiles
        self._open_work = open_work
        self._clock = clock

    async def __call__(self) -> int:
        """Return the number of interviews that were processed."""
        now, visited = self._clock.now(), 0
        for profile in self._profiles:
            before = now - timedelta(days=profile.link_ttl_days)
            find = self._overdue.find if profile.has_draft_expiry else self._overdue.find_approved
            quiet_since = now - _MIN_IDLE
            found = await find(profile.name, before=before, idle_since=quiet_since, limit=_BATCH)
            for one in found:
                visited += await self._end_if_idle(one, quiet_since)
        return visited

    async def _end_if_idle(self, overdue: OverdueInterview, idle_since: datetime) -> bool:
        try:
            async with self._open_work(overdue.tenant_id) as work:
                if await self._calls.has_open_call(work, overdue.interview_id):
                    return False
                view = await self._self_service.view(work, overdue.interview_id, is_locked=True)
                if view.updated_at > idle_since:  # changed since it was found
                    return False
                await self._self_service.expire(work, overdue.interview_id)
        except Exception as error:  # noqa: BLE001 - one bad interview must not stop the sweep
            kind = type(error).__name__
            _log.warning("interview.not_ended", interview_id=str(overdue.interview_id), kind=kind)
            return False
        return True
