"""The base class of session events, and the value types of their fields."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, field
from typing import Any, ClassVar, Literal, get_args

from vivavoce.contracts.live_session import DiscardReason

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
"""Why the interviewer asked a follow-up question, or why it did not. For staff only."""
UtteranceIntent = Literal[
    "answer",
    "nothing",
    "does_not_know",
    "off_topic",
    "asks_again",
    "wants_to_skip",
    "makes_request",
]
"""How an utterance of the candidate steers the interview; it follows from its acts."""
CandidateRequestKind = Literal[
    "end",
    "pause",
    "person",
    "is_machine",
    "data",
    "duration",
    "who_decides",
    "next_steps",
    "other",
    "simpler",
    "slower",
    "louder",
    "writing",
    "distress",
]
"""What a candidate asks of the interviewer; 'other' is about the job or the process, and not known here.

'distress' is no request in words: it is answered with a pause, and staff are notified as for 'person'.
"""
STAFF_REQUESTS: frozenset[CandidateRequestKind] = frozenset(("person", "distress"))
"""Requests that staff are notified of, where the interview offers a person."""
AgentSpeaker = Literal["interviewer", "staff"]
SpokenConsentMethod = Literal["voice", "dtmf"]
"""How a candidate without a page gives consent: aloud, or by a telephone key."""
EndReason = Literal["all_asked", "time", "candidate_ended", "staff_ended"]
"""Why the interview ends with its closing message."""
EventActor = Literal["system", "worker", "agent", "candidate", "staff"]
ModelPurpose = Literal["compose", "understand"]
"""What a language model is used for during a session: to word a question, or to recognize an act."""


def personal_field(
    default: Any = MISSING,
) -> Any:  # Any: dataclasses.field is typed as the field's type
    """Return a dataclass field that is marked as personal: it holds what people said or wrote."""
    return field(default=default, metadata={"personal": True})


@dataclass(frozen=True, slots=True)
class ElementMatch:
    """An answer element found in a turn; its quote is ``text[start:end]`` of that turn."""

    element: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QuoteSpan:
    """A quote from an answer: ``text[start:end]`` of that turn."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class QuestionHint:
    """Help with a question: a sample answer, and short answers to choose from."""

    question_id: str
    sample_answer: str | None
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """Facts about this interview that the interviewer states when the candidate asks."""

    decided_by: Literal["none", "self", "staff"]
    """Who decides on the outcome; with 'none' nothing is decided about the candidate."""
    reviewed_by: Literal["staff", "person"]
    """Who can read the transcript: the organization's staff, or only the candidate."""
    retention_days: int
    """Days after which the transcript is deleted."""
    can_request_person: bool
    """Whether staff are notified when the candidate asks for a person."""
    return_method: Literal["link", "page", "none"]
    """How the candidate can start another attempt, if possible."""
    attempts_left: int
    """Minimum number of further attempts after this session."""


@dataclass(frozen=True, slots=True)
class FollowupOption:
    """A possible follow-up that was not chosen; ``slot`` is the answer element, ``value`` its priority."""

    reason: ReasonCode
    element: str
    priority: float


@dataclass(frozen=True, slots=True)
class SupersededProposal:
    """A proposal that was considered and not chosen; ``value`` is its priority.

    ``why`` is the question selector's rejection reason: one of ``DISCARD_REASONS``, or a reason to wait.
    """

    proposal_id: str
    priority: float
    rejection_reason: str


@dataclass(frozen=True, slots=True)
class ModelTokenUsage:
    """Tokens that one model used."""

    provider: str
    model: str
    tokens_in: int
    tokens_out: int


DISCARD_REASONS: frozenset[str] = frozenset(get_args(DiscardReason))
"""Reasons that discard a proposal for good; with any other reason it waits for the next turn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseSessionEvent:
    """Base class of session events; the log stores ``type`` and the schema version ``v``."""

    type: ClassVar[str]
    v: ClassVar[int] = 1
    actor: ClassVar[EventActor] = "system"
