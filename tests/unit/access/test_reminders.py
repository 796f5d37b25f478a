"""When a candidate is reminded of an interview, and when a reminder that was planned no longer fits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest

from vivavoce.access.domain.candidate_access import CandidateLink
from vivavoce.access.domain.reminders import (
    PlannedReminder,
    ReminderKind,
    is_needed,
    plan_reminders,
)
from vivavoce.contracts.interview import CandidateInterviewDetails
from vivavoce.kernel.ids import InterviewId, PersonId

NOW = datetime(2031, 3, 5, 9, 0, tzinfo=UTC)
INTERVIEW = InterviewId(UUID(int=1))
PERSON = PersonId(UUID(int=2))


def details(
    state: str = "SCHEDULED", *, starts_at: datetime | None = None, session_id: str | None = None
) -> CandidateInterviewDetails:
    return CandidateInterviewDetails(
        interview_id=INTERVIEW,
        run_id="run_1",
        person_id=PERSON,
        profile="hiring",
        state=state,
        position="Welder",
        company_name="Larkfield",
        duration_minutes=30,
        language="en",
        opens_at=None,
        starts_at=starts_at,
        time_zone=None,
        session_id=session_id,
        attempt=0,
        attempts_left=2,
        abilities={},
        persona_id=None,
        transcript_retention_days=90,
        candidate_name="Jane Doe",
        email="jane@example.com",
    )


def link(
    *, lives: timedelta = timedelta(days=7), expires_at: datetime | None = None
) -> CandidateLink:
    return CandidateLink(
        id=UUID(int=4),
        interview_id=INTERVIEW,
        person_id=PERSON,
        created_at=NOW,
        expires_at=expires_at or NOW + lives,
    )


def reminder(kind: ReminderKind, of: datetime) -> PlannedReminder:
    return PlannedReminder(interview_id=INTERVIEW, kind=kind, of=of)


@pytest.mark.parametrize(
    ("hours_ahead", "kinds"),
    [
        (72, ["day_before", "hour_before"]),
        (25, ["day_before", "hour_before"]),
        (24.9, ["hour_before"]),
        (2, ["hour_before"]),
        (1.9, []),
        (0.5, []),
        (-1, []),
    ],
)
def test_reminders_come_a_day_and_an_hour_before_an_appointment_but_never_right_after_the_invitation(
    hours_ahead: float, kinds: list[str]
) -> None:
    at = NOW + timedelta(hours=hours_ahead)

    planned = plan_reminders(details(starts_at=at), link(), NOW)

    assert [str(one.kind) for one in planned] == kinds
    assert all(one.of == at for one in planned)
    assert [at - one.due_at for one in planned] == [
        {"day_before": timedelta(hours=24), "hour_before": timedelta(hours=1)}[kind]
        for kind in kinds
    ]


@pytest.mark.parametrize(("days", "is_planned"), [(7, True), (4, False), (1, False)])
def test_a_link_without_an_appointment_has_a_reminder_two_days_before_it_expires_if_it_lives_long(
    days: int, is_planned: bool
) -> None:
    planned = plan_reminders(details("APPROVED"), link(lives=timedelta(days=days)), NOW)

    due = [(one.kind, one.due_at) for one in planned]
    assert due == ([(ReminderKind.LINK_EXPIRES, NOW + timedelta(days=5))] if is_planned else [])


@pytest.mark.parametrize("state", ["IN_PROGRESS", "COMPLETED", "CANCELLED", "ASSESSMENT_PENDING"])
def test_an_interview_that_has_begun_or_ended_plans_no_reminder(state: str) -> None:
    at = NOW + timedelta(days=3)

    assert plan_reminders(details(state, starts_at=at), link(), NOW) == ()


def test_a_reminder_has_the_same_id_each_time_and_another_one_for_another_time_or_kind() -> None:
    at = NOW + timedelta(days=3)
    first, again = (
        plan_reminders(details(starts_at=start), link(), NOW)
        for start in (at, at.astimezone(timezone(timedelta(hours=5))))
    )
    moved = plan_reminders(details(starts_at=at + timedelta(minutes=15)), link(), NOW)

    assert [one.email_id for one in first] == [one.email_id for one in again]
    assert len({one.email_id for one in (*first, *moved)}) == 4


AT = NOW + timedelta(hours=24)


@pytest.mark.parametrize("kind", [ReminderKind.DAY_BEFORE, ReminderKind.HOUR_BEFORE])
@pytest.mark.parametrize(
    ("interview", "is_right"),
    [
        (details(starts_at=AT), True),
        (details(starts_at=AT + timedelta(minutes=5)), False),
        (details("IN_PROGRESS", starts_at=AT), False),
        (details("CANCELLED", starts_at=AT), False),
        (details("COMPLETED", starts_at=AT), False),
        (details("APPROVED"), False),
    ],
)
def test_a_reminder_is_needed_only_for_the_appointment_that_it_was_planned_for(
    kind: ReminderKind, interview: CandidateInterviewDetails, is_right: bool
) -> None:
    assert is_needed(reminder(kind, AT), interview, link(), NOW, has_declined=False) is is_right


@pytest.mark.parametrize(
    ("kind", "minutes_before", "is_right"),
    [
        (ReminderKind.DAY_BEFORE, 24 * 60, True),
        (ReminderKind.DAY_BEFORE, 61, True),
        (ReminderKind.DAY_BEFORE, 60, False),
        (ReminderKind.HOUR_BEFORE, 60, True),
        (ReminderKind.HOUR_BEFORE, 1, True),
        (ReminderKind.HOUR_BEFORE, 0, False),
    ],
)
def test_a_late_reminder_is_sent_only_while_it_is_of_use(
    kind: ReminderKind, minutes_before: int, is_right: bool
) -> None:
    now = AT - timedelta(minutes=minutes_before)
    interview = details(starts_at=AT)

    assert is_needed(reminder(kind, AT), interview, link(), now, has_declined=False) is is_right


END = NOW + timedelta(days=2)


@pytest.mark.parametrize(
    ("interview", "of", "is_right"),
    [
        (details("APPROVED"), END, True),
        (details("APPROVED"), END - timedelta(days=1), False),
        (details("APPROVED", session_id="any"), END, False),
        (details("IN_PROGRESS"), END, False),
        (details("SCHEDULED", starts_at=AT), END, False),
        (details("CANCELLED"), END, False),
    ],
)
def test_a_reminder_of_a_link_is_needed_while_it_is_unused_and_expires_when_planned(
    interview: CandidateInterviewDetails, of: datetime, is_right: bool
) -> None:
    planned = reminder(ReminderKind.LINK_EXPIRES, of)

    assert is_needed(planned, interview, link(expires_at=END), NOW, has_declined=False) is is_right


@pytest.mark.parametrize("kind", list(ReminderKind))
def test_no_candidate_is_reminded_without_a_link_that_works_or_after_declining(
    kind: ReminderKind,
) -> None:
    planned = reminder(kind, END)
    interview = details("APPROVED") if kind is ReminderKind.LINK_EXPIRES else details(starts_at=END)
    valid, expired = link(expires_at=END), link(expires_at=NOW)

    assert is_needed(planned, interview, valid, NOW, has_declined=False)
    assert not is_needed(planned, interview, None, NOW, has_declined=False)
    assert not is_needed(planned, interview, expired, NOW, has_declined=False)
    assert not is_needed(planned, interview, valid, NOW, has_declined=True)
