"""Mask identities: names, schools and places become blanks in the normalized text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from vivavoce.assessment.domain.rules.lexicon import ENGLISH_LEXICON
from vivavoce.assessment.domain.rules.normalized_text import NormalizedText, fold_text

_NAME = r"[A-Z][\w'-]*(?:\s+[A-Z][\w'-]*){0,3}"
_INTRODUCTION = re.compile(
    r"\b(?:I am|I'm|i am|i'm|Im|This is|this is|It's|it's)\s+(" + _NAME + ")"
)
_STATED_NAME = re.compile(
    r"\b(?:my|the) (?:full )?name is\s+((?:[a-z'-]+\s*){1,3})|\bcall me\s+([a-z'-]+)"
)
_GREETING = re.compile(
    r"\b(?:Hi|Hello|Hey|Dear|Welcome|Thanks|Thank you|Good (?:morning|afternoon|evening))"
    r"(?:,| there,?)?\s+(" + _NAME + ")"
)
_STUDIED_AT = re.compile(
    r"\b(?:studied (?:\w+ ){0,3}?at|graduated from|degree (?:in (?:\w+ ){1,3})?from|alumn\w+ of"
    r"|enrolled at)\s+((?:(?!(?:and|but|where|then|so|i|we|because)\b)[\w'&-]+\s*){1,8})"
)
_WENT_TO = re.compile(r"\b[Ww]ent to\s+((?:the )?" + _NAME + ")")
_SCHOOL_NAME = re.compile(
    r"\b((?:[A-Z][\w'&-]*\s+){0,4}(?:University|College|Institute|Academy|Polytechnic)"
    r"(?:\s+of(?:\s+(?:and|the|[A-Z][\w'&-]*))+)?)"
)
MAX_NAMES = 24
"""The maximum number of introduced names; each is searched in every turn, so the number is bounded."""
_NON_NAME_WORDS = ENGLISH_LEXICON.function | frozenset({"responsible", "happy", "glad", "sorry"})


def find_introduced_names(copies: Iterable[NormalizedText]) -> tuple[str, ...]:
    """Return the names in self-introductions, sorted; at most the first ``MAX_NAMES``."""
    names: dict[str, None] = {}
    for copy in copies:
        for start, end in _find_introductions(copy):
            names[" ".join(copy.text[start:end].split())] = None
            if len(names) == MAX_NAMES:
                return tuple(sorted(names))
    return tuple(sorted(names))


def mask_identity(normalized: NormalizedText, names: Sequence[str]) -> NormalizedText:
    """Return the text with names, schools and places as blanks; offsets do not change."""
    spans = _find_introductions(normalized)
    for cased in (_GREETING, _WENT_TO, _SCHOOL_NAME):
        spans += [match.span(1) for match in cased.finditer(normalized.cased)]
    spans += [match.span(1) for match in _STUDIED_AT.finditer(normalized.text)]
    for name in names:
        spans += _find_mentions(normalized, name)
    return normalized.blank_spans(spans)


def _find_introductions(normalized: NormalizedText) -> list[tuple[int, int]]:
    spans = [match.span(1) for match in _INTRODUCTION.finditer(normalized.cased)]
    for match in _STATED_NAME.finditer(normalized.text):
        start, end = match.span(1 if match.group(1) else 2)
        spans.append((start, start + _measure_name(normalized.text[start:end])))
    return [(start, end) for start, end in spans if end > start]


def _measure_name(text: str) -> int:
    length = 0
    for word in re.finditer(r"[\w'-]+", text):
        if word.group() in _NON_NAME_WORDS:
            break
        length = word.end()
    return length


def _find_mentions(normalized: NormalizedText, name: str) -> list[tuple[int, int]]:
    parts = fold_text(name).split()
    if not parts:
        return []
    full_name = re.compile(r"\b" + r"\s+".join(re.escape(part) for part in parts) + r"\b")
    spans = [match.span() for match in full_name.finditer(normalized.text)]
    for part in parts:
        # A single part of a name counts only if it is capitalized: "Grace asked", not "grace".
        alone = re.finditer(r"(?<![.!?]\s)(?<!^)\b" + re.escape(part) + r"\b", normalized.text)
        spans += [match.span() for match in alone if normalized.cased[match.start()].isupper()]
    return spans
