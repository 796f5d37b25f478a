"""What crosses to and from the live slice: how a session is opened, and what its opener gets."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from vivavoce.contracts.abilities import Abilities
from vivavoce.contracts.profiles import InterviewProfile
from vivavoce.kernel.ids import InterviewId, PersonId, PlanId, SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSessionSpec:
    """Asks for the live session of an interview.

    ``accepted_consent_version`` is the version that the candidate accepted at the door; without it the text
    ``consent_text`` of ``consent_version`` is put first thing in the session. ``needs_extra_time`` is the
    candidate's own word that typing or thinking takes longer: it gives half the time again.
    ``persona_id`` is in whose manner the questions are put; None is the house's own.
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
    """None is what the profile gives."""
    keep_words_days: int | None = None
    """How long what is said is kept, as the consent text says; None is what the profile gives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLiveSession:
    """A session that waits for its candidate; asking again gives the same one."""

    session_id: SessionId
    handle: str
    ws_path: str
    attempt: int
    is_new: bool


def turn_correlation_id(session_id: str, turn: int) -> str:
    """Return the one id under which everything that follows from a turn is found: log lines, readings."""
    digest = hashlib.sha256(f"{session_id}:{turn}".encode()).hexdigest()
    return f"req_{digest[:16]}"
