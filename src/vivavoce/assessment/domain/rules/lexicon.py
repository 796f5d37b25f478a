"""The word lists of the rules, loaded from the versioned data files in ``words/``."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from vivavoce.assessment.domain.rules.german_stems import stem_german_word
from vivavoce.assessment.domain.rules.normalized_text import fold_text
from vivavoce.contracts.transcript import ReadLanguage
from vivavoce.kernel.text_matching import LazyPattern, stem_word


def read_lexicon_file(name: str) -> str:
    """Return the raw text of one word list file."""
    return (files(__package__) / "words" / f"{name}.toml").read_text(encoding="utf-8")


def parse_words(text: str) -> frozenset[str]:
    """Return the words of a list, normalized like transcripts."""
    return frozenset(fold_text(text).split())


def compile_alternation(*parts: str) -> LazyPattern:
    """Return a pattern that matches any of ``parts``; it is compiled when it is first used."""
    return LazyPattern("|".join(f"(?:{part})" for part in parts))


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLists:
    """The words of a language by their function in an answer."""

    function: frozenset[str]
    hedge_words: frozenset[str]
    hedges: LazyPattern
    negations: frozenset[str]
    absences: frozenset[str]
    reaching: frozenset[str]
    clause_heads: frozenset[str]
    auxiliaries: frozenset[str]
    own: frozenset[str]
    others: frozenset[str]
    other_people: frozenset[str]
    everyday: frozenset[str]
    rating: frozenset[str]
    rigor: frozenset[str]
    buzz: frozenset[str]
    change: frozenset[str]
    numbers: dict[str, str]
    foreign: frozenset[str]
    first_person: frozenset[str]
    singular: frozenset[str]
    """The words for "I" alone."""
    led_by: frozenset[str]
    """What may stand before another person: "my" colleague."""
    connectives: LazyPattern
    """Where a long run of words without punctuation may be cut."""


_WORD_SET_FIELDS = (
    "function",
    "hedge_words",
    "negations",
    "absences",
    "reaching",
    "clause_heads",
    "auxiliaries",
    "own",
    "others",
    "other_people",
    "everyday",
    "rating",
    "rigor",
    "buzz",
    "change",
    "first_person",
    "singular",
    "led_by",
)


def _build_words(raw: dict[str, Any], foreign: str) -> WordLists:  # Any: TOML
    return WordLists(
        **{name: parse_words(raw[name]) for name in _WORD_SET_FIELDS},
        hedges=_compile_hedges((*map(_fold_pattern, raw["hedges"]), *raw["hedge_words"].split())),
        numbers={fold_text(word): digits for word, digits in raw["numbers"].items()},
        foreign=parse_words(foreign),
        connectives=LazyPattern(_fold_pattern(raw["connectives"])),
    )


def _compile_hedges(phrases: Sequence[str]) -> LazyPattern:
    """Return a pattern for runs of hedges and their commas: ", um, you know," is not a clause break."""
    # Longest phrase first, so that "i am not sure but" matches as a whole.
    listed = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    alternatives = rf"\b(?:{'|'.join(listed)})(?!\w)"
    run = rf"{alternatives}(?:[\s,]+{alternatives})*"
    return LazyPattern(rf"(?:,\s*)?{run}\s*,|{run}")


_UMLAUTS = str.maketrans("\u00e4\u00f6\u00fc", "aou")


def _fold_pattern(pattern: str) -> str:
    """Return a pattern for normalized text, in which letters have no marks."""
    return pattern.translate(_UMLAUTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageVocabulary:
    """All words and patterns by which the rules read one language."""

    language: ReadLanguage
    words: WordLists
    stem: Callable[[str], str]
    _phrases: dict[str, Any]  # Any: TOML
    _facts: dict[str, Any]  # Any: TOML
    _patterns: dict[str, LazyPattern] = field(default_factory=dict)
    _stems: dict[str, frozenset[str]] = field(default_factory=dict)
    _lists: dict[str, frozenset[str]] = field(default_factory=dict)

    def get_phrase(self, name: str) -> LazyPattern:
        """Return the pattern for one kind of phrase, such as ``withdrawal``."""
        if name not in self._patterns:
            listed = self._phrases[name]
            parts = [listed] if isinstance(listed, str) else listed
            self._patterns[name] = compile_alternation(*map(_fold_pattern, parts))
        return self._patterns[name]

    def get_sign(self, table: str, name: str) -> LazyPattern:
        """Return the pattern for a sign of an event or for an answer element."""
        key = f"{table}.{name}"
        if key not in self._patterns:
            self._patterns[key] = LazyPattern(_fold_pattern(self._facts[table][name]))
        return self._patterns[key]

    def get_words(self, name: str) -> frozenset[str]:
        """Return a word list of the phrases or the facts."""
        if name not in self._lists:
            source = self._facts if name in self._facts else self._phrases
            self._lists[name] = parse_words(source[name])
        return self._lists[name]

    @property
    def topic_chance(self) -> float:
        """What words say about a topic by chance, beside English."""
        return float(self._facts["topic_chance"])

    def get_stems(self, name: str) -> frozenset[str]:
        """Return the stems of a list of words."""
        if name not in self._stems:
            words: frozenset[str] = (
                getattr(self.words, name) if name in _WORD_SET_FIELDS else self.get_words(name)
            )
            self._stems[name] = frozenset(map(self.stem, words))
        return self._stems[name]


_FILES: dict[ReadLanguage, tuple[str, str, str]] = {
    "en": ("english", "phrases", "facts"),
    "de": ("german", "phrases_de", "facts_de"),
}
_STEMMERS: dict[ReadLanguage, Callable[[str], str]] = {"en": stem_word, "de": stem_german_word}


@cache
def get_vocabulary(language: ReadLanguage) -> LanguageVocabulary:
    """Return the words and patterns of a language; they are loaded once."""
    words, phrases, facts = (tomllib.loads(read_lexicon_file(name)) for name in _FILES[language])
    return LanguageVocabulary(
        language=language,
        words=_build_words(words, phrases["foreign"]),
        stem=_STEMMERS[language],
        _phrases=phrases,
        _facts=facts,
    )


INJECTION_PATTERNS: dict[str, Any] = tomllib.loads(read_lexicon_file("orders"))  # Any: TOML
SYNONYM_GROUPS: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split()) for line in tomllib.loads(read_lexicon_file("groups"))["groups"]
)
ENGLISH_LEXICON = get_vocabulary("en").words
