"""An interview as other slices see it, and its session id in practice."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from vivavoce.kernel.ids import InterviewId, PersonId

_PRACTICE_SESSION_ID = re.compile(r"int_([0-9a-f]{32})")


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewSnapshot:
    """One interview: what was requested and its current state.

    ``context`` is what the client sent with the request, unchanged and encrypted with the person's key; it
    is None once the person has been erased.
    """

    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    profile: str
    state: str
    position: str | None
    level: str | None
    company_name: str | None
    job_description: str | None
    duration_minutes: int
    language: str
    interview_type: str | None
    difficulty: str | None
    framework: str | None
    persona_id: str | None
    plan_id: str | None
    assessment_id: str | None
    session_id: str | None
    attempt: int
    cancel_reason: str | None
    transcript_retention_days: int
    """Days for which the transcript is kept after the interview ends, as the candidate is informed."""
    failure: Mapping[str, Any] | None  # Any: JSON {stage, code, attempts}
    created_at: datetime
    updated_at: datetime
    state_since: datetime
    context: Mapping[str, Any] | None = field(repr=False)  # Any: JSON
    candidate_name: str | None = field(repr=False)


def format_practice_session_id(interview_id: InterviewId) -> str:
    """Return the ``session_id`` that practice shows: ``int_`` and 32 hexadecimal digits."""
    return f"int_{interview_id.hex}"


def parse_practice_session_id(text: str) -> InterviewId | None:
    """Return the interview that a practice ``session_id`` refers to, or None if it is malformed."""
    found = _PRACTICE_SESSION_ID.fullmatch(text)
    return None if found is None else InterviewId(UUID(hex=found[1]))
