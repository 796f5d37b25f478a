"""Duties that a sentence states with "you": what people never do, and what they do if something happens."""

from __future__ import annotations

import re

from vivavoce.planning.domain.job_analysis.verb_forms import is_verb
from vivavoce.planning.domain.job_analysis.word_lists import load_words

_FORBIDDEN = re.compile(
    r"you (?:will |must |may |should |can )?(?:never|do not|don't|don\u2019t|not|mustn't|won't|can't|cannot) "
    r"(?:ever )?(?P<verb>[a-z-]+) (?P<rest>\S+ \S+)",
    re.IGNORECASE,
)
_IN_CASE = re.compile(
    r"(?:if|when|whenever|where|once|as soon as) (?!you\b|we\b|interested\b|selected\b|this\b)"
    r"[^.:;!?]{4,90}?,? you (?:will |must |should )?(?:always |at once |immediately )?(?P<verb>[a-z-]+) \S+",
    re.IGNORECASE,
)
_NO_DUTIES = frozenset(
    {"be", "bring", "earn", "enjoy", "expect", "feel", "find", "get", "grow", "have", "know", "like", "lose",
     "love", "mind", "need", "own", "panic", "pay", "qualify", "receive", "require", "see", "want", "win",
     "work", "worry"}
)  # fmt: skip


def states_duty(text: str) -> bool:
    """Return whether a sentence says what the person never does, or does if something happens.

    "You never bypass a safety circuit", "If a passenger collapses, you start CPR"; but not "You don't need a
    degree", and not "When you join, you get a phone".
    """
    no_duties = _NO_DUTIES | load_words("owning_verbs")
    if (found := _FORBIDDEN.match(text)) is not None:
        return found["verb"].lower() not in no_duties
    found = _IN_CASE.match(text)
    return found is not None and is_verb(found["verb"].lower()) and found["verb"] not in no_duties
