"""Search for phrases of whole words in a text, written in a small notation that rule tables use.

- ``hours`` is the word, ``work~`` any form of it, ``a|b`` one of both, ``?the`` an optional word.
- ``#`` is a number, ``$`` a currency sign, ``*`` any one word, ``..`` up to four words.
- ``@verb``, ``@ing`` and ``@verbs`` are a known verb in base form, as gerund and in the third person;
  ``@staff`` is a word for people who work there.
- ``^`` at the start and ``!`` at the end tie the phrase to the start and end of the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from vivavoce.kernel.text_matching import stem_word
from vivavoce.planning.domain.job_analysis.persons import is_staff
from vivavoce.planning.domain.job_analysis.verb_forms import (
    get_gerund_base,
    get_third_person_base,
    is_verb,
    join_prefix,
)
from vivavoce.planning.domain.job_analysis.word_lists import load_words

_WORD = re.compile(
    r"(?:co|de|mis|over|pre|re|under|up)-[a-z]{3,20}(?![\w'\u2019-])|"
    r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*|\d+(?:[.,:]\d+)*|[£$€%+&°]",
    re.IGNORECASE,
)
_MAX_GAP_WORDS = 4
_CURRENCIES = frozenset({"£", "$", "€", "chf", "pln", "usd", "eur", "gbp"})


class WordToken(NamedTuple):
    """A word, number or sign of a text in lower case, with its place."""

    text: str
    start: int
    end: int


_NUMBER_WORDS = load_words("number_words")
_CLASSES: dict[str, Callable[[str], bool]] = {
    "#": lambda word: word[0].isdigit() or word in _NUMBER_WORDS,
    "$": lambda word: word in _CURRENCIES,
    "*": lambda word: True,
    "@verb": is_verb,
    "@ing": lambda word: get_gerund_base(word) is not None,
    "@verbs": lambda word: get_third_person_base(word) is not None,
    "@staff": is_staff,
}


@dataclass(frozen=True, slots=True)
class _Element:
    words: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    classes: tuple[str, ...] = ()
    is_optional: bool = False
    is_gap: bool = False

    def matches(self, word: str) -> bool:
        return (
            word in self.words
            or (bool(self.stems) and stem_word(word) in self.stems)
            or any(_CLASSES[name](word) for name in self.classes)
        )


@dataclass(frozen=True, slots=True)
class _Phrase:
    elements: tuple[_Element, ...]
    label: int
    at_start: bool
    at_end: bool


class PhraseTable:
    """Phrases with a label each; ``find`` returns the labels of the phrases that a text contains."""

    def __init__(self, phrases: Iterable[tuple[str, int]]) -> None:
        self._by_word: dict[str, list[_Phrase]] = defaultdict(list)
        self._by_stem: dict[str, list[_Phrase]] = defaultdict(list)
        self._general: list[_Phrase] = []
        for written, label in phrases:
            self._add(_parse(written, label))

    def find(self, tokens: Sequence[WordToken]) -> dict[int, tuple[str, ...]]:
        """Return, for each label found, the words of its first match."""
        found: dict[int, tuple[str, ...]] = {}
        for at, token in enumerate(tokens):
            for phrase in self._candidates(token.text.rpartition("-")[2]):
                if phrase.label in found or (phrase.at_start and at):
                    continue
                end = _match(phrase.elements, 0, tokens, at)
                if end is not None and (not phrase.at_end or end == len(tokens)):
                    found[phrase.label] = tuple(token.text for token in tokens[at:end])
        return found

    def _candidates(self, word: str) -> Iterable[_Phrase]:
        yield from self._by_word.get(word, ())
        yield from self._by_stem.get(stem_word(word), ())
        yield from self._general

    def _add(self, phrase: _Phrase) -> None:
        first = phrase.elements[0]
        if first.is_optional or first.is_gap or first.classes:
            self._general.append(phrase)
            return
        for word in first.words:
            self._by_word[word].append(phrase)
        for stem in first.stems:
            self._by_stem[stem].append(phrase)


def tokenize_words(text: str) -> list[WordToken]:
    """Return the words, numbers and signs of ``text`` in order, in lower case, with plain apostrophes.

    A word with a hyphen is two, unless it is a verb with a prefix: "de-escalates".
    """
    return [token for match in _WORD.finditer(text) for token in _read_word(match)]


def _read_word(match: re.Match[str]) -> list[WordToken]:
    word = match.group().lower().replace("\u2019", "'")
    prefix, hyphen, rest = word.partition("-")
    joined = join_prefix(word) if hyphen else word
    if joined is not None:
        return [WordToken(joined, match.start(), match.end())]
    middle = match.start() + len(prefix)
    return [WordToken(prefix, match.start(), middle), WordToken(rest, middle + 1, match.end())]


def _parse(written: str, label: int) -> _Phrase:
    at_start, at_end = written.startswith("^"), written.endswith("!")
    elements = tuple(_parse_element(part) for part in written.strip("^! ").split())
    if elements[-1].is_optional or elements[-1].is_gap:
        raise ValueError(f"the phrase {written!r} ends with a part that need not be there")
    return _Phrase(elements, label, at_start, at_end)


def _parse_element(part: str) -> _Element:
    if part == "..":
        return _Element(is_gap=True)
    is_optional, part = part.startswith("?"), part.removeprefix("?")
    choices = part.split("|")
    return _Element(
        words=frozenset(one for one in choices if one not in _CLASSES and not one.endswith("~")),
        stems=frozenset(stem_word(one[:-1]) for one in choices if one.endswith("~")),
        classes=tuple(one for one in choices if one in _CLASSES),
        is_optional=is_optional,
    )


def _match(
    elements: Sequence[_Element], place: int, tokens: Sequence[WordToken], at: int
) -> int | None:
    """Return the end of a match of ``elements[place:]`` at ``at``, or None."""
    if place == len(elements):
        return at
    element = elements[place]
    if element.is_gap:
        for skipped in range(_MAX_GAP_WORDS + 1):
            if (end := _match(elements, place + 1, tokens, at + skipped)) is not None:
                return end
        return None
    if at < len(tokens) and element.matches(tokens[at].text.rpartition("-")[2]):
        end = _match(elements, place + 1, tokens, at + 1)
        if end is not None:
            return end
    return _match(elements, place + 1, tokens, at) if element.is_optional else None
