"""All events of a session. A field is open unless it is marked personal.

Personal fields hold what people said or wrote. The event store encrypts them under the person's own
key, so that they can be erased from an append-only log.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from vivavoce.contracts.transcript import UtteranceAct
from vivavoce.live.domain.events.base import (
    DISCARD_REASONS,
    STAFF_REQUESTS,
    AgentSpeaker,
    BaseSessionEvent,
    CandidateRequestKind,
    ElementMatch,
    EndReason,
    EventActor,
    FollowupOption,
    ModelPurpose,
    ModelTokenUsage,
    QuestionHint,
    QuoteSpan,
    ReasonCode,
    SessionFacts,
    SpeakerRole,
    SpokenConsentMethod,
    SupersededProposal,
    TurnKind,
    UtteranceIntent,
    personal_field,
)
from vivavoce.live.domain.events.interview import (
    CandidateRequested,
    ClockPaused,
    ClockResumed,
    ConsentDeclined,
    ConsentGranted,
    ConsentRequested,
    InterviewClockStarted,
    QuestionNotHeard,
    QuestionRepeated,
    QuestionSkipped,
    SessionCreated,
    TimerExpired,
    TimerWarningIssued,
    TurnCompleted,
)
from vivavoce.live.domain.events.lifecycle import (
    ConnectionLost,
    ConnectionResumed,
    ParticipantJoined,
    ParticipantLeft,
    SessionAbandoned,
    SessionCancelled,
    SessionCompleted,
    SessionDequeued,
    SessionExpired,
    SessionFailed,
    SessionMarkedNoShow,
    SessionQueued,
    StaffIntervened,
    StaffObservationChanged,
    WorkerAttached,
    WorkerDetached,
)
from vivavoce.live.domain.events.media import (
    CallAnswered,
    CallDialingStarted,
    CallFailed,
    CallRingingStarted,
    CircuitClosed,
    CircuitOpened,
    EndpointingModeChanged,
    PartialAnswerRecognized,
    ProviderFailedOver,
    RecordingChunkStored,
    RecordingStarted,
    RecordingStopped,
    RedundantTranscriptionDiscarded,
    SpeechEnded,
    SpeechRecognized,
    SpeechStarted,
    SpeechSynthesisFailed,
    SpeechSynthesized,
    TransportSwitched,
    TurnAmended,
    UtteranceSpoken,
)
from vivavoce.live.domain.events.panel import (
    DelayAcknowledged,
    EvaluationGenerated,
    FollowupChosen,
    FollowupProposed,
    ModelRequested,
    ModelRequestFailed,
    ModelResponded,
    ModelStartsDiscarded,
    PerspectiveGenerated,
)

__all__ = [
    "DISCARD_REASONS",
    "STAFF_REQUESTS",
    "AgentSpeaker",
    "BaseSessionEvent",
    "CallAnswered",
    "CallDialingStarted",
    "CallFailed",
    "CallRingingStarted",
    "CandidateRequestKind",
    "CandidateRequested",
    "CircuitClosed",
    "CircuitOpened",
    "ClockPaused",
    "ClockResumed",
    "ConnectionLost",
    "ConnectionResumed",
    "ConsentDeclined",
    "ConsentGranted",
    "ConsentRequested",
    "DelayAcknowledged",
    "ElementMatch",
    "EndReason",
    "EndpointingModeChanged",
    "EvaluationGenerated",
    "EventActor",
    "FollowupChosen",
    "FollowupOption",
    "FollowupProposed",
    "InterviewClockStarted",
    "ModelPurpose",
    "ModelRequestFailed",
    "ModelRequested",
    "ModelResponded",
    "ModelStartsDiscarded",
    "ModelTokenUsage",
    "PartialAnswerRecognized",
    "ParticipantJoined",
    "ParticipantLeft",
    "PerspectiveGenerated",
    "ProviderFailedOver",
    "QuestionHint",
    "QuestionNotHeard",
    "QuestionRepeated",
    "QuestionSkipped",
    "QuoteSpan",
    "ReasonCode",
    "RecordedEvent",
    "RecordingChunkStored",
    "RecordingStarted",
    "RecordingStopped",
    "RedundantTranscriptionDiscarded",
    "SessionAbandoned",
    "SessionCancelled",
    "SessionCompleted",
    "SessionCreated",
    "SessionDequeued",
    "SessionEvent",
    "SessionExpired",
    "SessionFacts",
    "SessionFailed",
    "SessionMarkedNoShow",
    "SessionQueued",
    "SpeakerRole",
    "SpeechEnded",
    "SpeechRecognized",
    "SpeechStarted",
    "SpeechSynthesisFailed",
    "SpeechSynthesized",
    "SpokenConsentMethod",
    "StaffIntervened",
    "StaffObservationChanged",
    "SupersededProposal",
    "TimerExpired",
    "TimerWarningIssued",
    "TransportSwitched",
    "TurnAmended",
    "TurnCompleted",
    "TurnKind",
    "UtteranceAct",
    "UtteranceIntent",
    "UtteranceSpoken",
    "WorkerAttached",
    "WorkerDetached",
    "derive_event_unique_key",
    "get_event_actor",
    "personal_field",
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
    | InterviewClockStarted
    | TurnCompleted
    | CandidateRequested
    | FollowupProposed
    | FollowupChosen
    | EvaluationGenerated
    | PerspectiveGenerated
    | ModelRequested
    | ModelResponded
    | ModelRequestFailed
    | ModelStartsDiscarded
    | DelayAcknowledged
    | StaffObservationChanged
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
    | TimerWarningIssued
    | TimerExpired
    | TransportSwitched
    | EndpointingModeChanged
    | SpeechStarted
    | SpeechEnded
    | SpeechRecognized
    | RedundantTranscriptionDiscarded
    | PartialAnswerRecognized
    | TurnAmended
    | UtteranceSpoken
    | SpeechSynthesized
    | SpeechSynthesisFailed
    | ProviderFailedOver
    | CircuitOpened
    | CircuitClosed
    | CallDialingStarted
    | CallRingingStarted
    | CallAnswered
    | CallFailed
    | RecordingStarted
    | RecordingStopped
    | RecordingChunkStored
    | SessionCompleted
    | SessionAbandoned
    | SessionMarkedNoShow
    | SessionExpired
    | SessionCancelled
    | SessionFailed
)


@dataclass(frozen=True, slots=True)
class RecordedEvent:
    """An event at its place in the log; ``seq`` counts from 1 without gaps."""

    seq: int
    at: datetime
    event: SessionEvent


def get_event_actor(event: SessionEvent) -> EventActor:
    """Return who caused the event."""
    return event.role if isinstance(event, TurnCompleted) else event.actor


def derive_event_unique_key(event: SessionEvent) -> str | None:
    """Return the key under which a log may hold this event only once, or None for no such limit."""
    match event:
        case TurnCompleted():
            return f"turn:{event.turn}"
        case RecordingChunkStored():
            return f"chunk:{event.artifact_type}:{event.chunk}"
        case FollowupProposed():
            return f"proposal:{event.proposal_id}"
        case EvaluationGenerated():
            return f"evaluation:{event.turn}:{event.evaluator}:{event.criterion}{_version_suffix(event)}"
        case PerspectiveGenerated():
            return f"perspective:{event.turn}:{event.perspective}{_version_suffix(event)}"
        case _:
            return None


def _version_suffix(event: EvaluationGenerated | PerspectiveGenerated) -> str:
    return f":{event.version}" if event.version else ""
