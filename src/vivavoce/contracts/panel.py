"""What crosses between a live session and the panel that reads along: an answer out, readings back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from vivavoce.contracts.scorecard import AbstainReason
from vivavoce.contracts.transcript import TranscriptTurn
from vivavoce.kernel.ids import InterviewId, PersonId, PlanId, SessionId

ProposalSource = Literal["evaluator", "perspective", "composer", "staff"]
FollowUpReason = Literal[
    "OWNERSHIP", "RESULT", "MEASURE", "REASON", "SPECIFICS", "DEPTH", "CLARIFY"
]
"""Why a further question is proposed; the codes of the follow-up policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSpan:
    """Where in an answer: ``text[start:end]`` in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredTurn:
    """One answer with what a panel may know of the talk so far."""

    session_id: SessionId
    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    plan_id: PlanId
    plan_version: int
    profile: str
    language: str
    position: str
    abilities: frozenset[str]
    turn: int
    """The answer that is graded; readings carry it back."""
    question_id: str | None
    question: str = field(repr=False)
    answer: str = field(repr=False)
    turns: tuple[TranscriptTurn, ...] = field(repr=False)
    """The talk up to and with the answer."""
    correlation_id: str
    """One id for everything that follows from this answer."""
    version: int = 0
    """How often words were added to the answer; what is read later stands for what was read before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What one evaluator made of one answer: a score on 1-5 with quotes, or the reason for none."""

    evaluator: str
    criterion: str
    score: float | None
    abstained: AbstainReason | None
    confidence: float | None
    """0-1; None where there is no score."""
    quotes: tuple[TextSpan, ...]
    made_by: str
    """What read it, e.g. ``built-in rules v1`` or a model's label."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What one perspective says after an answer; never a score."""

    perspective: str
    summary: str = field(repr=False)
    concerns: tuple[str, ...] = field(repr=False)
    made_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpProposal:
    """A question that somebody thinks should be asked next; ``uncertainty`` is 0-1."""

    by: ProposalSource
    name: str
    question: str = field(repr=False)
    criterion: str | None
    reason: FollowUpReason
    uncertainty: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelReadings:
    """Everything that came back for one answer."""

    session_id: SessionId
    turn: int
    correlation_id: str
    evaluations: tuple[Evaluation, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    proposals: tuple[FollowUpProposal, ...] = ()
    version: int = 0
    """Of the answer that was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedAnswer:
    """One answer as the log has it."""

    turn: int
    question_id: str | None
    question: str = field(repr=False)
    answer: str = field(repr=False)
    correlation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalOutcome:
    """A proposal and what became of it. ``why`` is a word: asked, waiting, too_late, or the chooser's."""

    turn: int
    proposal: FollowUpProposal
    is_taken: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelSessionLog:
    """What the log of one session says to its panel's readers."""

    session_id: SessionId
    profile: str
    answers: tuple[LoggedAnswer, ...]
    proposals: tuple[ProposalOutcome, ...]
