"""Phrases that the interviewer uses in every session, so that TTS audio of them can be cached."""

from __future__ import annotations

from vivavoce.contracts.personas import PERSONAS
from vivavoce.live.domain.interviewer.wording import (
    BRIDGES,
    BRIDGES_AFTER_SKIP,
    CLOSINGS,
    FAREWELL,
    FAREWELL_WITHOUT_ANSWERS,
    WELCOME,
)
from vivavoce.live.domain.wire.notices import NOTICES, SPOKEN_PHRASES


def list_common_phrases() -> tuple[str, ...]:
    """Return these texts without duplicates; one that ends in a space is the start of a longer text."""
    notices = (notice.text for notice in NOTICES.values())
    remarks = (text for persona in PERSONAS.values() for text in persona.acknowledgements)
    phrases = (
        FAREWELL,
        FAREWELL_WITHOUT_ANSWERS,
        *(
            f"{text} "
            for text in (WELCOME, *CLOSINGS.values(), *BRIDGES, *BRIDGES_AFTER_SKIP, *remarks)
        ),
        *(*SPOKEN_PHRASES.values(), *notices),
    )
    return tuple(dict.fromkeys(text for text in phrases if "{" not in text))
