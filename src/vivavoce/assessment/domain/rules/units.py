"""Units: the sentences of a turn as far as speech has any, with their words and stems."""

from __future__ import annotations

import re
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.lexicon import ENGLISH
from vivavoce.assessment.domain.rules.normalise import Copy
from vivavoce.assessment.domain.rules.stems import stem

LONG_RUN_WORDS = 30
"""A longer run is cut at connectives: nobody speaks punctuation."""
_BEFORE_CUT_WORDS = 10
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*")
_STOP = re.compile(r"(?:(?<!\d)\.|\.(?!\d)|[!?;\n])(?:\s*[.!?;\n])*")
_ASKED = re.compile(r"\?[\s.!?;\"')\]]{0,20}$")
_CONNECTIVE = re.compile(r"\b(?:and then|and|so|but|because|after that)\b")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a reading copy; ``is_after_break`` says that punctuation stands before it."""

    text: str
    stem: str
    is_function: bool
    is_number: bool
    is_after_break: bool

    @property
    def is_content(self) -> bool:
        """Whether the word can be evidence at all."""
        return not self.is_function and not self.is_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A stretch of one turn. ``start`` and ``end`` are raw offsets; ``said`` keeps hedges."""

    turn: int
    start: int
    end: int
    said: str
    lean: str
    words: tuple[Word, ...]
    is_question: bool
    raw: str

    @property
    def stems(self) -> tuple[str, ...]:
        """The distinct content stems in the order they were said."""
        return tuple(dict.fromkeys(word.stem for word in self.words if word.is_content))


def read_words(text: str) -> tuple[Word, ...]:
    """Return the words of a folded text, hedges left out."""
    found: list[Word] = []
    behind = 0
    for match in _WORD.finditer(text):
        gap = text[behind : match.start()]
        behind = match.end()
        said = match.group()
        if said in ENGLISH.hedge_words:
            continue
        found.append(_word(said, is_after_break=any(mark in gap for mark in ',;:.!?()"\n')))
    return tuple(found)


def _word(said: str, *, is_after_break: bool) -> Word:
    number = said if said[0].isdigit() else ENGLISH.numbers.get(said)
    if number is not None:
        plain = number.replace(",", "").rstrip(".")
        return Word(said, plain, False, True, is_after_break)
    is_function = said in ENGLISH.function or len(said) < 2
    return Word(said, stem(said), is_function, False, is_after_break)


def content_stems(text: str) -> tuple[str, ...]:
    """Return the distinct content stems of a folded text."""
    return tuple(dict.fromkeys(word.stem for word in read_words(text) if word.is_content))


def read_units(turn: int, raw: str, copy: Copy) -> tuple[Unit, ...]:
    """Return the units of one turn, in order; they cover everything that was said."""
    lean = copy.without(ENGLISH.hedges)
    units: list[Unit] = []
    for start, end in _spans(lean.text):
        unit = _unit(turn, raw, copy, lean, start, end)
        if unit is not None:
            units.append(unit)
    return tuple(units)


def _unit(turn: int, raw: str, copy: Copy, lean: Copy, start: int, end: int) -> Unit | None:
    # Several characters of the copy may stand for one raw cluster: never cut inside it.
    while start < end and (copy.cased[start].isspace() or _is_inside(copy, start)):
        start += 1
    while end > start and copy.cased[end - 1].isspace():
        end -= 1
    if start == end:
        return None
    while _is_inside(copy, end):
        end += 1
    raw_start, raw_end = copy.index[start], copy.index[end]
    said = copy.text[start:end]
    return Unit(
        turn=turn,
        start=raw_start,
        end=raw_end,
        said=" ".join(said.split()),
        lean=" ".join(lean.text[start:end].split()),
        words=read_words(lean.text[start:end]),
        is_question=bool(_ASKED.search(said)),
        raw=raw[raw_start:raw_end],
    )


def _is_inside(copy: Copy, place: int) -> bool:
    return 0 < place < len(copy.text) and copy.index[place] == copy.index[place - 1]


def _spans(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _STOP.finditer(text):
        spans += _cut(text, start, match.end())
        start = match.end()
    return [*spans, *_cut(text, start, len(text))]


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    if not any(char.isalnum() for char in text[start:end]):
        return [(start, end)] if text[start:end].strip() else []
    if len(_WORD.findall(text[start:end])) <= LONG_RUN_WORDS:
        return [(start, end)]
    spans: list[tuple[int, int]] = []
    for match in _CONNECTIVE.finditer(text, start, end):
        if len(_WORD.findall(text[start : match.start()])) >= _BEFORE_CUT_WORDS:
            spans.append((start, match.start()))
            start = match.start()
    return [*spans, (start, end)]
