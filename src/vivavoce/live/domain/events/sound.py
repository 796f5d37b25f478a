"""What was said aloud and heard: speech, engines, telephone calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from vivavoce.contracts.sound import FailureKind, Pace, Stage, Transport
from vivavoce.live.domain.events.base import Actor, Found, Happening, Reading, personal


@dataclass(frozen=True, slots=True, kw_only=True)
class ParticipantSwitched(Happening):
    """The candidate goes on by another way on the same connection: by voice, or in writing."""

    type: ClassVar[str] = "participant.switched"
    actor: ClassVar[Actor] = "candidate"
    leg_id: str
    transport: Transport


@dataclass(frozen=True, slots=True, kw_only=True)
class PaceChanged(Happening):
    """How soon a pause ends an answer was switched."""

    type: ClassVar[str] = "pace.changed"
    actor: ClassVar[Actor] = "candidate"
    pace: Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechStarted(Happening):
    """The candidate began to speak, ``offset_ms`` on the connection's media clock."""

    type: ClassVar[str] = "candidate.speech.started"
    actor: ClassVar[Actor] = "candidate"
    turn: int
    offset_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechEnded(Happening):
    """The candidate stopped speaking."""

    type: ClassVar[str] = "candidate.speech.ended"
    actor: ClassVar[Actor] = "candidate"
    turn: int
    offset_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechRecognised(Happening):
    """A recogniser's final words of one stretch of speech; the turn holds them all together."""

    type: ClassVar[str] = "stt.final"
    turn: int
    segment: int
    text: str = personal()
    start_ms: int
    end_ms: int
    engine: str
    model: str
    latency_ms: int
    confidence: float | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechUnderstood(Happening):
    """Words of an answer that is still being given: kept so that nothing is lost when a process dies.

    The turn that takes them holds them again; nobody is judged by these.
    """

    type: ClassVar[str] = "stt.understood"
    text: str = personal()
    start_ms: int
    end_ms: int
    engine: str
    model: str
    latency_ms: int
    after_turn: int
    confidence: float | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechHeardInVain(Happening):
    """A recogniser was given sound whose words another one gave: it has to be paid for all the same."""

    type: ClassVar[str] = "stt.in_vain"
    engine: str
    model: str
    ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnAmended(Happening):
    """Words were added to an answer that was taken too early; replies that were hardly heard are dropped."""

    type: ClassVar[str] = "turn.amended"
    turn: int
    reason: Literal["went_on", "late", "checked"]
    text: str = personal()
    """The whole answer as it stands now."""
    reading: Reading
    found: tuple[Found, ...] = ()
    dropped: tuple[int, ...] = ()
    """Turns of the interviewer after it that count as never put."""
    answer_end: int | None = None
    is_draft: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UtteranceSpoken(Happening):
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
class SpeechMade(Happening):
    """An engine said a turn of the interviewer."""

    type: ClassVar[str] = "tts.response"
    turn: int
    chars: int
    first_chunk_ms: int
    engine: str
    model: str
    is_cached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechFailed(Happening):
    """No engine could say a turn; it was shown in writing only."""

    type: ClassVar[str] = "tts.failed"
    turn: int
    reason: FailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderFellBack(Happening):
    """Another engine took over; an empty ``taken_by`` is nobody."""

    type: ClassVar[str] = "provider.fallback"
    stage: Stage
    instead_of: str
    taken_by: str
    reason: FailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitOpened(Happening):
    """An engine failed so often that it is left alone for a while."""

    type: ClassVar[str] = "circuit.opened"
    stage: Stage
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitClosed(Happening):
    """An engine works again."""

    type: ClassVar[str] = "circuit.closed"
    stage: Stage
    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDialing(Happening):
    """A number is being called; ``to_hash`` is a keyed hash, never the number."""

    type: ClassVar[str] = "call.dialing"
    attempt: int
    to_hash: str
    trunk: str
    is_redial: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRinging(Happening):
    """It rings at the other end."""

    type: ClassVar[str] = "call.ringing"
    attempt: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered(Happening):
    """Somebody, or something, answered."""

    type: ClassVar[str] = "call.answered"
    attempt: int
    by: Literal["human", "machine", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFailed(Happening):
    """Nobody could be talked to; ``is_last`` where nobody will be called again."""

    type: ClassVar[str] = "call.failed"
    attempt: int
    reason: Literal["busy", "no_answer", "rejected", "invalid", "machine", "trunk"]
    is_last: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStarted(Happening):
    """The candidate agreed to be filmed, and the first piece is on its way."""

    type: ClassVar[str] = "recording.started"
    artifact_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingStopped(Happening):
    """No further piece will come."""

    type: ClassVar[str] = "recording.stopped"
    artifact_type: str
    chunks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ChunkStored(Happening):
    """A piece of a recording is kept."""

    type: ClassVar[str] = "recording.chunk_stored"
    artifact_type: str
    chunk: int
    size: int
    duration_ms: int
    sha256: str
