"""Assessment on a real database, with the talk and its rubric handed in."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from tests.infrastructure import Ground
from tests.unit.assessment.stories import OUTAGE, RUBRIC, interview

from vivavoce.assessment.adapters.postgres import PostgresAssessmentRepository
from vivavoce.assessment.domain.assessment import AssessmentInput
from vivavoce.assessment.facade import AssessmentReader
from vivavoce.assessment.handlers import AssessJob, AssessmentHandlers
from vivavoce.assessment.ports import OffLoopExecutor
from vivavoce.assessment.usecases.assess_interview import AssessInterview, MarkAssessmentFailed
from vivavoce.assessment.usecases.request_assessment import RequestAssessment
from vivavoce.assessment.usecases.score_with_model import ScoreWithModel
from vivavoce.contracts.envelope import EventPayload, IntegrationEvent, payload_to_json
from vivavoce.contracts.events import AssessmentRejected, InterviewCompleted
from vivavoce.contracts.transcript import Transcript
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.errors import NotFoundError
from vivavoce.kernel.ids import EventId, InterviewId, PersonId, SessionId, TenantId

TALK = interview(("q1", OUTAGE.plain))
RUN = "run_of_the_test"


@dataclass
class Talks:
    """What live would hand over, by session."""

    known: dict[SessionId, Transcript] = field(default_factory=dict)
    reads: int = 0

    async def __call__(self, tenant_id: TenantId, session_id: SessionId) -> Transcript:
        self.reads += 1
        if session_id not in self.known:
            raise NotFoundError
        return self.known[session_id]

    async def is_assessment_required(self, work: UnitOfWork, interview_id: InterviewId) -> bool:
        """Every talk here is for an assessment."""
        return True


@dataclass
class Assessor:
    """The slice, wired as in the product but for the talk and the rubric."""

    ground: Ground
    tenant: TenantId
    has_recommendation: bool = True
    talks: Talks = field(default_factory=Talks)
    off_loop: OffLoopExecutor = asyncio.to_thread
    score_with_model: ScoreWithModel | None = None

    def __post_init__(self) -> None:
        new = self.ground.ids.new_id
        self.interview_id = InterviewId(new())
        self.session_id = SessionId(new())
        self.person_id = PersonId(new())
        self.talks.known[self.session_id] = TALK
        self.store = PostgresAssessmentRepository(self.ground.vault)
        ask = RequestAssessment(self.store, self.ground.clock, self.ground.ids)
        self.handlers = AssessmentHandlers(ask, self.talks.is_assessment_required)
        self.reader = AssessmentReader(self.store, ask)
        self.assess = AssessInterview(
            open_work=self.ground.open_work,
            assessments=self.store,
            transcripts=self.talks,
            assessment_inputs=self._basis,
            clock=self.ground.clock,
            off_loop=self.off_loop,
            score_with_model=self.score_with_model,
        )
        self.job = AssessJob(
            self.assess,
            MarkAssessmentFailed(
                open_work=self.ground.open_work, assessments=self.store, clock=self.ground.clock
            ),
        )

    async def _basis(self, work: UnitOfWork, interview_id: InterviewId) -> AssessmentInput:
        return AssessmentInput(
            rubric=RUBRIC,
            rubric_version="plan 1",
            person_id=self.person_id,
            has_recommendation=self.has_recommendation,
        )

    async def complete(self) -> None:
        """Hear that the session was completed."""
        payload = InterviewCompleted(
            session_id=str(self.session_id),
            duration_seconds=60,
            reason="all_asked",
            transcript_ref="/",
        )
        async with self.ground.open_work(self.tenant) as work:
            await self.handlers.on_interview_completed(work, self.event(payload))

    async def reject(self, assessment_id: str, *, is_reassessment: bool, event: UUID) -> None:
        """Hear that a person rejected an assessment."""
        payload = AssessmentRejected(
            assessment_id=assessment_id, rejected_by="u1", is_reassessment=is_reassessment
        )
        async with self.ground.open_work(self.tenant) as work:
            await self.handlers.on_assessment_rejected(work, self.event(payload, event))

    async def run_jobs(self) -> int:
        """Run every job that is enqueued for the tenant as a worker would, and count them."""
        job = self.job
        waiting = await self.jobs()
        for arguments in waiting:
            await job(self.tenant, assessment_id=arguments["assessment_id"])
        return len(waiting)

    async def jobs(self) -> list[dict[str, Any]]:
        """The arguments of the tenant's jobs, oldest first."""
        async with self.ground.open_work(self.tenant) as work:
            rows = await work.fetch_all(
                "SELECT args FROM jobs.procrastinate_jobs"
                " WHERE task_name = 'assessment.assess' AND args ->> 'tenant_id' = %(tenant)s"
                " ORDER BY id",
                {"tenant": str(self.tenant)},
            )
        return [row["args"] for row in rows]

    async def give_up(self) -> None:
        """Say that the last try of the newest request failed."""
        [*_, newest] = await self.jobs()
        await self.job.report_failure(self.tenant, assessment_id=newest["assessment_id"])

    async def published(self, topic: str = "assessment.completed") -> list[dict[str, Any]]:
        """What the slice told the others."""
        async with self.ground.open_work(self.tenant) as work:
            rows = await work.fetch_all(
                "SELECT payload FROM outbox WHERE topic = %(topic)s ORDER BY position",
                {"topic": topic},
            )
        return [row["payload"] for row in rows]

    async def latest(self) -> dict[str, Any] | None:
        """The newest assessment as others see it."""
        async with self.ground.open_work(self.tenant) as work:
            return await self.reader.latest(work, self.interview_id)

    def event(self, payload: EventPayload, event_id: UUID | None = None) -> IntegrationEvent:
        """An event about the interview as the bus hands it over."""
        return IntegrationEvent(
            id=EventId(event_id or self.ground.ids.new_id()),
            topic=payload.topic,
            tenant_id=self.tenant,
            run_id=RUN,
            interview_id=self.interview_id,
            at=datetime(2026, 11, 20, tzinfo=UTC),
            payload=payload_to_json(payload),
        )
