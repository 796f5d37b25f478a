"""Background jobs of calendars; each converts ids and calls one use case."""

from __future__ import annotations

from uuid import UUID

from vivavoce.calendars.usecases.read_calendars import ReadCalendars
from vivavoce.infra.jobs import JobHandler
from vivavoce.kernel.ids import TenantId


def build_jobs(read_calendars: ReadCalendars) -> dict[str, JobHandler]:
    """Return the handlers of the jobs by name."""

    async def read(tenant_id: TenantId, *, user_id: str, calendar_id: str) -> None:
        await read_calendars.read_late(tenant_id, UUID(user_id), UUID(calendar_id))

    return {"calendars.read": read}
