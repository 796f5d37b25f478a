"""Which words name a person at work."""

from __future__ import annotations

from vivavoce.contracts.unlawful_demands.parsing import word_list

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
    if word in word_list("role_exception"):
        return False
    is_title = len(word) > 4 and word.endswith(_TITLE_ENDINGS)
    return is_title or word in word_list("titles") or word in word_list("possessive")
