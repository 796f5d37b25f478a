"""Who somebody is must not be read: names, schools and places are blanked on the reading copy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from vivavoce.assessment.domain.rules.lexicon import ENGLISH
from vivavoce.assessment.domain.rules.normalise import Copy, fold

_NAME = r"[A-Z][\w'-]*(?:\s+[A-Z][\w'-]*){0,3}"
_INTRODUCED = re.compile(r"\b(?:I am|I'm|i am|i'm|Im|This is|this is|It's|it's)\s+(" + _NAME + ")")
_NAMED = re.compile(
    r"\b(?:my|the) (?:full )?name is\s+((?:[a-z'-]+\s*){1,3})|\bcall me\s+([a-z'-]+)"
)
_GREETED = re.compile(
    r"\b(?:Hi|Hello|Hey|Dear|Welcome|Thanks|Thank you|Good (?:morning|afternoon|evening))"
    r"(?:,| there,?)?\s+(" + _NAME + ")"
)
_SCHOOLED = re.compile(
    r"\b(?:studied (?:\w+ ){0,3}?at|graduated from|degree (?:in (?:\w+ ){1,3})?from|alumn\w+ of"
    r"|enrolled at)\s+((?:(?!(?:and|but|where|then|so|i|we|because)\b)[\w'&-]+\s*){1,8})"
)
_WENT = re.compile(r"\b[Ww]ent to\s+((?:the )?" + _NAME + ")")
_SCHOOL = re.compile(
    r"\b((?:[A-Z][\w'&-]*\s+){0,4}(?:University|College|Institute|Academy|Polytechnic)"
    r"(?:\s+of(?:\s+(?:and|the|[A-Z][\w'&-]*))+)?)"
)
MOST_NAMES = 24
"""Every name is looked for in every turn: whoever tells more names than these has none."""
_NOT_A_NAME = ENGLISH.function | frozenset({"responsible", "happy", "glad", "sorry"})


def names_told(copies: Iterable[Copy]) -> tuple[str, ...]:
    """Return the names by which people introduce themselves in a conversation, the first few, sorted."""
    told: dict[str, None] = {}
    for copy in copies:
        for start, end in _introductions(copy):
            told[" ".join(copy.text[start:end].split())] = None
            if len(told) == MOST_NAMES:
                return tuple(sorted(told))
    return tuple(sorted(told))


def masked(copy: Copy, names: Sequence[str]) -> Copy:
    """Return the copy with names, schools and places as blanks; offsets hold."""
    spans = _introductions(copy)
    for cased in (_GREETED, _WENT, _SCHOOL):
        spans += [match.span(1) for match in cased.finditer(copy.cased)]
    spans += [match.span(1) for match in _SCHOOLED.finditer(copy.text)]
    for name in names:
        spans += _mentions(copy, name)
    return copy.blanked(spans)


def _introductions(copy: Copy) -> list[tuple[int, int]]:
    spans = [match.span(1) for match in _INTRODUCED.finditer(copy.cased)]
    for match in _NAMED.finditer(copy.text):
        start, end = match.span(1 if match.group(1) else 2)
        spans.append((start, start + _name_length(copy.text[start:end])))
    return [(start, end) for start, end in spans if end > start]


def _name_length(said: str) -> int:
    length = 0
    for word in re.finditer(r"[\w'-]+", said):
        if word.group() in _NOT_A_NAME:
            break
        length = word.end()
    return length


def _mentions(copy: Copy, name: str) -> list[tuple[int, int]]:
    parts = fold(name).split()
    if not parts:
        return []
    whole = re.compile(r"\b" + r"\s+".join(re.escape(part) for part in parts) + r"\b")
    spans = [match.span() for match in whole.finditer(copy.text)]
    for part in parts:
        # One part of a name is a name only where it is written as one: "Grace asked", not "grace".
        alone = re.finditer(r"(?<![.!?]\s)(?<!^)\b" + re.escape(part) + r"\b", copy.text)
        spans += [match.span() for match in alone if copy.cased[match.start()].isupper()]
    return spans
