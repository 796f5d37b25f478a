"""What a task is about: its object, and whether a question speaks of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from vivavoce.planning.domain.job_analysis.word_lists import load_words

_WORD = re.compile(r"[a-z][a-z'-]+")
_NEXT_ACT = re.compile(r" and (?=\w+ing (?!and\b))")
_SEES_TO_IT = re.compile(
    r"^(?:see(?:ing)? to it|mak(?:e|ing) sure|ensur(?:e|ing)) that ", re.IGNORECASE
)
_SHORT_WORD = re.compile(r"[^aeiou]{1,3}[aeiou][bdgmnprt]")
_MAX_SUBJECT_WORDS = 8
"""Number of words of a task that say what it is about; "sales" at the end of a longer one is its purpose."""
_MIN_BASE, _MIN_INFLECTED = 3, 4
"""Letters that are left of a word without its ending, and of a word that has one."""


def split_acts(words: str) -> list[str]:
    """Return the acts of a task, each with its object; only gerunds tell where the next one begins.

    "stripping and making beds" is one act: the first verb has no object of its own.
    """
    first, *others = _NEXT_ACT.split(words)
    return [first, *others] if " " in first else [words]


def find_subject(words: str) -> str:
    """Return the verb of a task and its object, without what comes behind: for whom, where, how often.

    "writing reports for the family court" is about reports, and "working at the till" about the till.
    """
    taken: list[str] = []
    for word in _SEES_TO_IT.sub("", words).split()[:_MAX_SUBJECT_WORDS]:
        bare = word.lower().strip(",;:")
        if bare in load_words("behind_objects") and _has_object(taken):
            break
        taken.append(word)
    return " ".join(taken)


def _has_object(taken: Sequence[str]) -> bool:
    """Return whether the words so far have an object behind the verb, so that a preposition ends them."""
    last = taken[-1].lower().strip(",;:") if taken else ""
    leads_on = load_words("behind_objects") | load_words("light_nouns") | {"and", "or"}
    is_open = last in leads_on or last[:1].isdigit()
    return len(taken) > 1 and not is_open


def shares_object(subject: str, text: str) -> bool:
    """Return whether a text speaks of a thing that a task is about; everyday words do not count."""
    return not _list_bases(text.lower()).isdisjoint(
        _list_bases(subject.lower()) - load_words("everyday_objects")
    )


def has_exact_word(text: str, words: frozenset[str]) -> bool:
    """Return whether a text has one of the words, in the singular or plural or as a form of the same verb.

    Unlike a comparison of stems, it keeps "customs" apart from "customers", and "product" from "production".
    """
    bases, phrases = _split_bases(words)
    lowered = text.lower()
    return not bases.isdisjoint(_list_bases(lowered)) or any(one in lowered for one in phrases)


@cache
def _split_bases(words: frozenset[str]) -> tuple[frozenset[str], tuple[str, ...]]:
    phrases = tuple(sorted(one for one in words if " " in one))
    return frozenset(strip_ending(one) for one in words if " " not in one), phrases


@lru_cache(maxsize=2048)
def _list_bases(text: str) -> frozenset[str]:
    """Return the base forms of all words, and of the parts of words with a hyphen."""
    words = {word for found in _WORD.findall(text) for word in (found, *found.split("-"))}
    return frozenset(strip_ending(word) for word in words if word)


def strip_ending(word: str) -> str:
    """Return a word without the endings of the plural, of verbs, and of the genitive.

    A short word keeps the consonant that its forms double, so that "plan" and "planning" are not "plane".
    """
    word = word.removesuffix("'s").strip("'")
    if word.endswith(("ies", "ied")) and len(word) > _MIN_INFLECTED:
        return f"{word[:-3]}y"
    for ending in ("ing", "ed", "es", "s"):
        base = word.removesuffix(ending)
        if base == word or len(base) < _MIN_BASE or word.endswith(("ss", "us", "is")):
            continue
        if ending == "es" and not base.endswith(("ch", "sh", "x", "ss", "z")):
            continue
        is_doubled = ending in {"ing", "ed"} and base[-1] == base[-2] and base[-1] not in "lsfz"
        if ending in {"ing", "ed"} and not is_doubled:
            return base.removesuffix("e")  # "planing" is of "plane"
        return _double_end(base[:-1] if is_doubled else base)
    return _double_end(word)


def _double_end(word: str) -> str:
    """Return "plann" for "plan", and a word of another shape without its last "e"."""
    if _SHORT_WORD.fullmatch(word):
        return f"{word}{word[-1]}"
    return word.removesuffix("e") if len(word) > _MIN_BASE else word
