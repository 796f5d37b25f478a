"""What other slices tell about an interview: each is heard once, and late news changes nothing."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from uuid import UUID

from vivavoce.contracts.envelope import Event
from vivavoce.contracts.events import PlanGenerationStarted
from vivavoce.contracts.profiles import ApprovedBy
from vivavoce.hiring.domain.interview import SYSTEM, Interview
from vivavoce.hiring.domain.workflow import RULES, State, Transition
from vivavoce.hiring.ports import Interviews, PlanPolicy, UnknownInterview
from vivavoce.hiring.usecases.approve_plan import ApprovePlan
from vivavoce.hiring.usecases.begin import STARTABLE, BeginInterview
from vivavoce.hiring.usecases.close import ATTEMPTS_USED, CloseUnfinished
from vivavoce.hiring.usecases.human_tasks import OpenPersonTask
from vivavoce.hiring.usecases.step import TakeStep
from vivavoce.infra.work import Work
from vivavoce.kernel.clock import Clock

_NOBODY = "The plan of this kind of interview needs nobody's approval."
_ATTEMPTED = frozenset({*STARTABLE, State.IN_PROGRESS})
"""States in which a session may end too early: before the candidate began it, or after that."""
_PLANNED = RULES[Transition.PLAN_READY]


class InterviewHandlers:
    """Consumers of group ``api-gateway-consumer``; each is one short transaction."""

    def __init__(
        self,
        interviews: Interviews,
        step: TakeStep,
        approve: ApprovePlan,
        close: CloseUnfinished,
        begin: BeginInterview,
        policy: PlanPolicy,
        clock: Clock,
        open_person_task: OpenPersonTask,
    ) -> None:
        self._interviews = interviews
        self._step = step
        self._approve = approve
        self._close = close
        self._begin = begin
        self._policy = policy
        self._clock = clock
        self._open_person_task = open_person_task

    async def on_plan_generated(self, work: Work, event: Event) -> None:
        """Show the plan to a person, or approve it where the organisation's rule says so."""
        interview = await self._known(work, event)
        if interview is None:
            return
        if interview.state is State.VALIDATING_SKILLS:
            # An outside planner tells of its plan only, never of its beginning.
            interview = await self._begun(work, interview, event)
        if interview.state is not State.GENERATING_PLAN:
            return
        plan_id = str(event.payload["planId"])
        if await self._needs_nobody(work, interview.profile.plan_approved_by):
            await self._step.announce(work, interview, _PLANNED.webhook or "", dict(event.payload))
            await self._approve(
                work,
                interview,
                Transition.AUTO_APPROVE,
                by=SYSTEM,
                comments=_NOBODY if interview.profile.plan_approved_by == "none" else None,
                plan_id=plan_id,
            )
            return
        await self._step(
            work,
            interview,
            Transition.PLAN_READY,
            by=SYSTEM,
            event=event,
            data=dict(event.payload),
            plan_id=plan_id,
        )

    async def on_session_started(self, work: Work, event: Event) -> None:
        """Start the interview: the candidate began their first session."""
        interview = await self._known(work, event)
        if interview is not None:
            await self._begin.start(
                work,
                interview,
                session_id=str(event.payload["sessionId"]),
                attempt=int(event.payload["attempt"]),
            )

    async def on_interview_completed(self, work: Work, event: Event) -> None:
        """Note that there is something to assess."""
        interview = await self._known(work, event)
        if interview is None or interview.state is not State.IN_PROGRESS:
            return
        session_id = str(event.payload["sessionId"])
        await self._step(
            work,
            interview,
            Transition.COMPLETE,
            by=SYSTEM,
            event=event,
            data=dict(event.payload),
            session_id=session_id,
            last_ended_session=session_id,
        )

    async def on_interview_not_completed(self, work: Work, event: Event) -> None:
        """Count the attempt, begun or not; the same link opens the next one, until there is none left."""
        interview = await self._known(work, event)
        if interview is None or interview.state not in _ATTEMPTED:
            return
        ended = interview.after_session(
            str(event.payload["sessionId"]),
            is_technical=bool(event.payload["isTechnical"]),
            at=self._clock.now(),
        )
        if ended is interview:
            return
        await self._interviews.save(work, ended, was=interview.version)
        if not ended.attempts_left:
            await self._close(work, ended, code=ATTEMPTS_USED)

    async def on_person_requested(self, work: Work, event: Event) -> None:
        """Open a task for a person, once for as long as it waits; its mail leaves with it."""
        interview = await self._known(work, event)
        if interview is None:
            return
        await self._open_person_task(
            work,
            interview,
            UUID(str(event.payload["sessionId"])),
            datetime.fromisoformat(str(event.payload["requestedAt"])),
        )

    async def on_assessment_completed(self, work: Work, event: Event) -> None:
        """Show the assessment to a person, who decides about it, where anybody does."""
        interview = await self._known(work, event)
        if interview is None or interview.state is not State.COMPLETED:
            return
        if interview.profile.assessment_approved_by == "none":
            assessed = dataclasses.replace(
                interview,
                assessment_id=str(event.payload["assessmentId"]),
                failure=None,
                updated_at=self._clock.now(),
            )
            await self._interviews.save(work, assessed, was=interview.version)
            return
        await self._step(
            work,
            interview,
            Transition.ASSESSMENT_READY,
            by=SYSTEM,
            event=event,
            data=dict(event.payload),
            assessment_id=str(event.payload["assessmentId"]),
        )

    async def on_assessment_failed(self, work: Work, event: Event) -> None:
        """Keep that the assessment could not be made, for people to see."""
        interview = await self._known(work, event)
        if interview is None or interview.state is not State.COMPLETED:
            return
        failure = {"stage": "assessment", "code": str(event.payload["code"]), "attempts": 1}
        noted = dataclasses.replace(interview, failure=failure, updated_at=self._clock.now())
        await self._interviews.save(work, noted, was=interview.version)

    async def _needs_nobody(self, work: Work, approved_by: ApprovedBy) -> bool:
        if approved_by == "staff":
            return await self._policy.approves_plans_itself(work)
        return approved_by == "none"

    async def _begun(self, work: Work, interview: Interview, event: Event) -> Interview:
        validated = tuple(str(skill) for skill in event.payload.get("validatedSkills", ()))
        return await self._step(
            work,
            interview,
            Transition.GENERATE_PLAN,
            by=SYSTEM,
            event=PlanGenerationStarted(validated_skills=validated, unvalidated_skills=()),
        )

    async def _known(self, work: Work, event: Event) -> Interview | None:
        try:
            interview = await self._interviews.lock(work, str(event.interview_id))
        except UnknownInterview:
            # Deleted in between, or an event of a foreign world: there is nothing to move.
            return None
        return interview if interview.run_id == event.run_id else None
