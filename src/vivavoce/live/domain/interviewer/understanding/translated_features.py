"""The features of a text in another language than English, which the classifier of its acts counts."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Sequence
from functools import lru_cache

from vivavoce.kernel.text_classifier import number_features
from vivavoce.live.domain.interviewer.understanding.translated_concepts import list_concepts

MAX_TOKENS = 80
"""Only the last tokens of a text are read, up to this number, which bounds the time."""
_FOLDED = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "\u2019": "'"})
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d+|[?!.,:;\"„“”»«…()\u2013-]")
_ENDS = frozenset("?!.;…")
_QUOTES = frozenset('"„“”»«')
_MIN_STEM_LENGTH, _NGRAM_LENGTHS = 3, (3, 4, 5)
_WORDS_PER_LEVEL, _LAST_PER_LEVEL, _MAX_LEVEL, _MAX_SENTENCES = 5, 3, 7, 4
_WINDOW = 4


def list_translated_features(text: str) -> Sequence[frozenset[int]]:
    """Return the features of the words, of the concepts, and of parts of words, as 32-bit numbers."""
    tokens = _TOKEN.findall(text.lower().translate(_FOLDED))[-MAX_TOKENS:]
    return (
        number_features(_list_ngrams(tokens)),
        number_features({*_describe(tokens), *_pair_concepts(tokens)}),
        frozenset(part for word in set(tokens) for part in list_parts(word)),
    )


def _list_ngrams(tokens: Sequence[str]) -> Iterator[str]:
    """Yield n-grams of words, and pairs of words around a third."""
    framed = ["^", *tokens, "$"]
    for at, word in enumerate(framed):
        yield f"1{word}"
        yield f"2{' '.join(framed[at : at + 2])}"
        yield f"3{' '.join(framed[at : at + 3])}"
        yield f"s{word} _ {' '.join(framed[at + 2 : at + 3])}"


@lru_cache(maxsize=4096)
def list_parts(word: str) -> tuple[int, ...]:
    """Return numbers of the parts of a word: three to five letters that follow one another."""
    if len(word) < _MIN_STEM_LENGTH or not word[0].isalpha():
        return ()
    edged = f"<{word}>"
    return tuple(
        zlib.crc32(f"c{edged[at : at + size]}".encode())
        for size in _NGRAM_LENGTHS
        for at in range(len(edged) - size + 1)
    )


def _describe(tokens: Sequence[str]) -> Iterator[str]:
    """Yield how long the text and its last sentence are, and whether it asks or quotes."""
    sentences = _split(tokens)
    yield f"n{min(len(sentences), _MAX_SENTENCES)}"
    yield f"t{min(len(tokens) // _WORDS_PER_LEVEL, _MAX_LEVEL)}"
    yield f"q{'?' in tokens[-2:]}{'?' in tokens}"
    yield f"u{not _QUOTES.isdisjoint(tokens)}"
    if sentences:
        yield f"l{min(len(sentences[-1]) // _LAST_PER_LEVEL, _MAX_LEVEL)}"


def _pair_concepts(tokens: Sequence[str]) -> Iterator[str]:
    """Yield the concepts of each sentence, whether it is the last one or asks, and pairs of near ones."""
    sentences = _split(tokens)
    for at, sentence in enumerate(sentences):
        place = "L" if at == len(sentences) - 1 else "B"
        asks = sentence[-1] == "?"
        found = [each for each in map(list_concepts, sentence) if each]
        for here, concepts in enumerate(found):
            near = {other for others in found[here + 1 : here + _WINDOW] for other in others}
            for concept in concepts:
                yield f"k{concept}"
                yield f"k{place}{asks}{concept}"
                yield from (f"kp{place}{concept}&{other}" for other in near)


def _split(tokens: Sequence[str]) -> list[Sequence[str]]:
    """Return the sentences that hold a word, each with its end mark."""
    sentences: list[Sequence[str]] = []
    first = 0
    for at, token in enumerate(tokens):
        if token in _ENDS or at == len(tokens) - 1:
            sentence = tokens[first : at + 1]
            if any(each[0].isalnum() for each in sentence):
                sentences.append(sentence)
                first = at + 1
    return sentences
