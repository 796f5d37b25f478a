"""The names of states, and when a session has waited too long."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vivavoce.contracts.interview import InterviewSnapshot
from vivavoce.hiring.domain.workflow import InterviewState
from vivavoce.kernel.ids import InterviewId, PersonId
from vivavoce.practice.domain.draft import (
    DRAFT_EXPIRED_REASON,
    DRAFT_LIFETIME,
    EXPIRED_REASON,
    FAILED_REASON,
    PracticeDraft,
    PracticeStatus,
    expires_at,
    is_overdue,
    practice_status,
    practice_status_of_state,
    status_details,
)

MADE = datetime(2026, 3, 1, 9, tzinfo=UTC)


def view(**changes: Any) -> InterviewSnapshot:
    facts: dict[str, Any] = {
        "interview_id": InterviewId(UUID(int=5)),
        "run_id": "run_1",
        "person_id": PersonId(UUID(int=6)),
        "profile": "practice",
        "state": "PENDING",
        "duration_minutes": 10,
        "language": "en",
        "attempt": 0,
        "transcript_retention_days": 365,
        "created_at": MADE,
        "updated_at": MADE,
        "state_since": MADE,
        "context": {},
        **dict.fromkeys(
            (
                *("position", "level", "company_name", "job_description", "interview_type"),
                *("difficulty", "framework", "persona_id", "plan_id", "assessment_id"),
                *("session_id", "cancel_reason", "failure", "candidate_name"),
            )
        ),
    }
    return InterviewSnapshot(**(facts | changes))


def test_every_state_has_a_name_whatever_ended_it() -> None:
    reasons = [
        None,
        "CANCELLED",
        EXPIRED_REASON,
        DRAFT_EXPIRED_REASON,
        FAILED_REASON,
        "ATTEMPTS_USED",
        "DELETED",
        "else",
    ]
    names = {
        practice_status_of_state(state, cancel_reason=reason, is_begun=is_begun)
        for state, reason, is_begun in product(InterviewState, reasons, (False, True))
    }

    assert names == set(get_args(PracticeStatus))


@pytest.mark.parametrize(
    ("state", "reason", "session", "shown"),
    [
        ("RECEIVED", None, None, "draft"),
        ("VALIDATING_SKILLS", None, None, "draft"),
        ("GENERATING_PLAN", None, None, "draft"),
        ("PENDING", None, None, "draft"),
        ("APPROVED", None, None, "configured"),
        ("SCHEDULED", None, None, "configured"),
        ("IN_PROGRESS", None, "s1", "in_progress"),
        ("COMPLETED", None, "s1", "completed"),
        ("ASSESSMENT_PENDING", None, "s1", "completed"),
        ("ASSESSMENT_APPROVED", None, "s1", "completed"),
        ("CANCELLED", "EXPIRED", None, "expired"),
        ("CANCELLED", "EXPIRED", "s1", "abandoned"),
        ("CANCELLED", "ATTEMPTS_USED", "s1", "abandoned"),
        ("CANCELLED", "FAILED", "s1", "failed"),
        ("CANCELLED", "NOT_PLANNED", None, "cancelled"),
        ("CANCELLED", "CANCELLED", "s1", "cancelled"),
        ("REJECTED", None, None, "cancelled"),
    ],
)
def test_the_table_of_names(
    state: str, reason: str | None, session: str | None, shown: str
) -> None:
    stands = view(state=state, cancel_reason=reason, session_id=session)

    assert practice_status(stands) == shown
    assert status_details(stands)["current_status"] == shown


@given(st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_draft_waits_seven_days_and_a_talk_for_ever(later: timedelta) -> None:
    waits, begun = view(state="PENDING"), view(state="IN_PROGRESS", session_id="s1")

    assert expires_at(waits) == MADE + timedelta(days=7)
    assert is_overdue(waits, MADE + later) == (later >= DRAFT_LIFETIME)
    assert is_overdue(replace(waits, state="APPROVED"), MADE + later) == (later >= DRAFT_LIFETIME)
    assert not is_overdue(begun, MADE + later)


def test_a_draft_takes_one_edit() -> None:
    assert PracticeDraft().edits_remaining == 1
    assert PracticeDraft(edited_at=MADE).edits_remaining == 0
