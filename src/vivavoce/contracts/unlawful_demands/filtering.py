"""Removes unlawful demands from a text and reports what was removed, and why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from vivavoce.contracts.unlawful_demands.detection import find_unlawful_ground
from vivavoce.contracts.unlawful_demands.parsing import (
    ProtectedGround,
    get_lexicon_words,
    parse_sentence,
    tokenize,
)
from vivavoce.kernel.sentences import split_sentences
from vivavoce.kernel.translation import translatable

_CLAUSE = re.compile(r"(,|;)\s+")
_MAX_QUOTE_LENGTH = 160
REMOVED_PREFIX = "Left out: "
"""Prefix of every note about a removed demand."""
_MIN_WORDS = 2
_MAX_ITEM_WORDS = 5
"""A longer list item is a sentence: it says itself of whom it speaks."""
GROUND_LABELS: Mapping[ProtectedGround, str] = {
    "age": translatable("age"),
    "sex": translatable("sex"),
    "family": translatable("family"),
    "religion": translatable("religion or belief"),
    "origin": translatable("origin"),
    "disability": translatable("health"),
    "orientation": translatable("sexual orientation"),
    "politics": translatable("politics or union membership"),
    "appearance": translatable("appearance"),
    "record": translatable("arrests, convictions or debts"),
    "class": translatable("social background"),
}
_SUGGESTIONS: Mapping[ProtectedGround, str] = {
    "age": translatable("Name the experience or skill that the job needs instead."),
    "sex": translatable(
        "Name the actual requirement of the task instead, such as a weight to lift."
    ),
    "family": translatable("Name the working hours or the travel that the job needs instead."),
    "religion": translatable("Name the actual requirement of the task instead."),
    "origin": translatable("Name the language level that the job needs instead, such as C1."),
    "disability": translatable(
        "Name what the task requires instead, and say that adjustments are possible."
    ),
    "orientation": translatable("Name the actual requirement of the task instead."),
    "politics": translatable("Name the actual requirement of the task instead."),
    "appearance": translatable("Name the actual requirement of the task instead."),
    "record": translatable("Name the check that the law requires for this job instead, if any."),
    "class": translatable("Name the experience or skill that the job needs instead."),
}


@dataclass(frozen=True, slots=True)
class RemovedDemand:
    """Words that were removed, and the protected ground of their demand."""

    words: str = field(repr=False)
    ground: ProtectedGround

    @property
    def ground_label(self) -> str:
        """Return the protected ground in words."""
        return GROUND_LABELS[self.ground]

    @property
    def note(self) -> str:
        """Return a note with the removed words, the reason and what to write instead."""
        quote = " ".join(self.words.split()).strip("-*•· ")
        if len(quote) > _MAX_QUOTE_LENGTH:
            quote = quote[:_MAX_QUOTE_LENGTH].rsplit(" ", 1)[0] + "…"
        return translatable(
            'Left out: "{quote}" Employers must not ask about {ground} or base a decision on it. '
            "{suggestion}",
            quote=quote,
            ground=self.ground_label,
            suggestion=_SUGGESTIONS[self.ground],
        )


@dataclass(frozen=True, slots=True)
class LawfulText:
    """The part of a text that may be used, and what was removed from it."""

    text: str = field(repr=False)
    removed: tuple[RemovedDemand, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Return one note for each removed demand, without duplicates."""
        return tuple(dict.fromkeys(demand.note for demand in self.removed))


def remove_unlawful_demands(text: str) -> LawfulText:
    """Return a text without its unlawful demands; everything else stays unchanged.

    Lawful clauses of a sentence are kept where they can be separated with certainty; otherwise the whole
    sentence is removed.
    """
    kept_lines: list[str] = []
    left_out: list[RemovedDemand] = []
    for line in text.split("\n"):
        parts = [filter_sentence(piece) for piece in split_sentences(line, at_semicolons=True)]
        removed = [demand for part in parts for demand in part.removed]
        kept_lines += [line] if not removed else _join_lawful_parts(parts)
        left_out += removed
    return LawfulText("\n".join(kept_lines), tuple(left_out))


def filter_sentence(sentence: str) -> LawfulText:
    """Return the lawful part of one sentence, and what was removed."""
    ground = find_unlawful_ground(sentence)
    if ground is None:
        return LawfulText(sentence)
    lawful, removed = _split_lawful_clauses(sentence)
    if not lawful or find_unlawful_ground(lawful):
        return LawfulText("", (RemovedDemand(sentence.strip(), ground),))
    return LawfulText(lawful, (RemovedDemand(removed, ground),))


def find_unlawful_ground_in_item(item: str) -> ProtectedGround | None:
    """Return the ground of an unlawful demand in one list item, such as "female" or "No smokers", or None.

    A last word such as "illness." is no item: it ends a sentence that began in the line before.
    """
    if (ground := find_unlawful_ground(item)) is not None:
        return ground
    words = item.split()
    is_end = len(words) == 1 and item[0].islower() and item.endswith(".")
    is_short = len(words) <= _MAX_ITEM_WORDS and not is_end
    names_attribute = is_short and bool(parse_sentence(tokenize(item)).marks)
    return find_unlawful_ground(f"candidate: {item}") if names_attribute else None


def filter_name(name: str, *, fallback: str) -> str:
    """Return a name, such as a job title, without demands; ``fallback`` if nothing is left."""
    if find_unlawful_ground_in_item(name) is None:
        return name
    part = filter_sentence(name)
    return part.text if part.removed and part.text else fallback


def _split_lawful_clauses(sentence: str) -> tuple[str, str]:
    """Return the clauses to keep and those to remove; keep none where it is not certain."""
    parts = _CLAUSE.split(sentence)
    clauses, marks = parts[0::2], ["", *parts[1::2]]
    stays = _which_clauses_stay(clauses)
    if all(stays):
        return "", sentence
    shortest = min(len(tokenize(c)) for c, stay in zip(clauses, stays, strict=True) if not stay)
    if not any(stays) or shortest < _MIN_WORDS:
        return "", sentence
    lawful = ""
    for clause, mark, stay in zip(clauses, marks, stays, strict=True):
        if stay:
            lawful = f"{lawful}{mark} {clause}" if lawful else clause
    removed = ", ".join(c.strip(" .") for c, stay in zip(clauses, stays, strict=True) if not stay)
    lawful = re.sub(r"^(?:and|plus)\s+", "", lawful.strip(" ,;"))
    return (
        lawful if lawful.endswith((".", "!", "?")) else lawful + _end_punctuation(sentence)
    ), removed


def _which_clauses_stay(clauses: Sequence[str]) -> list[bool]:
    stays: list[bool] = []
    for clause in clauses:
        words = tokenize(clause)
        first = next((w for w in words if w not in {"and", "plus"}), "")
        leans = first in get_lexicon_words("leans") and bool(stays) and not stays[-1]
        is_item = len([w for w in words if w.isalnum()]) >= _MIN_WORDS
        stays.append(is_item and not leans and find_unlawful_ground_in_item(clause) is None)
    return stays


def _end_punctuation(sentence: str) -> str:
    last = sentence.rstrip()[-1:]
    return last if last in {".", "!", "?"} else ""


def _join_lawful_parts(parts: Sequence[LawfulText]) -> list[str]:
    lawful = " ".join(part.text for part in parts if part.text.strip())
    return [lawful] if lawful.strip(" -*•\t") else []
