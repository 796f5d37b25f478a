"""Dialects: how sound and its small messages travel over a WebSocket."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from vivavoce.contracts.voice import AnswerMode, AudioMessageSender, VoicePreferences
from vivavoce.voice.ports.audio_io import AudioInput, AudioOutput


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCapabilities:
    """What this place can do for a connection, for a dialect that greets its client with it."""

    answer_mode: AnswerMode
    stt: str | None
    """The recogniser that is asked first; None where nobody listens."""
    tts: str | None
    """The speaker that is asked first; None where nobody speaks."""
    is_draft: bool = False
    """The recogniser is poor: its words are shown to be checked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AudioTransport:
    """The two ends of one WebSocket's sound, and who takes its messages."""

    audio_input: AudioInput
    """Its ``frames`` end when ``close`` is called, or the client ends its sound for good."""
    audio_output: AudioOutput
    handle_message: Callable[[str | bytes], Awaitable[bool]]
    """Takes a message of sound; False when it is somebody else's. Never waits for the sound itself.

    Raises ``contracts.sound.SoundUnreadable`` when too many were wrong: the connection is closed with 4400.
    """
    close: Callable[[], Awaitable[None]]
    """Ends both; afterwards nothing is written to the wire any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientCallbacks:
    """What a client can ask for by messages of a dialect. Calls return at once."""

    on_answer_done: Callable[[], Awaitable[None]]
    """The candidate says: take the answer now."""
    on_playback_stopped: Callable[[], Awaitable[None]]
    """The candidate's side stopped by itself what was being said; the loudspeaker knows where."""
    on_mute_changed: Callable[[bool], Awaitable[None]]
    """The candidate closed or opened the microphone."""


class AudioProtocol(Protocol):
    """One family of messages, e.g. ``vivavoce.v1``."""

    def open(
        self,
        wire: AudioMessageSender,
        wish: VoicePreferences,
        capabilities: VoiceCapabilities,
        callbacks: ClientCallbacks,
    ) -> AudioTransport:
        """Return the ends of a connection that begins; nothing is sent before a task iterates or writes."""
