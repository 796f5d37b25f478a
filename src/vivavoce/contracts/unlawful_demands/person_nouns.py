"""Which words name a person at work."""

from __future__ import annotations

from vivavoce.contracts.unlawful_demands.parsing import get_lexicon_words

_TITLE_ENDINGS = (
    "er",
    "or",
    "ist",
    "ian",
    "ant",
    "ess",
    "eer",
    "man",
    "men",
    "woman",
    "women",
    "ers",
    "ors",
    "ists",
    "ians",
    "ants",
    "esses",
    "eers",
)


def is_person_noun(word: str) -> bool:
    """Return whether a word names a person, usually by a job."""
    if word in get_lexicon_words("role_exception"):
        return False
    is_title = len(word) > 4 and word.endswith(_TITLE_ENDINGS)
    return (
        is_title or word in get_lexicon_words("titles") or word in get_lexicon_words("possessive")
    )
