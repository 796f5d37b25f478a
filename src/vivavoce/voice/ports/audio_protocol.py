"""Audio protocols: how audio and its control messages travel over a WebSocket."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from vivavoce.contracts.voice import AnswerMode, AudioMessageSender, VoicePreferences
from vivavoce.voice.ports.audio_io import AudioInput, AudioOutput


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


class AudioProtocol(Protocol):
    """One set of audio messages, such as ``vivavoce.v1``."""

    def open(
        self,
        wire: AudioMessageSender,
        wish: VoicePreferences,
        capabilities: VoiceCapabilities,
        callbacks: ClientCallbacks,
    ) -> AudioTransport:
        """Return the audio transport of a connection; nothing is sent until its audio is read or written."""
