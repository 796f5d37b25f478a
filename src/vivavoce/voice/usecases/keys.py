"""A key of the telephone is a word: whoever presses one is done listening to us."""

from __future__ import annotations

from vivavoce.contracts.sound import Talk
from vivavoce.voice.ports.spoken import Conversation

DONE = "#"
"""The key that says: my answer is finished."""


async def press(key: str, talk: Talk, conversation: Conversation) -> None:
    """Stop what is being said, and have the key count."""
    await conversation.hush()
    if key == DONE:
        await conversation.done()
    else:
        await talk.pressed(key)
