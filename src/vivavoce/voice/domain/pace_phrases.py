"""What is said around the talk itself. None of it is a turn; all of it is shown as well."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

Phrase = Literal["say_again", "cannot_hear", "one_moment", "once_more"]

PHRASES: Mapping[Phrase, str] = MappingProxyType(
    {
        "say_again": "I did not catch that. Please say that again, or type it.",
        "cannot_hear": "I cannot hear you at the moment. Please type your answer.",
        "one_moment": "One moment, please.",
        "once_more": "Once more, in case you did not hear it.",
    }
)
