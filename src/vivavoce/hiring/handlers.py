"""Handlers for events from other slices; each is idempotent, and late events change nothing."""

from __future__ import annotations

import dataclasses
from datetime import datetime, timedelta
from uuid import UUID

from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.contracts.events import PlanGenerationStarted
from vivavoce.contracts.profiles import ApproverKind
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.assessment_flags import list_searchable_flags
from vivavoce.hiring.domain.candidate_page import CANCEL_REASON_WITHDRAWN
from vivavoce.hiring.domain.interview import SYSTEM_ACTOR, Interview
from vivavoce.hiring.domain.workflow import TRANSITION_RULES, InterviewState, InterviewTransition
from vivavoce.hiring.ports.candidates import CandidateLinkCommands
from vivavoce.hiring.ports.interviews import (
    InterviewAssessments,
    InterviewNotFoundError,
    InterviewPolicy,
)
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.approve_plan import STARTABLE_STATES, ApprovePlan, BeginInterview
from vivavoce.hiring.usecases.end_interview import (
    CANCEL_REASON_ATTEMPTS_USED,
    CloseUnfinishedInterview,
)
from vivavoce.hiring.usecases.human_tasks import OpenHumanTask
from vivavoce.hiring.usecases.read_positions import CANDIDATE_PROFILES
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.clock import Clock

_NO_APPROVAL_NEEDED = "Plans of this kind of interview need no approval."
_STATES_WITH_SESSION = frozenset({*STARTABLE_STATES, InterviewState.IN_PROGRESS})
"""States in which a session may end early, before or after the candidate has begun it."""
_PLAN_READY_RULE = TRANSITION_RULES[InterviewTransition.PLAN_READY]


def _is_of_candidate(interview: Interview) -> bool:
    return interview.profile.name in CANDIDATE_PROFILES


