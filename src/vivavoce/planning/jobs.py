"""Background jobs of planning; each takes ids and calls one use case."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.jobs import JOBS
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.planning.domain.intake.artifacts import parse_artifact_kind
from vivavoce.planning.usecases.generate_plan import GeneratePlan
from vivavoce.planning.usecases.write_artifact import WriteArtifact


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
