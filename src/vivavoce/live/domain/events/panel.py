"""What is made of an answer: proposals, readings, and what was chosen to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vivavoce.contracts.panel import ProposalSource
from vivavoce.contracts.scorecard import AbstainReason
from vivavoce.live.domain.events.base import (
    BaseSessionEvent,
    EventActor,
    FollowupOption,
    ModelPurpose,
    ModelTokenUsage,
    QuoteSpan,
    ReasonCode,
    SupersededProposal,
    personal_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowupProposed(BaseSessionEvent):
    """Somebody thinks that this should be asked; it waits until the chooser takes or leaves it."""

    type: ClassVar[str] = "followup.proposed"
    proposal_id: str
    turn: int
    """The answer that it is about."""
    question_id: str | None
    by: ProposalSource
    name: str
    """Which evaluator, perspective or composer; for staff the account's id."""
    question: str = personal_field()
    criterion: str | None
    reason: ReasonCode
    uncertainty: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowupChosen(BaseSessionEvent):
    """The interviewer decided what to do after an answer; ``is_asked`` is False when it went on."""

    type: ClassVar[str] = "followup.chosen"
    actor: ClassVar[EventActor] = "agent"
    turn: int
    """The turn of the answer that was weighed."""
    question_id: str
    reason: ReasonCode
    is_asked: bool
    slot: str | None
    value: float
    by: str
    passed_over: tuple[FollowupOption, ...] = ()
    proposal_id: str | None = None
    """The proposal that was taken, if it was one."""
    outbid: tuple[SupersededProposal, ...] = ()
    """Proposals that were weighed and not taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationGenerated(BaseSessionEvent):
    """An evaluator read an answer; scores are for staff, never for the candidate."""

    type: ClassVar[str] = "evaluation.generated"
    turn: int
    """The answer that it grades."""
    evaluator: str
    criterion: str
    score: float | None
    abstained: AbstainReason | None
    confidence: float | None
    quotes: tuple[QuoteSpan, ...]
    made_by: str
    correlation_id: str
    version: int = 0
    """How often words had been added to the answer that was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PerspectiveGenerated(BaseSessionEvent):
    """A perspective commented on the talk so far."""

    type: ClassVar[str] = "perspective.generated"
    turn: int
    perspective: str
    summary: str = personal_field()
    concerns: tuple[str, ...] = personal_field()
    made_by: str
    correlation_id: str
    version: int = 0
    """How often words had been added to the answer that was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequested(BaseSessionEvent):
    """A model was asked; what waits for it has a deadline of its own."""

    type: ClassVar[str] = "llm.request"
    purpose: ModelPurpose
    turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelResponded(BaseSessionEvent):
    """A model answered in time."""

    type: ClassVar[str] = "llm.response"
    purpose: ModelPurpose
    turn: int
    model: str
    latency_ms: int
    tokens_in: int
    tokens_out: int
    spent: tuple[ModelTokenUsage, ...] = ()
    """The same tokens by model, those of calls in vain included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequestFailed(BaseSessionEvent):
    """A model did not answer, or not in time, or not usably; the talk went on without it."""

    type: ClassVar[str] = "llm.failed"
    purpose: ModelPurpose
    turn: int
    reason: Literal["late", "unavailable", "unusable", "repeated"]
    spent: tuple[ModelTokenUsage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayAcknowledged(BaseSessionEvent):
    """A model takes its time, so the candidate heard a neutral word; it is no turn of the talk."""

    type: ClassVar[str] = "agent.acknowledged"
    actor: ClassVar[EventActor] = "agent"
    turn: int
    """The answer that is being thought about."""
