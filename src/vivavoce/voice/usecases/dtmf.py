"""A key of the telephone is a word: whoever presses one is done listening to us."""

from __future__ import annotations

from vivavoce.contracts.voice import VoiceSessionHandler
from vivavoce.voice.ports.live_sessions import CommittableVoiceConnection

DONE_DIGIT = "#"
"""The key that says: my answer is finished."""


async def handle_dtmf(
    digit: str, talk: VoiceSessionHandler, conversation: CommittableVoiceConnection
) -> None:
    """Stop what is being said, and have the key count."""
    await conversation.interrupt()
    if digit == DONE_DIGIT:
        await conversation.commit_answer()
    else:
        await talk.on_dtmf(digit)
