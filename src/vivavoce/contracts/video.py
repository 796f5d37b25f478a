"""What live and media know of each other about a filmed session."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from vivavoce.kernel.ids import InterviewId, PersonId, SessionId


@dataclass(frozen=True, slots=True)
class VideoConsentText:
    """What a candidate is told before they are filmed; the version stands for exactly these words."""

    version: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoSession:
    """A session as whoever keeps its film needs to know it."""

    session_id: SessionId
    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    is_offered: bool
    """Whether its candidate may be asked for a film: the request wants it, and the organisation allows it."""
    ended_at: datetime | None
    """None while it goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoLogEntry:
    """What the session's log is to say of its film; all but 'stored' count no piece."""

    kind: Literal["started", "stored", "stopped"]
    artifact_type: str
    chunk: int = 0
    """With 'stored' the piece's number, with 'stopped' how many there were."""
    size: int = 0
    duration_ms: int = 0
    sha256: str = ""
