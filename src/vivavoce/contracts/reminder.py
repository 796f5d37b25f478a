"""A reminder of an interview, which access plans and delivery sends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from vivavoce.kernel.ids import InterviewId

ReminderKind = Literal["day_before", "hour_before", "link_expires"]
"""A day or an hour before an appointment, or before a link expires with which no interview has begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One reminder; ``of`` is the start of the appointment, or when the link expires."""

    interview_id: InterviewId
    kind: ReminderKind
    of: datetime

    @property
    def email_id(self) -> UUID:
        """The id of its e-mail, always the same: one reminder is queued and sent once."""
        return uuid5(self.interview_id, f"{self.kind}:{self.of.timestamp()}")
