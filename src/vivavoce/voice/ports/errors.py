"""Errors of opening an audio connection. The interview continues in writing."""

from __future__ import annotations

from vivavoce.kernel.errors import ConflictError


class VoiceAtCapacityError(ConflictError):
    """All voice capacity is in use at the moment. The interview continues in text."""

    code = "voice_at_capacity"
    title = "Voice At Capacity"
