"""What is denied: a negation reaches a few words to the right and stops where a clause ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.lexicon import ENGLISH
from vivavoce.assessment.domain.rules.units import Word

REACH_WORDS = 7
_BACK_WORDS = 2


@dataclass(frozen=True, slots=True)
class Denial:
    """One negation: its word, the places that it denies, and whether "I" or "we" says it."""

    word: str
    places: tuple[int, ...]
    is_own: bool


def denials(words: Sequence[Word]) -> tuple[Denial, ...]:
    """Return every negation among the words of one unit."""
    found: list[Denial] = []
    for place, word in enumerate(words):
        if word.text not in ENGLISH.negations:
            continue
        reached = _to_the_right(words, place)
        if word.text == "nothing":
            reached = [*_to_the_left(words, place), *reached]
        found.append(Denial(word.text, tuple(reached), _is_own(words, place)))
    return tuple(found)


def denied_places(words: Sequence[Word]) -> frozenset[int]:
    """Return the places of all words that some negation reaches."""
    return frozenset(place for denial in denials(words) for place in denial.places)


def _to_the_right(words: Sequence[Word], place: int) -> list[int]:
    reached: list[int] = []
    is_reaching = False
    for ahead in range(place + 1, min(place + 1 + REACH_WORDS, len(words))):
        word = words[ahead]
        if word.is_after_break:
            break
        if word.text in ENGLISH.clause_heads and not is_reaching:
            break
        is_reaching = word.text in ENGLISH.reaching or (is_reaching and word.text == "that")
        reached.append(ahead)
    return reached


def _to_the_left(words: Sequence[Word], place: int) -> list[int]:
    reached: list[int] = []
    for behind in range(place - 1, max(-1, place - 1 - _BACK_WORDS), -1):
        if words[behind + 1].is_after_break:
            break
        reached.insert(0, behind)
    return reached


def _is_own(words: Sequence[Word], place: int) -> bool:
    for behind in range(place - 1, -1, -1):
        word = words[behind]
        if word.text in {"i", "we", "i've", "we've", "i'd", "we'd", "i'm", "we're"}:
            return not words[behind + 1].is_after_break
        if word.text not in ENGLISH.auxiliaries:
            return False
    return False
