"""Match the phrases of a competency in a job's task lines: whole words, in all regular forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from vivavoce.planning.domain.question_bank import load_bank_file
from vivavoce.planning.domain.text_normalization import tokenize

_FILE = load_bank_file("job_text")
_IDIOM = re.compile(_FILE["own_meaning"])
_PROPER_NOUN = re.compile(r"(?<=[^\W\d_.!?:;] )[A-Z][\w&'-]*[a-z][\w&'-]*|\b[A-Z]{4,}\b")
"""Matches proper nouns: capitalized words inside a sentence, and words of four or more capitals."""
_GAP_MARKER = ".."
_MAX_GAP_WORDS = 5
_VOWELS = frozenset("aeiou")


def find_matching_phrases(phrases: Sequence[str], lines: Iterable[str]) -> tuple[str, ...]:
    """Return the ``phrases`` that occur in ``lines``; ``a .. b`` means ``a`` and, soon after it, ``b``."""
    heard = [tokenize(_IDIOM.sub(" | ", _remove_proper_nouns(line).lower())) for line in lines]
    return tuple(word for word in phrases if any(_contains_phrase(word, line) for line in heard))


@cache
def get_word_forms(word: str) -> frozenset[str]:
    """Return ``word`` and its regular forms: plural, third person, past tense and -ing."""
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


def _remove_proper_nouns(line: str) -> str:
    return _PROPER_NOUN.sub("|", line)


def _contains_phrase(phrase: str, tokens: Sequence[str]) -> bool:
    head, gap, tail = (part.strip() for part in phrase.partition(_GAP_MARKER))
    starts = _find_phrase_ends(head, tokens)
    if not gap:
        return bool(starts)
    behind = _find_phrase_starts(tail, tokens)
    return any(0 <= at - end <= _MAX_GAP_WORDS for end in starts for at in behind)


def _find_phrase_starts(phrase: str, line_tokens: Sequence[str]) -> list[int]:
    wanted = [get_word_forms(word) for word in tokenize(phrase)]
    places = range(len(line_tokens) - len(wanted) + 1)
    return [
        at for at in places if all(line_tokens[at + i] in forms for i, forms in enumerate(wanted))
    ]


def _find_phrase_ends(phrase: str, line_tokens: Sequence[str]) -> list[int]:
    length = len(tokenize(phrase))
    return [at + length for at in _find_phrase_starts(phrase, line_tokens)]
