"""Interviews of signed-in people: their plan is approved by themselves, or by nobody."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from vivavoce.contracts.events import ModificationRequested
from vivavoce.contracts.interview import InterviewView
from vivavoce.contracts.profiles import ApprovedBy
from vivavoce.hiring.domain.interview import Actor, Interview, acting
from vivavoce.hiring.domain.workflow import State, Transition, not_allowed
from vivavoce.hiring.ports import Interviews, UnknownInterview
from vivavoce.hiring.usecases.approve_plan import ApprovePlan
from vivavoce.hiring.usecases.cancel import DRAFT_EXPIRED, EXPIRED, EndInterview
from vivavoce.hiring.usecases.close import CloseUnfinished
from vivavoce.hiring.usecases.request_interview import RequestRules
from vivavoce.hiring.usecases.step import TakeStep
from vivavoce.hiring.usecases.take_in import TakeIn
from vivavoce.infra.work import Work
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import Ids, InterviewId, PersonId

_UNPLANNED = frozenset(
    {State.RECEIVED, State.INFO_NEEDED, State.VALIDATING_SKILLS, State.GENERATING_PLAN}
)


class OwnInterviews:
    """What doors without a link may ask of an interview: those whose plans ``approved_by`` approves.

    All of it happens in the caller's unit of work. Interviews of other doors are unknown here, and
    impossible steps raise ``MoveNotAllowed``. Whose interview it is, the caller checks.
    """

    def __init__(
        self,
        interviews: Interviews,
        *,
        take_in: TakeIn,
        step: TakeStep,
        approve: ApprovePlan,
        end: EndInterview,
        close: CloseUnfinished,
        rules: RequestRules,
        clock: Clock,
        ids: Ids,
        approved_by: Collection[ApprovedBy],
    ) -> None:
        self._approved_by = frozenset(approved_by)
        self._interviews = interviews
        self._take_in = take_in
        self._step = step
        self._approve = approve
        self._end = end
        self._close = close
        self._rules = rules
        self._clock = clock
        self._ids = ids

    async def person(self, work: Work, reference: str) -> PersonId:
        """Return the person with that reference; the first use makes one."""
        known = await self._interviews.person_known_as(work, reference)
        if known is not None:
            return known
        return await self._interviews.add_person(work, PersonId(self._ids.new()), reference)

    async def known_person(self, work: Work, reference: str) -> PersonId | None:
        """Return the person with that reference, or None."""
        return await self._interviews.person_known_as(work, reference)

    async def all_of(self, work: Work, person_id: PersonId) -> Sequence[InterviewId]:
        """Return every interview of a person, oldest first."""
        return await self._interviews.ids_of_person(work, person_id)

    async def open(
        self,
        work: Work,
        caller: Caller,
        person_id: PersonId,
        facts: Mapping[str, Any],  # Any: facts by their snake_case names
    ) -> InterviewView:
        """Return a new interview whose plan is being written, or raise ``Malformed``."""
        request = self._rules.read(facts)
        opened = await self._take_in(
            work, request, by=_nameless(caller), caller=caller, person_id=person_id
        )
        self._refuse_other_doors(opened)
        return view_of(opened)

    async def view(
        self, work: Work, interview_id: InterviewId, *, is_locked: bool = False
    ) -> InterviewView:
        """Return an interview; locked, nobody else can change it until ``work`` ends."""
        if is_locked:
            return view_of(await self._lock(work, interview_id))
        interview = await self._interviews.find(work, str(interview_id))
        self._refuse_other_doors(interview)
        return view_of(interview)

    async def of_person(
        self, work: Work, person_id: PersonId, *, profile: str, limit: int
    ) -> list[InterviewView]:
        """Return a person's interviews through one door, newest first."""
        found = await self._interviews.of_person(work, person_id, limit=limit)
        return [view_of(one) for one in found if one.request.profile == profile]

    async def plan_again(
        self,
        work: Work,
        caller: Caller,
        interview_id: InterviewId,
        *,
        facts: Mapping[str, Any],  # Any: as above; what is not named stays
        wish: str,
    ) -> InterviewView:
        """Have the plan written again, with changed facts or as ``wish`` says; only while PENDING."""
        interview = await self._lock(work, interview_id)
        if interview.state is not State.PENDING:
            raise not_allowed(interview.state, Transition.MODIFY)
        profile = interview.request.profile
        more = self._rules.read({**facts, "profile": profile})
        changes = {name: getattr(more, name) for name in facts if name != "profile"}
        request = dataclasses.replace(interview.request, **changes)
        changed = dataclasses.replace(interview, request=request)
        await self._interviews.save_facts(work, changed)
        by = _nameless(caller)
        moved = await self._step(
            work,
            changed,
            Transition.MODIFY,
            by=by,
            caller=caller,
            reason=wish or None,
            event=ModificationRequested(
                plan_id=interview.plan_id or "", comments=wish, requested_by=by.reference
            ),
        )
        return view_of(moved)

    async def use_plan(self, work: Work, interview_id: InterviewId, plan_id: str) -> InterviewView:
        """Take a version that was edited by hand as the current one; only while PENDING."""
        interview = await self._lock(work, interview_id)
        if interview.state is not State.PENDING:
            raise not_allowed(interview.state, Transition.MODIFY)
        edited = dataclasses.replace(interview, plan_id=plan_id, updated_at=self._clock.now())
        await self._interviews.save(work, edited, was=interview.version)
        return view_of(edited)

    async def approve(self, work: Work, caller: Caller, interview_id: InterviewId) -> InterviewView:
        """Approve the plan in the person's own name; what is approved already stays so."""
        interview = await self._lock(work, interview_id)
        if interview.state is State.APPROVED:
            return view_of(interview)
        decided = await self._approve(
            work, interview, Transition.APPROVE, by=_nameless(caller), caller=caller
        )
        return view_of(decided.interview)

    async def end(
        self, work: Work, interview_id: InterviewId, *, code: str = EXPIRED
    ) -> InterviewView:
        """Cancel an interview; ``EXPIRED`` for one whose time has run out."""
        interview = await self._lock(work, interview_id)
        if interview.is_over:
            return view_of(interview)
        return view_of(await self._end(work, interview, code=code))

    async def expire(self, work: Work, interview_id: InterviewId) -> InterviewView:
        """End an interview whose time has run out: as completed where enough was said, else as cancelled.

        One that is over, or in which somebody still talks, stays as it is.
        """
        interview = await self._lock(work, interview_id)
        if interview.state in _UNPLANNED:
            return view_of(await self._end(work, interview, code=DRAFT_EXPIRED))
        is_settled = await self._close(work, interview, code=EXPIRED)
        closed = await self._lock(work, interview_id)
        if is_settled and closed.state is State.IN_PROGRESS:
            # Its completion is told and heard next: until then the sweep passes it by.
            noted = dataclasses.replace(closed, updated_at=self._clock.now())
            await self._interviews.save(work, noted, was=closed.version)
        return view_of(closed)

    async def _lock(self, work: Work, interview_id: InterviewId) -> Interview:
        interview = await self._interviews.lock(work, str(interview_id))
        self._refuse_other_doors(interview)
        return interview

    def _refuse_other_doors(self, interview: Interview) -> None:
        profile = interview.profile
        if profile.has_link or profile.plan_approved_by not in self._approved_by:
            raise UnknownInterview


def _nameless(caller: Caller) -> Actor:
    """Return who takes a step by id alone: the history outlives the erasing of the person's name."""
    return dataclasses.replace(acting(caller), name=caller.kind)


def view_of(interview: Interview) -> InterviewView:
    """Return an interview as other slices see it."""
    request = interview.request
    return InterviewView(
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
        keep_words_days=interview.keeps.words,
        failure=interview.failure,
        created_at=interview.created_at,
        updated_at=interview.updated_at,
        state_since=interview.state_since,
        context=request.context,
        candidate_name=request.candidate_name,
    )
