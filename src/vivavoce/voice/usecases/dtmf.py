"""Handles keys of the telephone keypad: any key stops the interviewer's speech."""

from __future__ import annotations

from vivavoce.contracts.voice import VoiceSessionHandler
from vivavoce.voice.ports.live_sessions import CommittableVoiceConnection

DONE_DIGIT = "#"
"""The key that ends the answer."""


async def handle_dtmf(
    digit: str, talk: VoiceSessionHandler, conversation: CommittableVoiceConnection
) -> None:
    """Stop the interviewer's speech; commit the answer on ``#``, or pass the key to the session."""
    await conversation.interrupt()
    if digit == DONE_DIGIT:
        await conversation.commit_answer()
    else:
        await talk.on_dtmf(digit)
