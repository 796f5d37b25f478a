"""What crosses between a live session and whoever gives it a voice and ears.

Sound itself never crosses: words, times and counts do. All times of a connection are milliseconds on its
own media clock, which starts at 0 with the first sound that it was sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from vivavoce.contracts.envelope import Json
from vivavoce.kernel.errors import ConflictError, InvalidRequestError

Transport = Literal["text", "voice", "phone", "livekit"]
"""What a connection of the candidate is made of; 'voice' is sound over our own sockets."""
EndpointingMode = Literal["normal", "thinking", "verbatim", "manual"]
"""How soon a pause counts as the end of an answer; 'manual' waits for the candidate's own word."""
AnswerMode = Literal["typed", "draft", "spoken"]
"""What is said is not listened to, is written into the answer box to be checked, or is the answer."""
ExpectedAnswer = Literal["anything", "yes_or_no"]
"""What the candidate is going to say, as far as the talk knows: ears may listen for just that."""
VoiceDisconnectReason = Literal["over", "replaced", "moved"]
"""The talk ended, the candidate is at another connection, or another process goes on with it."""
VoiceStage = Literal["stt", "tts", "transport"]
VoiceFailureKind = Literal["refused", "failed", "hung", "mute", "cut", "slow"]
"""An engine would not begin, broke, did not answer, gave nothing, stopped half way, or was late."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceAvailability:
    """What sound somebody is offered before they go in; without any, talks are in writing."""

    is_available: bool = False
    has_tts: bool = False
    """Questions are said aloud."""
    answer_mode: AnswerMode = "typed"
    """What the first ears of this platform are good for."""
    third_parties: tuple[str, ...] = ()
    """Whose machines may hear or say the words: firms outside this platform."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewerUtterance:
    """Something that the candidate is to hear. ``turn`` is None for notices and the question of consent."""

    turn: int | None
    kind: str
    text: str
    language: str = "en"
    is_repeat: bool = False
    """It was said before and perhaps not heard: say a short bridge first."""
    is_last: bool = False
    """The goodbye: after it the connection is closed."""
    is_interruptible: bool = True
    """Speech stops it. One that was stopped several times is said to its end."""
    expires_after_s: float | None = None
    """Seconds for which it is true: it waits for an answer to end, and is left out after that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranscriptSegment:
    """One final result of a recogniser."""

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
    """What the candidate said aloud, taken as one turn."""

    text: str
    segments: tuple[TranscriptSegment, ...]
    start_ms: int
    end_ms: int
    after_turn: int
    """The interviewer's turn that stood open when this speech began; 0 before the first."""
    is_continuation: bool = False
    """The candidate went on over a reply of which less than about a second was heard: join both pieces."""
    is_draft: bool = False
    """The engine is known to be poor: nobody is judged by these words before they were checked."""
    is_late: bool = False
    """The words came after the turn that they belong to was taken."""
    is_aside: bool = False
    """Said over a question that speech does not stop: no answer to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybackReport:
    """How much of one utterance of the interviewer was heard."""

    turn: int
    played_ms: int
    """Sound that was played to the candidate."""
    chars: int
    """Characters of the utterance, all of them."""
    chars_heard: int
    is_interrupted: bool
    is_estimated: bool
    """The place is from the clock, not from what the listener's side reported."""
    engine: str
    model: str
    voice: str
    is_cached: bool = False
    first_chunk_ms: int = 0
    """From asking the engine to its first sound."""
    response_latency_ms: int | None = None
    """From the end of the candidate's speech to the first sound handed to the transport, if they spoke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeechFailureReport:
    """An utterance that no engine could say, or not to its end: that is on the screen only.

    Of one that broke off, ``PlaybackReport`` tells how far it was heard, and ``SpeechFailureReport`` why
    no further.
    """

    turn: int
    reason: VoiceFailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineFailoverReport:
    """Another engine took over."""

    stage: VoiceStage
    engine: str
    """Who took over; empty if nobody could."""
    failed_engine: str
    reason: VoiceFailureKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CircuitStateReport:
    """An engine is left alone for a while, or is tried again."""

    stage: VoiceStage
    engine: str
    is_open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class UnusedTranscriptionReport:
    """A recogniser was given sound whose words another one gave: it has to be paid for all the same."""

    engine: str
    model: str
    ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterimTranscriptReport:
    """Words of an answer that is still being given.

    The ``CandidateUtterance`` that takes the answer has them again.
    """

    segment: TranscriptSegment
    after_turn: int
    """The interviewer's turn that stood open when this speech began; 0 before the first."""
    is_draft: bool = False


