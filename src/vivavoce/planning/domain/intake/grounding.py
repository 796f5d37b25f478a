"""Check that a text is grounded: its numbers and names must occur in the source text."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LIST_MARK = re.compile(r"^[^\S\n]*+(?:\d++[.)]|[-*+#>]++)\s*+", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\[to be filled:[^\]\n]{1,60}\]")
_WORD = re.compile(r"[A-Za-zÀ-ɏ][\w'&+#-]*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:|*_]\s*|[\"“(]\s*)$")
_MAX_COMPLAINTS = 8
_CONTEXT_CHARACTERS = 40
"""The number of characters before a word that show whether it begins a sentence."""
_SPELLED_NUMBERS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
_NUMBER_WORD_VALUES = {word: str(value) for value, word in enumerate(_SPELLED_NUMBERS.split(), start=2)} | {
    "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80",
    "ninety": "90", "hundred": "100", "thousand": "1000", "dozen": "12",
}  # fmt: skip
"""Spelled-out numbers; without "one", which is often not a number."""


def find_ungrounded_claims(text: str, source_text: str) -> list[str]:
    """Return up to 8 complaints about numbers and names in ``text`` that ``source_text`` lacks."""
    bare = _LIST_MARK.sub("", _PLACEHOLDER.sub("", text))
    numbers = {_remove_separators(found) for found in _NUMBER.findall(source_text)}
    words = {word.casefold() for word in _WORD.findall(source_text)}
    wrong = [
        f'"{found}" is a number that does not appear in the source.'
        for found in _NUMBER.findall(bare)
        if _remove_separators(found) not in numbers
    ]
    wrong += [
        f'"{found}" is a number that does not appear in the source.'
        for found in _WORD.findall(bare)
        if (value := _NUMBER_WORD_VALUES.get(found.casefold()))
        and value not in numbers
        and found.casefold() not in words
    ]
    for line in bare.splitlines():
        wrong += [
            f'"{name}" is a name that does not appear in the source.'
            for name in _find_unknown_names(line, words)
        ]
    return list(dict.fromkeys(wrong))[:_MAX_COMPLAINTS]


def _find_unknown_names(line: str, known_words: set[str]) -> list[str]:
    found = []
    for match in _WORD.finditer(line):
        word = match[0]
        starts = (
            _SENTENCE_START.search(
                line[max(0, match.start() - _CONTEXT_CHARACTERS) : match.start()]
            )
            is not None
        )
        is_name = word[0].isupper() and (not starts or not word[1:].islower())
        if is_name and word.casefold() not in known_words and len(word) > 1:
            found.append(word)
    return found


def _remove_separators(number: str) -> str:
    return re.sub(r"[.,]", "", number)
