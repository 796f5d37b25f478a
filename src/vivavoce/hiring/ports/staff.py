"""E-mails to the organization's staff."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol
from uuid import UUID

from vivavoce.contracts.booking import HostAppointmentChange
from vivavoce.hiring.domain.human_task import HumanTaskKind
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import InterviewId, PersonId


class StaffMail(Protocol):
    """Sends e-mails to the organization's staff (implemented by tenancy and delivery)."""

    async def send_task(
        self,
        work: UnitOfWork,
        *,
        kind: HumanTaskKind,
        interview_id: InterviewId,
        person_id: PersonId,
        position: str,
        creator_id: UUID | None,
        except_id: UUID | None = None,
    ) -> int:
        """E-mail the creator of the interview, or else the recruiters and administrators, about a task.

        ``except_id``, who caused the task, gets no e-mail. Returns the number of recipients. Nothing is sent
        unless ``work`` commits.
        """

    async def send_host_appointment(
        self,
        work: UnitOfWork,
        *,
        interview_id: InterviewId,
        person_id: PersonId,
        to: str,
        candidate: str,
        position: str,
        organization: str,
        starts_at: datetime,
        minutes: int,
        change: HostAppointmentChange,
    ) -> object:
        """Send that an interview was booked, moved or canceled, for the host's calendar."""