EngineReport = EngineFailoverReport | CircuitStateReport | UnusedTranscriptionReport
VoiceReport = PlaybackReport | SpeechFailureReport | InterimTranscriptReport | EngineReport


class VoiceSessionHandler(Protocol):
    """A live session as its ears and its voice see it. Calls never wait for the candidate."""

    async def on_utterance(self, heard: CandidateUtterance) -> None:
        """Say what the candidate said aloud."""

    async def on_report(self, news: VoiceReport) -> None:
        """Say what became of an utterance, or of an engine."""

    async def on_dtmf(self, key: str) -> None:
        """Say that a key of the telephone was pressed: one of ``0123456789*#``."""

    async def on_text(self, text: str) -> None:
        """Say what was typed beside the sound, where the transport itself carries words."""

    async def on_hangup(self) -> None:
        """Say that the candidate is gone for good on this connection."""


class UnreadableAudioError(InvalidRequestError):
    """Too much of what was sent as sound could not be read."""

    code = "sound_unreadable"


class VoiceUnavailableError(ConflictError):
    """Talking aloud is not set up here. It goes on in writing."""

    code = "voice_unavailable"
    title = "No voice here"


class VoiceConnection(Protocol):
    """One connection's sound, as a live session uses it. Nothing here waits for the sound to be played."""

    async def say(self, utterance: InterviewerUtterance) -> None:
        """Have the candidate hear ``utterance`` after what is being said; returns at once."""

    async def set_endpointing_mode(self, pace: EndpointingMode) -> None:
        """Switch how soon a pause ends an answer, also in the middle of a sentence."""

    async def set_listening(
        self, *, is_allowed: bool, expects: ExpectedAnswer = "anything"
    ) -> None:
        """Open or close the ears: nothing is passed to an engine while they are closed.

        What is being said when ``expects`` changes is heard to its end as it was begun.
        """

    async def interrupt(self) -> None:
        """Stop what is being said: the candidate typed, or somebody else has the word."""

    async def handle_message(self, message: str | bytes) -> bool:
        """Take a message of sound from the connection; False when it is none and somebody else's.

        A message that is wrong is answered on the wire. ``UnreadableAudioError`` says that too many were: the
        connection is to be closed with 4400.
        """

    async def close(self, *, is_graceful: bool) -> None:
        """End; a graceful end lets the goodbye be heard first (at most 20 s)."""


OpenVoiceConnection = Callable[[VoiceSessionHandler, str], Awaitable[VoiceConnection]]
"""Gives a session the sound of one connection, for a talk in that language (a tag as ``en``)."""


class AudioMessageSender(Protocol):
    """What the sound of a WebSocket is sent over. Sending raises ``UnavailableError`` once it is gone."""

    async def send_json(self, message: Json) -> None:
        """Send a text message."""

    async def send_bytes(self, message: bytes) -> None:
        """Send a binary message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePreferences:
    """How a client wants to speak and hear, as far as it said so."""

    connection_id: str
    language: str = "en"
    endpointing_mode: EndpointingMode = "normal"
    answer_mode: AnswerMode | None = None
    """None is what the engines are good for: 'draft' where only poor recognisers are to be had."""
    is_reconnect: bool = False
    """The talk was spoken before: whoever comes back is not turned away for want of room."""
    audio_protocol: str = ""
    """Sub-protocol or family of frames: 'vivavoce.v1', 'maya.pcm', 'maya.webm'; empty is unknown yet."""
    query_options: Mapping[str, str] | None = None
    """Parameters of the address, e.g. ``audio``, ``out``, ``noise``."""


class VoiceConnectionFactory(Protocol):
    """Gives connections their sound. Raises a ``ConflictError`` where there is none or no room for more."""

    async def open(
        self, wire: AudioMessageSender, talk: VoiceSessionHandler, wish: VoicePreferences
    ) -> VoiceConnection:
        """Return the sound of a WebSocket; ``wire`` is written to until ``close``."""

    def preload(self) -> None:
        """Begin to load what sound needs, once a process: somebody is there who may want some soon.

        What goes wrong with that is told to who asks for sound.
        """
