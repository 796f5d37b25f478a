"""What is made of an answer: proposals, readings, and what was chosen to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vivavoce.contracts.panel import ProposedBy
from vivavoce.contracts.scorecard import AbstainReason
from vivavoce.live.domain.events.base import (
    Actor,
    Happening,
    Outbid,
    PassedOver,
    Purpose,
    Quoted,
    ReasonCode,
    Spent,
    personal,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowupProposed(Happening):
    """Somebody thinks that this should be asked; it waits until the chooser takes or leaves it."""

    type: ClassVar[str] = "followup.proposed"
    proposal_id: str
    turn: int
    """The answer that it is about."""
    question_id: str | None
    by: ProposedBy
    name: str
    """Which evaluator, perspective or composer; for staff the account's id."""
    question: str = personal()
    criterion: str | None
    reason: ReasonCode
    uncertainty: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowupChosen(Happening):
    """The interviewer decided what to do after an answer; ``is_asked`` is False when it went on."""

    type: ClassVar[str] = "followup.chosen"
    actor: ClassVar[Actor] = "agent"
    turn: int
    """The turn of the answer that was weighed."""
    question_id: str
    reason: ReasonCode
    is_asked: bool
    slot: str | None
    value: float
    by: str
    passed_over: tuple[PassedOver, ...] = ()
    proposal_id: str | None = None
    """The proposal that was taken, if it was one."""
    outbid: tuple[Outbid, ...] = ()
    """Proposals that were weighed and not taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationGenerated(Happening):
    """An evaluator read an answer; scores are for staff, never for the candidate."""

    type: ClassVar[str] = "evaluation.generated"
    turn: int
    """The answer that it grades."""
    evaluator: str
    criterion: str
    score: float | None
    abstained: AbstainReason | None
    confidence: float | None
    quotes: tuple[Quoted, ...]
    made_by: str
    correlation_id: str
    version: int = 0
    """How often words had been added to the answer that was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PerspectiveGenerated(Happening):
    """A perspective commented on the talk so far."""

    type: ClassVar[str] = "perspective.generated"
    turn: int
    perspective: str
    summary: str = personal()
    concerns: tuple[str, ...] = personal()
    made_by: str
    correlation_id: str
    version: int = 0
    """How often words had been added to the answer that was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAsked(Happening):
    """A model was asked; what waits for it has a deadline of its own."""

    type: ClassVar[str] = "llm.request"
    purpose: Purpose
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAnswered(Happening):
    """A model answered in time."""

    type: ClassVar[str] = "llm.response"
    purpose: Purpose
    turn: int
    model: str
    latency_ms: int
    tokens_in: int
    tokens_out: int
    spent: tuple[Spent, ...] = ()
    """The same tokens by model, those of calls in vain included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFailed(Happening):
    """A model did not answer, or not in time, or not usably; the talk went on without it."""

    type: ClassVar[str] = "llm.failed"
    purpose: Purpose
    turn: int
    reason: Literal["late", "unavailable", "unusable", "repeated"]
    spent: tuple[Spent, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentAcknowledged(Happening):
    """A model takes its time, so the candidate heard a neutral word; it is no turn of the talk."""

    type: ClassVar[str] = "agent.acknowledged"
    actor: ClassVar[Actor] = "agent"
    turn: int
    """The answer that is being thought about."""
