"""An e-mail that reminds a candidate of an interview; access plans it, and delivery sends it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from vivavoce.kernel.ids import InterviewId


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewReminder:
    """What one reminder says. Its personal fields are not in ``repr``."""

    email_id: UUID
    """Always the same for one reminder, so that it is queued and sent once."""
    interview_id: InterviewId
    useful_until: datetime
    """It is not sent later, however long the mail server is out of reach."""
    person_id: UUID
    to: str = field(repr=False)
    name: str = field(repr=False)
    position: str = field(repr=False)
    organization: str = field(repr=False)
    link: str = field(repr=False)
    page_link: str = field(repr=False)
    """Leads to the candidate's own page."""
    expires_at: datetime
    """When the link expires."""
    starts_at: datetime | None
    """The appointment; None for a reminder that the link expires soon."""
    opens_at: datetime | None
    """From when the interview can start; None if at any time."""
    language: str
    time_zone: str | None
    """The candidate's time zone, or None for that of the organization."""
