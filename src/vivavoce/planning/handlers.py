"""Event consumers and background jobs of planning. Each job takes ids and calls one use case."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.envelope import IntegrationEvent
from vivavoce.contracts.topics import JOBS
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PlanId, SessionId, TenantId
from vivavoce.planning.domain.intake.artifacts import parse_artifact_kind
from vivavoce.planning.ports import PlanRepository, PlanRequest
from vivavoce.planning.usecases.generate_plan import GeneratePlan
from vivavoce.planning.usecases.intake_artifacts import ManageIntakeArtifacts
from vivavoce.planning.usecases.order_plan import request_plan
from vivavoce.planning.usecases.write_artifact import WriteArtifact


class PlannerHandlers:
    """Consumers of group ``planner-agent``; each places an order in one short transaction.

    They are not subscribed if an external planner is configured.
    """

    def __init__(self, plans: PlanRepository) -> None:
        self._plans = plans

    async def on_skill_validation_requested(
        self, work: UnitOfWork, event: IntegrationEvent
    ) -> None:
        """Order the first plan of an interview."""
        await request_plan(
            work,
            self._plans,
            PlanRequest(id=event.id, interview_id=event.interview_id, run_id=event.run_id),
        )

    async def on_modification_requested(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Order the next version of a plan."""
        await request_plan(
            work,
            self._plans,
            PlanRequest(
                id=event.id,
                interview_id=event.interview_id,
                run_id=event.run_id,
                previous_plan_id=PlanId(UUID(str(event.payload["planId"]))),
                comments=str(event.payload.get("comments") or ""),
            ),
        )


class IntakeHandlers:
    """Consumers of group ``intake-workshop``: order the documents of an intake when its interview ends."""

    def __init__(self, artifacts: ManageIntakeArtifacts) -> None:
        self._artifacts = artifacts

    async def on_interview_completed(self, work: UnitOfWork, event: IntegrationEvent) -> None:
        """Order the documents if the interview was an intake; idempotent."""
        session_id = SessionId(UUID(str(event.payload["sessionId"])))
        await self._artifacts.complete_intake(work, event.interview_id, session_id)


class GeneratePlanJob:
    """``planning.generate_plan``: carries out one plan order."""

    def __init__(self, generate: GeneratePlan) -> None:
        self._generate = generate

    async def __call__(self, tenant_id: TenantId, *, order_id: str) -> None:
        """Carry out the order, unless it is closed."""
        await self._generate(tenant_id, UUID(order_id))

    async def give_up(self, tenant_id: TenantId, *, order_id: str) -> None:
        """Record that the last attempt failed, so that staff can see it."""
        attempts = JOBS["planning.generate_plan"].max_attempts
        await self._generate.record_final_failure(tenant_id, UUID(order_id), attempts=attempts)


class WriteArtifactJob:
    """``planning.write_artifact``: writes one document of one intake."""

    def __init__(self, write: WriteArtifact) -> None:
        self._write = write

    async def __call__(self, tenant_id: TenantId, *, intake_id: str, kind: str) -> None:
        """Write the newest version, unless it has ended."""
        known = parse_artifact_kind(kind)
        if known is not None:
            await self._write(tenant_id, InterviewId(UUID(intake_id)), known)

    async def give_up(self, tenant_id: TenantId, *, intake_id: str, kind: str) -> None:
        """Mark the document as failed after the last attempt; the other documents are not affected."""
        known = parse_artifact_kind(kind)
        if known is not None:
            await self._write.record_final_failure(tenant_id, InterviewId(UUID(intake_id)), known)
