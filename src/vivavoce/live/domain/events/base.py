"""What every event of a session has, and the small values that events hold."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field
from typing import Any, ClassVar, Literal

SpeakerRole = Literal["agent", "candidate"]
TurnKind = Literal["greeting", "question", "follow_up", "repeat", "remark", "answer", "closing"]
ReasonCode = Literal[
    "NO_ANSWER",
    "OFF_TOPIC",
    "OWNERSHIP",
    "RESULT",
    "MEASURE",
    "REASON",
    "SPECIFICS",
    "DEPTH",
    "CLARIFY",
    "COMPLETE",
    "BUDGET",
]
"""Why the interviewer asked further, or why it did not. For staff only."""
UtteranceIntent = Literal[
    "answer",
    "nothing",
    "does_not_know",
    "off_topic",
    "asks_again",
    "wants_to_skip",
    "makes_request",
]
"""What an utterance of the candidate was taken to be when it was heard."""
CandidateRequestKind = Literal[
    "end", "pause", "person", "is_machine", "data", "duration", "who_decides", "next_steps"
]
"""What a candidate asks of the interviewer, whatever the open question is."""
AgentSpeaker = Literal["interviewer", "staff"]
SpokenConsentMethod = Literal["voice", "dtmf"]
"""How somebody agrees who only speaks and listens."""
EndReason = Literal["all_asked", "time", "candidate_ended", "staff_ended"]
"""Why a talk comes to its end."""
EventActor = Literal["system", "worker", "agent", "candidate", "staff"]
ModelPurpose = Literal["compose"]
"""What a model was asked for in a talk."""


def personal_field(
    default: Any = MISSING,
) -> Any:  # Any: dataclasses.field is typed as the field's type
    """Mark a field as personal: somebody's words."""
    return field(default=default, metadata={"personal": True})


@dataclass(frozen=True, slots=True)
class ElementMatch:
    """A slot that an answer filled; the quote is ``text[start:end]`` of that turn."""

    slot: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QuoteSpan:
    """Words of an answer: ``text[start:end]`` of that turn."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QuestionHint:
    """What helps to answer a question: what an answer could sound like, and short ones to choose from."""

    question_id: str
    sample_answer: str | None
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """What the interviewer may truthfully say about this interview when it is asked."""

    decided_by: Literal["none", "self", "staff"]
    """Who decides about the outcome; by 'none' nothing is decided about the candidate."""
    read_by: Literal["staff", "person"]
    """Who reads what is kept: the organization's staff, or the person alone."""
    keep_days: int
    """After how many days what was said is deleted."""
    has_person: bool
    """Whether staff is told when the candidate asks for a person."""
    returns_by: Literal["link", "page", "none"]
    """How the candidate comes back to begin again, where that is possible."""
    attempts_left: int
    """How often the candidate may begin again after this session, at least."""


@dataclass(frozen=True, slots=True)
class FollowupOption:
    """A move that was possible and not taken, with its planning value."""

    reason: ReasonCode
    slot: str
    value: float


@dataclass(frozen=True, slots=True)
class SupersededProposal:
    """A proposal that was weighed and lost, with its value; ``why`` is a word of the chooser's table."""

    proposal_id: str
    value: float
    why: str


@dataclass(frozen=True, slots=True)
class ModelTokenUsage:
    """Tokens that one model took."""

    provider: str
    model: str
    tokens_in: int
    tokens_out: int


DISCARD_REASONS = frozenset(
    {
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
    }
)
"""Why a proposal is left for good; for any other reason it waits for the next turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseSessionEvent:
    """One thing that happened. ``type`` and ``v`` are what the log keeps."""

    type: ClassVar[str]
    v: ClassVar[int] = 1
    actor: ClassVar[EventActor] = "system"
