"""Read practice sessions: one session or a person's own list, the wait for a plan, and earlier reviews.

Reading a session expires it if it is overdue.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from vivavoce.contracts.envelope import Json
from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.contracts.plan import PlannerFailedError
from vivavoce.contracts.profiles import PRACTICE_PROFILE
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.ids import InterviewId, PersonId, TenantId
from vivavoce.practice.adapters.drafts import PostgresPracticeDraftRepository
from vivavoce.practice.domain.draft import (
    FollowUpPolicySummary,
    HistorySummary,
    PlanTimeoutError,
    PracticeSession,
    PracticeSessionExpiredError,
    ReviewSummary,
    is_overdue,
    practice_status,
    status_details,
)
from vivavoce.practice.domain.setup import choose_mode
from vivavoce.practice.ports import PracticeInterviewService, PracticePlanService, ReviewRepository
from vivavoce.practice.usecases.own_practice import PracticeAccess

_MAX_REVIEWS = 10
_MAX_AVOIDED_QUESTIONS = 20
_MIN_OCCURRENCES = 2


async def summarize_history(
    work: UnitOfWork, repository: ReviewRepository, person_id: PersonId
) -> HistorySummary | None:
    """Return a summary of a person's ten newest reviews, or None before the first review.

    Scores of different kinds of scorer are never averaged. A recurring topic is one that occurs in at
    least two reviews.
    """
    reviews = await repository.list_by_person(work, person_id, limit=_MAX_REVIEWS)
    if not reviews:
        return None
    last = reviews[0]
    scores = [
        review.overall_score
        for review in reviews
        if review.overall_score is not None and review.scorer.kind == last.scorer.kind
    ]
    forward = last.document["carry_forward"]
    asked_questions = [
        question
        for review in reviews
        for question in review.document["carry_forward"]["avoid_repeating"]
    ]
    return HistorySummary(
        sessions=len(reviews),
        last_at=last.completed_at,
        average_score=round(sum(scores) / len(scores), 1) if scores else None,
        recurring_strengths=_find_recurring([review.strong for review in reviews]),
        recurring_weaknesses=_find_recurring([review.weak for review in reviews]),
        carry_forward=tuple(forward["focus_next"]),
        avoid=tuple(dict.fromkeys(asked_questions))[:_MAX_AVOIDED_QUESTIONS],
        suggested_difficulty=forward["suggested_difficulty"],
    )


def _find_recurring(topics: Sequence[Sequence[str]]) -> tuple[str, ...]:
    counted = Counter(topic for review_topics in topics for topic in dict.fromkeys(review_topics))
    return tuple(topic for topic, times in counted.most_common() if times >= _MIN_OCCURRENCES)


class AssemblePracticeSession:
    """Assembles what a seeker sees of a session, in the caller's unit of work."""

    def __init__(
        self,
        *,
        drafts: PostgresPracticeDraftRepository,
        plans: PracticePlanService,
        reviews: ReviewRepository,
        follow_ups: FollowUpPolicySummary,
        modes: tuple[str, ...],
    ) -> None:
        self._drafts = drafts
        self._plans = plans
        self._reviews = reviews
        self._follow_ups = follow_ups
        self._modes = modes

    async def __call__(self, work: UnitOfWork, view: InterviewSnapshot) -> PracticeSession:
        """Return the session with the interview's current plan."""
        plan = None
        if view.plan_id is not None:
            plan = await self._plans.read(work, view.interview_id, view.plan_id)
        drafted = list[Json]()
        if view.state in PLANNING_STATES:
            drafted = await self._plans.drafted(work, view.interview_id)
        return PracticeSession(
            view=view,
            draft=await self._drafts.find(work, view.interview_id),
            plan=plan,
            history=await summarize_history(work, self._reviews, view.person_id),
            follow_ups=self._follow_ups,
            mode=choose_mode(view.context or {}, self._modes),
            drafted=tuple(drafted),
        )


