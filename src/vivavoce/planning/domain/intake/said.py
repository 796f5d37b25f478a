"""What a hiring manager said, concept by concept, and how much of each concept it covers.

A reward says how much is known of a concept. It is never a reading of the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from vivavoce.contracts.demands import LeftOut, lawful_sentence
from vivavoce.planning.domain.concepts import CONCEPTS, Concept
from vivavoce.planning.domain.requirements import is_order
from vivavoce.planning.domain.words import content_stems

Reward = Literal["excellent", "acceptable", "lacking"]
_SENTENCE = re.compile(r"[^.!?\n]+(?:[.!?](?=\d)[^.!?\n]+)*[.!?]*")
_BLANK = re.compile(
    r"\b(?:don't know|do not know|not sure|no idea|not decided|undecided|can't say|cannot say|skip|"
    r"nothing special)\b",
    re.IGNORECASE,
)
_ENOUGH_STEMS, _MANY_STEMS, _BLANK_STEMS = 5, 6, 8
_LONGEST_QUOTE = 240


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words that answered a question; ``turn`` is where they stand in the talk."""

    turn: int
    question_id: str | None
    text: str = field(repr=False)
    is_unchecked: bool = False
    """A program that mishears wrote it down, and nobody has checked it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConceptReading:
    """How much was said about one concept, with the words that say most of it."""

    concept: str
    reward: Reward
    quote: str | None = field(default=None, repr=False)
    turn: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Everything a manager said, by concept; sentences that may not stand in a document are apart."""

    by_concept: Mapping[str, tuple[str, ...]] = field(repr=False)
    left_out: int = 0
    """Sentences that speak to a machine or demand what an employer must not."""
    demands: tuple[LeftOut, ...] = field(default=(), repr=False)
    """Those of them that demand what an employer must not, in their own words."""
    is_unchecked: bool = False
    """Some of it may be misheard: a program wrote it down, and nobody has checked it."""

    def of(self, key: str) -> tuple[str, ...]:
        """Return the usable sentences about a concept."""
        return self.by_concept.get(key, ())

    @property
    def text(self) -> str:
        """All usable sentences."""
        return "\n".join(line for lines in self.by_concept.values() for line in lines)


def what_was_said(turns: Iterable[Utterance]) -> Said:
    """Return the sentences of all answers under their concepts."""
    kept: dict[str, list[str]] = {concept.key: [] for concept in CONCEPTS}
    orders, is_unchecked = 0, False
    demands: list[LeftOut] = []
    for turn in turns:
        if turn.question_id not in kept:
            continue
        is_unchecked = is_unchecked or turn.is_unchecked
        for sentence in sentences(turn.text):
            if is_order(sentence):
                orders += 1
                continue
            part = lawful_sentence(sentence)
            demands += part.left_out
            if not _is_blank(part.text) and part.text not in kept[turn.question_id]:
                kept[turn.question_id].append(part.text)
    by_concept = {key: tuple(lines) for key, lines in kept.items()}
    return Said(
        by_concept,
        orders + len(demands),
        is_unchecked=is_unchecked,
        demands=tuple(demands),
    )


def read_concepts(turns: Iterable[Utterance]) -> tuple[ConceptReading, ...]:
    """Return a reading of every concept, in the order of the talk."""
    said = list(turns)
    return tuple(_reading(one, [t for t in said if t.question_id == one.key]) for one in CONCEPTS)


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, each a piece of it."""
    return [found for piece in _SENTENCE.findall(text) if (found := piece.strip())]


def _reading(concept: Concept, turns: list[Utterance]) -> ConceptReading:
    pieces = [
        (turn.turn, lawful_sentence(piece).text) for turn in turns for piece in sentences(turn.text)
    ]
    told = [(turn, piece) for turn, piece in pieces if not _is_blank(piece)]
    if not told:
        return ConceptReading(concept=concept.name, reward="lacking")
    whole = " ".join(piece for _, piece in told)
    found = sum(point.cue.search(whole) is not None for point in concept.points)
    stems = len(content_stems(whole))
    reward: Reward = "lacking"
    if found == len(concept.points) and stems >= _MANY_STEMS:
        reward = "excellent"
    elif found or stems >= _ENOUGH_STEMS:
        reward = "acceptable"
    turn, best = max(told, key=lambda one: (_cues(concept, one[1]), len(content_stems(one[1]))))
    return ConceptReading(
        concept=concept.name, reward=reward, quote=best[:_LONGEST_QUOTE], turn=turn
    )


def _cues(concept: Concept, text: str) -> int:
    return sum(point.cue.search(text) is not None for point in concept.points)


def _is_blank(sentence: str) -> bool:
    stems = content_stems(sentence)
    return not stems or (
        len(stems) <= _BLANK_STEMS and _BLANK.search(sentence.replace("\u2019", "'")) is not None
    )
