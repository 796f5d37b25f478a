"""The lawful part of a text, and what was left out of it with the reason."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vivavoce.contracts.demands.judging import unlawful_ground
from vivavoce.contracts.demands.reading import Ground, small, words_of

_SENTENCE = re.compile(r"(?<=[.!?;])\s+")
_CLAUSE = re.compile(r"(,|;)\s+")
_LONGEST_QUOTE = 160
LEFT_OUT = "Left out: "
"""How every note about a demand begins."""
_FEWEST_WORDS = 2
TOPICS: Mapping[Ground, str] = {
    "age": "age",
    "sex": "sex",
    "family": "family",
    "religion": "religion or belief",
    "origin": "origin",
    "disability": "health",
    "orientation": "sexual orientation",
    "politics": "politics or union membership",
    "appearance": "appearance",
}
_INSTEAD: Mapping[Ground, str] = {
    "age": "Name the experience or skill that the work needs instead.",
    "sex": "Name the task's real requirement instead, such as a weight to lift.",
    "family": "Name the hours or the travel that the work needs instead.",
    "religion": "Name the task's real requirement instead.",
    "origin": "Name the language level that the work needs instead, such as C1.",
    "disability": "Name what the task needs instead, and say that adjustments are possible.",
    "orientation": "Name the task's real requirement instead.",
    "politics": "Name the task's real requirement instead.",
    "appearance": "Name the task's real requirement instead.",
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Words that were left out, and what they made a demand about."""

    words: str = field(repr=False)
    ground: Ground

    @property
    def topic(self) -> str:
        """What the demand is about, in words."""
        return TOPICS[self.ground]

    @property
    def note(self) -> str:
        """Which line was left out, why, and what to write instead."""
        shown = " ".join(self.words.split()).strip("-*•· ")
        if len(shown) > _LONGEST_QUOTE:
            shown = shown[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + "…"
        return (
            f'{LEFT_OUT}"{shown}" An employer must not ask about {self.topic} or decide by it. '
            f"{_INSTEAD[self.ground]}"
        )


@dataclass(frozen=True, slots=True)
class LawfulPart:
    """What of a text may be used."""

    text: str = field(repr=False)
    left_out: tuple[LeftOut, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """A note for everything that was left out, each once."""
        return tuple(dict.fromkeys(one.note for one in self.left_out))


def lawful_part(text: str) -> LawfulPart:
    """Return a text without its unlawful demands; everything else stays as it was written.

    Of a sentence with other clauses these stay, where they can be told apart; else it goes as a whole.
    """
    kept_lines: list[str] = []
    left_out: list[LeftOut] = []
    for line in text.split("\n"):
        parts = [lawful_sentence(piece) for piece in _SENTENCE.split(line)]
        gone = [one for part in parts for one in part.left_out]
        kept_lines += [line] if not gone else _joined(parts)
        left_out += gone
    return LawfulPart("\n".join(kept_lines), tuple(left_out))


def lawful_sentence(sentence: str) -> LawfulPart:
    """Return the lawful part of one sentence."""
    ground = unlawful_ground(sentence)
    if ground is None:
        return LawfulPart(sentence)
    kept, gone = _told_apart(sentence)
    if not kept or unlawful_ground(kept):
        return LawfulPart("", (LeftOut(sentence.strip(), ground),))
    return LawfulPart(kept, (LeftOut(gone, ground),))


def unlawful_item(item: str) -> Ground | None:
    """Return what an entry of a list of requirements demands unlawfully: "female", "No smokers"."""
    return unlawful_ground(item) or unlawful_ground(f"candidate: {item}")


def lawful_name(name: str, *, instead: str) -> str:
    """Return a name, such as a position's title, without demands; ``instead`` where nothing is left."""
    if unlawful_item(name) is None:
        return name
    part = lawful_sentence(name)
    return part.text if part.left_out and part.text else instead


def _told_apart(sentence: str) -> tuple[str, str]:
    """Return the clauses that stay and those that go; nothing stays where it is not certain."""
    parts = _CLAUSE.split(sentence)
    clauses, marks = parts[0::2], ["", *parts[1::2]]
    stays = _staying(clauses)
    if all(stays):
        return "", sentence
    shortest = min(len(words_of(c)) for c, stay in zip(clauses, stays, strict=True) if not stay)
    if not any(stays) or shortest < _FEWEST_WORDS:
        return "", sentence
    kept = ""
    for clause, mark, stay in zip(clauses, marks, stays, strict=True):
        if stay:
            kept = f"{kept}{mark} {clause}" if kept else clause
    gone = ", ".join(c.strip(" .") for c, stay in zip(clauses, stays, strict=True) if not stay)
    kept = re.sub(r"^(?:and|plus)\s+", "", kept.strip(" ,;"))
    return (kept if kept.endswith((".", "!", "?")) else kept + _ending(sentence)), gone


def _staying(clauses: Sequence[str]) -> list[bool]:
    stays: list[bool] = []
    for clause in clauses:
        words = words_of(clause)
        first = next((w for w in words if w not in {"and", "plus"}), "")
        leans = first in small("leans") and bool(stays) and not stays[-1]
        is_item = len([w for w in words if w.isalnum()]) >= _FEWEST_WORDS
        stays.append(is_item and not leans and unlawful_item(clause) is None)
    return stays


def _ending(sentence: str) -> str:
    last = sentence.rstrip()[-1:]
    return last if last in {".", "!", "?"} else ""


def _joined(parts: Sequence[LawfulPart]) -> list[str]:
    kept = " ".join(part.text for part in parts if part.text.strip())
    return [kept] if kept.strip(" -*•\t") else []
