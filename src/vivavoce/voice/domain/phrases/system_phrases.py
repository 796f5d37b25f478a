"""System phrases outside the interview's turns. All of them are shown as text as well.

They are always cacheable (``AudioCache``), so they can be played even when no engine works.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

SystemPhrase = Literal["say_again", "cannot_hear", "one_moment", "once_more", "hear_first"]

SYSTEM_PHRASES: Mapping[SystemPhrase, str] = MappingProxyType(
    {
        "say_again": "I couldn't hear you. Please say that again, or type it.",
        "cannot_hear": (
            "Sorry, I'm having trouble hearing you right now. You can type your answer."
        ),
        "one_moment": "One moment, please.",
        "once_more": "Let me say that again.",
        "hear_first": "Please listen to the whole question first.",
    }
)
