"""What can happen in a session. Frozen, past tense; a field is open unless it is marked personal.

Personal fields are what people said or wrote. A store keeps them encrypted under the person's own
key, so that they can be erased from a log that is never edited.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Literal

Role = Literal["agent", "candidate"]
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
Reading = Literal["answer", "nothing", "does_not_know", "off_topic", "asks_again", "wants_to_skip"]
"""What an utterance of the candidate was taken to be when it was heard."""
Actor = Literal["system", "worker", "agent", "candidate", "staff"]


def personal() -> Any:  # Any: dataclasses.field is typed as the field's own type
    """Mark a field as personal: somebody's words."""
    return field(metadata={"personal": True})


@dataclass(frozen=True, slots=True)
class Found:
    """A slot that an answer filled; the quote is ``text[start:end]`` of that turn."""

    slot: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A move that was possible and not taken, with its planning value."""

    reason: ReasonCode
    slot: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happened. ``type`` and ``v`` are what the log keeps."""

    type: ClassVar[str]
    v: ClassVar[int] = 1
    actor: ClassVar[Actor] = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCreated(Happening):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantJoined(Happening):
    """The candidate's connection ``leg_id`` is there."""

    type: ClassVar[str] = "participant.joined"
    actor: ClassVar[Actor] = "candidate"
    leg_id: str
    transport: str = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantLeft(Happening):
    """The connection ``leg_id`` is gone."""

    type: ClassVar[str] = "participant.left"
    leg_id: str
    reason: Literal["closed", "silent", "replaced", "worker_lost", "drained"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerAttached(Happening):
    """A worker holds the lease and has read ``replayed_events`` events."""

    type: ClassVar[str] = "worker.attached"
    actor: ClassVar[Actor] = "worker"
    worker_id: str
    epoch: int
    replayed_events: int
    reason: Literal["start", "takeover"]


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerDetached(Happening):
    """A worker gave the session back on purpose."""

    type: ClassVar[str] = "worker.detached"
    actor: ClassVar[Actor] = "worker"
    worker_id: str
    epoch: int
    reason: Literal["drain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRequested(Happening):
    """The candidate was shown the versioned text and asked."""

    type: ClassVar[str] = "consent.requested"
    text: str
    text_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGranted(Happening):
    """The candidate agreed, at the door or in the session."""

    type: ClassVar[str] = "consent.granted"
    actor: ClassVar[Actor] = "candidate"
    text_version: str
    method: Literal["door", "click", "frame", "typed"]
    """At the door, by going in where the text stands beside the button, or in the session."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDeclined(Happening):
    """The candidate said no: nothing was recorded and nothing will be."""

    type: ClassVar[str] = "consent.declined"
    actor: ClassVar[Actor] = "candidate"
    text_version: str
    method: Literal["frame", "typed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewStarted(Happening):
    """The clock of the interview starts."""

    type: ClassVar[str] = "interview.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnCompleted(Happening):
    """One turn as it was said; the only thing an assessment may quote."""

    type: ClassVar[str] = "turn.completed"
    turn: int
    role: Role
    kind: TurnKind
    text: str = personal()
    question_id: str | None = None
    parent_turn: int | None = None
    reason: ReasonCode | None = None
    variant: int | None = None
    """Which of the interviewer's wordings was drawn."""
    suggested_s: int | None = None
    """How long an answer may politely take."""
    client_message_id: str | None = None
    reading: Reading | None = None
    found: tuple[Found, ...] = ()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionSkipped(Happening):
    """A planned question is left, or never put."""

    type: ClassVar[str] = "question.skipped"
    question_id: str
    by: Literal["candidate", "policy"]
    reason: Literal["asked", "covered", "time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionRepeated(Happening):
    """The candidate asked to hear the question again."""

    type: ClassVar[str] = "question.repeated"
    actor: ClassVar[Actor] = "candidate"
    question_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockPaused(Happening):
    """The candidate takes a moment; the interview's clock stands."""

    type: ClassVar[str] = "clock.paused"
    actor: ClassVar[Actor] = "candidate"
    reason: Literal["candidate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockResumed(Happening):
    """The clock runs again: asked for, or the pause reached its limit."""

    type: ClassVar[str] = "clock.resumed"
    reason: Literal["candidate", "limit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionLost(Happening):
    """The candidate is away; the clock stands since ``since``, the last sign of life."""

    type: ClassVar[str] = "connection.lost"
    leg_id: str | None
    at_turn: int
    since: datetime
    reason: Literal["closed", "silent", "worker_lost", "drained"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionResumed(Happening):
    """The candidate is back, having seen everything up to ``last_seq_seen``."""

    type: ClassVar[str] = "connection.resumed"
    leg_id: str
    gap_ms: int
    last_seq_seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerWarning(Happening):
    """The candidate is told how much time is left."""

    type: ClassVar[str] = "timer.warning"
    remaining_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerExpired(Happening):
    """The time of the interview is used up."""

    type: ClassVar[str] = "timer.expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCompleted(Happening):
    """The session ended with something to assess."""

    type: ClassVar[str] = "session.completed"
    reason: Literal["all_asked", "time", "candidate_ended", "staff_ended", "connection_lost"]
    asked: int
    answered: int
    duration_s: int
    is_partial: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionAbandoned(Happening):
    """The session ended before there was enough to assess."""

    type: ClassVar[str] = "session.abandoned"
    reason: Literal["no_show", "consent_timeout", "connection_lost", "no_answers"]
    is_technical: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCancelled(Happening):
    """Somebody called it off."""

    type: ClassVar[str] = "session.cancelled"
    reason: Literal["consent_declined", "staff"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFailed(Happening):
    """We could not go on; it uses up no attempt."""

    type: ClassVar[str] = "session.failed"
    reason: str
    stage: str
    is_recoverable: bool


SessionEvent = (
    SessionCreated
    | ParticipantJoined
    | ParticipantLeft
    | WorkerAttached
    | WorkerDetached
    | ConsentRequested
    | ConsentGranted
    | ConsentDeclined
    | InterviewStarted
    | TurnCompleted
    | FollowupChosen
    | QuestionSkipped
    | QuestionRepeated
    | ClockPaused
    | ClockResumed
    | ConnectionLost
    | ConnectionResumed
    | TimerWarning
    | TimerExpired
    | SessionCompleted
    | SessionAbandoned
    | SessionCancelled
    | SessionFailed
)


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event at its place in the log; ``seq`` counts from 1 without gaps."""

    seq: int
    at: datetime
    event: SessionEvent


def actor_of(event: SessionEvent) -> Actor:
    """Return who made it happen."""
    return event.role if isinstance(event, TurnCompleted) else event.actor


def key_of(event: SessionEvent) -> str | None:
    """Return what a log may hold once only, or None: a turn number is committed once."""
    return f"turn:{event.turn}" if isinstance(event, TurnCompleted) else None
