"""Events of answer processing: follow-up proposals, evaluations, and the follow-up decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vivavoce.contracts.live_session import ProposalSource
from vivavoce.contracts.transcript import AbstainReason
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
    """A follow-up question was proposed; it waits until the question selector asks or discards it."""

    type: ClassVar[str] = "followup.proposed"
    proposal_id: str
    turn: int
    """The turn of the answer that it is about."""
    question_id: str | None
    source: ProposalSource
    name: str
    """Name of the evaluator, perspective or composer; for staff the user id."""
    question: str = personal_field()
    criterion: str | None
    reason: ReasonCode
    uncertainty: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowupChosen(BaseSessionEvent):
    """The interviewer decided whether to follow up on an answer; ``is_asked`` is False when it moved on."""

    type: ClassVar[str] = "followup.chosen"
    actor: ClassVar[EventActor] = "agent"
    turn: int
    """The turn of the answer that the decision is about."""
    question_id: str
    reason: ReasonCode
    is_asked: bool
    element: str | None
    priority: float
    chosen_by: str
    alternatives: tuple[FollowupOption, ...] = ()
    proposal_id: str | None = None
    """The chosen proposal, if it was one."""
    superseded: tuple[SupersededProposal, ...] = ()
    """Proposals that were considered and not chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluationGenerated(BaseSessionEvent):
    """An evaluator scored an answer; scores are for staff, never for the candidate."""

    type: ClassVar[str] = "evaluation.generated"
    turn: int
    """The turn of the answer that it scores."""
    evaluator: str
    criterion: str
    score: float | None
    abstained: AbstainReason | None
    confidence: float | None
    quotes: tuple[QuoteSpan, ...]
    evaluated_by: str
    correlation_id: str
    version: int = 0
    """How often the answer had been amended when it was evaluated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PerspectiveGenerated(BaseSessionEvent):
    """A perspective commented on the interview so far."""

    type: ClassVar[str] = "perspective.generated"
    turn: int
    perspective: str
    summary: str = personal_field()
    concerns: tuple[str, ...] = personal_field()
    evaluated_by: str
    correlation_id: str
    version: int = 0
    """How often the answer had been amended when it was evaluated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequested(BaseSessionEvent):
    """A language model was called; the interview waits for it until a deadline."""

    type: ClassVar[str] = "llm.request"
    purpose: ModelPurpose
    turn: int
    deadline_s: float = 6.0
    """Seconds after which the interview goes on without the model."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelResponded(BaseSessionEvent):
    """A language model answered in time."""

    type: ClassVar[str] = "llm.response"
    purpose: ModelPurpose
    turn: int
    model: str
    latency_ms: int
    tokens_in: int
    tokens_out: int
    token_usage: tuple[ModelTokenUsage, ...] = ()
    """The same tokens by model, including failed calls."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelRequestFailed(BaseSessionEvent):
    """A language model gave no usable answer in time; the interview went on without it."""

    type: ClassVar[str] = "llm.failed"
    purpose: ModelPurpose
    turn: int
    reason: Literal["late", "unavailable", "unusable", "repeated"]
    token_usage: tuple[ModelTokenUsage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelStartsDiscarded(BaseSessionEvent):
    """Language model calls were started in the pauses of an answer and not used: they still cost money.

    Nothing that such a call returned is kept.
    """

    type: ClassVar[str] = "llm.discarded"
    purpose: ModelPurpose
    turn: int
    """The turn of the answer."""
    starts: int
    token_usage: tuple[ModelTokenUsage, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DelayAcknowledged(BaseSessionEvent):
    """The candidate got a neutral "one moment" notice while a model is working; it is not a turn."""

    type: ClassVar[str] = "agent.delay_acknowledged"
    actor: ClassVar[EventActor] = "agent"
    turn: int
    """The turn of the answer that the model is working on."""
