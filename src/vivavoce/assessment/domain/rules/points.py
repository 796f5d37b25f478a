"""Expected points of a knowledge question: recall of their words, nearness if known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.anchors import Anchors
from vivavoce.assessment.domain.rules.findings import Finding, Similarity, finding
from vivavoce.assessment.domain.rules.lexicon import PHRASES, pattern
from vivavoce.assessment.domain.rules.negation import denied_places
from vivavoce.assessment.domain.rules.normalise import fold
from vivavoce.assessment.domain.rules.refusals import is_right_refusal
from vivavoce.assessment.domain.rules.route import Routed
from vivavoce.assessment.domain.rules.screen import matches_phrase
from vivavoce.assessment.domain.rules.standing import affirmed_stems
from vivavoce.assessment.domain.rules.stems import KINDRED_WEIGHT, is_alike, kin
from vivavoce.assessment.domain.rules.units import Unit, Word, read_words
from vivavoce.contracts.plan import PlanQuestion

LEXICAL_SHARE, NEARNESS_SHARE = 0.6, 0.4
SOFT_SHARE, EXACT_SHARE = 0.7, 0.3
STEEPNESS = 4.0
"""Half a point in other words is worth most of it."""
_NEARNESS_DIGITS = 4
_UNKNOWN = pattern(*PHRASES["unknown"])


@dataclass(frozen=True, slots=True)
class _Said:
    said_in: Routed
    unit: Unit
    stems: tuple[str, ...]
    denied: frozenset[str]

    def told(self, denied_too: frozenset[str]) -> tuple[str, ...]:
        """Return the stems that were affirmed, and those denied that the point itself denies."""
        return (*self.stems, *sorted(self.denied & denied_too))


def is_by_points(question: PlanQuestion) -> bool:
    """Tell whether a question is read by its points.

    Points of other kinds of question tell an interviewer what a story should hold ("said which part
    was their own"): nobody says those words, so stories are read by the anchors.
    """
    return question.kind == "knowledge" and bool(question.expected_points)


def find_points(
    question: PlanQuestion,
    answers: Sequence[Routed],
    anchors: Anchors,
    similarity: Similarity | None,
) -> list[Finding]:
    """Return a finding per expected point that was told, or the admission that none is known."""
    said = [
        _Said(one, screened.unit, _told(screened.unit), _denied(screened.unit.words))
        for one in answers
        if not one.is_inherited
        for screened in one.screened
        if screened.verdict is None and not screened.is_list
    ]
    asked = frozenset(stem for one in answers for stem in one.answer.asked_stems)
    whole = " ".join(each.unit.said for each in said)
    findings = []
    for point in question.expected_points:
        near = similarity(whole, point) if similarity is not None and whole else None
        found = _point(point, said, asked, anchors, near)
        if found is not None:
            findings.append(found)
    return findings or _unknown(said, anchors)


def credit(match: float) -> float:
    """Return what a match of 0-1 with an expected point is worth, 0-1."""
    return (1 - math.exp(-STEEPNESS * match)) / (1 - math.exp(-STEEPNESS))


def _point(
    point: str,
    said: Sequence[_Said],
    asked: frozenset[str],
    anchors: Anchors,
    near: float | None,
) -> Finding | None:
    wanted = _content(point)
    new = tuple(stem for stem in wanted if stem not in asked) or wanted
    denied = _denied(read_words(fold(point)))
    told = tuple(dict.fromkeys(stem for each in said for stem in each.told(denied)))
    soft = _recall(new, told)
    lexical = 0.0
    if soft > 0:
        exact = sum(stem in told for stem in wanted) / len(wanted)
        lexical = SOFT_SHARE * soft + EXACT_SHARE * exact
    match = lexical
    if near is not None:
        near = min(1.0, max(0.0, round(near, _NEARNESS_DIGITS)))
        match = LEXICAL_SHARE * lexical + NEARNESS_SHARE * near
    if match <= 0 or not said:
        return None
    best = max(said, key=lambda each: (_recall(new, each.told(denied)), len(each.stems)))
    worth = credit(match)
    return finding(
        anchors,
        best.said_in,
        best.unit,
        kind="point",
        amount=worth,
        level=round(1 + 4 * worth),
        found=_paying_words(new, best.unit),
    )


def _unknown(said: Sequence[_Said], anchors: Anchors) -> list[Finding]:
    for each in said:
        if matches_phrase(_UNKNOWN, each.unit) and not is_right_refusal(each.unit):
            return [finding(anchors, each.said_in, each.unit, kind="unknown", amount=0.0, level=1)]
    return []


def _content(point: str) -> tuple[str, ...]:
    """Return the stems of a point, its numbers included: a point may be one."""
    words = read_words(fold(point))
    return tuple(dict.fromkeys(word.stem for word in words if not word.is_function))


def _told(unit: Unit) -> tuple[str, ...]:
    numbers = tuple(word.stem for word in unit.words if word.is_number)
    return (*affirmed_stems(unit), *numbers)


def _denied(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(words[place].stem for place in denied_places(words))


def _recall(wanted: Sequence[str], told: Iterable[str]) -> float:
    if not wanted:
        return 0.0
    heard = tuple(told)
    return sum(_nearest(stem, heard) for stem in wanted) / len(wanted)


def _nearest(wanted: str, told: Sequence[str]) -> float:
    if any(is_alike(wanted, stem) for stem in told):
        return 1.0
    groups = kin(wanted)
    if groups and any(group in groups for stem in told for group in kin(stem)):
        return KINDRED_WEIGHT
    return 0.0


def _paying_words(wanted: Sequence[str], unit: Unit) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            word.text
            for word in unit.words
            if not word.is_function and _nearest(word.stem, wanted) > 0
        )
    )
