"""What was said, turn by turn: the only thing an assessment may quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

SpeakerRole = Literal["agent", "candidate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptTurn:
    """One turn as it was heard; of what was said aloud and cut short, what was heard.

    ``turn`` counts from 1 without gaps, over both speakers.
    """

    turn: int
    role: SpeakerRole
    text: str
    question_id: str | None = None
    is_cut: bool = False
    """The session ended before this turn could be answered or finished."""
    is_draft: bool = False
    """The words are a poor recogniser's and nobody has checked them: nobody is judged by them."""
    confidence: float | None = None
    """How sure the recogniser was of words that were spoken, 0-1; None where it did not say."""
    is_heard_in_part: bool = False
    """Of the interviewer, said aloud and cut: ``text`` is what was heard."""
    heard_by: str | None = None
    """The engine that wrote spoken words down; None where they were typed."""
    answer_end: int | None = None
    """Where the answer in the text ends and a request of the interviewer begins; None where none does."""
    is_aside: bool = False
    """A request of the interviewer, or its reply: no part of the questions and answers."""
    is_dropped: bool = False
    """It counts for nothing: of the interviewer, hardly heard before the candidate went on; of the
    candidate, said before the question was heard."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A whole conversation in order."""

    language: str
    turns: tuple[TranscriptTurn, ...]
