"""How other slices open a live session, and what a session and its panel exchange.

Answers go out to the panel, and its evaluations come back.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

from vivavoce.contracts.profiles import Abilities, InterviewProfile
from vivavoce.contracts.transcript import AbstainReason, ScoreProvenance, TranscriptTurn
from vivavoce.kernel.ids import InterviewId, PersonId, PlanId, SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSessionSpec:
    """Request to open the live session of an interview.

    ``accepted_consent_version`` is the version that the candidate accepted on the link page; without it the
    session begins by showing ``consent_text`` of ``consent_version``. ``needs_extra_time`` is the
    candidate's own statement that they need longer to type or think: it adds half of the time.
    ``persona_id`` selects the interviewer's persona; None is the default one.
    """

    interview_id: InterviewId
    run_id: str
    person_id: PersonId
    plan_id: PlanId
    plan_version: int
    profile: InterviewProfile
    attempt: int
    position: str
    company_name: str
    consent_version: str
    consent_text: str
    accepted_consent_version: str | None = None
    consent_method: Literal["door", "click"] = "door"
    needs_extra_time: bool = False
    persona_id: str | None = None
    abilities: Abilities | None = None
    """None takes the profile's abilities."""
    transcript_retention_days: int | None = None
    """Days for which the transcript is kept, as the consent text says; None takes the profile's number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedLiveSession:
    """A session that waits for its candidate; a repeated request returns the same one."""

    session_id: SessionId
    handle: str
    ws_path: str
    attempt: int
    is_new: bool


def turn_correlation_id(session_id: str, turn: int) -> str:
    """Return the correlation id of everything that follows from a turn, such as log lines and evaluations."""
    digest = hashlib.sha256(f"{session_id}:{turn}".encode()).hexdigest()
    return f"req_{digest[:16]}"


ProposalSource = Literal["evaluator", "perspective", "composer", "staff"]
FollowUpReason = Literal[
    "OWNERSHIP", "RESULT", "MEASURE", "REASON", "SPECIFICS", "DEPTH", "CLARIFY"
]
"""Why a follow-up question is proposed; the codes of the follow-up policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextSpan:
    """A span of an answer: ``text[start:end]`` in code points."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredTurn:
    """One answer with what a panel may know of the interview so far."""

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
    """The number of the answer's turn; the panel's results refer to it."""
    question_id: str | None
    question: str = field(repr=False)
    answer: str = field(repr=False)
    turns: tuple[TranscriptTurn, ...] = field(repr=False)
    """All turns so far, including the answer."""
    correlation_id: str
    """Correlation id of everything that follows from this answer."""
    version: int = 0
    """How often the answer was extended; results for a later version replace earlier ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """One evaluator's result for one answer: a score from 1 to 5 with quotes, or the reason for none."""

    evaluator: str
    criterion: str
    score: float | None
    abstained: AbstainReason | None
    confidence: float | None
    """0 to 1; None without a score."""
    quotes: tuple[TextSpan, ...]
    evaluated_by: str
    """What produced it, e.g. ``built-in rules v1`` or a model's label."""
    provenance: ScoreProvenance | None = None
    """What a certified model did for it; None where the rules alone evaluate."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """The comment of one perspective after an answer; it never has a score."""

    perspective: str
    summary: str = field(repr=False)
    concerns: tuple[str, ...] = field(repr=False)
    evaluated_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUpProposal:
    """A question that ``by`` proposes to ask next; ``uncertainty`` is 0 to 1."""

    source: ProposalSource
    name: str
    question: str = field(repr=False)
    criterion: str | None
    reason: FollowUpReason
    uncertainty: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelAnswerResults:
    """All results of the panel for one answer."""

    session_id: SessionId
    turn: int
    correlation_id: str
    evaluations: tuple[Evaluation, ...] = ()
    opinions: tuple[Opinion, ...] = ()
    proposals: tuple[FollowUpProposal, ...] = ()
    version: int = 0
    """The version of the answer that was evaluated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoggedAnswer:
    """One answer as recorded in the session log."""

    turn: int
    question_id: str | None
    question: str = field(repr=False)
    answer: str = field(repr=False)
    correlation_id: str


DiscardReason = Literal[
    "covered",
    "asked_already",
    "too_old",
    "superseded",
    "worn_out",
    "switched_off",
    "length",
    "no_question",
    "leaks_rubric",
    "praises",
    "orders",
    "protected",
    "language",
]
"""Why a proposed follow-up is discarded for good."""
WaitReason = Literal["lower_value", "planned_later", "enough_asked", "no_time"]
"""Why a proposed follow-up waits for a later turn."""
FollowUpOutcome = Literal["asked", "waiting", "too_late", WaitReason, DiscardReason]
"""What became of a proposed follow-up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalOutcome:
    """A proposal and what became of it."""

    turn: int
    proposal: FollowUpProposal
    is_taken: bool
    outcome: str
    """One of ``FollowUpOutcome``, or another of an older log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelSessionLog:
    """What the panel's API needs from the log of one session."""

    session_id: SessionId
    profile: str
    answers: tuple[LoggedAnswer, ...]
    proposals: tuple[ProposalOutcome, ...]
