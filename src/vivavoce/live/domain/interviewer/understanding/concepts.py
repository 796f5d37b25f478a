"""Finds concepts in a text: what English speakers say in many words for the same thing (``concepts.toml``).

The classifier of acts reads them beside the words. So it understands "hang up" from lines that say "stop".
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from itertools import product
from typing import Any

from vivavoce.kernel.text_matching import stem_word
from vivavoce.live.domain.interviewer.understanding.act_patterns import SHORT_FORMS
from vivavoce.live.domain.interviewer.words import STRAIGHT_QUOTES

MAX_WORDS = 80
"""Number of words read at the end of a text, which bounds the time."""
_TOKEN = re.compile(r"[a-z]+(?:['.][a-z]+)*|\d+|[.?!;\n]")
_ENDS = frozenset(".?!;\n")
_MIN_TYPO_LENGTH = 6
_WINDOW = 5
"""Number of concepts behind a concept that it makes pairs with."""
_Trie = dict[str, Any]  # Any: tries below, and the concepts of the phrase under an empty string
_Concepts = tuple[str, ...]
_EXACT = "exact_forms"
"""The table of concepts whose phrases are matched form by form: "stopped" is past, "stop" is not."""


def extract_concept_features(text: str) -> Iterator[str]:
    """Yield the concepts of each sentence, pairs and chains of them, and where in the text they are."""
    sentences = [(words, end) for words, end in _split(text) if words]
    for at, (words, end) in enumerate(sentences):
        found, inner = find_concepts(words)
        is_last = at == len(sentences) - 1
        place = "L" if is_last else "B"
        yield from (f"k{each}" for each in inner)
        for concepts in found:
            yield from (f"k{each}" for each in concepts)
            yield from (f"k{place}{each}" for each in concepts)
            if end == "?":
                yield from (f"k?{each}" for each in concepts)
        yield from _chains(found, end)
        size = min(len(words), 12) // 3 if len(words) < 12 else 4 + (len(words) > 20)
        yield f"kn{place}{size}{end}"
        if found:
            yield from (f"ks{size}{each}" for each in found[0])
            yield from (f"kz{size}{each}" for each in found[-1])
        if len(found) <= 5:
            yield "kw" + ">".join(each[0] for each in found)
    yield f"kN{min(len(sentences), 4)}"


def _chains(found: Sequence[_Concepts], end: str) -> Iterator[str]:
    """Yield neighbors in order, chains of three, and pairs within a window."""
    marked: list[_Concepts] = [("^",), *found, ("?",) if end == "?" else ("$",)]
    for at in range(len(marked) - 1):
        for first, second in product(marked[at], marked[at + 1]):
            yield f"kb{first}>{second}"
            if at + 2 < len(marked):
                yield from (f"kt{first}>{second}>{third}" for third in marked[at + 2])
    for at, here in enumerate(found):
        for there in found[at + 1 : at + 1 + _WINDOW]:
            for first, second in product(here, there):
                if first != second:
                    yield f"kp{min(first, second)}&{max(first, second)}"


def find_concepts(words: Sequence[str]) -> tuple[list[_Concepts], set[str]]:
    """Return the concepts from left to right, the longest phrase first, and those of words inside phrases."""
    stems = [_stem(word) for word in words]
    found: list[_Concepts] = []
    inner: set[str] = set()
    covered = 0
    for at in range(len(words)):
        by_stem, length = _longest(_load().by_stem, stems, at)
        by_form, form_length = _longest(_load().by_form, words, at)
        best = (
            *(by_stem if length >= form_length else ()),
            *(by_form if form_length >= length else ()),
        )
        if not best:
            continue
        if at >= covered:
            found.append(best)
            covered = at + max(length, form_length)
        else:
            inner.update(best)
    return found, inner


def _longest(trie: _Trie, words: Sequence[str], first: int) -> tuple[_Concepts, int]:
    """Return the concepts of the longest phrase that begins at word ``first``, and its number of words."""
    node, best, length = trie, (), 0
    for at in range(first, len(words)):
        if words[at] not in node:
            break
        node = node[words[at]]
        if "" in node:
            best, length = node[""], at + 1 - first
    return best, length


def _split(text: str) -> Iterator[tuple[list[str], str]]:
    """Yield the words of each sentence, contractions written out, with its end mark."""
    words: list[str] = []
    for token in _TOKEN.findall(text.lower().translate(STRAIGHT_QUOTES))[-MAX_WORDS:]:
        if token in _ENDS:
            yield words, token
            words = []
        else:
            words += write_out(token)
    yield words, ""


@lru_cache(maxsize=8192)
def write_out(token: str) -> Sequence[str]:
    """Return the words that a word in lower case stands for: two for a contraction, most often itself."""
    plain = SHORT_FORMS.get(token) or token.replace("'", " ").replace(".", " ")
    return plain.split()


@lru_cache(maxsize=8192)
def _stem(word: str) -> str:
    """Return the stem of a word; of a word with a typing error, the stem of the word that it is near to."""
    stem = stem_word(word)
    thesaurus = _load()
    if stem in thesaurus.stems or len(word) < _MIN_TYPO_LENGTH:
        return stem
    for key in (word, *_without_letter(word)):
        near = thesaurus.typos.get(key)
        if near is not None and near[0] == word[0]:
            return stem_word(near)
    return stem


def _without_letter(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(1, len(word)))


@dataclass(frozen=True, slots=True)
class _Thesaurus:
    by_stem: _Trie
    by_form: _Trie
    stems: frozenset[str]
    """The stems of all words of the phrases."""
    typos: Mapping[str, str]
    """Long words, by their spellings and by these without a letter."""


@cache
def _load() -> _Thesaurus:
    text = resources.files(__package__).joinpath("concepts.toml").read_text("utf-8")
    by_stem: _Trie = {}
    by_form: _Trie = {}
    all_words: set[str] = set()
    for table, concepts in tomllib.loads(text).items():
        for name, listed in concepts.items():
            for phrase in listed.replace("\n", " ").split(","):
                words = [each for token in _TOKEN.findall(phrase) for each in write_out(token)]
                all_words.update(words)
                if table == _EXACT:
                    _insert(by_form, words, name)
                elif words:
                    _insert(by_stem, [stem_word(word) for word in words], name)
    long = sorted(word for word in all_words if len(word) >= _MIN_TYPO_LENGTH)
    typos = {key: word for word in long for key in (word, *_without_letter(word))}
    return _Thesaurus(by_stem, by_form, frozenset(map(stem_word, all_words)), typos)


def _insert(trie: _Trie, words: Sequence[str], name: str) -> None:
    node = trie
    for word in words:
        node = node.setdefault(word, {})
    node[""] = tuple(sorted({*node.get("", ()), name}))
