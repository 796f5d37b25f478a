"""Event handlers that update the analytics of interviews. Events arrive once each, possibly late."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from uuid import UUID

from vivavoce.analytics.adapters.analytics_postgres import PostgresAnalyticsRepository
from vivavoce.analytics.domain.interview_analytics import InterviewAnalytics
from vivavoce.analytics.ports import AnalyticsUpdate
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.contracts.profiles import get_profile
from vivavoce.infra import metrics
from vivavoce.infra.unit_of_work import UnitOfWork

_PARTIAL = "partial"


class AnalyticsHandlers:
    """Handlers of consumer group ``analytics``; each is one short transaction."""

    def __init__(self, repository: PostgresAnalyticsRepository) -> None:
        self._repository = repository

    async def on_interview_received(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Start the analytics of an interview."""
        values = {"received_at": event.at, "profile": event.payload["profile"]}
        await self._update(work, event, values)

    async def on_plan_ordered(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Record when a plan was requested, for the first time or again, and for which position.

        The role for which a person practices is theirs, and is not recorded.
        """
        analytics = await self._update(work, event, {"plan_ordered_at": event.at})
        position = event.payload.get("position")
        if position and get_profile(analytics.profile).has_recommendation:
            await self._update(work, event, {"position": position})

    async def on_plan_generated(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Record that a plan is ready, and observe how long it took."""
        analytics = await self._update(work, event, {"planned_at": event.at}, increments=("plans",))
        if analytics.plan_duration_s is not None:
            seconds = analytics.plan_duration_s
            work.on_commit(lambda: metrics.PLAN_SECONDS.observe(seconds))

    async def on_approval_approved(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Record the approval of the plan, by a person or by the organization's rule."""
        await self._update(work, event, {"approved_at": event.at})

    async def on_interview_started(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Record the start of an interview and the number of its attempt."""
        values = {"started_at": event.at, "attempts": event.payload["attempt"]}
        await self._update(work, event, values)

    async def on_interview_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Record the end, outcome and duration of an interview that can be assessed."""
        is_partial = event.payload["reason"] == _PARTIAL
        await self._update(
            work,
            event,
            {
                "ended_at": event.at,
                "outcome": "partial" if is_partial else "completed",
                "duration_s": event.payload["durationSeconds"],
                **_read_session(event),
            },
        )

    async def on_interview_not_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Record that a session ended too early; another attempt may follow."""
        outcome = "failed" if event.payload["isTechnical"] else "not_completed"
        await self._update(
            work, event, {"ended_at": event.at, "outcome": outcome, **_read_session(event)}
        )

    async def on_assessment_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Record an assessment, and observe how long it took and the interview's cost so far."""
        analytics = await self._update(
            work,
            event,
            {
                "assessment_id": UUID(str(event.payload["assessmentId"])),
                "assessed_at": event.at,
                "recommendation": event.payload.get("recommendation"),
                "flags": 0,
                "decision": None,
                "decided_at": None,
            },
        )
        work.on_commit(lambda: _observe_assessment(analytics))

    async def on_assessment_flagged(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Record the number of flags for human review, if the profile requires a human decision."""
        analytics = await self._update(work, event, {})
        if get_profile(analytics.profile).assessment_approved_by != "none":
            await self._update(work, event, {"flags": len(event.payload["kinds"])})

    async def on_assessment_approved(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Record that a person approved the assessment."""
        await self._update(work, event, {"decision": "approved", "decided_at": event.at})

    async def on_assessment_rejected(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Record that a person rejected the assessment or asked for another one."""
        await self._update(work, event, {"decision": "rejected", "decided_at": event.at})

    async def on_candidate_decided(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Record what a person decided about the candidate; a later decision replaces it."""
        values = {"hiring_outcome": event.payload["outcome"], "hiring_decided_at": event.at}
        await self._update(work, event, values)

    async def on_interview_cancelled(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Record that the interview was cancelled."""
        await self._update(work, event, {"ended_at": event.at, "outcome": "cancelled"})

    async def on_usage_recorded(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Store usage, priced as of the event's time, and count its cost."""
        usage = await self._repository.record_usage(
            work,
            event.interview_id,
            event.id,
            event.at,
            purpose=str(event.payload["purpose"]),
            uses=event.payload["uses"],
            is_test=event.is_test,
        )
        for use in usage:
            work.on_commit(partial(_count_usage, use.provider, use.kind, use.cost))

    async def _update(
        self,
        work: UnitOfWork,
        event: IntegrationEvent,
        values: dict[str, object],
        increments: tuple[str, ...] = (),
    ) -> InterviewAnalytics:
        entry = AnalyticsUpdate(
            interview_id=event.interview_id, at=event.at, values=values, increments=increments
        )
        return await self._repository.update_interview(work, entry)


def _read_session(event: IntegrationEvent) -> dict[str, object]:
    """Return what the end of a session says about it; events stored before an upgrade do not."""
    members = {"channel": "channel", "questions_reached": "questionsReached"}
    return {
        column: event.payload[member]
        for column, member in members.items()
        if event.payload.get(member) is not None
    }


def _observe_assessment(interview: InterviewAnalytics) -> None:
    if interview.assessment_duration_s is not None:
        metrics.ASSESSMENT_SECONDS.observe(interview.assessment_duration_s)
    if not interview.unpriced_count:
        metrics.INTERVIEW_COST.labels(interview.channel or "text").observe(float(interview.cost))


def _count_usage(provider: str, kind: str, cost: Decimal | None) -> None:
    if cost is None:
        metrics.USAGE_UNPRICED.labels(provider, kind).inc()
    else:
        metrics.USAGE_COST.labels(provider, kind).inc(float(cost))
