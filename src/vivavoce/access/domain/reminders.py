"""When candidates are reminded of their interview, and when a reminder is no longer needed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from vivavoce.access.domain.candidate_access import SCHEDULED, CandidateLink
from vivavoce.contracts.interview import CandidateInterviewDetails
from vivavoce.contracts.reminder import Reminder, ReminderKind

_LEAD: Mapping[ReminderKind, timedelta] = {
    "day_before": timedelta(hours=24),
    "hour_before": timedelta(hours=1),
    "link_expires": timedelta(hours=48),
}
_MIN_LINK_LIFETIME = timedelta(days=4)
"""A link that lives no longer than this needs no reminder before it expires."""
_APPROVED = "APPROVED"


def plan_reminders(
    interview: CandidateInterviewDetails, link: CandidateLink, now: datetime
) -> tuple[tuple[datetime, Reminder], ...]:
    """Return the reminders of an interview that are still ahead, each with the time to send it."""
    if interview.state == SCHEDULED and interview.starts_at is not None:
        appointment = interview.starts_at
        planned = [
            Reminder(interview_id=interview.interview_id, kind=kind, of=appointment)
            for kind in _APPOINTMENT_KINDS
        ]
    elif interview.state == _APPROVED and _is_long_lived(link):
        planned = [
            Reminder(interview_id=interview.interview_id, kind="link_expires", of=link.expires_at)
        ]
    else:
        planned = []
    due = [(reminder.of - _LEAD[reminder.kind], reminder) for reminder in planned]
    return tuple((at, reminder) for at, reminder in due if at > now)


_APPOINTMENT_KINDS: tuple[ReminderKind, ...] = ("day_before", "hour_before")


def is_needed(
    reminder: Reminder,
    interview: CandidateInterviewDetails,
    link: CandidateLink | None,
    now: datetime,
    *,
    has_answered_consent: bool,
) -> bool:
    """Return whether a planned reminder still fits: the interview has neither begun, moved nor ended.

    ``link`` is None once it was revoked. A reminder of the day before is not sent in the last hour, where
    the other one follows. ``has_answered_consent`` says that the candidate has used the link.
    """
    if link is None or link.expires_at <= now or now >= _find_end(reminder):
        return False
    if reminder.kind == "link_expires":
        is_unused = not has_answered_consent and interview.session_id is None
        return interview.state == _APPROVED and is_unused and link.expires_at == reminder.of
    return interview.state == SCHEDULED and interview.starts_at == reminder.of


def _find_end(reminder: Reminder) -> datetime:
    """Return from when a reminder is of no use."""
    return reminder.of - _LEAD["hour_before"] if reminder.kind == "day_before" else reminder.of


def _is_long_lived(link: CandidateLink) -> bool:
    return link.expires_at - link.created_at > _MIN_LINK_LIFETIME
