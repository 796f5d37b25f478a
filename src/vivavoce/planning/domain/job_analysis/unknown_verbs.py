"""Read the unknown first word of an item as the verb that its place makes it: "Debones fish"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vivavoce.planning.domain.job_analysis.phrases import WordToken
from vivavoce.planning.domain.job_analysis.verb_forms import VerbEnding, get_base, guess_base
from vivavoce.planning.domain.job_analysis.word_lists import load_words

_NO_OBJECTS = frozenset(
    {"and", "or", "is", "are", "was", "were", "has", "have", "can", "must", "will", "not"}
)
_VERB_PREFIXES = ("de", "dis", "mis", "out", "over", "pre", "re", "un", "under")
_MIN_PREFIXED = 6
_NO_GERUNDS = frozenset(
    {"bearing", "ceiling", "clothing", "earring", "evening", "flooring", "landing", "morning", "offspring",
     "piping", "railing", "roofing", "sibling", "tubing", "viewing", "wedding"}
) | load_words("noun_gerunds")  # fmt: skip
_CLEAR_OBJECTS = load_words("object_starters") - load_words("prepositions")
_NO_THINGS = load_words("prepositions") | load_words("noun_followers")

_VERSION = re.compile(r"\d{1,4}\.\d")
"""What stands behind the name of a product: "Firebird 2.5"."""


def guess_first_verb(
    text: str, tokens: Sequence[WordToken], list_form: VerbEnding | None
) -> str | None:
    """Return the base of the first word of an item whose list begins with verbs of a form, or None.

    A word in base form looks like a noun, so an article or a number has to follow it: "Crimp the cables".
    """
    if list_form is None or len(tokens) < 2:
        return None
    first, second = tokens[0].text, tokens[1].text
    gap = text[tokens[0].end : tokens[1].start]
    if gap == ", " and list_form == "third_person" and guess_base(second, list_form):
        return guess_base(first, list_form)  # "Threshes, winnows and bags rice"
    if gap != " " or first in _NO_GERUNDS:
        return None
    is_name = text[tokens[0].start : tokens[0].end].isupper() or second in _NO_OBJECTS
    if is_name or get_base(first) is not None or first in load_words("leading_adverbs"):
        return None
    is_clear = second in _CLEAR_OBJECTS or (second[0].isdigit() and not _VERSION.match(second))
    is_clear = is_clear or second in {"incoming", "junior", "new"}  # no noun stands before these
    is_prefixed = first.startswith(_VERB_PREFIXES) and len(first) >= _MIN_PREFIXED
    is_thing = second not in _NO_THINGS
    if not is_clear and not (is_thing and (list_form == "gerund" or is_prefixed)):
        return None
    return guess_base(first, list_form)
