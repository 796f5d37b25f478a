"""Negations: each covers up to ``NEGATION_SCOPE_WORDS`` words to its right, within its clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.lexicon import ENGLISH_LEXICON
from vivavoce.assessment.domain.rules.text_units import TranscriptWord

NEGATION_SCOPE_WORDS = 7
_BACKWARD_SCOPE_WORDS = 2


@dataclass(frozen=True, slots=True)
class Negation:
    """One negation: its word, the indexes of the negated words, and whether its subject is "I" or "we"."""

    word: str
    negated_places: tuple[int, ...]
    is_first_person: bool


def find_negations(words: Sequence[TranscriptWord]) -> tuple[Negation, ...]:
    """Return all negations in the words of one unit."""
    found: list[Negation] = []
    for place, word in enumerate(words):
        if word.text not in ENGLISH_LEXICON.negations:
            continue
        reached = _scope_to_the_right(words, place)
        if word.text == "nothing":
            reached = [*_scope_to_the_left(words, place), *reached]
        found.append(Negation(word.text, tuple(reached), _is_first_person(words, place)))
    return tuple(found)


def find_negated_places(words: Sequence[TranscriptWord]) -> frozenset[int]:
    """Return the indexes of all negated words."""
    return frozenset(place for denial in find_negations(words) for place in denial.negated_places)


def _scope_to_the_right(words: Sequence[TranscriptWord], place: int) -> list[int]:
    reached: list[int] = []
    is_reaching = False
    for ahead in range(place + 1, min(place + 1 + NEGATION_SCOPE_WORDS, len(words))):
        word = words[ahead]
        if word.is_after_break:
            break
        if word.text in ENGLISH_LEXICON.clause_heads and not is_reaching:
            break
        is_reaching = word.text in ENGLISH_LEXICON.reaching or (is_reaching and word.text == "that")
        reached.append(ahead)
    return reached


def _scope_to_the_left(words: Sequence[TranscriptWord], place: int) -> list[int]:
    reached: list[int] = []
    for behind in range(place - 1, max(-1, place - 1 - _BACKWARD_SCOPE_WORDS), -1):
        if words[behind + 1].is_after_break:
            break
        reached.insert(0, behind)
    return reached


def _is_first_person(words: Sequence[TranscriptWord], place: int) -> bool:
    for behind in range(place - 1, -1, -1):
        word = words[behind]
        if word.text in {"i", "we", "i've", "we've", "i'd", "we'd", "i'm", "we're"}:
            return not words[behind + 1].is_after_break
        if word.text not in ENGLISH_LEXICON.auxiliaries:
            return False
    return False
