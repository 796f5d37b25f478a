"""What was said, turn by turn: the only source that an assessment may quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SpeakerRole = Literal["agent", "candidate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptTurn:
    """One turn; of an interrupted turn of the interviewer, only the part that was heard.

    ``turn`` counts from 1 without gaps, over both speakers.
    """

    turn: int
    role: SpeakerRole
    text: str
    question_id: str | None = None
    is_interrupted: bool = False
    """The session ended before this turn was answered or finished."""
    is_draft: bool = False
    """Transcribed by a low-accuracy engine and not yet checked: it is never used for scoring."""
    confidence: float | None = None
    """The speech-to-text engine's confidence, 0 to 1; None where it reported none."""
    is_heard_in_part: bool = False
    """An interviewer's turn that was interrupted: ``text`` is the part that was heard."""
    transcribed_by: str | None = None
    """The speech-to-text engine of a spoken turn; None if it was typed."""
    answer_end: int | None = None
    """Offset in ``text`` where the answer ends and a request to the interviewer begins; None without one."""
    is_aside: bool = False
    """A request to the interviewer, or its reply: not part of the questions and answers."""
    is_dropped: bool = False
    """Ignored: an interviewer's turn that was interrupted almost at once, or words of the candidate from
    before the question was heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A whole conversation in order."""

    language: str
    turns: tuple[TranscriptTurn, ...]
