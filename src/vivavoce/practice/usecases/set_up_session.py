"""Set up a practice session: request its plan, wait for it and show it. A failed new draft is cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from vivavoce.contracts.plan import PlannerFailedError
from vivavoce.infra.rate_limiter import RateLimiter
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.ids import InterviewId, PersonId
from vivavoce.practice.adapters.drafts import PostgresPracticeDraftRepository
from vivavoce.practice.domain.draft import (
    NOT_PLANNED_REASON,
    PlanTimeoutError,
    PracticeSession,
    SessionNotDraftError,
    practice_status,
    status_details,
)
from vivavoce.practice.domain.setup import (
    PracticeOptions,
    PracticeSetup,
    parse_feedback,
    parse_setup,
)
from vivavoce.practice.ports import (
    BeforeCommit,
    PracticeInterviewService,
    PracticePlanService,
    ReviewRepository,
    do_nothing,
)
from vivavoce.practice.usecases.assign_practice import ApplyAssignmentToSetup
from vivavoce.practice.usecases.own_practice import PracticeAccess, PracticeSessionNotFoundError
from vivavoce.practice.usecases.read_session import (
    PLANNED_STATE,
    PLANNING_STATES,
    AssemblePracticeSession,
    ReadPracticeSession,
    WaitForPlan,
    summarize_history,
)

RATE_WINDOW_S = 600
RATE_LIMIT = 30
"""Maximum number of plan requests per person in ``RATE_WINDOW_S`` seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeSetupInput:
    """A request to set up a session, before validation."""

    user_id: str
    org_id: str
    options: PracticeOptions
    draft_session_id: str | None = None
    planner_feedback: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingPlan:
    """A plan that is being written.

    ``has_newer_request`` says that the request differs from the one being planned, so the plan must be
    written again afterwards. Planning failures count only if they happened after ``since``.
    """

    interview_id: InterviewId
    since: datetime
    is_new: bool
    has_newer_request: bool = False


