"""Errors of opening an audio connection. The interview continues in writing."""

from __future__ import annotations

from vivavoce.kernel.errors import ConflictError


class VoiceAtCapacityError(ConflictError):
    """No more voice interviews can be held here at the moment. The interview continues in writing."""

    code = "voice_full"
    title = "Voice is busy"
