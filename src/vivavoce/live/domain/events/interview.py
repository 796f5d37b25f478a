"""The talk itself: consent, turns, the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vivavoce.contracts.voice import EndpointingMode
from vivavoce.live.domain.events.base import (
    AgentSpeaker,
    BaseSessionEvent,
    CandidateRequestKind,
    ElementMatch,
    EndReason,
    EventActor,
    QuestionHint,
    ReasonCode,
    SessionFacts,
    SpeakerRole,
    TurnKind,
    UtteranceIntent,
    personal_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCreated(BaseSessionEvent):
    """A session was opened for an interview, with the policy it will keep to the end."""

    type: ClassVar[str] = "session.created"
    session_id: str
    interview_id: str
    run_id: str
    profile: str
    plan_id: str
    plan_version: int
    language: str
    attempt: int
    time_limit_s: int
    grace_s: int
    max_follow_ups: int
    question_count: int
    position: str
    company_name: str
    channel: str = "text"
    needs_consent: bool = True
    consent_text: str = ""
    consent_version: str = ""
    previous_session_id: str | None = None
    answered_before: tuple[str, ...] = ()
    """Questions that an earlier attempt of the same interview answered."""
    enough_answered: float = 0.5
    """Share of the mandatory questions from which on there is something to assess; 0 is any answer."""
    persona_id: str | None = None
    """In whose manner the questions are put; None is the house's own."""
    abilities: tuple[str, ...] = ("follow_ups",)
    """Which of the session's switches are on, by their names in ``contracts.abilities``."""
    priority: int = 0
    """Who is let in first when there is no room for all: the higher, then the older."""
    hints: tuple[QuestionHint, ...] = ()
    """What is shown beside questions, where the front door gives hints."""
    result: Literal["assessment", "artifacts"] = "assessment"
    """What the talk is for."""
    pace: EndpointingMode = "normal"
    """How soon a pause ends a spoken answer at first."""
    facts: SessionFacts | None = None
    """What the candidate may be told about this interview; sessions of before have none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRequested(BaseSessionEvent):
    """The candidate was shown the versioned text and asked."""

    type: ClassVar[str] = "consent.requested"
    text: str
    text_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGranted(BaseSessionEvent):
    """The candidate agreed, at the door or in the session."""

    type: ClassVar[str] = "consent.granted"
    actor: ClassVar[EventActor] = "candidate"
    text_version: str
    method: Literal["door", "click", "frame", "typed", "voice", "dtmf"]
    """At the door, by going in where the text stands beside the button, or in the session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDeclined(BaseSessionEvent):
    """The candidate said no: nothing was recorded and nothing will be."""

    type: ClassVar[str] = "consent.declined"
    actor: ClassVar[EventActor] = "candidate"
    text_version: str
    method: Literal["frame", "typed", "voice", "dtmf"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewClockStarted(BaseSessionEvent):
    """The clock of the interview starts."""

    type: ClassVar[str] = "interview.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnCompleted(BaseSessionEvent):
    """One turn as it was said; the only thing an assessment may quote."""

    type: ClassVar[str] = "turn.completed"
    turn: int
    role: SpeakerRole
    kind: TurnKind
    text: str = personal_field()
    question_id: str | None = None
    parent_turn: int | None = None
    reason: ReasonCode | None = None
    variant: int | None = None
    """Which of the interviewer's wordings was drawn."""
    suggested_s: int | None = None
    """How long an answer may politely take."""
    client_message_id: str | None = None
    reading: UtteranceIntent | None = None
    found: tuple[ElementMatch, ...] = ()
    said_by: AgentSpeaker = "interviewer"
    """Who spoke for the agent: the interviewer, or a person of staff who took over."""
    staff_id: str | None = None
    ends: EndReason | None = None
    """With a goodbye: why the talk ends."""
    answer_end: int | None = None
    """Of the candidate's words, where the answer ends and a request begins; None where they hold none."""
    is_draft: bool = False
    """The words are a poor recogniser's and nobody has checked them."""
    amended: int = 0
    """How often words were added. Set by the fold, never stored."""
    is_dropped: bool = False
    """Hardly heard before the candidate went on, or said before the question was heard: it counts for
    nothing. Set by the fold, never stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRequested(BaseSessionEvent):
    """The candidate asked for an end, a pause, a person, or about the interview itself."""

    type: ClassVar[str] = "candidate.requested"
    actor: ClassVar[EventActor] = "candidate"
    request: CandidateRequestKind
    turn: int | None = None
    """The candidate's turn that holds it; None before consent, when no word is kept."""
    reply: str = ""
    """What was said to it before consent, where the interviewer has no turns yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSkipped(BaseSessionEvent):
    """A planned question is left, or never put."""

    type: ClassVar[str] = "question.skipped"
    question_id: str
    by: Literal["candidate", "policy"]
    reason: Literal["asked", "covered", "time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRepeated(BaseSessionEvent):
    """The candidate asked to hear the question again."""

    type: ClassVar[str] = "question.repeated"
    actor: ClassVar[EventActor] = "candidate"
    question_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionNotHeard(BaseSessionEvent):
    """The candidate spoke before they had heard a question: their words answer nothing."""

    type: ClassVar[str] = "question.not_heard"
    turn: int
    """The interviewer's turn that puts the question."""
    remark: int | None
    """The candidate's turn that counts for nothing; None where the words belong to an earlier answer."""
    is_said_again: bool
    """The question is said once more; False where it is just being said, and was not stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPaused(BaseSessionEvent):
    """The candidate takes a moment; the interview's clock stands."""

    type: ClassVar[str] = "clock.paused"
    actor: ClassVar[EventActor] = "candidate"
    reason: Literal["candidate", "request"]
    """By a button or a key, or in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockResumed(BaseSessionEvent):
    """The clock runs again: asked for, or the pause reached its limit."""

    type: ClassVar[str] = "clock.resumed"
    reason: Literal["candidate", "limit", "request"]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerWarningIssued(BaseSessionEvent):
    """The candidate is told how much time is left."""

    type: ClassVar[str] = "timer.warning"
    remaining_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerExpired(BaseSessionEvent):
    """The time of the interview is used up."""

    type: ClassVar[str] = "timer.expired"
