"""Approve a plan and create the candidate link, and begin the interview when the candidate begins.

A person or the organization's policy approves the plan.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from vivavoce.contracts.events import InterviewScheduled, InterviewStarted, PlanApproved
from vivavoce.contracts.interview import IgnoredChangeRequestParts
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.interview import CANDIDATE_ACTOR, SYSTEM_ACTOR, Actor, Interview
from vivavoce.hiring.domain.workflow import (
    TRANSITION_RULES,
    InterviewState,
    InterviewTransition,
    build_transition_error,
    next_state,
)
from vivavoce.hiring.ports.candidates import CandidateLinkCommands
from vivavoce.hiring.ports.plans import InterviewPlans
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock, format_timestamp
from vivavoce.kernel.errors import ConflictError


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


EARLY_START_TOLERANCE = timedelta(minutes=10)
STARTABLE_STATES = TRANSITION_RULES[InterviewTransition.START].sources


class NoAttemptsLeftError(ConflictError):
    """The candidate has used all attempts for this interview."""

    code = "no_attempts_left"


class BeginInterview:
    """Registers sessions of an interview, and applies START when the candidate has begun one."""

    def __init__(
        self,
        interviews: PostgresInterviewRepository,
        apply_transition: ApplyTransition,
        clock: Clock,
    ) -> None:
        self._interviews = interviews
        self._apply_transition = apply_transition
        self._clock = clock

    async def register_session(
        self, work: UnitOfWork, interview: Interview, *, session_id: str, attempt: int
    ) -> None:
        """Record a session that waits for the candidate; the state does not change. Idempotent.

        Raises ``InvalidTransitionError``, ``StartTooEarlyError`` or ``NoAttemptsLeftError``.
        """
        if (
            interview.state not in STARTABLE_STATES
            and interview.state is not InterviewState.IN_PROGRESS
        ):
            raise build_transition_error(interview.state, InterviewTransition.START)
        interview.check_not_too_early(self._clock.now(), tolerance=EARLY_START_TOLERANCE)
        if session_id == interview.session_id:
            return
        if not interview.attempts_left:
            raise NoAttemptsLeftError
        opened = dataclasses.replace(
            interview, session_id=session_id, attempt=attempt, updated_at=self._clock.now()
        )
        await self._interviews.save(work, opened, expected_version=interview.version)

    async def mark_started(
        self, work: UnitOfWork, interview: Interview, *, session_id: str, attempt: int
    ) -> None:
        """Apply START once; does nothing if the interview has started or can no longer start."""
        if interview.state not in STARTABLE_STATES:
            return
        await self._apply_transition(
            work,
            interview,
            InterviewTransition.START,
            actor=CANDIDATE_ACTOR,
            event=InterviewStarted(session_id=session_id, attempt=attempt),
            data={"sessionId": session_id, "attempt": attempt},
            session_id=session_id,
            attempt=attempt,
        )
