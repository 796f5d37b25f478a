"""The word lists of the rules, loaded from the versioned data files in ``words/``."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from vivavoce.assessment.domain.rules.normalized_text import fold_text
from vivavoce.kernel.text_matching import LazyPattern


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
class EnglishLexicon:
    """English words by their function in an answer."""

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
)


def _build_english(raw: dict[str, Any], foreign: str) -> EnglishLexicon:  # Any: TOML
    return EnglishLexicon(
        **{name: parse_words(raw[name]) for name in _WORD_SET_FIELDS},
        hedges=_compile_hedges((*raw["hedges"], *raw["hedge_words"].split())),
        numbers=dict(raw["numbers"]),
        foreign=parse_words(foreign),
    )


def _compile_hedges(phrases: Sequence[str]) -> LazyPattern:
    """Return a pattern for runs of hedges and their commas: ", um, you know," is not a clause break."""
    # Longest phrase first, so that "i am not sure but" matches as a whole.
    listed = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    alternatives = rf"\b(?:{'|'.join(listed)})(?!\w)"
    run = rf"{alternatives}(?:[\s,]+{alternatives})*"
    return LazyPattern(rf"(?:,\s*)?{run}\s*,|{run}")


PHRASE_PATTERNS: dict[str, Any] = tomllib.loads(read_lexicon_file("phrases"))  # Any: TOML
INJECTION_PATTERNS: dict[str, Any] = tomllib.loads(read_lexicon_file("orders"))  # Any: TOML
SYNONYM_GROUPS: tuple[tuple[str, ...], ...] = tuple(
    tuple(line.split()) for line in tomllib.loads(read_lexicon_file("groups"))["groups"]
)
ENGLISH_LEXICON = _build_english(
    tomllib.loads(read_lexicon_file("english")), PHRASE_PATTERNS["foreign"]
)
FACT_PATTERNS: dict[str, Any] = tomllib.loads(read_lexicon_file("facts"))  # Any: TOML