class ReadPracticeSession:
    """Reads a seeker's own session; reading an overdue session expires it."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        interviews: PracticeInterviewService,
        assemble_session: AssemblePracticeSession,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._interviews = interviews
        self._assemble_session = assemble_session
        self._clock = clock

    async def __call__(self, caller: Caller, session_id: str) -> PracticeSession:
        """Return the current session, or raise ``PracticeSessionNotFoundError``."""
        await self.expire_if_overdue(caller, session_id)
        async with self._open_work(caller.tenant_id) as work:
            view = await self._access.load_session(work, caller, session_id)
            return await self._assemble_session(work, view)

    async def raise_if_expired(self, caller: Caller, session_id: str) -> None:
        """Raise if the session has expired, and expire it first if it is overdue.

        Raises ``PracticeSessionExpiredError`` or ``PracticeSessionNotFoundError``.
        """
        view = await self.expire_if_overdue(caller, session_id)
        if practice_status(view) == "expired":
            raise PracticeSessionExpiredError(extra=status_details(view))

    async def expire_if_overdue(self, caller: Caller, session_id: str) -> InterviewSnapshot:
        """Expire the session if it is overdue, and return it."""
        async with self._open_work(caller.tenant_id) as work:
            view = await self._access.load_session(work, caller, session_id)
            if not is_overdue(view, self._clock.now()):
                return view
            view = await self._access.load_session(work, caller, session_id, is_locked=True)
            if not is_overdue(view, self._clock.now()):
                return view
            return await self._interviews.expire(work, view.interview_id)


@dataclass(frozen=True, slots=True)
class ListedPracticeSession:
    """A session and its review, or None if there is no review."""

    view: InterviewSnapshot
    review: ReviewSummary | None

    @property
    def is_erased(self) -> bool:
        """Whether its text was deleted, at the person's wish or after its retention period."""
        return self.view.context is None


class ListPracticeSessions:
    """Lists a person's practice sessions."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        access: PracticeAccess,
        interviews: PracticeInterviewService,
        reviews: ReviewRepository,
    ) -> None:
        self._open_work = open_work
        self._access = access
        self._interviews = interviews
        self._reviews = reviews

    async def __call__(
        self, caller: Caller, *, limit: int, after: tuple[datetime, UUID] | None = None
    ) -> list[ListedPracticeSession]:
        """Return the caller's own sessions, after the one with that time and id.

        The list is empty if the caller has never practiced.
        """
        caller.require(Permission.PRACTICE_USE)
        async with self._open_work(caller.tenant_id) as work:
            person_id = await self._access.find_own_person(work, caller)
            if person_id is None:
                return []
            views = await self._interviews.list_by_person(
                work, person_id, profile=PRACTICE_PROFILE.name, limit=limit, after=after
            )
            summaries = await self._reviews.load_summaries(
                work, [view.interview_id for view in views]
            )
        return [ListedPracticeSession(view, summaries.get(view.interview_id)) for view in views]


_FIRST_POLL_S = 0.02
_MAX_POLL_S = 0.2
_POLL_GROWTH = 1.5
_RETRY_AFTER_S = 5
PLANNING_STATES = frozenset({"RECEIVED", "VALIDATING_SKILLS", "GENERATING_PLAN"})
PLANNED_STATE = "PENDING"


class WaitForPlan:
    """Polls the interview with growing pauses. No transaction is open between polls."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        interviews: PracticeInterviewService,
        clock: Clock,
        *,
        timeout_s: float,
    ) -> None:
        self._open_work = open_work
        self._interviews = interviews
        self._clock = clock
        self._timeout_s = timeout_s

    async def __call__(
        self, tenant_id: TenantId, interview_id: InterviewId, *, since: datetime
    ) -> None:
        """Return once the plan is ready; only failures recorded after ``since`` count.

        Raises ``PlannerFailedError`` or ``PlanTimeoutError``.
        """
        until = self._clock.monotonic() + self._timeout_s
        pause = _FIRST_POLL_S
        while True:
            async with self._open_work(tenant_id) as work:
                view = await self._interviews.view(work, interview_id)
            if view.state not in PLANNING_STATES or _has_failed(view, since):
                break
            remaining_s = until - self._clock.monotonic()
            if remaining_s <= 0:
                raise PlanTimeoutError(retry_after_s=_RETRY_AFTER_S)
            await self._clock.sleep(min(pause, remaining_s))
            pause = min(pause * _POLL_GROWTH, _MAX_POLL_S)
        if view.state in PLANNING_STATES or view.state == "INFO_NEEDED":
            raise PlannerFailedError(retry_after_s=_RETRY_AFTER_S)


def _has_failed(view: InterviewSnapshot, since: datetime) -> bool:
    failure = view.failure or {}
    return failure.get("stage") == "planning" and view.updated_at > since
