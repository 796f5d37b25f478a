"""Approve a plan, by a person or by the organization's policy, and create the candidate link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from vivavoce.contracts.change_requests import IgnoredChangeRequestParts
from vivavoce.contracts.events import InterviewScheduled, PlanApproved
from vivavoce.hiring.domain.interview import SYSTEM_ACTOR, Actor, Interview
from vivavoce.hiring.domain.workflow import InterviewTransition, next_state
from vivavoce.hiring.ports import CandidateLinkCommands, InterviewPlans
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock, format_timestamp


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDecisionResult:
    """An interview after a decision about its plan; ``link`` is the candidate link of an approved plan."""

    interview: Interview
    link: str | None = field(default=None, repr=False)
    change_reading: IgnoredChangeRequestParts = field(
        default=IgnoredChangeRequestParts(), repr=False
    )
    """For a change request: the parts of it that have no effect."""


class ApprovePlan:
    """Approves a plan within the caller's unit of work: plan, link, events and webhook together."""

    def __init__(
        self,
        apply_transition: ApplyTransition,
        candidate_links: CandidateLinkCommands,
        plans: InterviewPlans,
        clock: Clock,
    ) -> None:
        self._apply_transition = apply_transition
        self._candidate_links = candidate_links
        self._plans = plans
        self._clock = clock

    async def __call__(
        self,
        work: UnitOfWork,
        interview: Interview,
        transition: InterviewTransition,
        *,
        actor: Actor,
        caller: Caller | None = None,
        comments: str | None = None,
        plan_id: str | None = None,
        must_haves: Sequence[str] | None = None,
    ) -> PlanDecisionResult:
        """Return the approved interview; it is already SCHEDULED if its time is in the future.

        With ``must_haves``, a new version with exactly these must-have competencies is approved.
        """
        next_state(interview.state, transition)
        if must_haves is not None:
            plan_id = await self._plans.set_must_haves(
                work, interview.id, must_haves, level=interview.request.level or ""
            )
        approved_plan = plan_id or interview.plan_id or ""
        await self._plans.approve(work, interview.id, approved_by=actor.reference)
        link = await self._create_link(work, interview)
        approved = await self._apply_transition(
            work,
            interview,
            transition,
            actor=actor,
            caller=caller,
            reason=comments,
            event=PlanApproved(
                plan_id=approved_plan, approved_by=actor.reference, comments=comments
            ),
            data={
                "planId": approved_plan,
                "interviewLink": link,
                "approvedBy": actor.reference,
                "comments": comments,
            },
            plan_id=approved_plan or None,
        )
        return PlanDecisionResult(
            interview=await self._schedule_if_future(work, approved), link=link
        )

    async def _create_link(self, work: UnitOfWork, interview: Interview) -> str | None:
        if not interview.profile.has_link:
            return None
        return await self._candidate_links.get_or_create(
            work, interview.id, interview.person_id, days=interview.profile.link_ttl_days
        )

    async def _schedule_if_future(self, work: UnitOfWork, interview: Interview) -> Interview:
        at = interview.request.scheduled_at
        if at is None or at <= self._clock.now():
            return interview
        link_days = timedelta(days=interview.profile.link_ttl_days)
        await self._candidate_links.extend_expiry(work, interview.id, at + link_days)
        return await self._apply_transition(
            work,
            interview,
            InterviewTransition.SCHEDULE,
            actor=SYSTEM_ACTOR,
            event=InterviewScheduled(scheduled_at=format_timestamp(at)),
            data={"scheduledAt": format_timestamp(at)},
        )
