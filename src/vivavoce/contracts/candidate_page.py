"""What a candidate's own page shows: where the interview stands, what they can do, and what they wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from vivavoce.contracts.envelope import Json

CandidateStage = Literal[
    "preparing",
    "ready",
    "scheduled",
    "in_progress",
    "in_review",
    "decided",
    "withdrawn",
    "closed",
]
"""Where an interview stands, as its candidate sees it."""
CandidateAction = Literal[
    "reschedule",
    "book",
    "withdraw",
    "request_person",
    "correct",
    "give_feedback",
    "request_review",
    "answer_voluntary_questions",
]
"""What a candidate can do on their page."""
AreaImpression = Literal["clear", "partial", "little", "not_assessed"]
"""How clearly the answers showed an area: never a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAnswer:
    """A candidate's answer to a consent text, without the accommodations that they asked for."""

    version: str
    text: str
    is_accepted: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedArea:
    """One area that was looked at, in the plan's words."""

    name: str
    impression: AreaImpression


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultExplanation:
    """What was decided about a candidate and what it was based on, without scores."""

    goes_on: bool
    decided_at: datetime
    areas: tuple[ExplainedArea, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptCorrection:
    """What a candidate says they said in a turn; the transcript stays as it was heard."""

    turn: int
    text: str = field(repr=False)
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateFeedback:
    """What a candidate thought of the interview, with 1 to 5 stars; it never reaches a decision."""

    stars: int
    text: str = field(repr=False)
    written_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRequest:
    """A candidate's request that a person reviews the result, and the answer once there is one."""

    text: str = field(repr=False)
    written_at: datetime
    answer: str | None = field(default=None, repr=False)
    answered_by: str | None = None
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateMessages:
    """Everything that a candidate wrote on their page; corrections in the order of the transcript."""

    corrections: tuple[TranscriptCorrection, ...] = ()
    feedback: CandidateFeedback | None = None
    review: ReviewRequest | None = None


@dataclass(frozen=True, slots=True)
class VoluntaryQuestion:
    """A question that a candidate may leave out, and its answers, as codes."""

    code: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidatePageDetails:
    """A candidate's own page, without the transcript."""

    stage: CandidateStage
    actions: frozenset[CandidateAction]
    starts_at: datetime | None
    """The appointment, if there is one."""
    completed_at: datetime | None
    reply_by: datetime | None
    """Until when the organization promises a reply; None without a promise."""
    contact_email: str
    """Whom the organization names for questions; '' if it names nobody."""
    person_requested_at: datetime | None
    """When the candidate asked for a person; None once somebody has taken care of it."""
    explanation: ResultExplanation | None
    """None unless there is a decision and the organization explains decisions."""
    messages: CandidateMessages
    session_id: str | None
    """The newest session, whose transcript the candidate may read and correct."""
    voluntary_questions: tuple[VoluntaryQuestion, ...] = ()
    """What the organization asks for its selection rates; empty where it asks nothing."""
    voluntary_answers: Mapping[str, str] | None = field(default=None, repr=False)
    """The candidate's own answers, for nobody else; None before the candidate answered."""
    data: Json = field(repr=False)
    """What the organization stored about the person in their application, for the export."""
