"""What a live session exchanges with its voice pipeline (speech-to-text and text-to-speech).

Audio itself stays in the pipeline; words, times and counts are exchanged. All times of a connection are
milliseconds on its own media clock, which starts at 0 with the first audio received.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.errors import ConflictError, InvalidRequestError

Transport = Literal["text", "voice", "phone", "livekit"]
"""Transport of a candidate's connection; 'voice' is audio over our own WebSocket."""
EndpointingMode = Literal["normal", "thinking", "verbatim", "manual"]
"""How soon a pause ends an answer; 'manual' waits until the candidate says so."""
AnswerMode = Literal["typed", "draft", "spoken"]
"""Speech is ignored, is transcribed into the answer box to be checked, or is the answer itself."""
ExpectedAnswer = Literal["anything", "yes_or_no"]
"""The answer that the session expects, if known; speech-to-text may restrict itself to it."""
VoiceDisconnectReason = Literal["over", "replaced", "moved"]
"""The interview ended, the candidate connected elsewhere, or another process took the session over."""
VoiceStage = Literal["stt", "tts", "transport"]
VoiceFailureKind = Literal["refused", "failed", "hung", "mute", "cut", "slow"]
"""An engine refused to start, broke, did not answer, returned nothing, stopped early, or was too slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceAvailability:
    """The audio that a candidate is offered before they enter; without any, interviews are in text."""

    is_available: bool = False
    has_tts: bool = False
    """Whether questions are spoken aloud."""
    answer_mode: AnswerMode = "typed"
    """What the first speech-to-text engine is accurate enough for."""
    third_parties: tuple[str, ...] = ()
    """Companies outside this platform whose engines may process the audio or the words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewerUtterance:
    """A text for the candidate to hear. ``turn`` is None for notices and the consent question."""

    turn: int | None
    kind: str
    text: str
    language: str = "en"
    is_repeat: bool = False
    """It was said before and may not have been heard: a short bridge precedes it."""
    is_last: bool = False
    """It is the goodbye: the connection closes after it."""
    is_interruptible: bool = True
    """Whether speech interrupts it. After several interruptions an utterance is played to its end."""
    speed: float = 1.0
    """Speed of the speech; 1 is the normal speed of the voice."""
    expires_after_s: float | None = None
    """Seconds for which it is valid: it waits for an answer to end and is dropped once they have passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptSegment:
    """One final result of a speech-to-text engine."""

    text: str
    start_ms: int
    end_ms: int
    engine: str
    model: str
    latency_ms: int
    """From the end of the speech to this result."""
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateUtterance:
    """The candidate's spoken words, taken as one turn."""

    text: str
    segments: tuple[TranscriptSegment, ...]
    start_ms: int
    end_ms: int
    after_turn: int
    """The interviewer's turn that was open when this speech began; 0 before the first."""
    is_continuation: bool = False
    """The candidate kept speaking over a reply of which less than about a second was heard: join both
    parts."""
    is_draft: bool = False
    """The engine has low accuracy: the words are not used for scoring until they are checked."""
    is_late: bool = False
    """The words arrived after their turn was closed."""
    is_aside: bool = False
    """Spoken during a question that cannot be interrupted: not an answer to it."""
    connection_id: str = ""
    """The connection whose sound the times count in; empty where the times are of an earlier worker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybackReport:
    """How much of one interviewer utterance was heard."""

    turn: int
    played_ms: int
    """Milliseconds of audio that were played to the candidate."""
    chars: int
    """Number of characters of the whole utterance."""
    chars_heard: int
    is_interrupted: bool
    is_estimated: bool
    """The position is estimated from the clock instead of reported by the client."""
    engine: str
    model: str
    voice: str
    is_cached: bool = False
    first_chunk_ms: int = 0
    """From the request to the engine until its first audio."""
    response_latency_ms: int | None = None
    """From the end of the candidate's speech to the first audio sent; None if they did not speak."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechFailureReport:
    """An utterance that could not be spoken, or not completely, and is therefore shown on screen only.

    For an interrupted synthesis, ``PlaybackReport`` says how far it was heard, and this report why it
    stopped.
    """

    turn: int
    reason: VoiceFailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFailoverReport:
    """Another engine took over after a failure."""

    stage: VoiceStage
    engine: str
    """The engine that took over; empty if none was available."""
    failed_engine: str
    reason: VoiceFailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitStateReport:
    """An engine's circuit breaker opened or closed: it is skipped for a while, or tried again."""

    stage: VoiceStage
    engine: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedTranscriptionReport:
    """Audio was sent to an engine whose transcription was not used: it still costs money."""

    engine: str
    model: str
    duration_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterimTranscriptReport:
    """Words of an answer that is still in progress.

    The ``CandidateUtterance`` that completes the answer contains them again.
    """

    segment: TranscriptSegment
    after_turn: int
    """The interviewer's turn that was open when this speech began; 0 before the first."""
    is_draft: bool = False


