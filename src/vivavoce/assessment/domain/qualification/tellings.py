"""The same facts told in another way: hedged, at length, without articles, without marks, misheard."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from vivavoce.assessment.domain.qualification.material import LabeledSentence

_ARTICLE = re.compile(r"\b(?:the|an?) ", re.IGNORECASE)
_MARK = re.compile(r"[.,;:?!]+(?=\s|$)")
_MISHEARD_EVERY = 20
_MIN_MISHEARD_LETTERS = 6

Telling = Callable[
    [Sequence[LabeledSentence], Mapping[str, Sequence[str]]], tuple[LabeledSentence, ...]
]


def hedge(
    sentences: Sequence[LabeledSentence], words: Mapping[str, Sequence[str]]
) -> tuple[LabeledSentence, ...]:
    """Put a hedge before each sentence."""
    hedges = words["hedges"]
    return tuple(
        replace(sentence, text=f"{hedges[place % len(hedges)]} {_lower_first(sentence.text)}")
        for place, sentence in enumerate(sentences)
    )


def lengthen(
    sentences: Sequence[LabeledSentence], words: Mapping[str, Sequence[str]]
) -> tuple[LabeledSentence, ...]:
    """Say something empty after each sentence."""
    long = words["long"]
    return tuple(
        each
        for place, sentence in enumerate(sentences)
        for each in (sentence, LabeledSentence(long[place % len(long)]))
    )


def drop_articles(
    sentences: Sequence[LabeledSentence], words: Mapping[str, Sequence[str]]
) -> tuple[LabeledSentence, ...]:
    """Leave out articles, as many do whose first language has none."""
    return tuple(replace(each, text=_ARTICLE.sub("", each.text)) for each in sentences)


def drop_marks(
    sentences: Sequence[LabeledSentence], words: Mapping[str, Sequence[str]]
) -> tuple[LabeledSentence, ...]:
    """Leave out punctuation and capitals, as speech recognition may."""
    return tuple(replace(each, text=_MARK.sub("", each.text).lower()) for each in sentences)


def mishear(
    sentences: Sequence[LabeledSentence], words: Mapping[str, Sequence[str]]
) -> tuple[LabeledSentence, ...]:
    """Exchange two letters in every twentieth word."""
    told, count = [], 0
    for sentence in sentences:
        parts = sentence.text.split(" ")
        for place, word in enumerate(parts):
            count += 1
            if count % _MISHEARD_EVERY == 0 and len(word) >= _MIN_MISHEARD_LETTERS:
                parts[place] = word[:2] + word[3] + word[2] + word[4:]
        told.append(replace(sentence, text=" ".join(parts)))
    return tuple(told)


TELLINGS: Mapping[str, Telling] = {
    "hedged": hedge,
    "long-winded": lengthen,
    "non-native": drop_articles,
    "unpunctuated": drop_marks,
    "misheard": mishear,
}


def _lower_first(text: str) -> str:
    return text if text.startswith(("I ", "I'")) else text[:1].lower() + text[1:]