class SetUpPracticeSession:
    """Sets up a session and shows it: as a draft, or with its plan approved at once."""

    def __init__(
        self,
        *,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        interviews: PracticeInterviewService,
        drafts: PostgresPracticeDraftRepository,
        reviews: ReviewRepository,
        rate_limiter: RateLimiter,
        plans: PracticePlanService,
        apply_assignment: ApplyAssignmentToSetup,
        read: ReadPracticeSession,
        assemble_session: AssemblePracticeSession,
        wait: WaitForPlan,
        modes: tuple[str, ...],
        languages: tuple[str, ...],
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._interviews = interviews
        self._drafts = drafts
        self._reviews = reviews
        self._rate_limiter = rate_limiter
        self._plans = plans
        self._apply_assignment = apply_assignment
        self._read = read
        self._assemble_session = assemble_session
        self._wait = wait
        self._modes = modes
        self._languages = languages

    async def __call__(
        self,
        caller: Caller,
        request: PracticeSetupInput,
        *,
        approves_plan: bool = False,
        before_commit: BeforeCommit = do_nothing,
    ) -> PracticeSession:
        """Return the draft, or with ``approves_plan`` the session approved in the person's name.

        Feedback that would change nothing raises ``InvalidRequestError`` and leaves the draft unchanged.
        Raises ``PlannerFailedError`` or ``PlanTimeoutError``; a new draft is then cancelled, and an
        existing one stays and can be planned again.
        """
        interview_id = await self._plan_session(caller, request)
        async with self._open_work(caller.tenant_id) as work:
            if approves_plan:
                view = await self._interviews.approve(work, caller, interview_id)
            else:
                view = await self._interviews.view(work, interview_id)
            session = await self._assemble_session(work, view)
            await before_commit(work, session)
            return session

    async def _plan_session(self, caller: Caller, request: PracticeSetupInput) -> InterviewId:
        """Create a draft or request its plan again, and return its id once the plan is ready."""
        caller.require(Permission.PRACTICE_USE)
        setup = parse_setup(request.options, modes=self._modes, languages=self._languages)
        feedback = parse_feedback(request.planner_feedback)
        await self._rate_limiter.hit(
            f"practice:{caller.tenant_id}:{caller.id}:{request.user_id.lower()}",
            window_s=RATE_WINDOW_S,
            limit=RATE_LIMIT,
        )
        if request.draft_session_id is None:
            pending_plan = await self._open_draft(caller, request, setup, feedback)
        else:
            pending_plan = await self._replan_draft(caller, request, setup, feedback)
        try:
            await self._wait(caller.tenant_id, pending_plan.interview_id, since=pending_plan.since)
        except (PlannerFailedError, PlanTimeoutError):
            if not pending_plan.is_new or not await self._cancel_unplanned(
                caller, pending_plan.interview_id
            ):
                raise
        if pending_plan.has_newer_request:
            return await self._plan_session(caller, request)
        return pending_plan.interview_id

    async def _open_draft(
        self, caller: Caller, request: PracticeSetupInput, setup: PracticeSetup, feedback: str
    ) -> PendingPlan:
        async with self._open_work(caller.tenant_id) as work:
            person, setup = await self._resolve_person(work, caller, request, setup)
            facts = {**setup.facts, **await self._facts_from_history(work, person)}
            view = await self._interviews.open(work, caller, person, facts)
            await self._drafts.add(work, view.interview_id, setup, feedback=feedback)
            await self._apply_assignment.link_interview(
                work, setup.assignment_id, view.interview_id
            )
        return PendingPlan(interview_id=view.interview_id, since=view.updated_at, is_new=True)

    async def _replan_draft(
        self, caller: Caller, request: PracticeSetupInput, setup: PracticeSetup, feedback: str
    ) -> PendingPlan:
        session_id = request.draft_session_id or ""
        await self._read.raise_if_expired(caller, session_id)
        async with self._open_work(caller.tenant_id) as work:
            view = await self._access.load_session(work, caller, session_id, is_locked=True)
            if practice_status(view) != "draft":
                raise SessionNotDraftError(extra=status_details(view))
            person, setup = await self._resolve_person(work, caller, request, setup)
            if view.person_id != person:
                raise PracticeSessionNotFoundError
            if view.state in PLANNING_STATES:
                draft = await self._drafts.find(work, view.interview_id)
                is_same = self._drafts.is_same_request(draft, setup, feedback=feedback)
                await self._plans.request_again(work, view.interview_id)
            else:
                is_same = True
                facts = {**setup.facts, **await self._facts_from_history(work, person)}
                view = await self._interviews.regenerate_plan(
                    work, caller, view.interview_id, facts=facts, change_request=feedback
                )
                if feedback:
                    await self._plans.try_change(work, view.interview_id, feedback)
                await self._drafts.update_request(work, view.interview_id, setup, feedback=feedback)
                await self._apply_assignment.link_interview(
                    work, setup.assignment_id, view.interview_id
                )
        return PendingPlan(
            interview_id=view.interview_id,
            since=view.updated_at,
            is_new=False,
            has_newer_request=not is_same,
        )

    async def _resolve_person(
        self, work: UnitOfWork, caller: Caller, request: PracticeSetupInput, setup: PracticeSetup
    ) -> tuple[PersonId, PracticeSetup]:
        """Return the person and the setup with the assignment applied."""
        await self._access.check_organization(work, caller, request.org_id)
        setup = await self._apply_assignment(work, caller, setup, user_id=request.user_id)
        person = await self._access.resolve_person(
            work, caller, user_id=request.user_id, org_id=request.org_id
        )
        if setup.candidate_name is None and caller.is_person:
            setup = replace(setup, candidate_name=caller.name)
        return person, setup

    async def _facts_from_history(
        self, work: UnitOfWork, person: PersonId
    ) -> Mapping[str, Any]:  # Any: facts
        history = await summarize_history(work, self._reviews, person)
        if history is None:
            return {}
        return {"focus": history.carry_forward, "avoid": history.avoid}

    async def _cancel_unplanned(self, caller: Caller, interview_id: InterviewId) -> bool:
        """Cancel a new draft without a plan; return True instead if its plan has arrived meanwhile."""
        async with self._open_work(caller.tenant_id) as work:
            view = await self._interviews.view(work, interview_id, is_locked=True)
            if view.state == PLANNED_STATE:
                return True
            await self._interviews.cancel_interview(work, interview_id, code=NOT_PLANNED_REASON)
            return False
