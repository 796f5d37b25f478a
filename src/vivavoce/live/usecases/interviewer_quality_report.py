"""Read the interviewer quality report of a session."""

from __future__ import annotations

from vivavoce.contracts.plan import InterviewPlan
from vivavoce.kernel.errors import NotFoundError
from vivavoce.live.domain.events import RecordedEvent, SessionCreated
from vivavoce.live.domain.quality_report import InterviewerQualityReport, build_quality_report
from vivavoce.live.ports import EventStore, SessionAddress
from vivavoce.live.usecases.session_sweeper import SessionPlanReader


class ReadInterviewerQualityReport:
    """Builds the interviewer quality report from a session's log and plan."""

    def __init__(self, store: EventStore, plan_reader: SessionPlanReader) -> None:
        self._store = store
        self._plan_reader = plan_reader

    async def __call__(self, address: SessionAddress) -> InterviewerQualityReport:
        """Return the report, or raise ``NotFoundError``."""
        log = await self._store.load(address)
        return build_quality_report(log, await self._read_plan(address, log))

    async def _read_plan(
        self, address: SessionAddress, log: tuple[RecordedEvent, ...]
    ) -> InterviewPlan | None:
        born = log[0].event if log else None
        if not isinstance(born, SessionCreated):
            raise NotFoundError
        try:
            return await self._plan_reader(address, born)
        except NotFoundError:
            return None
