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
_OTHER_SUBJECTS = frozenset({"he", "she", "they", "who", "he'd", "she'd", "they'd"})
_JOINTS = frozenset(
    {"and", "then", "but", "also", "first", "afterward", "afterwards", "later", "finally"}
)
_PLAIN_VERBS = parse_words("go went come came take took put let make made get got say said")
_OBJECTS = parse_words(
    "the a an it them him her my our his their this that these those both each everyone everything all "
    "out off up down back away for at to with where what who whether if one two three"
)
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
    others_acts: int = 0
    """The number of past acts of another person, in a unit without "I" and "we"."""
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
    def tells_nothing(self) -> bool:
        """Whether the unit only says what people are like, or that they know or did too little of it."""
        return self.is_claim or self.is_disclaimer

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
    text = unit.text
    has_lasting_change = _ELEMENT["lasting"].search(text) is not None
    if has_lasting_change:  # "Now I always test it first" is what is done since then
        claims -= sum(word.text in _HABIT_WORDS for word in unit.words)
    if claims >= _MIN_CLAIM_WORDS or (claims and not acts):
        return UnitFacts(unit=unit, is_claim=True)
    if acts <= _SPEECH_STEMS and _DISCLAIMER.search(text):
        return UnitFacts(unit=unit, is_disclaimer=True)
    names = frozenset(match.group().strip().lower() for match in _NAME.finditer(unit.raw_text))
    numbers = frozenset(word.stem for word in unit.words if word.is_number)
    has_content = any(word.is_content for word in unit.words)
    return UnitFacts(
        unit=unit,
        acts=acts,
        others_acts=0 if acts else _count_others_acts(unit, names),
        details=names | numbers if has_content else frozenset(),
        past_verbs=len(_EVENT["past"].findall(text)),
        has_time=_EVENT["time"].search(text) is not None,
        has_particular=bool(names) or _EVENT["particular"].search(text) is not None,
        has_reason=_ELEMENT["reason"].search(text) is not None,
        has_result=_ELEMENT["result"].search(text) is not None,
        has_lasting_change=has_lasting_change,
        has_quoted_words=_ELEMENT["quoted"].search(text) is not None,
    )


def tells_event(facts: Sequence[UnitFacts]) -> bool:
    """Return whether an answer tells of one event, by the rule by which the interviewer asks for one."""
    told = [each for each in facts if not each.tells_nothing]
    return event_kinds.tells_event(" ".join(each.unit.raw_text for each in told))


def find_elements(facts: Sequence[UnitFacts]) -> dict[AnswerElement, TextUnit]:
    """Return the first unit of each answer element; a result counts only after an act."""
    heard: dict[AnswerElement, TextUnit] = {}
    for fact in facts:
        if fact.tells_nothing:
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
    """Return the stems of the verbs that tell an act of the speaker and are not negated.

    They stand behind "I" or "we", or open a clause in the past without a subject of its own: "I took it back,
    apologized and told the cook", "Checked the meter first." A sentence may also name a step: "Tell the
    foreman."
    """
    negated = find_negated_places(words)
    places = [
        verb
        for place, word in enumerate(words)
        if word.text in _FIRST_PERSON and (verb := _find_verb(words, place)) is not None
    ]
    places += _find_joined_verbs(words)
    if not places and (step := _find_step(words)) is not None:
        places.append(step)
    return frozenset(
        words[place].stem
        for place in places
        if place not in negated
        and (words[place].is_content or words[place].text in _PLAIN_VERBS)
        and words[place].text not in _NO_ACTS
        and words[place].stem not in _NO_ACT_STEMS
    )


def _find_step(words: Sequence[TranscriptWord]) -> int | None:
    """Return the place of a verb that opens a sentence without a subject: "Call the boss."."""
    place = next((at for at, word in enumerate(words) if word.text not in _JOINTS), len(words))
    if place >= len(words) or not (words[place].is_content or words[place].text in _PLAIN_VERBS):
        return None
    behind = words[place + 1 : place + 2]
    is_step = bool(behind) and not behind[0].is_after_break and behind[0].text in _OBJECTS
    is_name = words[place].text.endswith(("ing", "ed", "ly", "s"))
    return place if is_step and not is_name else None


def _find_joined_verbs(words: Sequence[TranscriptWord]) -> list[int]:
    """Return the places of past verbs that open a clause, if the subject before them is "I", "we" or none."""
    places: list[int] = []
    is_own, is_opening = True, True
    for place, word in enumerate(words):
        is_opening = is_opening or word.is_after_break
        if word.text in _FIRST_PERSON:
            is_own, is_opening = True, False
        elif word.text in _JOINTS or word.text.endswith("ly"):
            is_opening = is_opening or word.text in _JOINTS
        elif event_kinds.is_past_act(words, place):
            if is_opening and is_own:
                places.append(place)
            elif not is_opening and not _follows_first_person(words, place):
                is_own = False
            is_opening = False
        else:
            is_own = is_own and word.text not in _OTHER_SUBJECTS
            is_opening = False
    return places


def _follows_first_person(words: Sequence[TranscriptWord], place: int) -> bool:
    near = words[max(0, place - _MAX_WORDS_TO_VERB) : place]
    return any(word.text in _FIRST_PERSON for word in near)


def _count_others_acts(unit: TextUnit, names: frozenset[str]) -> int:
    """Return how much a unit without "I" or "we" tells of what a person did: "Renate found the invoice"."""
    words = unit.words
    if any(word.text in _FIRST_PERSON for word in words):
        return 0
    acts = [place for place in range(1, len(words)) if event_kinds.is_past_act(words, place)]
    is_named = acts[:1] == [1] and not words[0].is_function and unit.raw_text[:1].isupper()
    is_about_person = (
        is_named
        or bool(names)
        or any(word.text in _OTHER_SUBJECTS for word in words)
        or event_kinds.names_one_person(unit.text)
    )
    return len(acts) if is_about_person else 0


def _find_verb(words: Sequence[TranscriptWord], subject: int) -> int | None:
    for place in range(subject + 1, min(subject + 1 + _MAX_WORDS_TO_VERB, len(words))):
        word = words[place]
        if word.is_after_break or word.text in _FIRST_PERSON:
            return None
        is_adverb = word.text.endswith("ly") and len(word.text) > len("only")
        if word.text not in _BETWEEN and not is_adverb:
            return None if word.text in ENGLISH_LEXICON.negations else place
    return None
