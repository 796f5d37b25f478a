"""Which words of a job's tasks call for a competency: whole words and phrases, in all their forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from vivavoce.planning.domain.bank import bank_file
from vivavoce.planning.domain.words import tokens

_FILE = bank_file("job_text")
_OWN_MEANING = re.compile(_FILE["own_meaning"])
_NAME = re.compile(r"(?<=[^\W\d_.!?:;] )[A-Z][\w&'-]*[a-z][\w&'-]*|\b[A-Z]{4,}\b")
"""A capital inside a sentence begins a name; a long word in capitals is one too."""
_GAP = ".."
_WIDEST_GAP = 5
_VOWELS = frozenset("aeiou")


def called_for(words: Sequence[str], lines: Iterable[str]) -> tuple[str, ...]:
    """Return which of ``words`` stand in ``lines``; ``a .. b`` is ``a`` with ``b`` shortly after it."""
    heard = [tokens(_OWN_MEANING.sub(" | ", _without_names(line).lower())) for line in lines]
    return tuple(word for word in words if any(_stands_in(word, line) for line in heard))


@cache
def forms_of(word: str) -> frozenset[str]:
    """Return ``word`` with its regular forms: plural, and the verb's third person, past and -ing."""
    forms = {word, f"{word}s", f"{word}ed", f"{word}ing"}
    if word.endswith("e"):
        forms |= {f"{word}d", f"{word[:-1]}ing"}
    if word.endswith(("s", "x", "z", "ch", "sh")):
        forms.add(f"{word}es")
    if len(word) > 2 and word.endswith("y") and word[-2] not in _VOWELS:
        forms |= {f"{word[:-1]}ies", f"{word[:-1]}ied"}
    is_short = len(word) > 2 and word[-1] not in "aeiouwxy" and word[-2] in _VOWELS
    if is_short and word[-3] not in _VOWELS:
        forms |= {f"{word}{word[-1]}ed", f"{word}{word[-1]}ing"}
    return frozenset(forms)


def _without_names(line: str) -> str:
    return _NAME.sub("|", line)


def _stands_in(phrase: str, heard: Sequence[str]) -> bool:
    head, gap, tail = (part.strip() for part in phrase.partition(_GAP))
    starts = _ends_of(head, heard)
    if not gap:
        return bool(starts)
    behind = _starts_of(tail, heard)
    return any(0 <= at - end <= _WIDEST_GAP for end in starts for at in behind)


def _starts_of(phrase: str, heard: Sequence[str]) -> list[int]:
    wanted = [forms_of(word) for word in tokens(phrase)]
    places = range(len(heard) - len(wanted) + 1)
    return [at for at in places if all(heard[at + i] in forms for i, forms in enumerate(wanted))]


def _ends_of(phrase: str, heard: Sequence[str]) -> list[int]:
    length = len(tokens(phrase))
    return [at + length for at in _starts_of(phrase, heard)]
