"""Events of media: speech, speech engines, telephone calls, recordings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vivavoce.contracts.transcript import UtteranceAct
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
    """The candidate switched between voice and text on the same connection."""

    type: ClassVar[str] = "transport.switched"
    actor: ClassVar[EventActor] = "candidate"
    connection_id: str
    transport: Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointingModeChanged(BaseSessionEvent):
    """The endpointing mode was changed: how soon a pause ends a spoken answer."""

    type: ClassVar[str] = "endpointing_mode.changed"
    actor: ClassVar[EventActor] = "candidate"
    endpointing_mode: EndpointingMode


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted(BaseSessionEvent):
    """The candidate began to speak at ``offset_ms`` on the connection's media clock."""

    type: ClassVar[str] = "candidate.speech.started"
    actor: ClassVar[EventActor] = "candidate"
    turn: int
    offset_ms: int
    connection_id: str = ""
    """The connection and, after a dot, which opening of its voice it is: each has a clock of its own.

    Empty in older logs, and for words that an earlier worker heard.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnded(BaseSessionEvent):
    """The candidate stopped speaking at ``offset_ms`` on the connection's media clock."""

    type: ClassVar[str] = "candidate.speech.ended"
    actor: ClassVar[EventActor] = "candidate"
    turn: int
    offset_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechRecognized(BaseSessionEvent):
    """The final transcript of one speech segment; the turn's text joins all its segments."""

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
    """A transcribed part of an answer in progress, stored so that nothing is lost if a process dies.

    The completed turn contains the text again; only turns are assessed.
    """

    type: ClassVar[str] = "stt.partial_answer"
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
    """An STT engine transcribed audio whose text was not used; logged because the usage is still billed."""

    type: ClassVar[str] = "stt.discarded"
    engine: str
    model: str
    duration_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAmended(BaseSessionEvent):
    """An earlier answer was amended; agent turns after it that were barely heard are dropped.

    With the reason ``understood``, only its meaning changed: a model recognized its act.
    """

    type: ClassVar[str] = "turn.amended"
    turn: int
    reason: Literal["went_on", "late", "checked", "understood"]
    text: str = personal_field()
    """The complete amended answer."""
    intent: UtteranceIntent
    acts: tuple[UtteranceAct, ...] = ()
    elements: tuple[ElementMatch, ...] = ()
    dropped: tuple[int, ...] = ()
    """Later turns of the interviewer that are treated as never spoken."""
    answer_end: int | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UtteranceSpoken(BaseSessionEvent):
    """How much of an interviewer turn was played to the candidate."""

    type: ClassVar[str] = "agent.utterance.spoken"
    turn: int
    spoken_ms: int
    chars_heard: int
    is_interrupted: bool
    is_estimated: bool
    voice: str
    waited_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechSynthesized(BaseSessionEvent):
    """A TTS engine synthesized a turn of the interviewer."""

    type: ClassVar[str] = "tts.synthesized"
    turn: int
    chars: int
    first_chunk_ms: int
    engine: str
    model: str
    is_cached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechSynthesisFailed(BaseSessionEvent):
    """No TTS engine could synthesize a turn; it was shown as text only."""

    type: ClassVar[str] = "tts.failed"
    turn: int
    reason: VoiceFailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFailedOver(BaseSessionEvent):
    """A speech engine failed and another one took over; an empty ``taken_by`` means none did."""

    type: ClassVar[str] = "provider.failed_over"
    stage: VoiceStage
    failed_provider: str
    failed_over_to: str
    reason: VoiceFailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitOpened(BaseSessionEvent):
    """An engine failed so often that it is not used for a while."""

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
    """The called telephone is ringing."""

    type: ClassVar[str] = "call.ringing"
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered(BaseSessionEvent):
    """The call was answered by a person or a machine."""

    type: ClassVar[str] = "call.answered"
    attempt: int
    answered_by: Literal["human", "machine", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFailed(BaseSessionEvent):
    """A call did not reach the candidate; ``is_last`` when no further call will be placed."""

    type: ClassVar[str] = "call.failed"
    attempt: int
    reason: Literal["busy", "no_answer", "rejected", "invalid", "machine", "trunk"]
    is_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStarted(BaseSessionEvent):
    """The candidate agreed to a recording; of a video, the first chunk is being uploaded."""

    type: ClassVar[str] = "recording.started"
    artifact_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStopped(BaseSessionEvent):
    """A recording ended with ``chunks`` stored chunks."""

    type: ClassVar[str] = "recording.stopped"
    artifact_type: str
    chunks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingChunkStored(BaseSessionEvent):
    """A chunk of a recording was stored."""

    type: ClassVar[str] = "recording.chunk_stored"
    artifact_type: str
    chunk: int
    size: int
    duration_ms: int
    sha256: str
