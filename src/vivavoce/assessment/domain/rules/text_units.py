"""Split turns into units: sentences, or parts of long runs, with their words and stems.

Two stems match if they are equal, similar in spelling, or synonyms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from vivavoce.assessment.domain.rules.lexicon import (
    SYNONYM_GROUPS,
    LanguageVocabulary,
    get_vocabulary,
)
from vivavoce.assessment.domain.rules.normalized_text import NormalizedText
from vivavoce.contracts.transcript import ReadLanguage
from vivavoce.kernel.sentences import mask_abbreviations
from vivavoce.kernel.text_matching import stem_word

SYNONYM_WEIGHT = 0.4
_MIN_TRIGRAM_SIMILARITY = 0.70
_MAX_LENGTH_DIFFERENCE = 3
_MIN_STEM_LENGTH = 4


@lru_cache(maxsize=65536)
def _trigrams(text: str) -> frozenset[str]:
    padded = f"^{text}$"
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


@lru_cache(maxsize=262144)
def is_similar_stem(left: str, right: str) -> bool:
    """Return whether two stems are spellings of one word, by trigram similarity."""
    if left == right:
        return True
    if left[:1] != right[:1] or abs(len(left) - len(right)) > _MAX_LENGTH_DIFFERENCE:
        return False
    if min(len(left), len(right)) < _MIN_STEM_LENGTH:
        return False
    a, b = _trigrams(left), _trigrams(right)
    return 2 * len(a & b) >= _MIN_TRIGRAM_SIMILARITY * (len(a) + len(b))


@cache
def _build_synonym_index() -> dict[str, tuple[int, ...]]:
    table: dict[str, tuple[int, ...]] = {}
    for number, group in enumerate(SYNONYM_GROUPS):
        for word in group:
            known = table.get(stem_word(word), ())
            if number not in known:
                table[stem_word(word)] = (*known, number)
    return table


def find_synonym_groups(word_stem: str) -> tuple[int, ...]:
    """Return the numbers of the synonym groups that contain a stem."""
    return _build_synonym_index().get(word_stem, ())


MAX_RUN_WORDS = 30
"""A longer run is split at connectives, because speech has no punctuation."""
_MIN_WORDS_BEFORE_SPLIT = 10
_WORD = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:'[^\W\d_]+)*")
_SENTENCE_END = re.compile(r"(?:(?<!\d)\.|\.(?!\d)|[!?;\n])(?:\s*[.!?;\n])*")
_QUESTION_END = re.compile(r"\?[\s.!?;\"')\]]{0,20}$")


@dataclass(frozen=True, slots=True)
class TranscriptWord:
    """One word of a normalized text; ``is_after_break`` means that punctuation precedes it."""

    text: str
    stem: str
    is_function: bool
    is_number: bool
    is_after_break: bool
    language: ReadLanguage = "en"
    is_noun: bool = False
    """Whether it is written like a German noun: with a capital letter inside a sentence."""

    @property
    def is_content(self) -> bool:
        """Whether the word can be evidence: neither a function word nor a number."""
        return not self.is_function and not self.is_number


@dataclass(frozen=True, slots=True, kw_only=True)
class TextUnit:
    """A part of one turn. ``start`` and ``end`` are raw offsets; ``text`` keeps hedges, ``words`` do not."""

    turn: int
    start: int
    end: int
    text: str
    text_without_hedges: str
    words: tuple[TranscriptWord, ...]
    is_question: bool
    raw_text: str
    language: ReadLanguage = "en"

    @property
    def stems(self) -> tuple[str, ...]:
        """The distinct content stems in spoken order."""
        return tuple(dict.fromkeys(word.stem for word in self.words if word.is_content))


def tokenize(
    text: str, language: ReadLanguage = "en", cased: str | None = None
) -> tuple[TranscriptWord, ...]:
    """Return the words of a normalized text without hedges; ``cased`` is the same text with its capitals."""
    vocabulary = get_vocabulary(language)
    words: list[TranscriptWord] = []
    behind = 0
    for match in _WORD.finditer(text):
        gap = text[behind : match.start()]
        behind = match.end()
        word_text = match.group()
        if word_text in vocabulary.words.hedge_words:
            continue
        words.append(
            _build_word(
                word_text,
                vocabulary,
                is_after_break=any(mark in gap for mark in ',;:.!?()"\n'),
                is_noun=_is_noun(match.start(), gap, cased, language),
            )
        )
    return tuple(words)


def _is_noun(start: int, gap: str, cased: str | None, language: ReadLanguage) -> bool:
    if language != "de" or cased is None or not cased[start].isupper():
        return False
    return start > 0 and not any(mark in gap for mark in '.:!?"')


def _build_word(
    text: str, vocabulary: LanguageVocabulary, *, is_after_break: bool, is_noun: bool
) -> TranscriptWord:
    number = text if text[0].isdigit() else vocabulary.words.numbers.get(text)
    is_function = number is None and (text in vocabulary.words.function or len(text) < 2)
    plain = vocabulary.stem(text) if number is None else number.replace(",", "").rstrip(".")
    return TranscriptWord(
        text,
        plain,
        is_function,
        number is not None,
        is_after_break,
        vocabulary.language,
        is_noun and not is_function,
    )


def extract_content_stems(text: str, language: ReadLanguage = "en") -> tuple[str, ...]:
    """Return the distinct content stems of a normalized text."""
    return tuple(dict.fromkeys(word.stem for word in tokenize(text, language) if word.is_content))


def split_into_units(
    turn: int, raw: str, normalized: NormalizedText, language: ReadLanguage = "en"
) -> tuple[TextUnit, ...]:
    """Return the units of one turn in order; together they cover the whole text."""
    vocabulary = get_vocabulary(language)
    lean = normalized.blank_matches(vocabulary.words.hedges)
    units: list[TextUnit] = []
    for start, end in _find_spans(lean.text, mask_abbreviations(normalized.cased), vocabulary):
        unit = _build_unit(turn, raw, normalized, lean, start, end, language)
        if unit is not None:
            units.append(unit)
    return tuple(units)


def _build_unit(
    turn: int,
    raw: str,
    normalized: NormalizedText,
    lean: NormalizedText,
    start: int,
    end: int,
    language: ReadLanguage,
) -> TextUnit | None:
    # Several normalized characters may map to one raw cluster: never cut inside it.
    while start < end and (
        normalized.cased[start].isspace() or _is_inside_cluster(normalized, start)
    ):
        start += 1
    while end > start and normalized.cased[end - 1].isspace():
        end -= 1
    if start == end:
        return None
    while _is_inside_cluster(normalized, end):
        end += 1
    raw_start, raw_end = normalized.raw_offsets[start], normalized.raw_offsets[end]
    text = normalized.text[start:end]
    return TextUnit(
        turn=turn,
        start=raw_start,
        end=raw_end,
        text=" ".join(text.split()),
        text_without_hedges=" ".join(lean.text[start:end].split()),
        words=tokenize(lean.text[start:end], language, lean.cased[start:end]),
        is_question=bool(_QUESTION_END.search(text)),
        raw_text=raw[raw_start:raw_end],
        language=language,
    )


def _is_inside_cluster(normalized: NormalizedText, place: int) -> bool:
    return (
        0 < place < len(normalized.text)
        and normalized.raw_offsets[place] == normalized.raw_offsets[place - 1]
    )


def _find_spans(text: str, masked: str, vocabulary: LanguageVocabulary) -> list[tuple[int, int]]:
    """Return the spans of ``text``; ``masked`` is the same text without periods that end nothing."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(masked):
        spans += _split_long_run(text, start, match.end(), vocabulary)
        start = match.end()
    return [*spans, *_split_long_run(text, start, len(text), vocabulary)]


def _split_long_run(
    text: str, start: int, end: int, vocabulary: LanguageVocabulary
) -> list[tuple[int, int]]:
    if not any(char.isalnum() for char in text[start:end]):
        return [(start, end)] if text[start:end].strip() else []
    if len(_WORD.findall(text[start:end])) <= MAX_RUN_WORDS:
        return [(start, end)]
    spans: list[tuple[int, int]] = []
    for match in vocabulary.words.connectives.compile().finditer(text, start, end):
        if len(_WORD.findall(text[start : match.start()])) >= _MIN_WORDS_BEFORE_SPLIT:
            spans.append((start, match.start()))
            start = match.start()
    return [*spans, (start, end)]
