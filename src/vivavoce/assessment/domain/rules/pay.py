"""What one unit pays: each new affirmed stem of the anchors, under a cap of its own ground."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from vivavoce.assessment.domain.rules.anchors import (
    BUZZ,
    CHANGE,
    RIGOUR,
    RIGOUR_WEIGHT,
    Anchors,
)
from vivavoce.assessment.domain.rules.lexicon import ENGLISH
from vivavoce.assessment.domain.rules.negation import denied_places
from vivavoce.assessment.domain.rules.screen import Screened
from vivavoce.assessment.domain.rules.stems import is_alike
from vivavoce.assessment.domain.rules.units import Word

NUMBER_WEIGHT = 0.5
MOST_NUMBERS = 4
NEAR_WORDS = 6
"""A number this near to something told belongs to it, across a full stop as well."""
OTHERS_FACTOR = 0.2
FREE_GROUND, LEAST_GROUND = 1.0, 0.25
GROUND_STEP, BUZZ_STEP = 0.75, 0.25
"""A sentence of nothing but rubric words pays at most ``FREE_GROUND``, and less the more air is
between them; each word of its own ground lets it pay more."""
LIST_HITS = 2


Around = tuple[Sequence[Word], Sequence[Word]]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing of the anchors that a unit meets: its key, its worth, the word that was said."""

    key: str
    weight: float
    said: str


@dataclass(slots=True)
class Purse:
    """What one question has paid so far for one competency, per key: the same thing pays once."""

    anchors: Anchors
    rubric_stems: frozenset[str]
    asked: frozenset[str] = frozenset()
    paid: dict[str, float] = field(default_factory=dict)
    matches: dict[str, tuple[str, float] | None] = field(default_factory=dict)

    def hear_question(self, stems: frozenset[str]) -> None:
        """Take the words of a question out: from here on they never pay."""
        self.asked |= stems
        self.matches.clear()

    def take(self, screened: Screened, around: Around = ((), ())) -> tuple[float, tuple[str, ...]]:
        """Return what a unit pays now, and the words that paid, in the order they were said.

        ``around`` are the words said right before and right after it in the same turn.
        """
        hits = self._hits(screened, around)
        left = self._cap(screened)
        total, paying = 0.0, []
        for hit in sorted(hits, key=lambda one: (-one.weight, one.key)):
            gain = min(hit.weight - self.paid.get(hit.key, 0.0), left)
            if gain <= 0:
                continue
            self.paid[hit.key] = self.paid.get(hit.key, 0.0) + gain
            left -= gain
            total += gain
            paying.append(hit.said)
        return total, tuple(dict.fromkeys(hit.said for hit in hits if hit.said in paying))

    def match(self, stem: str) -> tuple[str, float] | None:
        """Return the anchor stem that ``stem`` meets and its weight; the question's own never."""
        if stem not in self.matches:
            found = None if stem in self.asked else self.anchors.match(stem)
            self.matches[stem] = found if found is None or found[0] not in self.asked else None
        return self.matches[stem]

    def _hits(self, screened: Screened, around: Around) -> list[Hit]:
        words = screened.unit.words
        denied = denied_places(words)
        factor = OTHERS_FACTOR if is_others_work(words) else 1.0
        best: dict[str, Hit] = {}
        for hit in self._meets(words, denied):
            if hit.key not in best or best[hit.key].weight < hit.weight * factor:
                best[hit.key] = Hit(hit.key, hit.weight * factor, hit.said)
        for hit in self._numbers(words, denied, around):
            best.setdefault(hit.key, Hit(hit.key, hit.weight * factor, hit.said))
        hits = list(best.values())
        if screened.is_list:
            hits = sorted(hits, key=lambda one: (-one.weight, one.key))[:LIST_HITS]
        return hits

    def _meets(self, words: Sequence[Word], denied: frozenset[int]) -> Iterator[Hit]:
        for place, word in enumerate(words):
            is_denied = place in denied and word.stem not in self.anchors.denied
            if is_denied or word.is_number:
                continue
            joined = self._joined(words, place)
            if joined is not None:
                yield joined
            if word.is_function or word.stem in self.asked:
                continue
            found = self.match(word.stem)
            if found is not None:
                yield Hit(found[0], found[1], word.text)
            elif word.stem in RIGOUR:
                yield Hit(f"rigour {word.stem}", RIGOUR_WEIGHT, word.text)

    def _joined(self, words: Sequence[Word], place: int) -> Hit | None:
        """Return a hit on a compound that was said in two: "roll back" for "rollback"."""
        if place + 1 >= len(words) or words[place + 1].is_after_break:
            return None
        key = words[place].text + words[place + 1].text
        if key in self.anchors.weights and key not in self.asked:
            return Hit(key, self.anchors.weights[key], words[place].text)
        return None

    def _numbers(
        self, words: Sequence[Word], denied: frozenset[int], around: Around
    ) -> Iterator[Hit]:
        """Yield the numbers that stand near something told: a number alone is small talk."""
        count = sum(key.startswith("number ") for key in self.paid)
        before, after = around
        stream = (*before, *words, *after)
        for place, word in enumerate(words, len(before)):
            key = f"number {word.stem}"
            if not word.is_number or place - len(before) in denied or word.stem in self.asked:
                continue
            near = stream[max(0, place - NEAR_WORDS) : place + NEAR_WORDS + 1]
            if not any(self._tells(one) for one in near):
                continue
            count += key not in self.paid
            if count <= MOST_NUMBERS or key in self.paid:
                yield Hit(key, NUMBER_WEIGHT, word.text)

    def _tells(self, word: Word) -> bool:
        if not word.is_content or word.stem in self.asked:
            return False
        return word.stem in CHANGE or word.stem in RIGOUR or self.match(word.stem) is not None

    def _cap(self, screened: Screened) -> float:
        ground = buzz = 0
        for stem in screened.unit.stems:
            if stem in self.rubric_stems or stem in self.asked:
                continue
            buzz += stem in BUZZ
            ground += not (
                stem in BUZZ
                or stem in RIGOUR
                or any(is_alike(stem, known) for known in self.anchors.weights)
            )
        return max(LEAST_GROUND, FREE_GROUND - BUZZ_STEP * buzz) + GROUND_STEP * ground


def is_others_work(words: Sequence[Word]) -> bool:
    """Tell whether a unit tells what somebody else did, and nobody of ours."""
    if not words or any(word.text in ENGLISH.own for word in words):
        return False
    first = words[0].text
    if first in ENGLISH.others:
        return True
    is_led_by = first in {"my", "our", "a", "an", "the", "another"} and len(words) > 1
    return is_led_by and any(word.text in ENGLISH.other_people for word in words[1:3])
