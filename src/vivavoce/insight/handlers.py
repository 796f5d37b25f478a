"""What events change in the figures of their interview; each is heard once, late ones do no harm."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from uuid import UUID

from vivavoce.contracts.envelope import Event
from vivavoce.contracts.profiles import HIRING, PROFILES
from vivavoce.infra import metrics
from vivavoce.infra.work import Work
from vivavoce.insight.domain.figures import Story
from vivavoce.insight.ports import Book, Entry

_CHANNEL = "text"
"""Every talk so far; events say nothing of channels."""
_PARTIAL = "partial"


class FigureHandlers:
    """Consumers of group ``insight``; each is one short transaction."""

    def __init__(self, book: Book) -> None:
        self._book = book

    async def on_interview_received(self, work: Work, event: Event) -> None:
        """An interview begins to be counted."""
        values = {"received_at": event.at, "profile": event.payload["profile"]}
        await self._note(work, event, values)

    async def on_plan_ordered(self, work: Work, event: Event) -> None:
        """A plan was ordered, for the first time or anew."""
        await self._note(work, event, {"plan_ordered_at": event.at})

    async def on_plan_generated(self, work: Work, event: Event) -> None:
        """A plan is there; how long it took is measured once."""
        story = await self._note(work, event, {"planned_at": event.at}, counts=("plans",))
        if story.plan_s is not None:
            seconds = story.plan_s
            work.once_committed(lambda: metrics.PLAN_SECONDS.observe(seconds))

    async def on_approval_approved(self, work: Work, event: Event) -> None:
        """A person approved the plan, or the organisation's rule did."""
        await self._note(work, event, {"approved_at": event.at})

    async def on_interview_started(self, work: Work, event: Event) -> None:
        """A talk began."""
        values = {"started_at": event.at, "attempts": event.payload["attempt"]}
        await self._note(work, event, values)

    async def on_interview_completed(self, work: Work, event: Event) -> None:
        """There is something to assess."""
        is_partial = event.payload["reason"] == _PARTIAL
        await self._note(
            work,
            event,
            {
                "ended_at": event.at,
                "outcome": "partial" if is_partial else "completed",
                "duration_s": event.payload["durationSeconds"],
            },
        )

    async def on_interview_not_completed(self, work: Work, event: Event) -> None:
        """A talk ended too early; another attempt may still follow."""
        outcome = "failed" if event.payload["isTechnical"] else "not_completed"
        await self._note(work, event, {"ended_at": event.at, "outcome": outcome})

    async def on_assessment_completed(self, work: Work, event: Event) -> None:
        """An assessment is there: its time and the interview's cost so far are measured once."""
        story = await self._note(
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
        work.once_committed(lambda: _measure_assessed(story))

    async def on_assessment_flagged(self, work: Work, event: Event) -> None:
        """An assessment has something for a person to look at, where a person decides about it."""
        story = await self._note(work, event, {})
        if PROFILES.get(story.profile or "", HIRING).assessment_approved_by != "none":
            await self._note(work, event, {"flags": len(event.payload["kinds"])})

    async def on_assessment_approved(self, work: Work, event: Event) -> None:
        """A person let the outcome leave."""
        await self._note(work, event, {"decision": "approved", "decided_at": event.at})

    async def on_assessment_rejected(self, work: Work, event: Event) -> None:
        """A person did not, or asked for another assessment."""
        await self._note(work, event, {"decision": "rejected", "decided_at": event.at})

    async def on_interview_cancelled(self, work: Work, event: Event) -> None:
        """The interview will not go on."""
        await self._note(work, event, {"ended_at": event.at, "outcome": "cancelled"})

    async def on_usage_recorded(self, work: Work, event: Event) -> None:
        """Something was used: it is priced as of then, and counted."""
        kept = await self._book.use(
            work,
            event.interview_id,
            event.id,
            event.at,
            purpose=str(event.payload["purpose"]),
            uses=event.payload["uses"],
        )
        for use in kept:
            work.once_committed(partial(_count_use, use.provider, use.kind, use.cost))

    async def _note(
        self,
        work: Work,
        event: Event,
        values: dict[str, object],
        counts: tuple[str, ...] = (),
    ) -> Story:
        entry = Entry(interview_id=event.interview_id, at=event.at, values=values, counts=counts)
        return await self._book.note(work, entry)


def _measure_assessed(story: Story) -> None:
    if story.assessment_s is not None:
        metrics.ASSESSMENT_SECONDS.observe(story.assessment_s)
    if not story.unpriced:
        metrics.COST.labels(_CHANNEL).observe(float(story.cost))


def _count_use(provider: str, kind: str, cost: Decimal | None) -> None:
    if cost is None:
        metrics.UNPRICED.labels(provider, kind).inc()
    else:
        metrics.COST_TOTAL.labels(provider, kind).inc(float(cost))
