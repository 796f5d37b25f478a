"""Brings an interview to a state of its workflow, through the use cases of the product."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import uuid4  # noqa: TID251 - fresh events

from tests.fakes.hiring import FACTS, HiringWorld, partner

from vivavoce.contracts.envelope import EventPayload, IntegrationEvent, payload_to_json
from vivavoce.contracts.events import (
    AssessmentCompleted,
    InterviewCompleted,
    PlanGenerated,
    SessionStarted,
)
from vivavoce.contracts.plan import (
    AnswerAnchor,
    Competency,
    InterviewPlan,
    PlanQuestion,
    QuestionOrigin,
    Rubric,
    plan_to_document,
)
from vivavoce.hiring.domain.interview import Interview, TransitionRecord
from vivavoce.kernel.ids import EventId, InterviewId, TenantId
from vivavoce.planning.domain.job_analysis import analyze_job


async def find(world: HiringWorld, tenant: TenantId, key: str) -> Interview:
    async with world.ground.open_work(tenant) as work:
        return await world.interviews.find(work, key)


async def history(world: HiringWorld, tenant: TenantId, key: str) -> list[TransitionRecord]:
    async with world.ground.open_work(tenant) as work:
        return list(await world.interviews.history(work, await world.interviews.find(work, key)))


async def topics(world: HiringWorld, tenant: TenantId, interview: Interview) -> list[str]:
    async with world.ground.open_work(tenant) as work:
        rows = await work.fetch_all(
            "SELECT topic FROM outbox WHERE interview_id = %(id)s ORDER BY position",
            {"id": interview.id},
        )
        return [row["topic"] for row in rows]


def integration_event(
    interview: Interview, tenant: TenantId, payload: EventPayload, clock: Any
) -> IntegrationEvent:
    return IntegrationEvent(
        id=EventId(uuid4()),
        topic=payload.topic,
        tenant_id=tenant,
        run_id=interview.run_id,
        interview_id=interview.id,
        at=clock.now(),
        payload=payload_to_json(payload),
    )


async def requested(world: HiringWorld, tenant: TenantId, **changes: Any) -> Interview:
    receipt = await world.cases.request_interview(partner(tenant), FACTS | changes)
    return await find(world, tenant, receipt.body["interviewId"])


async def tell(
    world: HiringWorld, tenant: TenantId, interview: Interview, payload: EventPayload
) -> None:
    handlers = world.handlers
    handle = {
        "session.started": handlers.on_session_started,
        "plan.generated": handlers.on_plan_generated,
        "interview.completed": handlers.on_interview_completed,
        "interview.not_completed": handlers.on_interview_not_completed,
        "interview.person_requested": handlers.on_person_requested,
        "assessment.completed": handlers.on_assessment_completed,
    }[payload.topic]
    async with world.ground.open_work(tenant) as work:
        await handle(work, integration_event(interview, tenant, payload, world.ground.clock))


WRITTEN_PLAN: dict[str, Any] = {
    "planId": "plan-1",
    "version": 1,
    "state": "PENDING",
    "madeAt": "2026-03-02T09:00:00Z",
    "approvedAt": None,
    "approvedBy": None,
    "document": plan_to_document(
        InterviewPlan(
            version=1,
            planner="built-in rules v1",
            language="en",
            duration_minutes=30,
            greeting_script="Hello.",
            closing_script="Thank you.",
            rubric=Rubric(
                competencies=(Competency(name="Driving vehicles", weight=1.0),),
                questions=(
                    PlanQuestion(
                        id="late_run",
                        text="Tell me about a run that was late. What did you do?",
                        competency="Driving vehicles",
                        probes=("How did it end?", "What came of it?"),
                        probe_elements=("result", "result"),
                        anchors={
                            "4": AnswerAnchor(description="Called ahead.", signals=("called",))
                        },
                        origin=QuestionOrigin(
                            reason="Driving vans is a task of this job.",
                            group="S8.2",
                            job_line="Drive a van on 40 stops a day",
                            line_number=6,
                        ),
                    ),
                ),
            ),
            job_analysis=analyze_job("Van driver\n- Drive a van on 40 stops a day").to_json(),
        )
    ),
}


async def pending(world: HiringWorld, tenant: TenantId, **changes: Any) -> Interview:
    interview = await requested(world, tenant, **changes)
    async with world.ground.open_work(tenant) as work:
        await world.facade.begin_planning(work, interview.id, ["Python"], ["Kafka"])
    await tell(world, tenant, interview, PLAN)
    world.plans.plans[interview.id] = WRITTEN_PLAN
    return await find(world, tenant, interview.run_id)


async def started(world: HiringWorld, tenant: TenantId, **changes: Any) -> Interview:
    interview = await pending(world, tenant, **changes)
    await world.cases.decide_plan.approve(partner(tenant), interview.run_id)
    await begun(world, tenant, interview, "session-1", 1)
    return await find(world, tenant, interview.run_id)


async def opened(
    world: HiringWorld, tenant: TenantId, interview: Interview, session_id: str, attempt: int
) -> None:
    """Have a session wait for the candidate."""
    async with world.ground.open_work(tenant) as work:
        await world.facade.open_session(work, InterviewId(interview.id), session_id, attempt)


async def begun(
    world: HiringWorld, tenant: TenantId, interview: Interview, session_id: str, attempt: int
) -> None:
    """Have a session wait for the candidate, who begins it."""
    await opened(world, tenant, interview, session_id, attempt)
    await tell(world, tenant, interview, SessionStarted(session_id=session_id, attempt=attempt))


async def judged(
    world: HiringWorld, tenant: TenantId, *, flags: Sequence[str] = (), **changes: Any
) -> Interview:
    interview = await started(world, tenant, **changes)
    await tell(world, tenant, interview, ENDED)
    world.assessments.assessments[interview.id] = {
        "assessmentId": "assessment-1",
        **({"scorecard": {"flags": [{"kind": kind} for kind in flags]}} if flags else {}),
    }
    await tell(world, tenant, interview, ASSESSED)
    return await find(world, tenant, interview.run_id)


PLAN = PlanGenerated(plan_id="plan-1", validated_skills=("Python",), duration=30)
ENDED = InterviewCompleted(
    session_id="session-1", duration_seconds=1200, reason="finished", transcript_ref="t-1"
)
ASSESSED = AssessmentCompleted(
    assessment_id="assessment-1", overall_score=71.5, recommendation="HIRE"
)
