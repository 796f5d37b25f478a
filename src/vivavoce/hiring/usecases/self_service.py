"""Interviews that other slices create, and self-service interviews of signed-in people.

In self-service, people approve the plan themselves, or no one does.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.contracts.events import PlanModificationRequested
from vivavoce.contracts.interview import CancelReason, InterviewSnapshot
from vivavoce.contracts.profiles import ApproverKind
from vivavoce.hiring.adapters.interviews import PostgresInterviewRepository
from vivavoce.hiring.domain.interview import Actor, Interview, actor_from_caller
from vivavoce.hiring.domain.workflow import (
    InterviewState,
    InterviewTransition,
    build_transition_error,
)
from vivavoce.hiring.ports.interviews import InterviewNotFoundError
from vivavoce.hiring.usecases.apply_transition import ApplyTransition
from vivavoce.hiring.usecases.approve_plan import ApprovePlan
from vivavoce.hiring.usecases.end_interview import (
    CANCEL_REASON_DRAFT_EXPIRED,
    CANCEL_REASON_EXPIRED,
    CloseUnfinishedInterview,
    EndInterview,
)
from vivavoce.hiring.usecases.request_interview import RegisterInterview, RequestRules
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import IdGenerator, InterviewId, PersonId

_STATES_BEFORE_PLAN = frozenset(
    {
        InterviewState.RECEIVED,
        InterviewState.INFO_NEEDED,
        InterviewState.VALIDATING_SKILLS,
        InterviewState.GENERATING_PLAN,
    }
)


class SelfServiceInterviews:
    """Interviews of profiles without a candidate link whose plans are approved as in ``approved_by``.

    Everything happens in the caller's unit of work. Interviews of other profiles raise
    ``InterviewNotFoundError``, impossible steps ``InvalidTransitionError``. The calling code must check
    whose interview it is.
    """

    def __init__(
        self,
        interviews: PostgresInterviewRepository,
        *,
        register_interview: RegisterInterview,
        apply_transition: ApplyTransition,
        approve_plan: ApprovePlan,
        end_interview: EndInterview,
        close_unfinished: CloseUnfinishedInterview,
        rules: RequestRules,
        clock: Clock,
        ids: IdGenerator,
        approved_by: Collection[ApproverKind],
    ) -> None:
        self._approved_by = frozenset(approved_by)
        self._interviews = interviews
        self._register_interview = register_interview
        self._apply_transition = apply_transition
        self._approve_plan = approve_plan
        self._end_interview = end_interview
        self._close_unfinished = close_unfinished
        self._rules = rules
        self._clock = clock
        self._ids = ids

    async def get_or_create_person(self, work: UnitOfWork, reference: str) -> PersonId:
        """Return the person with that reference; create them on first use."""
        existing_id = await self._interviews.find_person_by_reference(work, reference)
        if existing_id is not None:
            return existing_id
        return await self._interviews.add_person(work, PersonId(self._ids.new_id()), reference)

    async def find_person(self, work: UnitOfWork, reference: str) -> PersonId | None:
        """Return the person with that reference, or None."""
        return await self._interviews.find_person_by_reference(work, reference)

    async def list_interview_ids(
        self, work: UnitOfWork, person_id: PersonId
    ) -> Sequence[InterviewId]:
        """Return the ids of all interviews of a person, oldest first."""
        return await self._interviews.list_ids_for_person(work, person_id)

    async def open(
        self,
        work: UnitOfWork,
        caller: Caller,
        person_id: PersonId,
        facts: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewSnapshot:
        """Return a new interview whose plan is being written, or raise ``InvalidRequestError``."""
        request = self._rules.parse(facts)
        interview = await self._register_interview(
            work, request, actor=_anonymous_actor(caller), caller=caller, person_id=person_id
        )
        self._check_is_self_service(interview)
        return to_interview_details(interview)

    async def view(
        self, work: UnitOfWork, interview_id: InterviewId, *, is_locked: bool = False
    ) -> InterviewSnapshot:
        """Return an interview; with ``is_locked``, it is locked until ``work`` ends."""
        if is_locked:
            return to_interview_details(await self._lock(work, interview_id))
        interview = await self._interviews.find(work, str(interview_id))
        self._check_is_self_service(interview)
        return to_interview_details(interview)

    async def list_by_person(
        self,
        work: UnitOfWork,
        person_id: PersonId,
        *,
        profile: str,
        limit: int,
        after: tuple[datetime, UUID] | None = None,
    ) -> list[InterviewSnapshot]:
        """Return up to ``limit`` of a person's interviews that have this profile, newest first."""
        interviews = await self._interviews.list_for_person(
            work, person_id, profile=profile, limit=limit, after=after
        )
        return [to_interview_details(interview) for interview in interviews]

    async def regenerate_plan(
        self,
        work: UnitOfWork,
        caller: Caller,
        interview_id: InterviewId,
        *,
        facts: Mapping[str, Any],  # Any: as above; what is not named stays
        change_request: str,
    ) -> InterviewSnapshot:
        """Request a new plan version with the changed ``facts`` or as ``change_request`` asks.

        Possible only while the interview is PENDING.
        """
        interview = await self._lock(work, interview_id)
        if interview.state is not InterviewState.PENDING:
            raise build_transition_error(interview.state, InterviewTransition.MODIFY)
        profile = interview.request.profile
        more = self._rules.parse({**facts, "profile": profile})
        changes = {name: getattr(more, name) for name in facts if name != "profile"}
        request = dataclasses.replace(interview.request, **changes)
        changed = dataclasses.replace(interview, request=request)
        await self._interviews.save_request(work, changed)
        actor = _anonymous_actor(caller)
        moved = await self._apply_transition(
            work,
            changed,
            InterviewTransition.MODIFY,
            actor=actor,
            caller=caller,
            reason=change_request or None,
            event=PlanModificationRequested(
                plan_id=interview.plan_id or "",
                comments=change_request,
                requested_by=actor.reference,
            ),
        )
        return to_interview_details(moved)

    async def set_current_plan(
        self, work: UnitOfWork, interview_id: InterviewId, plan_id: str
    ) -> InterviewSnapshot:
        """Make a manually edited version the current plan; possible only while PENDING."""
        interview = await self._lock(work, interview_id)
        if interview.state is not InterviewState.PENDING:
            raise build_transition_error(interview.state, InterviewTransition.MODIFY)
        edited = dataclasses.replace(interview, plan_id=plan_id, updated_at=self._clock.now())
        await self._interviews.save(work, edited, expected_version=interview.version)
        return to_interview_details(edited)

    async def approve(
        self, work: UnitOfWork, caller: Caller, interview_id: InterviewId
    ) -> InterviewSnapshot:
        """Approve the plan on behalf of the person; an already approved interview stays as it is."""
        interview = await self._lock(work, interview_id)
        if interview.state is InterviewState.APPROVED:
            return to_interview_details(interview)
        decided = await self._approve_plan(
            work,
            interview,
            InterviewTransition.APPROVE,
            actor=_anonymous_actor(caller),
            caller=caller,
        )
        return to_interview_details(decided.interview)

    async def cancel_interview(
        self,
        work: UnitOfWork,
        interview_id: InterviewId,
        *,
        code: CancelReason = CANCEL_REASON_EXPIRED,
    ) -> InterviewSnapshot:
        """Cancel an interview with ``code`` as the reason; one that is over stays as it is."""
        interview = await self._lock(work, interview_id)
        if interview.is_over:
            return to_interview_details(interview)
        return to_interview_details(await self._end_interview(work, interview, code=code))

    async def expire(self, work: UnitOfWork, interview_id: InterviewId) -> InterviewSnapshot:
        """End an expired interview: as completed if enough was answered, otherwise as cancelled.

        One that is over, or whose candidate is in a session, stays as it is.
        """
        interview = await self._lock(work, interview_id)
        if interview.state in _STATES_BEFORE_PLAN:
            return to_interview_details(
                await self._end_interview(work, interview, code=CANCEL_REASON_DRAFT_EXPIRED)
            )
        is_settled = await self._close_unfinished(work, interview, code=CANCEL_REASON_EXPIRED)
        closed = await self._lock(work, interview_id)
        if is_settled and closed.state is InterviewState.IN_PROGRESS:
            # The event that completes it arrives later: until then, the sweep must skip the interview.
            noted = dataclasses.replace(closed, updated_at=self._clock.now())
            await self._interviews.save(work, noted, expected_version=closed.version)
        return to_interview_details(closed)

    async def _lock(self, work: UnitOfWork, interview_id: InterviewId) -> Interview:
        interview = await self._interviews.lock(work, str(interview_id))
        self._check_is_self_service(interview)
        return interview

    def _check_is_self_service(self, interview: Interview) -> None:
        profile = interview.profile
        if profile.has_link or profile.plan_approved_by not in self._approved_by:
            raise InterviewNotFoundError


