"""What the live and media slices exchange about a session with video."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from vivavoce.kernel.ids import InterviewId, PersonId, SessionId


@dataclass(frozen=True, slots=True)
class VideoConsentText:
    """What a candidate is told before video recording; ``version`` identifies exactly this text."""

    version: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionVideoContext:
    """A session as the video storage needs it."""

    session_id: SessionId
    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    is_offered: bool
    """Whether the candidate may be asked for video: the request wants it, and the organization allows it."""
    ended_at: datetime | None
    """None while the session is running."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VideoLogEntry:
    """An entry about video for the session's log; only 'stored' describes a chunk."""

    kind: Literal["started", "stored", "stopped"]
    artifact_type: str
    chunk: int = 0
    """With 'stored' the chunk's number, with 'stopped' the number of chunks."""
    size: int = 0
    duration_ms: int = 0
    sha256: str = ""
