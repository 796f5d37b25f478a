"""Why a connection gets no sound. The talk goes on in writing."""

from __future__ import annotations

from vivavoce.kernel.errors import ConflictError


class VoiceAtCapacityError(ConflictError):
    """No more talks can be voiced here at the moment. It goes on in writing."""

    code = "voice_full"
    title = "Voice is busy"
