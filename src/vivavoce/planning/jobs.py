"""The job of planning: ids in, one use case."""

from __future__ import annotations

from uuid import UUID

from vivavoce.contracts.jobs import JOBS
from vivavoce.kernel.ids import TenantId
from vivavoce.planning.usecases.generate_plan import GeneratePlan


class PlanJob:
    """``planning.generate_plan``: one order for a plan."""

    def __init__(self, generate: GeneratePlan) -> None:
        self._generate = generate

    async def __call__(self, tenant_id: TenantId, *, order_id: str) -> None:
        """Carry the order out, unless that was done before."""
        await self._generate(tenant_id, UUID(order_id))

    async def give_up(self, tenant_id: TenantId, *, order_id: str) -> None:
        """Have people see that the last try broke off as well."""
        attempts = JOBS["planning.generate_plan"].max_attempts
        await self._generate.abandon(tenant_id, UUID(order_id), attempts=attempts)