def _anonymous_actor(caller: Caller) -> Actor:
    """Return the caller as an actor without a name, because the history outlives the person's erasure."""
    return dataclasses.replace(actor_from_caller(caller), name=caller.kind)


def to_interview_details(interview: Interview) -> InterviewSnapshot:
    """Return an interview as the snapshot that other slices read."""
    request = interview.request
    return InterviewSnapshot(
        interview_id=interview.id,
        run_id=interview.run_id,
        person_id=interview.person_id,
        profile=request.profile,
        state=str(interview.state),
        position=request.position,
        level=request.level,
        company_name=request.company_name,
        job_description=request.job_description,
        duration_minutes=request.minutes,
        language=request.language,
        interview_type=request.interview_type,
        difficulty=request.difficulty,
        framework=request.framework,
        persona_id=request.persona_id,
        plan_id=interview.plan_id,
        assessment_id=interview.assessment_id,
        session_id=interview.session_id,
        attempt=interview.attempt,
        cancel_reason=interview.cancel_reason,
        transcript_retention_days=interview.retention.transcript,
        failure=interview.failure,
        created_at=interview.created_at,
        updated_at=interview.updated_at,
        state_since=interview.state_since,
        context=request.context,
        candidate_name=request.candidate_name,
    )


class CreateInterview:
    """Creates an interview as the request route does; the calling slice supplies the plan."""

    def __init__(self, register_interview: RegisterInterview, rules: RequestRules) -> None:
        self._register_interview = register_interview
        self._rules = rules

    async def __call__(
        self,
        work: UnitOfWork,
        caller: Caller,
        facts: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewSnapshot:
        """Return the new interview, or raise ``InvalidRequestError`` or ``ForbiddenError``."""
        caller.require(Permission.INTERVIEW_CREATE)
        request = self._rules.parse(facts)
        return to_interview_details(
            await self._register_interview(
                work, request, actor=actor_from_caller(caller), caller=caller
            )
        )
