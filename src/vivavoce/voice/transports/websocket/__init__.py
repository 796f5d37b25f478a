"""Audio protocols for WebSockets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from vivavoce.kernel.clock import Clock
from vivavoce.voice.ports.audio import OpenAudioTransport
from vivavoce.voice.transports.websocket.maya import open_maya_transport
from vivavoce.voice.transports.websocket.vivavoce import open_vivavoce_transport


def create_audio_protocols(clock: Clock) -> Mapping[str, OpenAudioTransport]:
    """Return all audio protocols by their name in ``VoicePreferences.audio_protocol``."""
    return {
        "vivavoce.v1": partial(open_vivavoce_transport, clock=clock),
        "practice.v1": partial(open_vivavoce_transport, clock=clock, is_practice=True),
        "maya.pcm": partial(open_maya_transport, clock=clock, is_recorded=False),
        "maya.webm": partial(open_maya_transport, clock=clock, is_recorded=True),
    }
