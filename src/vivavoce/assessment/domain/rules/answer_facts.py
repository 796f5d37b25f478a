"""What each unit of an answer tells: acts, details, signs of one event and answer elements, or only claims.

A claim is what people call themselves ("I am an excellent listener"). It tells nothing that was done, and
neither does a disclaimer ("I am not sure that I know that well").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vivavoce.assessment.domain.rules.lexicon import (
    ENGLISH_LEXICON,
    FACT_PATTERNS,
    PHRASE_PATTERNS,
    compile_alternation,
    parse_words,
)
from vivavoce.assessment.domain.rules.negation import find_negated_places
from vivavoce.assessment.domain.rules.text_units import TextUnit, TranscriptWord
from vivavoce.kernel import event_kinds
from vivavoce.kernel.text_matching import LazyPattern, stem_word

AnswerElement = Literal["situation", "own_action", "reason", "result"]
_MIN_CLAIM_WORDS = 2
"""A unit with an act is a claim only with this many claim words; without an act, one is enough."""
_MAX_WORDS_TO_VERB = 4

_CLAIM_WORDS = parse_words(FACT_PATTERNS["claims"])
"""Compared word by word: "personality" has the stem of "person"."""
_HABIT_WORDS = frozenset(("always", "never"))
_STATES = parse_words(FACT_PATTERNS["states"])
_NO_ACTS = _CLAIM_WORDS | _STATES
_NO_ACT_STEMS = frozenset(stem_word(word) for word in _STATES)
_BETWEEN = parse_words(FACT_PATTERNS["between"])
_FIRST_PERSON = frozenset({"i", "we", "i'd", "we'd", "i'll", "we'll", "i've", "we've"})
_EVENT: dict[str, LazyPattern] = {
    sign: LazyPattern(pattern) for sign, pattern in FACT_PATTERNS["event"].items()
}
_ELEMENT: dict[str, LazyPattern] = {
    element: LazyPattern(pattern) for element, pattern in FACT_PATTERNS["element"].items()
}
_DISCLAIMER = compile_alternation(*PHRASE_PATTERNS["disclaimer"])
_SPEECH_STEMS = frozenset(map(stem_word, ("say", "said", "tell", "told", "answer", "add")))
_NAME = re.compile(r"(?<![.!?:\"'\u201c\u2018]\s)(?<=\w[\s,])\s?(?!I\b|I')[A-Z][a-z]{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitFacts:
    """What one unit tells; claims and disclaimers have neither acts nor signs of an event nor elements."""

    unit: TextUnit
    is_claim: bool = False
    is_disclaimer: bool = False
    acts: frozenset[str] = frozenset()
    """The stems of what the candidate did or would do."""
    details: frozenset[str] = frozenset()
    """Numbers and names."""
    past_verbs: int = 0
    has_time: bool = False
    has_particular: bool = False
    has_reason: bool = False
    has_result: bool = False
    has_lasting_change: bool = False
    has_quoted_words: bool = False

    @property
    def has_fact(self) -> bool:
        """Whether the unit tells an act, an event, a number, a name or somebody's words."""
        return bool(self.acts or self.details or self.past_verbs or self.has_quoted_words)

    @property
    def depth_signs(self) -> int:
        """The number of kinds of things that the unit tells beyond an act."""
        return sum(
            (
                self.has_reason,
                self.has_result,
                self.has_lasting_change,
                self.has_quoted_words,
                bool(self.details),
            )
        )


def read_unit_facts(unit: TextUnit) -> UnitFacts:
    """Return what a unit tells."""
    acts = _find_acts(unit.words)
    claims = sum(word.text in _CLAIM_WORDS for word in unit.words)
    if _ELEMENT["lasting"].search(
        unit.text
    ):  # "Now I always test it first" is what is done since then
        claims -= sum(word.text in _HABIT_WORDS for word in unit.words)
    if claims >= _MIN_CLAIM_WORDS or (claims and not acts):
        return UnitFacts(unit=unit, is_claim=True)
    text = unit.text
    if acts <= _SPEECH_STEMS and _DISCLAIMER.search(text):
        return UnitFacts(unit=unit, is_disclaimer=True)
    names = frozenset(match.group().strip().lower() for match in _NAME.finditer(unit.raw_text))
    numbers = frozenset(word.stem for word in unit.words if word.is_number)
    has_content = any(word.is_content for word in unit.words)
    return UnitFacts(
        unit=unit,
        acts=acts,
        details=names | numbers if has_content else frozenset(),
        past_verbs=len(_EVENT["past"].findall(text)),
        has_time=_EVENT["time"].search(text) is not None,
        has_particular=bool(names) or _EVENT["particular"].search(text) is not None,
        has_reason=_ELEMENT["reason"].search(text) is not None,
        has_result=_ELEMENT["result"].search(text) is not None,
        has_lasting_change=_ELEMENT["lasting"].search(text) is not None,
        has_quoted_words=_ELEMENT["quoted"].search(text) is not None,
    )


def tells_event(facts: Sequence[UnitFacts]) -> bool:
    """Return whether an answer tells of one event, by the rule by which the interviewer asks for one."""
    told = [each for each in facts if not each.is_claim and not each.is_disclaimer]
    return event_kinds.tells_event(" ".join(each.unit.raw_text for each in told))


def find_elements(facts: Sequence[UnitFacts]) -> dict[AnswerElement, TextUnit]:
    """Return the first unit of each answer element; a result counts only after an act."""
    heard: dict[AnswerElement, TextUnit] = {}
    for fact in facts:
        if fact.is_claim:
            continue
        if fact.has_time and (fact.has_particular or fact.past_verbs):
            heard.setdefault("situation", fact.unit)
        if fact.has_reason:
            heard.setdefault("reason", fact.unit)
        if "own_action" in heard and (fact.has_result or fact.has_lasting_change):
            heard.setdefault("result", fact.unit)
        if fact.acts:
            heard.setdefault("own_action", fact.unit)
    return heard


def _find_acts(words: Sequence[TranscriptWord]) -> frozenset[str]:
    """Return the stems of the verbs behind "I" or "we" that tell an act and are not negated."""
    negated = find_negated_places(words)
    acts: set[str] = set()
    for place, word in enumerate(words):
        if word.text not in _FIRST_PERSON:
            continue
        verb = _find_verb(words, place)
        if verb is None or verb in negated or words[verb].text in _NO_ACTS:
            continue
        if words[verb].stem not in _NO_ACT_STEMS:
            acts.add(words[verb].stem)
    return frozenset(acts)


def _find_verb(words: Sequence[TranscriptWord], subject: int) -> int | None:
    for place in range(subject + 1, min(subject + 1 + _MAX_WORDS_TO_VERB, len(words))):
        word = words[place]
        if word.is_after_break or word.text in _FIRST_PERSON:
            return None
        is_adverb = word.text.endswith("ly") and len(word.text) > len("only")
        if word.text not in _BETWEEN and not is_adverb:
            return None if word.text in ENGLISH_LEXICON.negations else place
    return None
