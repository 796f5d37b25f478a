"""How a session went: its turns with their times, and what was asked and answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from vivavoce.kernel.ids import SessionId

TurnKind = Literal["greeting", "question", "follow_up", "repeat", "answer", "remark", "closing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewTranscriptTurn:
    """One turn as it was heard; times are milliseconds since the talk began.

    ``turn`` is the number that evidence names. In writing a turn of the candidate lasts from the
    question's arrival to the answer's.
    """

    turn: int
    role: Literal["agent", "candidate"]
    kind: TurnKind
    text: str = field(repr=False)
    question_id: str | None
    start_ms: int
    end_ms: int
    speech_ms: int | None = None
    """How long it sounded: what the candidate spoke, what was heard of the interviewer; None in writing."""
    is_draft: bool = False
    """A poor recogniser's words that nobody has checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewTranscript:
    """One interview's talk over all its attempts. Times without pauses and drops."""

    session_id: SessionId
    mode: Literal["text", "voice", "video"]
    """Whether there was sound in it; which turns were spoken they say themselves."""
    started_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    duration_s: int
    asked_question_ids: tuple[str, ...]
    """Ids of the planned questions that were put."""
    answered_question_ids: tuple[str, ...]
    turns: tuple[InterviewTranscriptTurn, ...] = field(repr=False)
