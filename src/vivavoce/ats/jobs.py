"""Background jobs of applicant tracking systems; each converts ids and calls one use case."""

from __future__ import annotations

from uuid import UUID

from vivavoce.ats.usecases.open_interview import OpenOrderedInterview
from vivavoce.ats.usecases.report_outcome import ReportOutcome
from vivavoce.infra.jobs import JobHandler
from vivavoce.kernel.ids import TenantId


def build_jobs(
    open_interview: OpenOrderedInterview, report_outcome: ReportOutcome
) -> dict[str, JobHandler]:
    """Return the handlers of the jobs by name."""

    async def open_ordered_interview(tenant_id: TenantId, *, order_id: str) -> None:
        await open_interview(tenant_id, UUID(order_id))

    async def report(tenant_id: TenantId, *, order_id: str, outcome: str) -> None:
        await report_outcome(
            tenant_id, UUID(order_id), "completed" if outcome == "completed" else "cancelled"
        )

    return {"ats.open_interview": open_ordered_interview, "ats.report_outcome": report}
