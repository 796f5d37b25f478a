"""What can happen in a session. Frozen, past tense; a field is open unless it is marked personal.

Personal fields are what people said or wrote. A store keeps them encrypted under the person's own
key, so that they can be erased from a log that is never edited.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vivavoce.live.domain.events.base import (
    GONE,
    Actor,
    ByEar,
    Ends,
    Found,
    Happening,
    Hint,
    Outbid,
    PassedOver,
    Purpose,
    Quoted,
    Reading,
    ReasonCode,
    Request,
    Role,
    SaidBy,
    SessionFacts,
    Spent,
    TurnKind,
    personal,
)
from vivavoce.live.domain.events.endings import (
    SessionAbandoned,
    SessionCancelled,
    SessionCompleted,
    SessionExpired,
    SessionFailed,
    SessionNoShow,
)
from vivavoce.live.domain.events.panel import (
    AgentAcknowledged,
    EvaluationGenerated,
    FollowupChosen,
    FollowupProposed,
    ModelAnswered,
    ModelAsked,
    ModelFailed,
    PerspectiveGenerated,
)
from vivavoce.live.domain.events.presence import (
    ConnectionLost,
    ConnectionResumed,
    ParticipantJoined,
    ParticipantLeft,
    SessionDequeued,
    SessionQueued,
    StaffIntervened,
    StaffObserved,
    WorkerAttached,
    WorkerDetached,
)
from vivavoce.live.domain.events.sound import (
    CallAnswered,
    CallDialing,
    CallFailed,
    CallRinging,
    ChunkStored,
    CircuitClosed,
    CircuitOpened,
    PaceChanged,
    ParticipantSwitched,
    ProviderFellBack,
    RecordingStarted,
    RecordingStopped,
    SpeechEnded,
    SpeechFailed,
    SpeechHeardInVain,
    SpeechMade,
    SpeechRecognised,
    SpeechStarted,
    SpeechUnderstood,
    TurnAmended,
    UtteranceSpoken,
)
from vivavoce.live.domain.events.talk import (
    CandidateRequested,
    ClockPaused,
    ClockResumed,
    ConsentDeclined,
    ConsentGranted,
    ConsentRequested,
    InterviewStarted,
    QuestionNotHeard,
    QuestionRepeated,
    QuestionSkipped,
    SessionCreated,
    TimerExpired,
    TimerWarning,
    TurnCompleted,
)

__all__ = [
    "GONE",
    "Actor",
    "AgentAcknowledged",
    "ByEar",
    "CallAnswered",
    "CallDialing",
    "CallFailed",
    "CallRinging",
    "CandidateRequested",
    "ChunkStored",
    "CircuitClosed",
    "CircuitOpened",
    "ClockPaused",
    "ClockResumed",
    "ConnectionLost",
    "ConnectionResumed",
    "ConsentDeclined",
    "ConsentGranted",
    "ConsentRequested",
    "Ends",
    "EvaluationGenerated",
    "FollowupChosen",
    "FollowupProposed",
    "Found",
    "Happening",
    "Hint",
    "InterviewStarted",
    "ModelAnswered",
    "ModelAsked",
    "ModelFailed",
    "Outbid",
    "PaceChanged",
    "ParticipantJoined",
    "ParticipantLeft",
    "ParticipantSwitched",
    "PassedOver",
    "PerspectiveGenerated",
    "ProviderFellBack",
    "Purpose",
    "QuestionNotHeard",
    "QuestionRepeated",
    "QuestionSkipped",
    "Quoted",
    "Reading",
    "ReasonCode",
    "Recorded",
    "RecordingStarted",
    "RecordingStopped",
    "Request",
    "Role",
    "SaidBy",
    "SessionAbandoned",
    "SessionCancelled",
    "SessionCompleted",
    "SessionCreated",
    "SessionDequeued",
    "SessionEvent",
    "SessionExpired",
    "SessionFacts",
    "SessionFailed",
    "SessionNoShow",
    "SessionQueued",
    "SpeechEnded",
    "SpeechFailed",
    "SpeechHeardInVain",
    "SpeechMade",
    "SpeechRecognised",
    "SpeechStarted",
    "SpeechUnderstood",
    "Spent",
    "StaffIntervened",
    "StaffObserved",
    "TimerExpired",
    "TimerWarning",
    "TurnAmended",
    "TurnCompleted",
    "TurnKind",
    "UtteranceSpoken",
    "WorkerAttached",
    "WorkerDetached",
    "actor_of",
    "key_of",
    "personal",
]

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
    | CandidateRequested
    | FollowupProposed
    | FollowupChosen
    | EvaluationGenerated
    | PerspectiveGenerated
    | ModelAsked
    | ModelAnswered
    | ModelFailed
    | AgentAcknowledged
    | StaffObserved
    | StaffIntervened
    | SessionQueued
    | SessionDequeued
    | QuestionSkipped
    | QuestionNotHeard
    | QuestionRepeated
    | ClockPaused
    | ClockResumed
    | ConnectionLost
    | ConnectionResumed
    | TimerWarning
    | TimerExpired
    | ParticipantSwitched
    | PaceChanged
    | SpeechStarted
    | SpeechEnded
    | SpeechRecognised
    | SpeechHeardInVain
    | SpeechUnderstood
    | TurnAmended
    | UtteranceSpoken
    | SpeechMade
    | SpeechFailed
    | ProviderFellBack
    | CircuitOpened
    | CircuitClosed
    | CallDialing
    | CallRinging
    | CallAnswered
    | CallFailed
    | RecordingStarted
    | RecordingStopped
    | ChunkStored
    | SessionCompleted
    | SessionAbandoned
    | SessionNoShow
    | SessionExpired
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
    """Return what a log may hold once only, or None: a turn number, or what one reader made of it."""
    match event:
        case TurnCompleted():
            return f"turn:{event.turn}"
        case ChunkStored():
            return f"chunk:{event.artifact_type}:{event.chunk}"
        case FollowupProposed():
            return f"proposal:{event.proposal_id}"
        case EvaluationGenerated():
            return f"evaluation:{event.turn}:{event.evaluator}:{event.criterion}{_version(event)}"
        case PerspectiveGenerated():
            return f"perspective:{event.turn}:{event.perspective}{_version(event)}"
        case _:
            return None


def _version(event: EvaluationGenerated | PerspectiveGenerated) -> str:
    return f":{event.version}" if event.version else ""
