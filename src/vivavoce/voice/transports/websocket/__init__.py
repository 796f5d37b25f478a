"""Audio protocols for WebSockets."""

from __future__ import annotations

from collections.abc import Mapping

from vivavoce.kernel.clock import Clock
from vivavoce.voice.ports.audio_protocol import AudioProtocol
from vivavoce.voice.transports.websocket.maya import MayaAudioProtocol
from vivavoce.voice.transports.websocket.vivavoce import VivavoceAudioProtocol

__all__ = ["MayaAudioProtocol", "VivavoceAudioProtocol", "create_audio_protocols"]


def create_audio_protocols(clock: Clock) -> Mapping[str, AudioProtocol]:
    """Return all audio protocols by their name in ``VoicePreferences.audio_protocol``."""
    return {
        "vivavoce.v1": VivavoceAudioProtocol(clock),
        "practice.v1": VivavoceAudioProtocol(clock, is_practice=True),
        "maya.pcm": MayaAudioProtocol(clock, is_recorded=False),
        "maya.webm": MayaAudioProtocol(clock, is_recorded=True),
    }
