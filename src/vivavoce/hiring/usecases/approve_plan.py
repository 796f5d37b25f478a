"""Approval of a plan, by a person or by the organisation's rule: it opens the candidate's door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from vivavoce.contracts.changes import ChangeReading
from vivavoce.contracts.events import ApprovalApproved, InterviewScheduled
from vivavoce.hiring.domain.interview import SYSTEM, Actor, Interview
from vivavoce.hiring.domain.workflow import Transition, next_state
from vivavoce.hiring.ports import Doors, Plans
from vivavoce.hiring.usecases.step import TakeStep
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock, iso_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """An interview after a decision; an approved plan has a link for the candidate."""

    interview: Interview
    link: str | None = field(default=None, repr=False)
    reading: ChangeReading = field(default=ChangeReading(), repr=False)
    """Of a change request: the parts of it that do nothing."""


class ApprovePlan:
    """Approves within the caller's unit of work: plan, door, events and webhook together."""

    def __init__(self, step: TakeStep, doors: Doors, plans: Plans, clock: Clock) -> None:
        self._step = step
        self._doors = doors
        self._plans = plans
        self._clock = clock

    async def __call__(
        self,
        work: Work,
        interview: Interview,
        transition: Transition,
        *,
        by: Actor,
        caller: Caller | None = None,
        comments: str | None = None,
        plan_id: str | None = None,
        must_haves: Sequence[str] | None = None,
    ) -> Decided:
        """Return the approved interview, scheduled already when its time is in the future.

        With ``must_haves`` a version with exactly these must-have competencies is approved.
        """
        next_state(interview.state, transition)
        if must_haves is not None:
            plan_id = await self._plans.set_must_haves(
                work, interview.id, must_haves, level=interview.request.level or ""
            )
        approved_plan = plan_id or interview.plan_id or ""
        await self._plans.approve(work, interview.id, approved_by=by.reference)
        link = await self._link(work, interview)
        approved = await self._step(
            work,
            interview,
            transition,
            by=by,
            caller=caller,
            reason=comments,
            event=ApprovalApproved(
                plan_id=approved_plan, approved_by=by.reference, comments=comments
            ),
            data={
                "planId": approved_plan,
                "interviewLink": link,
                "approvedBy": by.reference,
                "comments": comments,
            },
            plan_id=approved_plan or None,
        )
        return Decided(interview=await self._scheduled(work, approved), link=link)

    async def _link(self, work: Work, interview: Interview) -> str | None:
        if not interview.profile.has_link:
            return None
        return await self._doors.open(
            work, interview.id, interview.person_id, days=interview.profile.link_days
        )

    async def _scheduled(self, work: Work, interview: Interview) -> Interview:
        at = interview.request.scheduled_at
        if at is None or at <= self._clock.now():
            return interview
        link_days = timedelta(days=interview.profile.link_days)
        await self._doors.keep_until(work, interview.id, at + link_days)
        return await self._step(
            work,
            interview,
            Transition.SCHEDULE,
            by=SYSTEM,
            event=InterviewScheduled(scheduled_at=iso_ms(at)),
            data={"scheduledAt": iso_ms(at)},
        )
