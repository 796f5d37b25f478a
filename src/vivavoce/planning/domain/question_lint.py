"""What is wrong with a question that a person wrote for an interview, in words for recruiters.

A refusal cannot be overridden; a warning can, with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vivavoce.contracts.unlawful_demands import (
    GROUND_LABELS,
    find_unlawful_ground,
    find_unlawful_ground_in_item,
)
from vivavoce.kernel.translation import translatable
from vivavoce.planning.domain.requirements import (
    find_unlawful_topic,
    is_prohibited_topic,
    is_prompt_injection,
)
from vivavoce.planning.domain.text_matching import extract_content_stems, normalize_text

MAX_WRITTEN_CHARACTERS = 1000
MAX_POINT_CHARACTERS = 200
_LONG_WORDS = 60
_LONG_SENTENCES = 4
_MIN_SHARED_STEMS = 0.3
_SENTENCE_END = re.compile(r"[.!?]+(?:\s|$)")
_ASKING = (
    r"(?:what|why|how|when|where|who|which"
    r"|tell|describe|explain|give|walk|talk|name|list|suppose|imagine)"
)
_SECOND_DEMAND = re.compile(rf"\b(?:and|also|then|or)\b,? (?:also |then |please )?{_ASKING}\b")
_LEADING = re.compile(
    r"\b(?:don't|do not|wouldn't|would not|isn't|aren't|shouldn't|can't) (?:you|it|they|we)\b"
    r"|\b(?:surely|obviously|of course|naturally|as we all know|everyone knows)\b"
    r"|\b(?:right|correct|isn't it|don't you|wouldn't you|agree)\s*\?\s*$"
    r"|\b(?:do|would) you (?:not )?agree\b"
)
_CLOSED = re.compile(
    r"^(?:and |so |then )?(?:do|does|did|are|is|was|were|have|has|had|can|could|will|would|should) "
    r"(?:you|your|it|they|there|we)\b"
)
_OPENED = re.compile(rf"\b{_ASKING}\b")
_ACRONYM = re.compile(r"\b[A-Z][A-Z0-9&]{2,}s?\b")
_KNOWN_ACRONYMS = frozenset({"USA", "FAQ", "PDF", "CEO", "PIN", "GPS", "USB"})
_BUZZWORDS = re.compile(
    r"\b(?:synerg\w*|leverag\w*|paradigm\w*|holistic\w*|low-hanging fruit|think outside the box"
    r"|rock ?stars?|ninjas?|gurus?|deep dives?|move the needle|circle back|bandwidth|value[- ]adds?"
    r"|stakeholder alignment|growth mindset|thought leader\w*|best of breed|actionable insights?)\b"
)


@dataclass(frozen=True, slots=True)
class QuestionFault:
    """One fault of a question: a stable code, a sentence for a person, and whether it must be mended."""

    code: str
    message: str
    is_refusal: bool = False


def find_refusals(text: str) -> list[QuestionFault]:
    """Return why a text may not be asked, or may not be what answers are judged by."""
    if not re.search(r"\w", text):
        return [QuestionFault("empty", translatable("Write the question."), is_refusal=True)]
    faults = []
    if len(text) > MAX_WRITTEN_CHARACTERS:
        faults.append(
            QuestionFault(
                "too_long",
                translatable(
                    "A question can have at most {most} characters. This one has {number}.",
                    most=MAX_WRITTEN_CHARACTERS,
                    number=len(text),
                ),
                is_refusal=True,
            )
        )
    if topic := find_unlawful_topic(text):
        faults.append(QuestionFault("unlawful", _write_unlawful(topic), is_refusal=True))
    elif is_prohibited_topic(text):
        faults.append(
            QuestionFault(
                "unlawful",
                translatable("Employers must not ask about this. Ask about the work itself."),
                is_refusal=True,
            )
        )
    if is_prompt_injection(text):
        faults.append(
            QuestionFault(
                "order",
                translatable(
                    "This contains instructions for a program. Write a question for a person."
                ),
                is_refusal=True,
            )
        )
    return faults


def find_warnings(text: str, *, known_words: str = "", earlier: str = "") -> list[QuestionFault]:
    """Return what makes a question hard or unfair to answer.

    ``known_words`` is the text of the job, whose abbreviations candidates know. ``earlier`` is the wording
    that the follow-up questions and levels were written for.
    """
    spoken = normalize_text(text).strip()
    return [
        *_check_length(text),
        *_check_single_demand(spoken),
        *_check_neutral(spoken),
        *_check_jargon(text, spoken, known_words),
        *_check_meaning(text, earlier),
    ]


def find_point_refusals(points: Sequence[str]) -> list[QuestionFault]:
    """Return why these points may not be what a good answer covers."""
    faults = []
    for point in points:
        if len(point) > MAX_POINT_CHARACTERS:
            faults.append(
                QuestionFault(
                    "too_long",
                    translatable(
                        "A point can have at most {most} characters.", most=MAX_POINT_CHARACTERS
                    ),
                    is_refusal=True,
                )
            )
        ground = find_unlawful_ground_in_item(point) or find_unlawful_ground(f"Must be {point}")
        if ground is not None:
            message = _write_unlawful(GROUND_LABELS[ground])
            faults.append(QuestionFault("unlawful", message, is_refusal=True))
        if is_prompt_injection(point):
            message = translatable(
                "This contains instructions for a program. Write what an answer covers."
            )
            faults.append(QuestionFault("order", message, is_refusal=True))
    return faults


def _write_unlawful(topic: str) -> str:
    return translatable(
        "Employers must not decide by this: {topic}. Ask about the work itself.", topic=topic
    )


def _check_length(text: str) -> Iterator[QuestionFault]:
    words = len(text.split())
    sentences = len(_SENTENCE_END.findall(text))
    if words > _LONG_WORDS:
        yield QuestionFault(
            "long_question",
            translatable(
                "This has {words} words. It is easier to follow by ear with at most {most}.",
                words=words,
                most=_LONG_WORDS,
            ),
        )
    elif sentences > _LONG_SENTENCES:
        yield QuestionFault(
            "long_question",
            translatable(
                "This has {sentences} sentences. Two or three are easier to follow.",
                sentences=sentences,
            ),
        )


def _check_single_demand(spoken: str) -> Iterator[QuestionFault]:
    if spoken.count("?") > 2 or len(_SECOND_DEMAND.findall(spoken)) > 1:
        yield QuestionFault(
            "several_questions",
            translatable(
                "This asks for several things at once. Ask one, and leave the rest to "
                "follow-up questions."
            ),
        )


def _check_neutral(spoken: str) -> Iterator[QuestionFault]:
    if _LEADING.search(spoken):
        yield QuestionFault(
            "leading_question",
            translatable(
                "This suggests the answer that you want. Ask without giving your opinion."
            ),
        )
    elif _CLOSED.search(spoken) and not _OPENED.search(spoken):
        yield QuestionFault(
            "closed_question",
            translatable(
                'This can be answered with yes or no. Begin with "Tell me about", "How" or "What".'
            ),
        )


def _check_jargon(text: str, spoken: str, known_words: str) -> Iterator[QuestionFault]:
    unknown = [
        word
        for word in dict.fromkeys(_ACRONYM.findall(text))
        if word.rstrip("s") not in known_words and word.rstrip("s") not in _KNOWN_ACRONYMS
    ]
    buzzwords = list(dict.fromkeys(_BUZZWORDS.findall(spoken)))
    if unknown or buzzwords:
        named = ", ".join(f'"{word}"' for word in (*unknown, *buzzwords))
        yield QuestionFault(
            "jargon",
            translatable(
                "A candidate may not know what {named} means here. Say it in plain words.",
                named=named,
            ),
        )


def _check_meaning(text: str, earlier: str) -> Iterator[QuestionFault]:
    before, now = set(extract_content_stems(earlier)), set(extract_content_stems(text))
    if before and len(before & now) < _MIN_SHARED_STEMS * min(len(before), len(now) or 1):
        yield QuestionFault(
            "meaning_changed",
            translatable(
                "This now asks for something else, but its follow-up questions and levels "
                "would stay the same. Remove the question and write your own instead."
            ),
        )
