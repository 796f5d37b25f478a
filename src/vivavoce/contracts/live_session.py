"""How other slices open a live session, and what they get back."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.abilities import Abilities
from vivavoce.contracts.profiles import InterviewProfile
from vivavoce.kernel.ids import InterviewId, PersonId, PlanId, SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSessionSpec:
    """Request to open the live session of an interview.

    ``accepted_consent_version`` is the version that the candidate accepted on the link page; without it the
    session begins by showing ``consent_text`` of ``consent_version``. ``needs_extra_time`` is the
    candidate's own statement that they need longer to type or think: it adds half of the time.
    ``persona_id`` selects the interviewer's persona; None is the default one.
    """

    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    plan_id: PlanId
    plan_version: int
    profile: InterviewProfile
    attempt: int
    position: str
    company_name: str
    consent_version: str
    consent_text: str
    accepted_consent_version: str | None = None
    consent_method: Literal["door", "click"] = "door"
    needs_extra_time: bool = False
    persona_id: str | None = None
    abilities: Abilities | None = None
    """None takes the profile's abilities."""
    transcript_retention_days: int | None = None
    """Days for which the transcript is kept, as the consent text says; None takes the profile's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLiveSession:
    """A session that waits for its candidate; a repeated request returns the same one."""

    session_id: SessionId
    handle: str
    ws_path: str
    attempt: int
    is_new: bool


def turn_correlation_id(session_id: str, turn: int) -> str:
    """Return the correlation id of everything that follows from a turn, such as log lines and evaluations."""
    digest = hashlib.sha256(f"{session_id}:{turn}".encode()).hexdigest()
    return f"req_{digest[:16]}"
