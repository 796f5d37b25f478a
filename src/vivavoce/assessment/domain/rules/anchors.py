"""What a rubric asks for: the stems of its upper anchors, each with a weight."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.lexicon import ENGLISH
from vivavoce.assessment.domain.rules.negation import denied_places
from vivavoce.assessment.domain.rules.normalise import fold
from vivavoce.assessment.domain.rules.stems import KINDRED_WEIGHT, is_alike, kin, stem
from vivavoce.assessment.domain.rules.units import content_stems, read_words
from vivavoce.contracts.plan import Competency, Rubric, SubDimension

UPPER = ("3", "4", "5")
TOP = ("4", "5")
MIDDLE_WEIGHT = 0.5
ALSO_LOW_WEIGHT = 0.7
EVERYDAY_WEIGHT = 0.5
RIGOUR_WEIGHT = 0.5
ECHO_WORDS = 7
"""So many words in a row from an indicator are the rubric read aloud."""
_QUARTER_WEIGHT, _HALF_WEIGHT = 0.6, 0.25


def _stems(listed: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for word in listed)


EVERYDAY = _stems(ENGLISH.everyday)
RATING = _stems(ENGLISH.rating)
RIGOUR = _stems(ENGLISH.rigour)
BUZZ = _stems(ENGLISH.buzz)
CHANGE = _stems(ENGLISH.change)


@dataclass(frozen=True, slots=True)
class Anchors:
    """What pays for one competency: a weight per stem, and the sub-dimension it belongs to."""

    competency: Competency
    weights: Mapping[str, float]
    sides: Mapping[str, str]
    named: frozenset[str]
    denied: frozenset[str]
    """Stems that an upper anchor itself denies ("no accident"): a denial of them is no doubt."""

    def match(self, said: str) -> tuple[str, float] | None:
        """Return the stem that ``said`` meets and what meeting it pays, or None."""
        if said in self.weights:
            return said, self.weights[said]
        for known, weight in self.weights.items():
            if is_alike(said, known):
                return known, weight
        groups = kin(said)
        for known, weight in self.weights.items():
            if any(group in groups for group in kin(known)):
                return known, weight * KINDRED_WEIGHT
        return None

    def side_of(self, said: Iterable[str]) -> str:
        """Return the sub-dimension that words or stems speak to most; the first one by default."""
        names = [side.name for side in self.competency.sub_dimensions]
        pull = dict.fromkeys(names, 0.0)
        for word in said:
            match = self.match(stem(word))
            if match is not None and match[0] in self.sides:
                pull[self.sides[match[0]]] += match[1]
        return max(names, key=lambda name: pull[name], default="")


@dataclass(frozen=True, slots=True)
class RubricWords:
    """All anchors of a rubric, and what else of it must be recognised in an answer.

    ``stems`` pay somewhere, ``known`` stand anywhere in it, ``echoes`` are runs of its words.
    """

    anchors: Mapping[str, Anchors]
    stems: frozenset[str]
    known: frozenset[str]
    echoes: frozenset[tuple[str, ...]]
    spoken: frozenset[str]


def rubric_words(rubric: Rubric) -> RubricWords:
    """Read a rubric once for a whole assessment."""
    upper = {one.name: _levels(one, UPPER) for one in rubric.competencies}
    share = {name: _share(name, stems, upper) for name, stems in upper.items()}
    anchors = {one.name: _anchors(one, share[one.name]) for one in rubric.competencies}
    texts = [
        text
        for one in rubric.competencies
        for side in one.sub_dimensions
        for _, text in sorted(side.indicators.items())
    ]
    lines = [fold(text) for text in texts]
    points = [fold(point) for one in rubric.questions for point in one.expected_points]
    return RubricWords(
        anchors=anchors,
        stems=frozenset(known for one in anchors.values() for known in one.weights),
        known=frozenset(known for line in (*lines, *points) for known in content_stems(line)),
        echoes=frozenset(gram for line in lines for gram in grams(line)),
        spoken=frozenset(word for line in lines for word in line.split()),
    )


def grams(line: str) -> list[tuple[str, ...]]:
    """Return every run of ``ECHO_WORDS`` words of a folded text."""
    said = "".join(char if char.isalnum() or char == "'" else " " for char in line).split()
    return [tuple(said[i : i + ECHO_WORDS]) for i in range(len(said) - ECHO_WORDS + 1)]


def _side_levels(side: SubDimension, levels: Iterable[str]) -> dict[str, None]:
    found: dict[str, None] = {}
    for level in levels:
        for text in (side.indicators.get(level, ""), *side.signals.get(level, ())):
            found.update(dict.fromkeys(content_stems(fold(text))))
    return found


def _upper_texts(side: SubDimension) -> Iterator[str]:
    for level in UPPER:
        yield fold(side.indicators.get(level, ""))
        yield from (fold(said) for said in side.signals.get(level, ()))


def _denied(competency: Competency) -> frozenset[str]:
    denied: set[str] = set()
    for side in competency.sub_dimensions:
        for text in _upper_texts(side):
            words = read_words(text)
            denied.update(words[place].stem for place in denied_places(words))
    return frozenset(denied)


def _levels(competency: Competency, levels: Iterable[str]) -> dict[str, None]:
    found: dict[str, None] = {}
    wanted = tuple(levels)
    for side in competency.sub_dimensions:
        found.update(_side_levels(side, wanted))
    return {one: None for one in found if one not in RATING}


def _share(
    name: str, stems: Mapping[str, None], upper: Mapping[str, Mapping[str, None]]
) -> dict[str, float]:
    share: dict[str, float] = {}
    for one in stems:
        holders = sum(one in other for other in upper.values())
        if holders < 2:  # a word of one competency alone is never shared, however few there are
            share[one] = 1.0
        elif holders * 2 > len(upper):
            share[one] = _HALF_WEIGHT
        elif holders * 4 > len(upper):
            share[one] = _QUARTER_WEIGHT
        else:
            share[one] = 1.0
    return share


def _anchors(competency: Competency, share: Mapping[str, float]) -> Anchors:
    top, low = _levels(competency, TOP), _levels(competency, ("1",))
    weights = {
        one: (
            shared
            * (EVERYDAY_WEIGHT if one in EVERYDAY else 1.0)
            * (1.0 if one in top else MIDDLE_WEIGHT)
            * (ALSO_LOW_WEIGHT if one in low else 1.0)
        )
        for one, shared in share.items()
    }
    sides: dict[str, str] = {}
    for side in competency.sub_dimensions:
        for one in _side_levels(side, UPPER):
            sides.setdefault(one, side.name)
    names = (competency.name, *(side.name for side in competency.sub_dimensions))
    named = frozenset(found for name in names for found in content_stems(fold(name)))
    return Anchors(competency, weights, sides, named, _denied(competency))
