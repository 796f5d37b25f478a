"""Correct what the rules take a statement for, where the classifier of sentences is sure of another kind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from vivavoce.planning.domain.job_analysis.analysis_steps import ClassifiedSpan, list_sentences
from vivavoce.planning.domain.job_analysis.phrases import tokenize_words
from vivavoce.planning.domain.job_analysis.requirement_checks import find_check
from vivavoce.planning.domain.job_analysis.sentence_kinds import SentenceKind, rate_sentences
from vivavoce.planning.domain.job_analysis.statement_kinds import (
    StatementClass,
    classify_statement,
)

MIN_STATEMENTS = 7
"""A shorter text says too little about its sentences, and the rules decide alone."""
_SURE, _CERTAIN, _UNLIKELY, _IMPOSSIBLE = 0.6, 0.9, 0.25, 0.1
_ENGLISH_WORDS = frozenset(
    [
        "the",
        "and",
        "of",
        "to",
        "for",
        "you",
        "we",
        "with",
        "is",
        "are",
        "our",
        "your",
        "that",
        "will",
        "have",
        "this",
        "from",
        "be",
        "by",
        "not",
        "they",
        "who",
        "what",
        "it",
    ]
)
_MIN_ENGLISH_SHARE = 0.03
"""Of the words of a text: the classifier knows English only, and other languages have hardly any of these."""
_DENIES = re.compile(
    r"\b(?:no|not|never|nobody|none|neither|without|isn't|aren't|don't|doesn't|won't|needn't)\b",
    re.IGNORECASE,
)
_TELLS_OF_PLACE = re.compile(r"(?:the|our|we|it|this|there) ", re.IGNORECASE)
_SPEAKS_TO_YOU = re.compile(
    r"\b(?:you|your|you'll|candidates?|post-?holder|role|job)\b", re.IGNORECASE
)
"""Without these, what begins with the place, "The depot runs 88 buses", is rarely somebody's task."""
_DENIES_BELOW = re.compile(
    r"\W*(?:what|things?)\b.{0,40}\b(?:isn't|is not|aren't|are not|won't|will not|don't|do not)\b",
    re.IGNORECASE,
)
"""What stands below such a heading is no part of the job: "What you won't do"."""
_GIVES_TEACHING = re.compile(
    r"\b(?:we|our [\w' -]{2,30}|he|she|they|[A-Z]\w+) (?:will |then )?"
    r"(?:shows?|teach(?:es)?|trains?|coach(?:es)?) you\b"
)
"""What the employer gives is no demand: "our nurse shows you tube feeding"."""


def correct_kinds(spans: Sequence[ClassifiedSpan]) -> tuple[ClassifiedSpan, ...]:
    """Return the statements of a posting, some with another kind, and with the trouble that they tell of.

    Short texts, and those in another language than English, stay as the rules read them.
    """
    if len(spans) < MIN_STATEMENTS or not _is_english(spans):
        return tuple(spans)
    rated = rate_sentences(tuple(list_sentences(spans)))
    return tuple(
        replace(one, found=_correct(one, shares), trouble=round(shares["problem"], 2))
        for one, shares in zip(spans, rated, strict=True)
    )


def _is_english(spans: Sequence[ClassifiedSpan]) -> bool:
    words = [token.text for one in spans for token in tokenize_words(one.span.text)]
    return sum(word in _ENGLISH_WORDS for word in words) >= _MIN_ENGLISH_SHARE * len(words)


def _correct(one: ClassifiedSpan, shares: Mapping[SentenceKind, float]) -> StatementClass:
    """Return the class that the rules and the classifier agree on best."""
    found, best = one.found, max(shares, key=lambda kind: shares[kind])
    if found.kind == "legal" or found.need in {"waived", "learned_here"}:
        return found
    confidence = round(shares[best], 2)
    if one.heading != "task" and _DENIES_BELOW.match(_flatten(one.heading_text)):
        return _context(_SURE) if found.kind == "task" else found
    if found.kind == "task":
        least = _IMPOSSIBLE if one.heading == "task" else _UNLIKELY
        if shares["task"] >= least:
            return found
        return _demand(one, confidence) if best == "demand" else _context(confidence)
    if found.kind == "requirement":
        is_checked = find_check(one.span.text, "requirement") is not None
        if shares["demand"] >= (_IMPOSSIBLE if is_checked else _UNLIKELY):
            return found
        return StatementClass("task", None, confidence) if best == "task" else _context(confidence)
    if shares["problem"] >= _SURE:
        return _context(confidence)
    is_other = _TELLS_OF_PLACE.match(one.span.text) and not _SPEAKS_TO_YOU.search(one.span.text)
    least = _CERTAIN if is_other else _SURE
    if shares["task"] >= least and not _DENIES.search(_flatten(one.span.text)):
        return StatementClass("task", None, confidence)
    is_given = _GIVES_TEACHING.search(_flatten(one.span.text)) is not None
    return _demand(one, confidence) if shares["demand"] >= _SURE and not is_given else found


def _demand(one: ClassifiedSpan, confidence: float) -> StatementClass:
    heading = one.heading if one.heading in {"requirement", "nice"} else "requirement"
    need = classify_statement(one.span.text, is_bullet=one.is_bullet, heading=heading).need
    return StatementClass("requirement", need or "essential", confidence)


def _context(confidence: float) -> StatementClass:
    return StatementClass("context", None, confidence)


def _flatten(text: str) -> str:
    return text.replace("\u2019", "'")