EngineReport = EngineFailoverReport | CircuitStateReport | UnusedTranscriptionReport
VoiceReport = PlaybackReport | SpeechFailureReport | InterimTranscriptReport | EngineReport


class VoiceSessionHandler(Protocol):
    """A live session as its voice pipeline sees it. Calls never wait for the candidate."""

    async def on_utterance(self, utterance: CandidateUtterance) -> None:
        """Receive what the candidate said."""

    async def on_possible_answer(self, utterance: CandidateUtterance | None) -> None:
        """Receive the answer as it is if the candidate has finished; None when they go on.

        Nothing is final before ``on_utterance``: this only allows a reply to be prepared.
        """

    async def on_report(self, news: VoiceReport) -> None:
        """Receive a report about an utterance or an engine."""

    async def on_dtmf(self, key: str) -> None:
        """Receive a pressed phone key: one of ``0123456789*#``."""

    async def on_text(self, text: str) -> None:
        """Receive text that the candidate typed, where the audio transport itself carries text."""


class UnreadableAudioError(InvalidRequestError):
    """Too much of the audio could not be read."""

    code = "audio_unreadable"


class VoiceUnavailableError(ConflictError):
    """Voice is not set up here. The interview continues in text."""

    code = "voice_unavailable"
    title = "Voice is not available here"


class VoiceConnection(Protocol):
    """The audio of one connection, as a live session uses it. Calls never wait for playback."""

    async def say(self, utterance: InterviewerUtterance) -> None:
        """Queue ``utterance`` for playback after the current speech; return at once."""

    async def set_endpointing_mode(self, pace: EndpointingMode) -> None:
        """Change how soon a pause ends an answer; this also applies in the middle of a sentence."""

    async def set_listening(
        self,
        *,
        is_allowed: bool,
        is_recorded: bool = False,
        expects: ExpectedAnswer = "anything",
    ) -> None:
        """Start or stop listening: no audio is sent to an engine while listening is off.

        ``is_recorded`` says whether a recorder is given the audio that is listened to.
        Speech that is in progress when ``expects`` changes is processed with the earlier setting.
        """

    async def commit_answer(self) -> None:
        """Commit the candidate's answer now; return at once."""

    async def interrupt(self) -> None:
        """Stop the current speech: the candidate typed, or another participant takes over."""

    async def handle_message(self, message: str | bytes) -> bool:
        """Handle an audio message of the connection; return False if it is not one.

        An invalid message is answered with an error on the wire. Raises ``UnreadableAudioError`` after too
        many of them: close the connection with code 4400.
        """

    async def close(self, *, is_graceful: bool) -> None:
        """Close; a graceful close first plays the goodbye (at most 20 s)."""


AudioRecorder = Callable[[bytes, int], None]
"""Takes 16 kHz sound that may be recorded, and its start in ms of the connection's sound; returns at once."""


OpenVoiceConnection = Callable[[VoiceSessionHandler, str], Awaitable[VoiceConnection]]
"""Opens the audio of one connection, for an interview in the given language (a tag such as ``en``)."""


class AudioMessageSender(Protocol):
    """Sends messages over an audio WebSocket. Raises ``UnavailableError`` once it is closed."""

    async def send_json(self, message: Json) -> None:
        """Send a text message."""

    async def send_bytes(self, message: bytes) -> None:
        """Send a binary message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePreferences:
    """How a client wants to speak and listen, as far as it said so."""

    connection_id: str
    language: str = "en"
    endpointing_mode: EndpointingMode = "normal"
    answer_mode: AnswerMode | None = None
    """None follows from the engines: 'draft' where only low-accuracy speech-to-text is available."""
    is_reconnect: bool = False
    """The interview used voice before: a returning candidate is not refused for lack of capacity."""
    audio_protocol: str = ""
    """Sub-protocol or frame family: 'vivavoce.v1', 'maya.pcm', 'maya.webm'; empty if not yet known."""
    query_options: Mapping[str, str] | None = None
    """Query parameters of the URL, e.g. ``audio``, ``out``, ``noise``."""


class VoiceConnectionFactory(Protocol):
    """Opens audio for connections. Raises a ``ConflictError`` if voice is unavailable or at capacity."""

    async def open(
        self,
        wire: AudioMessageSender,
        session: VoiceSessionHandler,
        preferences: VoicePreferences,
        *,
        record_audio: AudioRecorder | None = None,
    ) -> VoiceConnection:
        """Return the audio of a WebSocket; it writes to ``wire`` until ``close``.

        ``record_audio`` is given the sound that is listened to and may be recorded.
        """

    def preload(self) -> None:
        """Start loading what audio needs, once per process, because a candidate may need it soon.

        Errors surface later, when a connection opens its audio.
        """
