"""Ports for the audio of a connection: input and output, protocols over a WebSocket, and turn-taking.

Every transport (browser WebSocket, telephone, LiveKit room) creates one audio input and one output. If a
connection cannot be opened, the interview continues in writing.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from vivavoce.contracts.voice import AnswerMode, AudioMessageSender, Transport, VoicePreferences
from vivavoce.kernel.errors import ConflictError
from vivavoce.voice.domain.turns.speech_activity import EndpointingDelays

ClientUpdateKind = Literal["partial", "draft", "listening", "thinking", "silent"]
"""Interim transcript, draft answer for the candidate to check and send, or the state of the interviewer."""


@dataclass(frozen=True, slots=True)
class PlaybackResult:
    """How much of an utterance was played to the candidate."""

    duration_ms: int
    is_estimated: bool
    """Whether ``ms`` is computed from the server's clock instead of reported by the client."""
    is_stopped_by_client: bool = False
    """Whether the client stopped the playback by itself."""


class AudioInput(Protocol):
    """The candidate's audio: 16 kHz, mono, signed 16-bit little-endian PCM."""

    def frames(self) -> AsyncIterator[bytes]:
        """Yield audio as it arrives, about 20 ms at a time; ends when the connection does."""


class AudioOutput(Protocol):
    """Plays the interviewer's audio to the candidate, at most one utterance at a time.

    After the connection has gone, every call is accepted and returns at once; playback is then estimated from
    the clock.
    """

    @property
    def rate(self) -> int:
        """Sample rate in Hz that ``write`` expects; no other rate may be written."""

    @property
    def transport(self) -> Transport:
        """The transport that this output belongs to."""

    async def begin(self, generation: int, *, turn: int | None, text: str) -> None:
        """Begin an utterance; ``generation`` grows by one with each."""

    async def write(self, pcm: bytes) -> None:
        """Send audio of the current utterance; waits while about one second is still unplayed."""

    async def finish(self) -> None:
        """Complete the utterance: all its audio was written."""

    async def wait_for_playout(self) -> PlaybackResult:
        """Wait until the utterance was played to its end or cleared; return how much was played."""

    async def clear(self) -> PlaybackResult:
        """Stop playback and return how much was played; waits at most 250 ms for the client's answer."""

    async def send_update(self, what: ClientUpdateKind, text: str = "") -> None:
        """Send the client a transient update: interim words, or the interviewer's state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCapabilities:
    """What the server offers a connection, for protocols that start with a greeting."""

    answer_mode: AnswerMode
    stt: str | None
    """Name of the preferred STT engine; None where there is no speech recognition."""
    tts: str | None
    """Name of the preferred TTS engine; None where there is no speech synthesis."""
    is_draft: bool = False
    """Whether the STT engine is known to be inaccurate: the candidate checks its words before sending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioTransport:
    """Audio input and output of one WebSocket, and the handler of its audio messages."""

    audio_input: AudioInput
    """Its ``frames`` end when ``close`` is called or the client ends its audio for good."""
    audio_output: AudioOutput
    handle_message: Callable[[str | bytes], Awaitable[bool]]
    """Handle an audio message; return False when it is not one. Never waits for the audio itself.

    Raises ``contracts.voice.UnreadableAudioError`` after too many invalid messages: the connection is closed
    with 4400.
    """
    close: Callable[[], Awaitable[None]]
    """Closes input and output; afterwards nothing is written to the WebSocket."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCallbacks:
    """Called when the client sends a control message of the protocol. Calls return at once."""

    on_answer_done: Callable[[], Awaitable[None]]
    """The candidate has finished the answer: commit it now."""
    on_playback_stopped: Callable[[], Awaitable[None]]
    """The client stopped the current utterance by itself; ``audio_output`` knows how much was played."""
    on_mute_changed: Callable[[bool], Awaitable[None]]
    """The candidate muted (True) or unmuted (False) the microphone."""


OpenAudioTransport = Callable[
    [AudioMessageSender, VoicePreferences, VoiceCapabilities, ClientCallbacks], AudioTransport
]
"""Opens the audio transport of one set of audio messages, such as ``vivavoce.v1``.

Nothing is sent until its audio is read or written.
"""


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """A chunk of audio to be played: mono 16-bit PCM, and its sample rate in Hz."""

    pcm: bytes
    rate: int


@dataclass(frozen=True, slots=True)
class UtteranceHeader:
    """What the audio output is given when an utterance begins."""

    generation: int
    turn: int | None
    text: str
    is_interruptible: bool = True
    """Whether the candidate's speech stops it; ``interrupt`` always does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UtteranceOutcome:
    """The outcome of playing an utterance."""

    duration_ms: int
    """Milliseconds of it that were played."""
    is_interrupted: bool
    is_estimated: bool
    first_sound_at: float | None
    """Monotonic time when its first audio went to the output; None if none did."""


class TurnEventHandler(Protocol):
    """Receives turn events. Times are milliseconds of the input audio."""

    def on_speech_started(self, at_ms: int) -> None:
        """Speech began at ``at_ms``."""

    def on_speech_ended(self, at_ms: int, *, silent_s: float) -> None:
        """Speech ended at ``at_ms``, which is ``silent_s`` seconds ago."""

    async def on_turn_completed(self) -> None:
        """The answer is complete: it consists of all words transcribed so far."""


class TurnManager(Protocol):
    """Detects speech, decides when an answer is over, and plays one utterance at a time.

    Speech during an utterance stops it, unless its header says otherwise.
    """

    async def open(
        self,
        audio: AsyncIterator[bytes],
        audio_output: AudioOutput,
        handler: TurnEventHandler,
        endpointing: EndpointingDelays,
    ) -> None:
        """Start with the candidate's ``audio``; nothing is read from it before this returns."""

    def push_audio(self, pcm: bytes) -> None:
        """Process ``pcm`` after what ``audio`` yielded: silence in place of audio that stopped arriving."""

    async def play_utterance(
        self, chunks: AsyncGenerator[AudioChunk], header: UtteranceHeader
    ) -> UtteranceOutcome:
        """Play ``chunks`` to the end or until stopped, close them, and return the outcome."""

    def interrupt(self) -> None:
        """Stop the current utterance."""

    def add_transcript(self, text: str) -> None:
        """Pass on words of the current answer: they count for whether it is over."""

    def set_endpointing(self, endpointing: EndpointingDelays) -> None:
        """Use these ``endpointing`` delays from now on to decide when an answer is over."""

    def set_noisy(self, *, is_noisy: bool) -> None:
        """Switch speech detection between the thresholds for a noisy room and the normal ones."""

    async def commit_turn(self) -> None:
        """Commit the current answer; ``on_turn_completed`` is called if it has any words."""

    async def close(self) -> None:
        """Close; nothing is played any more."""


class TurnManagerFactory(Protocol):
    """Creates turn managers; loads their models on first use."""

    async def load(self) -> None:
        """Load the models outside the event loop; repeating it is fine. Raises the errors of ``create``."""

    async def create(self) -> TurnManager:
        """Return a turn manager that is not open yet; raise a ``ConflictError`` where none is available."""


class VoiceAtCapacityError(ConflictError):
    """All voice capacity is in use at the moment. The interview continues in text."""

    code = "voice_at_capacity"
    title = "Voice At Capacity"
