"""The transcript of an interview: its turns with times, and what was asked and answered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from vivavoce.kernel.ids import SessionId

TurnKind = Literal["greeting", "question", "follow_up", "repeat", "answer", "remark", "closing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewTranscriptTurn:
    """One turn as it was heard; times are milliseconds since the interview began.

    Evidence refers to a turn by its number ``turn``. In text mode, a candidate's turn lasts from the
    arrival of the question to the arrival of the answer.
    """

    turn: int
    role: Literal["agent", "candidate"]
    kind: TurnKind
    text: str = field(repr=False)
    question_id: str | None
    start_ms: int
    end_ms: int
    speech_ms: int | None = None
    """Milliseconds of audio: of the candidate's speech, or of the interviewer's that was heard; None for
    text."""
    is_draft: bool = False
    """Transcribed by a low-accuracy engine and not yet checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewTranscript:
    """One interview over all its attempts. Times exclude pauses and disconnections."""

    session_id: SessionId
    mode: Literal["text", "voice", "video"]
    """Whether any audio was used; each turn says itself whether it was spoken."""
    started_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    duration_s: int
    asked_question_ids: tuple[str, ...]
    """Ids of the planned questions that were asked."""
    answered_question_ids: tuple[str, ...]
    turns: tuple[InterviewTranscriptTurn, ...] = field(repr=False)
