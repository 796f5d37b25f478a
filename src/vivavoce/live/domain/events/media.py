"""What was said aloud and heard: speech, engines, telephone calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vivavoce.contracts.voice import EndpointingMode, Transport, VoiceFailureKind, VoiceStage
from vivavoce.live.domain.events.base import (
    BaseSessionEvent,
    ElementMatch,
    EventActor,
    UtteranceIntent,
    personal_field,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportSwitched(BaseSessionEvent):
    """The candidate goes on by another way on the same connection: by voice, or in writing."""

    type: ClassVar[str] = "participant.switched"
    actor: ClassVar[EventActor] = "candidate"
    leg_id: str
    transport: Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointingModeChanged(BaseSessionEvent):
    """How soon a pause ends an answer was switched."""

    type: ClassVar[str] = "pace.changed"
    actor: ClassVar[EventActor] = "candidate"
    pace: EndpointingMode


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted(BaseSessionEvent):
    """The candidate began to speak, ``offset_ms`` on the connection's media clock."""

    type: ClassVar[str] = "candidate.speech.started"
    actor: ClassVar[EventActor] = "candidate"
    turn: int
    offset_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnded(BaseSessionEvent):
    """The candidate stopped speaking."""

    type: ClassVar[str] = "candidate.speech.ended"
    actor: ClassVar[EventActor] = "candidate"
    turn: int
    offset_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechRecognized(BaseSessionEvent):
    """A recogniser's final words of one stretch of speech; the turn holds them all together."""

    type: ClassVar[str] = "stt.final"
    turn: int
    segment: int
    text: str = personal_field()
    start_ms: int
    end_ms: int
    engine: str
    model: str
    latency_ms: int
    confidence: float | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartialAnswerRecognized(BaseSessionEvent):
    """Words of an answer that is still being given: kept so that nothing is lost when a process dies.

    The turn that takes them holds them again; nobody is judged by these.
    """

    type: ClassVar[str] = "stt.understood"
    text: str = personal_field()
    start_ms: int
    end_ms: int
    engine: str
    model: str
    latency_ms: int
    after_turn: int
    confidence: float | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RedundantTranscriptionDiscarded(BaseSessionEvent):
    """A recogniser was given sound whose words another one gave: it has to be paid for all the same."""

    type: ClassVar[str] = "stt.in_vain"
    engine: str
    model: str
    ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAmended(BaseSessionEvent):
    """Words were added to an answer that was taken too early; replies that were hardly heard are dropped."""

    type: ClassVar[str] = "turn.amended"
    turn: int
    reason: Literal["went_on", "late", "checked"]
    text: str = personal_field()
    """The whole answer as it stands now."""
    reading: UtteranceIntent
    found: tuple[ElementMatch, ...] = ()
    dropped: tuple[int, ...] = ()
    """Turns of the interviewer after it that count as never put."""
    answer_end: int | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UtteranceSpoken(BaseSessionEvent):
    """How much of a turn of the interviewer was heard: the log keeps what was heard, not what was planned."""

    type: ClassVar[str] = "agent.utterance.spoken"
    turn: int
    ms_spoken: int
    chars_heard: int
    is_interrupted: bool
    is_estimated: bool
    voice: str
    waited_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechSynthesized(BaseSessionEvent):
    """An engine said a turn of the interviewer."""

    type: ClassVar[str] = "tts.response"
    turn: int
    chars: int
    first_chunk_ms: int
    engine: str
    model: str
    is_cached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechSynthesisFailed(BaseSessionEvent):
    """No engine could say a turn; it was shown in writing only."""

    type: ClassVar[str] = "tts.failed"
    turn: int
    reason: VoiceFailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFailedOver(BaseSessionEvent):
    """Another engine took over; an empty ``taken_by`` is nobody."""

    type: ClassVar[str] = "provider.fallback"
    stage: VoiceStage
    instead_of: str
    taken_by: str
    reason: VoiceFailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitOpened(BaseSessionEvent):
    """An engine failed so often that it is left alone for a while."""

    type: ClassVar[str] = "circuit.opened"
    stage: VoiceStage
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitClosed(BaseSessionEvent):
    """An engine works again."""

    type: ClassVar[str] = "circuit.closed"
    stage: VoiceStage
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDialingStarted(BaseSessionEvent):
    """A number is being called; ``to_hash`` is a keyed hash, never the number."""

    type: ClassVar[str] = "call.dialing"
    attempt: int
    to_hash: str
    trunk: str
    is_redial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRingingStarted(BaseSessionEvent):
    """It rings at the other end."""

    type: ClassVar[str] = "call.ringing"
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered(BaseSessionEvent):
    """Somebody, or something, answered."""

    type: ClassVar[str] = "call.answered"
    attempt: int
    by: Literal["human", "machine", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFailed(BaseSessionEvent):
    """Nobody could be talked to; ``is_last`` where nobody will be called again."""

    type: ClassVar[str] = "call.failed"
    attempt: int
    reason: Literal["busy", "no_answer", "rejected", "invalid", "machine", "trunk"]
    is_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStarted(BaseSessionEvent):
    """The candidate agreed to be filmed, and the first piece is on its way."""

    type: ClassVar[str] = "recording.started"
    artifact_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStopped(BaseSessionEvent):
    """No further piece will come."""

    type: ClassVar[str] = "recording.stopped"
    artifact_type: str
    chunks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingChunkStored(BaseSessionEvent):
    """A piece of a recording is kept."""

    type: ClassVar[str] = "recording.chunk_stored"
    artifact_type: str
    chunk: int
    size: int
    duration_ms: int
    sha256: str
