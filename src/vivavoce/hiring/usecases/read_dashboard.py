"""Read what a dashboard shows: the interviews in each state, and those that wait for a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.workflow import WAITING_STATES, InterviewState
from vivavoce.hiring.ports.interviews import InterviewPage, InterviewQuery, StateSummary
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock

RECENT_DAYS = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """The interviews of an organization at one moment."""

    at: datetime
    states: Mapping[InterviewState, StateSummary]
    recent: int
    """How many interviews were requested in the last ``RECENT_DAYS`` days, counted up to 10,000."""

    @property
    def total(self) -> int:
        """How many interviews there are."""
        return sum(summary.total for summary in self.states.values())

    @property
    def failed(self) -> int:
        """How many interviews have a failed step."""
        return sum(summary.failed for summary in self.states.values())

    @property
    def oldest_wait(self) -> datetime | None:
        """Since when the first interview waits for a person; None if none does."""
        waits = [self.states[state].oldest_since for state in WAITING_STATES]
        return min((since for since in waits if since is not None), default=None)

    def count(self, *states: InterviewState) -> int:
        """Return how many interviews are in these states."""
        return sum(self.states[state].total for state in states)


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingListing:
    """A page of the interviews that wait for a person, and the number in each waiting state."""

    page: InterviewPage
    states: Mapping[InterviewState, StateSummary]


class ReadDashboard:
    """Reads the dashboard of the caller's organization."""

    def __init__(
        self, open_work: UnitOfWorkFactory, interviews: PostgresInterviewRepository, clock: Clock
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._clock = clock

    async def summarize_states(self, caller: Caller) -> dict[InterviewState, StateSummary]:
        """Return a summary of each of the states, also of those without any interview."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            return await self._interviews.summarize_states(work)

    async def __call__(self, caller: Caller) -> Dashboard:
        """Return the dashboard as of now."""
        caller.require(Permission.INTERVIEW_READ)
        now = self._clock.now()
        recent = InterviewQuery(created_from=now - timedelta(days=RECENT_DAYS), limit=1)
        async with self._open_work(caller.tenant_id) as work:
            return Dashboard(
                at=now,
                states=await self._interviews.summarize_states(work),
                recent=(await self._interviews.page(work, recent)).total,
            )

    async def list_pending(
        self, caller: Caller, *, page: int, limit: int, cursor: str | None = None
    ) -> PendingListing:
        """Return a page of the interviews that wait for a person, the longest wait first."""
        caller.require(Permission.INTERVIEW_READ)
        query = InterviewQuery(
            states=tuple(sorted(WAITING_STATES)),
            order="longest_wait",
            page=page,
            cursor=cursor,
            limit=limit,
        )
        async with self._open_work(caller.tenant_id) as work:
            return PendingListing(
                page=await self._interviews.page(work, query),
                states=await self._interviews.summarize_states(work),
            )
