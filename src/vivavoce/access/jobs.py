"""Background jobs of candidate access."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from vivavoce.access.domain.reminders import PlannedReminder, ReminderKind
from vivavoce.access.usecases.send_reminder import SendReminder
from vivavoce.kernel.ids import InterviewId, TenantId


class SendReminderJob:
    """``access.send_reminder``: reminds a candidate of an interview, if that is still needed."""

    def __init__(self, send_reminder: SendReminder) -> None:
        self._send_reminder = send_reminder

    async def __call__(self, tenant_id: TenantId, *, interview_id: str, kind: str, of: str) -> None:
        """Send the reminder of ``kind``; ``of`` is the time that it reminds of."""
        reminder = PlannedReminder(
            interview_id=InterviewId(UUID(interview_id)),
            kind=ReminderKind(kind),
            of=datetime.fromisoformat(of),
        )
        await self._send_reminder(tenant_id, reminder)