class InterviewHandlers:
    """Consumers of group ``api-gateway-consumer``; each is one short transaction."""

    def __init__(
        self,
        interviews: PostgresInterviewRepository,
        apply_transition: ApplyTransition,
        approve_plan: ApprovePlan,
        close_unfinished: CloseUnfinishedInterview,
        begin_interview: BeginInterview,
        policy: InterviewPolicy,
        clock: Clock,
        open_task: OpenHumanTask,
        candidate_links: CandidateLinkCommands,
        assessments: InterviewAssessments,
    ) -> None:
        self._interviews = interviews
        self._apply_transition = apply_transition
        self._approve_plan = approve_plan
        self._close_unfinished = close_unfinished
        self._begin_interview = begin_interview
        self._policy = policy
        self._clock = clock
        self._open_task = open_task
        self._candidate_links = candidate_links
        self._assessments = assessments

    async def on_plan_generated(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Submit the plan for review, or approve it if the profile or the organization's policy says so."""
        interview = await self._lock_interview(work, event)
        if interview is None:
            return
        if interview.state is InterviewState.VALIDATING_SKILLS:
            # An external planner reports only the finished plan, never that it started.
            interview = await self._begin_planning(work, interview, event)
        if interview.state is not InterviewState.GENERATING_PLAN:
            return
        plan_id = str(event.payload["planId"])
        if await self._is_auto_approved(work, interview.profile.plan_approved_by):
            await self._apply_transition.publish_webhook(
                work, interview, _PLAN_READY_RULE.webhook or "", event.content
            )
            await self._approve_plan(
                work,
                interview,
                InterviewTransition.AUTO_APPROVE,
                actor=SYSTEM_ACTOR,
                comments=_NO_APPROVAL_NEEDED
                if interview.profile.plan_approved_by == "none"
                else None,
                plan_id=plan_id,
            )
            return
        await self._apply_transition(
            work,
            interview,
            InterviewTransition.PLAN_READY,
            actor=SYSTEM_ACTOR,
            event=event,
            data=event.content,
            plan_id=plan_id,
        )

    async def on_session_started(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Start the interview: the candidate began their first session."""
        interview = await self._lock_interview(work, event)
        if interview is not None:
            await self._begin_interview.mark_started(
                work,
                interview,
                session_id=str(event.payload["sessionId"]),
                attempt=int(event.payload["attempt"]),
            )

    async def on_interview_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Mark the interview as completed, so that it can be assessed.

        The candidate's link then leads to their own page, for as long as their answers are kept.
        """
        interview = await self._lock_interview(work, event)
        if interview is None or interview.state is not InterviewState.IN_PROGRESS:
            return
        session_id = str(event.payload["sessionId"])
        await self._apply_transition(
            work,
            interview,
            InterviewTransition.COMPLETE,
            actor=SYSTEM_ACTOR,
            event=event,
            data=event.content,
            session_id=session_id,
            last_ended_session=session_id,
        )
        await self._candidate_links.extend_expiry(
            work, interview.id, self._clock.now() + timedelta(days=interview.retention.transcript)
        )

    async def on_interview_not_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Count the attempt, and close the interview when none is left; until then the link stays valid.

        A technical failure does not use up an attempt. A candidate who ended it without any answer is taken
        at their word: the interview is closed as after their last attempt, and their own page stays open.
        A hiring manager can begin an intake again.
        """
        interview = await self._lock_interview(work, event)
        if interview is None or interview.state not in _STATES_WITH_SESSION:
            return
        ended = interview.with_ended_session(
            str(event.payload["sessionId"]),
            is_technical=bool(event.payload["isTechnical"]),
            at=self._clock.now(),
        )
        if ended is interview:
            return
        await self._interviews.save(work, ended, expected_version=interview.version)
        if not ended.attempts_left:
            await self._close_unfinished(work, ended, code=CANCEL_REASON_ATTEMPTS_USED)
        elif event.payload.get("isEndedByCandidate") and _is_of_candidate(interview):
            await self._close_unfinished(work, ended, code=CANCEL_REASON_WITHDRAWN, keeps_link=True)

    async def on_person_requested(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Open a human task and e-mail the staff; only one task per interview is open at a time."""
        interview = await self._lock_interview(work, event)
        if interview is None:
            return
        await self._open_task(
            work,
            interview,
            "person_requested",
            datetime.fromisoformat(str(event.payload["requestedAt"])),
            session_id=UUID(str(event.payload["sessionId"])),
        )

    async def on_assessment_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Submit the assessment for a decision, or only store its id where the profile needs no decision."""
        interview = await self._lock_interview(work, event)
        if interview is None or interview.state is not InterviewState.COMPLETED:
            return
        if interview.profile.assessment_approved_by == "none":
            assessed = dataclasses.replace(
                interview,
                assessment_id=str(event.payload["assessmentId"]),
                recommendation=event.payload.get("recommendation"),
                failure=None,
                updated_at=self._clock.now(),
            )
            await self._interviews.save(work, assessed, expected_version=interview.version)
            return
        await self._apply_transition(
            work,
            interview,
            InterviewTransition.ASSESSMENT_READY,
            actor=SYSTEM_ACTOR,
            event=event,
            data=event.content,
            assessment_id=str(event.payload["assessmentId"]),
            recommendation=event.payload.get("recommendation"),
            flags=list_searchable_flags(await self._assessments.latest(work, interview.id)),
        )

    async def on_assessment_failed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Record on the interview that the assessment failed, for staff to see."""
        interview = await self._lock_interview(work, event)
        if interview is None or interview.state is not InterviewState.COMPLETED:
            return
        failure = {"stage": "assessment", "code": str(event.payload["code"]), "attempts": 1}
        with_failure = dataclasses.replace(interview, failure=failure, updated_at=self._clock.now())
        await self._interviews.save(work, with_failure, expected_version=interview.version)

    async def _is_auto_approved(self, work: UnitOfWork, approved_by: ApproverKind) -> bool:
        if approved_by == "staff":
            return await self._policy.auto_approves_plans(work)
        return approved_by == "none"

    async def _begin_planning(
        self, work: UnitOfWork, interview: Interview, event: IntegrationEvent
    ) -> Interview:
        validated = tuple(str(skill) for skill in event.payload.get("validatedSkills", ()))
        return await self._apply_transition(
            work,
            interview,
            InterviewTransition.GENERATE_PLAN,
            actor=SYSTEM_ACTOR,
            event=PlanGenerationStarted(validated_skills=validated, unvalidated_skills=()),
        )

    async def _lock_interview(self, work: UnitOfWork, event: IntegrationEvent) -> Interview | None:
        try:
            interview = await self._interviews.lock(work, str(event.interview_id))
        except InterviewNotFoundError:
            # Deleted in the meantime, or an event of an unknown interview: nothing to do.
            return None
        return interview if interview.run_id == event.run_id else None
