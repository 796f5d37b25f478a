"""Practice on a real database with its real dependencies; interviews and assignments are fakes."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx
from tests.fakes.practice_interviews import told, transcript_of
from tests.infrastructure import Ground

from vivavoce.app.platform import Platform
from vivavoce.app.slices import Slices, build_slices
from vivavoce.app.subscriptions import build_subscriptions, practice_handlers
from vivavoce.app.wiring.assessment import (
    AssessmentSlice,
    build_assessment_reader,
    build_assessment_slice,
)
from vivavoce.app.wiring.planning import build_plan_reader
from vivavoce.app.wiring.policies import TenantPolicies
from vivavoce.app.wiring.practice import (
    PracticeReviewsSlice,
    build_own_practice,
    build_reviews,
)
from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.contracts.events import InterviewCompleted, InterviewNotCompleted, SessionStarted
from vivavoce.contracts.interview import (
    InterviewSnapshot,
    InterviewTranscript,
    format_practice_session_id,
)
from vivavoce.contracts.plan import InterviewPlan
from vivavoce.contracts.topics import PRACTICE_REVIEWS_GROUP
from vivavoce.contracts.transcript import Transcript
from vivavoce.infra.language_model.port import LanguageModel
from vivavoce.infra.settings import Settings
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Permission, Role
from vivavoce.kernel.errors import NotFoundError, UnauthenticatedError
from vivavoce.kernel.ids import EventId, InterviewId, PersonId, PlanId, SessionId, TenantId

JOBS = ("planning.generate_plan", "assessment.assess", "practice.review")
LATER = datetime(2026, 11, 20, 12, tzinfo=UTC)
STORY = (
    "Last winter the checkout of our shop went down on a Friday evening. My task was to bring it back. "
    "I read the logs, isolated one machine and rolled back the release. I informed the customers by mail "
    "because they waited. In the end errors fell from 9 to 3 percent and I wrote down what we learned."
)


@dataclass
class FakeLiveSessions:
    """What live would tell, by session."""

    stories: dict[SessionId, InterviewTranscript] = field(default_factory=dict)
    error: Exception | None = None

    async def story(self, tenant_id: TenantId, session_id: SessionId) -> InterviewTranscript:
        if self.error is not None:
            raise self.error
        if session_id not in self.stories:
            raise NotFoundError
        return self.stories[session_id]

    async def transcript(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        return transcript_of(await self.story(tenant_id, session_id))


@dataclass
class FakeAssignment:
    id: UUID
    status: str = "assigned"
    interview_id: InterviewId | None = None
    assigned_at: datetime = datetime(2026, 11, 20, tzinfo=UTC)
    started_at: datetime | None = None
    completed_at: datetime | None = None


@dataclass
class FakeAssignments:
    """Assignments in memory."""

    known: dict[UUID, FakeAssignment] = field(default_factory=dict)

    def add(self, assignment_id: UUID, interview_id: InterviewId | None = None) -> FakeAssignment:
        assignment = FakeAssignment(assignment_id, interview_id=interview_id)
        self.known[assignment_id] = assignment
        return assignment

    async def mark_started(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        for assignment in self._of(interview_id, "assigned"):
            assignment.status, assignment.started_at = "started", LATER

    async def mark_completed(self, work: UnitOfWork, interview_id: InterviewId) -> None:
        for assignment in self._of(interview_id, "started"):
            assignment.status, assignment.completed_at = "completed", LATER

    async def find_by_interview(self, work: UnitOfWork, interview_id: InterviewId) -> UUID | None:
        ids = [
            assignment.id
            for assignment in self.known.values()
            if assignment.interview_id == interview_id
        ]
        return ids[0] if ids else None

    async def list_by_ids(self, work: UnitOfWork, ids: Sequence[UUID]) -> Sequence[FakeAssignment]:
        return [self.known[assignment_id] for assignment_id in ids if assignment_id in self.known]

    def _of(self, interview_id: InterviewId, status: str) -> list[FakeAssignment]:
        return [
            assignment
            for assignment in self.known.values()
            if (assignment.interview_id, assignment.status) == (interview_id, status)
        ]


def seeker(tenant: TenantId, number: int = 1) -> Caller:
    return Caller(
        tenant_id=tenant,
        kind="account",
        id=UUID(int=1000 + number),
        name=f"Seeker {number}",
        permissions=ROLE_PERMISSIONS[Role.SEEKER],
        role=Role.SEEKER,
    )


def recruiter(tenant: TenantId) -> Caller:
    return Caller(
        tenant_id=tenant,
        kind="account",
        id=UUID(int=7),
        name="Rita Recruiter",
        permissions=ROLE_PERMISSIONS[Role.RECRUITER],
        role=Role.RECRUITER,
    )


def service(tenant: TenantId) -> Caller:
    return Caller(
        tenant_id=tenant,
        kind="api_key",
        id=UUID(int=8),
        name="Practice key",
        permissions=frozenset({Permission.PRACTICE_USE, Permission.PRACTICE_ON_BEHALF}),
    )


@dataclass(frozen=True)
class PracticeAuthenticator:
    """Lets in by badge: ``seeker-1``, ``recruiter``, ``viewer`` or ``service``."""

    tenant: TenantId

    async def __call__(
        self, *, authorization: str, api_key: str, tenant: str, audience: str = "api"
    ) -> Caller:
        if api_key.startswith("seeker-"):
            return seeker(self.tenant, int(api_key.removeprefix("seeker-")))
        if api_key in ("recruiter", "service"):
            return recruiter(self.tenant) if api_key == "recruiter" else service(self.tenant)
        raise UnauthenticatedError


@dataclass
class PracticeWorld:
    ground: Ground
    tenant: TenantId
    slices: Slices
    assessment: AssessmentSlice
    reviews: PracticeReviewsSlice
    talks: FakeLiveSessions
    assignments: FakeAssignments
    client: httpx.AsyncClient
    last_position: int = 0
    done: set[int] = field(default_factory=set)

    async def ask(
        self, method: str, path: str, body: Any = None, *, badge: str = "seeker-1"
    ) -> httpx.Response:
        return await self.client.request(
            method, f"/api/v1{path}", json=body, headers={"X-API-Key": badge}
        )

    async def prepared(self, number: int = 1, **context: Any) -> InterviewSnapshot:
        """A session that is approved and waits for its talk."""
        caller = seeker(self.tenant, number)
        async with self.ground.open_work(self.tenant) as work:
            person = await self.slices.hiring.self_service_interviews.get_or_create_person(
                work, f"user {caller.id}"
            )
            opened = await self.slices.hiring.self_service_interviews.open(
                work, caller, person, _facts(number, context)
            )
        await self.pump()
        await self.run("planning.generate_plan")
        async with self.ground.open_work(self.tenant) as work:
            approved = await self.slices.hiring.self_service_interviews.approve(
                work, caller, opened.interview_id
            )
        await self.pump()
        return approved

    async def begun(self, number: int = 1, **context: Any) -> tuple[InterviewSnapshot, SessionId]:
        """A session whose talk goes on."""
        view = await self.prepared(number, **context)
        session_id = SessionId(self.ground.ids.new_id())
        async with self.ground.open_work(self.tenant) as work:
            await self.slices.hiring.interviews.open_session(
                work, view.interview_id, str(session_id), 1
            )
        await self.publish(view, SessionStarted(session_id=str(session_id), attempt=1))
        await self.pump()
        return await self.view(view.interview_id), session_id

    async def told(
        self,
        number: int = 1,
        *,
        answers: Sequence[str] = (STORY,) * 9,
        mode: str = "text",
        assignment: UUID | None = None,
        **context: Any,
    ) -> InterviewSnapshot:
        """A session whose talk ended with ``answers`` to its first questions."""
        view, session_id = await self.begun(number, **context)
        if assignment is not None:
            self.assignments.known[assignment].interview_id = view.interview_id
            await self.assignments.mark_started(None, view.interview_id)  # type: ignore[arg-type]
        await self.end(view, session_id, answers, mode=mode)
        return view

    async def end(
        self,
        view: InterviewSnapshot,
        session_id: SessionId,
        answers: Sequence[str] = (STORY,) * 9,
        *,
        mode: str = "text",
    ) -> None:
        plan = await self.plan(view)
        by_id = {question.id: text for question, text in zip(plan.questions, answers, strict=False)}
        self.talks.stories[session_id] = told(by_id, plan=plan, mode=mode)
        payload = InterviewCompleted(
            session_id=str(session_id), duration_seconds=300, reason="all_asked", transcript_ref="/"
        )
        await self.publish(view, payload)

    def story(self, answers: dict[str, str], plan: InterviewPlan) -> InterviewTranscript:
        """A talk with these answers."""
        return told(answers, plan=plan)

    async def not_completed(
        self,
        view: InterviewSnapshot,
        session_id: SessionId,
        reason: str,
        *,
        is_technical: bool = False,
    ) -> None:
        payload = InterviewNotCompleted(
            session_id=str(session_id), reason=reason, is_technical=is_technical
        )
        await self.publish(view, payload)

    async def reviewed(self, number: int = 1, **more: Any) -> InterviewSnapshot:
        """A session whose review is completed."""
        view = await self.told(number, **more)
        await self.settle()
        return view

    async def publish(self, view: InterviewSnapshot, payload: Any) -> None:
        async with self.ground.open_work(self.tenant) as work:
            await work.publish(payload, run_id=view.run_id, interview_id=view.interview_id)

    async def settle(self) -> None:
        """Carry events and run jobs until nothing is left."""
        await self.pump()
        while await self.run(*JOBS):
            await self.pump()

    async def pump(self) -> None:
        """Carry every event to its consumers, and what they published, until all is quiet."""
        table = build_subscriptions(self.slices) | {
            PRACTICE_REVIEWS_GROUP: practice_handlers(self.reviews.handlers)
        }
        while rows := await self._published_events():
            for row in rows:
                self.last_position = row["position"]
                for handlers in table.values():
                    if row["topic"] in handlers:
                        async with self.ground.open_work(self.tenant) as work:
                            await handlers[row["topic"]](work, self.event(row))

    async def run(self, *kinds: str) -> int:
        """Run the tenant's jobs of these kinds that did not run yet, and count them."""
        runs: dict[str, Any] = {
            "planning.generate_plan": self.slices.planning.jobs["planning.generate_plan"],
            "assessment.assess": self.assessment.job,
            "practice.review": self.reviews.job,
        }
        waiting = [job for job in await self.jobs(*kinds) if job["id"] not in self.done]
        for job in waiting:
            self.done.add(job["id"])
            ids = {k: v for k, v in job["args"].items() if k not in ("tenant_id", "correlation_id")}
            await runs[job["task_name"]](self.tenant, **ids)
        await self.pump()
        return len(waiting)

    async def jobs(self, *kinds: str) -> list[dict[str, Any]]:
        async with self.ground.open_work(self.tenant) as work:
            return await work.fetch_all(
                "SELECT id, task_name, args FROM jobs.procrastinate_jobs"
                " WHERE task_name = ANY (%(kinds)s) AND args ->> 'tenant_id' = %(tenant)s ORDER BY id",
                {"kinds": list(kinds), "tenant": str(self.tenant)},
            )

    async def published(self, topic: str) -> list[dict[str, Any]]:
        async with self.ground.open_work(self.tenant) as work:
            rows = await work.fetch_all(
                "SELECT payload FROM outbox WHERE topic = %(topic)s ORDER BY position",
                {"topic": topic},
            )
        return [row["payload"] for row in rows]

    async def review(self, view: InterviewSnapshot, *, badge: str = "seeker-1") -> dict[str, Any]:
        answer = await self.ask(
            "GET", f"/review/{format_practice_session_id(view.interview_id)}", badge=badge
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    async def view(self, interview_id: InterviewId) -> InterviewSnapshot:
        async with self.ground.open_work(self.tenant) as work:
            return await self.slices.hiring.self_service_interviews.view(work, interview_id)

    async def plan(self, view: InterviewSnapshot) -> InterviewPlan:
        known = await self.view(view.interview_id)
        async with self.ground.open_work(self.tenant) as work:
            return await read_plans_of(self).by_id(work, PlanId(UUID(known.plan_id or "")))

    async def person(self, number: int = 1) -> PersonId:
        caller = seeker(self.tenant, number)
        async with self.ground.open_work(self.tenant) as work:
            return await self.slices.hiring.self_service_interviews.get_or_create_person(
                work, f"user {caller.id}"
            )

    async def execute(self, query: Any, **params: Any) -> None:
        async with self.ground.open_work(self.tenant) as work:
            await work.execute(query, params)

    def event(self, row: dict[str, Any]) -> IntegrationEvent:
        return IntegrationEvent(
            id=EventId(row["event_id"]),
            topic=row["topic"],
            tenant_id=self.tenant,
            run_id=row["run_id"],
            interview_id=InterviewId(row["interview_id"]),
            at=row["at"],
            payload=row["payload"],
        )

    async def _published_events(self) -> list[dict[str, Any]]:
        async with self.ground.open_work(self.tenant) as work:
            return await work.fetch_all(
                "SELECT * FROM outbox WHERE position > %(heard)s ORDER BY position",
                {"heard": self.last_position},
            )


def read_plans_of(world: PracticeWorld) -> Any:
    return build_plan_reader(foundation(world.ground))


def foundation(ground: Ground) -> Platform:
    return Platform(
        Settings(),
        ground.keys,
        ground.clock,
        ground.ids,
        ground.database,
        ground.jobs,
        ground.open_work,
        ground.vault,
    )


def _facts(number: int, context: dict[str, Any]) -> dict[str, Any]:
    return {
        "profile": "practice",
        "position": "Shift lead",
        "candidate_name": f"Dana Number{number}",
        "interview_type": "behavioral",
        "difficulty": "medium",
        "framework": "STAR",
        "persona_id": "emma",
        "duration_minutes": 5,
        "context": context,
    }


@asynccontextmanager
async def open_practice(
    ground: Ground,
    tenant: TenantId,
    *,
    is_new: bool = True,
    language_model: LanguageModel | None = None,
) -> AsyncIterator[PracticeWorld]:
    """Build the slices as a role does, and reviews on played talks and assignments.

    ``language_model`` words better answers.
    """
    on = foundation(ground)
    slices = build_slices(on)
    talks = FakeLiveSessions()
    assignments: Any = FakeAssignments()  # Any: only what reviews need of the repository
    plans = build_plan_reader(on)
    assessment = build_assessment_slice(
        on, interviews=slices.hiring.interviews, plans=plans, transcripts=talks.transcript
    )
    reviews = build_reviews(
        on,
        interviews=slices.hiring.self_service_interviews,
        tenants=slices.tenancy.reader,
        plans=plans,
        interview_transcripts=talks.story,
        assessments=build_assessment_reader(on),
        assignments=assignments,
        score_answers=assessment.score_answers,
        read_names=slices.hiring.interviews.get_names_to_mask,
        language_model=language_model,
        policies=TenantPolicies(slices.tenancy.reader, asks_for_codes=False),
    )
    own_practice = build_own_practice(
        on,
        slices.hiring,
        owners=slices.practice.sessions.owners,
        plans=plans,
        audit=slices.tenancy.audit,
        answer_again=reviews.answer_again,
        interview_transcripts=talks.story,
    )
    if is_new:
        async with ground.open_work(tenant) as work:
            await work.execute(
                "INSERT INTO tenant (tenant_id, slug, name) VALUES (%(id)s, %(slug)s, 'Test')",
                {"id": tenant, "slug": f"slug-{tenant}"},
            )
    app = make_application(
        "test",
        [reviews.router, own_practice, slices.hiring.router],
        authenticate=PracticeAuthenticator(tenant),
        clock=on.clock,
        ids=on.ids,
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://edge") as client:
        yield PracticeWorld(ground, tenant, slices, assessment, reviews, talks, assignments, client)
