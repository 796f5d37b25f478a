"""Making a review: read the talk and its scorecard, compose, keep it and tell of it together."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from vivavoce.contracts.events import ReviewCompleted
from vivavoce.contracts.interview import InterviewView, shown_session
from vivavoce.contracts.plan import Plan
from vivavoce.contracts.story import SessionStory
from vivavoce.infra.failpoints import failpoint
from vivavoce.infra.work import OpenWork, Work
from vivavoce.kernel.clock import Clock
from vivavoce.kernel.errors import Gone, NotFound
from vivavoce.kernel.ids import InterviewId, PlanId, SessionId, TenantId
from vivavoce.practice.domain.review.compose import Composed, Material, compose
from vivavoce.practice.domain.review.eligibility import ineligible
from vivavoce.practice.domain.review.frameworks import FindSlots
from vivavoce.practice.domain.review.progress import Past
from vivavoce.practice.domain.review.review import FailureCode, Review
from vivavoce.practice.ports.desk import Desk
from vivavoce.practice.ports.reviews import (
    Assessments,
    Assignments,
    Completed,
    Made,
    Plans,
    Reviews,
    Stories,
)
from vivavoce.practice.usecases.review_follow import fail, refuse

_MOST_EARLIER = 20
LISTED = "leaderboard"
"""The member of the context by which a person says whether they want to be on the leaderboard."""


class WordsNeeded(NotFound):
    """A review was to be made of a plan that is not there."""

    code = "review_plan_missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What the first look at a review finds."""

    session_id: SessionId
    view: InterviewView
    plan: Plan
    made: Made | None
    earlier: tuple[Past, ...]
    assignment_id: UUID | None


class ComposeReview:
    """Takes a review as far as it can go now; a second run finds it done and does nothing."""

    def __init__(
        self,
        *,
        open_work: OpenWork,
        desk: Desk,
        plans: Plans,
        stories: Stories,
        assessments: Assessments,
        assignments: Assignments,
        reviews: Reviews,
        find: FindSlots,
        clock: Clock,
    ) -> None:
        self._open_work = open_work
        self._desk = desk
        self._plans = plans
        self._stories = stories
        self._assessments = assessments
        self._assignments = assignments
        self._reviews = reviews
        self._find = find
        self._clock = clock

    async def __call__(self, tenant_id: TenantId, interview_id: InterviewId) -> None:
        """Refuse it, leave it waiting for its scores, or complete it; raise so that it is tried again.

        Once the words were erased there is nothing to make: then it has failed for good.
        """
        try:
            async with self._open_work(tenant_id) as work:
                found = await self._look(work, interview_id)
            if found is not None:
                story = await self._stories(tenant_id, found.session_id)
                await self._go_on(tenant_id, interview_id, found, story)
        except Gone:
            await self._fail(tenant_id, interview_id, "words_erased")

    async def give_up(self, tenant_id: TenantId, interview_id: InterviewId) -> None:
        """Say that the last try failed; it can be asked for again."""
        await self._fail(tenant_id, interview_id, "review_failed")

    async def _look(self, work: Work, interview_id: InterviewId) -> _Found | None:
        review = await self._reviews.find(work, interview_id)
        if review is None or not review.is_ready_to_make or review.session_id is None:
            return None
        view = await self._desk.view(work, interview_id)
        if view.plan_id is None:
            raise WordsNeeded
        made = await self._assessments.made(work, interview_id)
        return _Found(
            session_id=review.session_id,
            view=view,
            plan=await self._plans.by_id(work, PlanId(UUID(view.plan_id))),
            made=made,
            earlier=() if made is None else await self._earlier(work, view, made),
            assignment_id=await self._assignments.of_interview(work, interview_id),
        )

    async def _earlier(self, work: Work, view: InterviewView, made: Made) -> tuple[Past, ...]:
        """Return the person's earlier reviews by the same kind of scorer, oldest first."""
        done = await self._reviews.of_person(
            work, view.person_id, scorer_kind=made.scorecard.scorer.kind, limit=_MOST_EARLIER
        )
        return tuple(_past(one) for one in reversed(done) if one.interview_id != view.interview_id)

    async def _go_on(
        self, tenant_id: TenantId, interview_id: InterviewId, found: _Found, story: SessionStory
    ) -> None:
        reason = ineligible(story, found.plan)
        if reason is not None:
            async with self._open_work(tenant_id) as work:
                review = await self._open_review(work, found.view)
                if review is not None:
                    await refuse(work, self._reviews, review, reason, self._clock.now())
        elif found.made is None:
            await self._await_scores(tenant_id, found.view)
        elif found.made.is_erased:
            await self._fail(tenant_id, interview_id, "words_erased")
        else:
            now = self._clock.now()
            material = _material(found, found.made, story)
            composed = compose(material, self._find, now=now)
            await self._keep(tenant_id, found, found.made, composed)

    async def _await_scores(self, tenant_id: TenantId, view: InterviewView) -> None:
        async with self._open_work(tenant_id) as work:
            review = await self._open_review(work, view)
            if review is not None and review.stage == "queued":
                await self._reviews.save(work, review.at_stage("scoring", self._clock.now()))

    async def _keep(
        self, tenant_id: TenantId, found: _Found, made: Made, composed: Composed
    ) -> None:
        now, view = self._clock.now(), found.view
        async with self._open_work(tenant_id) as work:
            review = await self._open_review(work, view)
            if review is None:
                return
            done = review.completed(made.assessment_id, now)
            kept = Completed(
                interview_id=view.interview_id,
                person_id=view.person_id,
                scorer=made.scorecard.scorer,
                overall_score=made.scorecard.overall_score,
                completed_at=now,
                document=composed.document,
                display_name=view.candidate_name,
                strong=composed.strong,
                weak=composed.weak,
            )
            await self._reviews.keep(work, done, kept, is_listed=_wants_to_be_listed(view))
            await work.publish(
                ReviewCompleted(version=done.version, overall_score=kept.overall_score),
                run_id=view.run_id,
                interview_id=view.interview_id,
            )
            await self._assignments.note_completed(work, view.interview_id)
            await failpoint("review.before_commit")
        await failpoint("review.after_commit")

    async def _fail(
        self, tenant_id: TenantId, interview_id: InterviewId, code: FailureCode
    ) -> None:
        async with self._open_work(tenant_id) as work:
            review = await self._reviews.lock(work, interview_id)
            if review is not None and review.is_open:
                await fail(work, self._reviews, review, code, self._clock.now())

    async def _open_review(self, work: Work, view: InterviewView) -> Review | None:
        """Return the review locked, or None when somebody closed it meanwhile."""
        review = await self._reviews.lock(work, view.interview_id)
        return review if review is not None and review.is_ready_to_make else None


def _material(found: _Found, made: Made, story: SessionStory) -> Material:
    view = found.view
    return Material(
        session_id=shown_session(view.interview_id),
        plan=found.plan,
        story=story,
        scorecard=made.scorecard,
        persona_id=view.persona_id,
        interview_type=view.interview_type,
        difficulty=view.difficulty,
        position=view.position,
        planned_minutes=view.duration_minutes,
        assignment_id=None if found.assignment_id is None else str(found.assignment_id),
        earlier=found.earlier,
    )


def _past(one: Completed) -> Past:
    return Past(
        session_id=shown_session(one.interview_id),
        completed_at=one.completed_at,
        overall_score=one.overall_score,
        scores={each["criterion"]: each["score"] for each in one.document["rubric_scores"]},
    )


def _wants_to_be_listed(view: InterviewView) -> bool | None:
    said = (view.context or {}).get(LISTED)
    return said if isinstance(said, bool) else None
