"""The jobs of planning: ids in, one use case each."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.jobs import JOBS
from vivavoce.kernel.ids import InterviewId, TenantId
from vivavoce.planning.domain.intake.artifacts import parse_artifact_kind
from vivavoce.planning.usecases.generate_plan import GeneratePlan
from vivavoce.planning.usecases.write_artifact import WriteArtifact


class GeneratePlanJob:
    """``planning.generate_plan``: one order for a plan."""

    def __init__(self, generate: GeneratePlan) -> None:
        self._generate = generate

    async def __call__(self, tenant_id: TenantId, *, order_id: str) -> None:
        """Carry the order out, unless that was done before."""
        await self._generate(tenant_id, UUID(order_id))

    async def give_up(self, tenant_id: TenantId, *, order_id: str) -> None:
        """Have people see that the last try broke off as well."""
        attempts = JOBS["planning.generate_plan"].max_attempts
        await self._generate.record_final_failure(tenant_id, UUID(order_id), attempts=attempts)


class WriteArtifactJob:
    """``planning.write_artifact``: one document of one intake."""

    def __init__(self, write: WriteArtifact) -> None:
        self._write = write

    async def __call__(self, tenant_id: TenantId, *, intake_id: str, kind: str) -> None:
        """Write the newest version, unless that was done before."""
        known = parse_artifact_kind(kind)
        if known is not None:
            await self._write(tenant_id, InterviewId(UUID(intake_id)), known)

    async def give_up(self, tenant_id: TenantId, *, intake_id: str, kind: str) -> None:
        """Have people see that the last try broke off as well; the other documents stay as they are."""
        known = parse_artifact_kind(kind)
        if known is not None:
            await self._write.record_final_failure(tenant_id, InterviewId(UUID(intake_id)), known)
