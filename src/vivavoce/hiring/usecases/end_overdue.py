"""Ending what nobody finished in time behind doors without a link: drafts, sessions, broken talks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from vivavoce.contracts.profiles import InterviewProfile
from vivavoce.hiring.ports import Calls, OverdueInterview, OverdueInterviews
from vivavoce.hiring.usecases.own_interviews import OwnInterviews
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.clock import Clock

_log = structlog.get_logger(__name__)
_BATCH = 200
_QUIET = timedelta(minutes=10)
"""What changed as lately as this is left alone: somebody is at it, or its end is on its way."""


class EndOverdue:
    """Visits what was set up, or begun, longer ago than its door keeps it.

    Whom somebody is still going to call is left alone until the last try.
    """

    def __init__(
        self,
        *,
        overdue: OverdueInterviews,
        own: OwnInterviews,
        calls: Calls,
        profiles: Sequence[InterviewProfile],
        open_work: OpenWork,
        clock: Clock,
    ) -> None:
        self._overdue = overdue
        self._own = own
        self._calls = calls
        self._profiles = profiles
        self._open_work = open_work
        self._clock = clock

    async def __call__(self) -> int:
        """Return how many interviews were visited."""
        now, visited = self._clock.now(), 0
        for profile in self._profiles:
            before = now - timedelta(days=profile.link_days)
            find = self._overdue.find if profile.drafts_run_out else self._overdue.find_approved
            quiet_since = now - _QUIET
            found = await find(profile.name, before=before, quiet_since=quiet_since, most=_BATCH)
            for one in found:
                visited += await self._visit(one, quiet_since)
        return visited

    async def _visit(self, one: OverdueInterview, quiet_since: datetime) -> bool:
        try:
            async with self._open_work(one.tenant_id) as work:
                if await self._calls.is_open(work, one.interview_id):
                    return False
                view = await self._own.view(work, one.interview_id, is_locked=True)
                if view.updated_at > quiet_since:  # somebody took it up since it was found
                    return False
                await self._own.expire(work, one.interview_id)
        except Exception as error:  # noqa: BLE001 - one bad interview must not stop the sweep
            kind = type(error).__name__
            _log.warning("interview.not_ended", interview_id=str(one.interview_id), kind=kind)
            return False
        return True
