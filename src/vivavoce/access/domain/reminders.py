"""When candidates are reminded of their interview, and when a reminder is no longer needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from vivavoce.access.domain.candidate_access import APPROVED, SCHEDULED, CandidateLink
from vivavoce.contracts.interview import CandidateInterviewDetails
from vivavoce.kernel.ids import InterviewId


class ReminderKind(StrEnum):
    """A day or an hour before an appointment, or before a link expires that was not used."""

    DAY_BEFORE = "day_before"
    HOUR_BEFORE = "hour_before"
    LINK_EXPIRES = "link_expires"


_LEAD: Mapping[ReminderKind, timedelta] = {
    ReminderKind.DAY_BEFORE: timedelta(hours=24),
    ReminderKind.HOUR_BEFORE: timedelta(hours=1),
    ReminderKind.LINK_EXPIRES: timedelta(hours=48),
}
_OF_APPOINTMENT: tuple[ReminderKind, ...] = (ReminderKind.DAY_BEFORE, ReminderKind.HOUR_BEFORE)
_OF_LINK: tuple[ReminderKind, ...] = (ReminderKind.LINK_EXPIRES,)
_MIN_GAP = timedelta(hours=1)
"""A reminder that would follow the invitation sooner than this says nothing new."""
_MIN_LINK_LIFETIME = timedelta(days=4)
"""A link that lives no longer than this needs no reminder before it expires."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedReminder:
    """One reminder; ``of`` is the start of the appointment, or when the link expires."""

    interview_id: InterviewId
    kind: ReminderKind
    of: datetime

    @property
    def due_at(self) -> datetime:
        """When to send it."""
        return self.of - _LEAD[self.kind]

    @property
    def useful_until(self) -> datetime:
        """From when on it is of no use; that of the day before ends where the other one follows."""
        if self.kind is ReminderKind.DAY_BEFORE:
            return self.of - _LEAD[ReminderKind.HOUR_BEFORE]
        return self.of

    @property
    def email_id(self) -> UUID:
        """The id of its e-mail, always the same: however often it is planned, it is sent once."""
        return uuid5(self.interview_id, f"{self.kind}:{self.of.timestamp()}")


def plan_reminders(
    interview: CandidateInterviewDetails, link: CandidateLink, now: datetime
) -> tuple[PlannedReminder, ...]:
    """Return the reminders of an interview whose candidate is invited at ``now``, soonest first."""
    fitting = _list_fitting(interview, link)
    return tuple(reminder for reminder in fitting if reminder.due_at - now >= _MIN_GAP)


def find_reminder(
    email_id: UUID, interview: CandidateInterviewDetails, link: CandidateLink | None
) -> PlannedReminder | None:
    """Return the reminder with that e-mail, or None if the interview has no such reminder any more."""
    if link is None:
        return None
    fitting = _list_fitting(interview, link)
    return next((reminder for reminder in fitting if reminder.email_id == email_id), None)


def _list_fitting(
    interview: CandidateInterviewDetails, link: CandidateLink
) -> tuple[PlannedReminder, ...]:
    if interview.state == SCHEDULED and interview.starts_at is not None:
        kinds, of = _OF_APPOINTMENT, interview.starts_at
    elif interview.state == APPROVED and link.expires_at - link.created_at > _MIN_LINK_LIFETIME:
        kinds, of = _OF_LINK, link.expires_at
    else:
        return ()
    return tuple(
        PlannedReminder(interview_id=interview.interview_id, kind=kind, of=of) for kind in kinds
    )


def is_needed(
    reminder: PlannedReminder,
    interview: CandidateInterviewDetails,
    link: CandidateLink | None,
    now: datetime,
    *,
    has_declined: bool,
) -> bool:
    """Return whether a planned reminder still fits: the interview has neither begun, moved nor ended.

    ``link`` is None once it was revoked. ``has_declined`` says that the candidate does not consent to the
    interview.
    """
    if link is None or link.expires_at <= now or now >= reminder.useful_until or has_declined:
        return False
    if reminder.kind is ReminderKind.LINK_EXPIRES:
        is_unused = interview.session_id is None
        return interview.state == APPROVED and is_unused and link.expires_at == reminder.of
    return interview.state == SCHEDULED and interview.starts_at == reminder.of
