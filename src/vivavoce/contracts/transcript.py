"""What was said, turn by turn: the only thing an assessment may quote."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Speaker = Literal["agent", "candidate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn as it was heard. ``turn`` counts from 1 without gaps, over both speakers."""

    turn: int
    role: Speaker
    text: str
    question_id: str | None = None
    is_cut: bool = False
    """The session ended before this turn could be answered or finished."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """A whole conversation in order."""

    language: str
    turns: tuple[Turn, ...]
