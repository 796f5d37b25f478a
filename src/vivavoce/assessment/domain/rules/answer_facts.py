"""What each unit of an answer tells: acts, details, signs of one event and answer elements, or only claims.

A claim is what people call themselves ("I am an excellent listener"). It tells nothing that was done, and
neither does a disclaimer ("I am not sure that I know that well").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from vivavoce.assessment.domain.rules import acts
from vivavoce.assessment.domain.rules.lexicon import LanguageVocabulary, get_vocabulary
from vivavoce.assessment.domain.rules.negation import find_negated_places
from vivavoce.assessment.domain.rules.text_units import TextUnit, TranscriptWord

AnswerElement = Literal["situation", "own_action", "reason", "result"]
_MIN_CLAIM_WORDS = 2
"""A unit with an act is a claim only with this many claim words; without an act, one is enough."""


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
    vocabulary = get_vocabulary(unit.language)
    acts_told = _find_acts(unit.words, vocabulary)
    listed = vocabulary.get_words("claims")  # word by word: "personality" has the stem of "person"
    claims = sum(word.text in listed for word in unit.words)
    text = unit.text
    has_lasting_change = vocabulary.get_sign("element", "lasting").search(text) is not None
    if has_lasting_change:  # "Now I always test it first" is what is done since then
        claims -= sum(word.text in vocabulary.get_words("habits") for word in unit.words)
    if claims >= _MIN_CLAIM_WORDS or (claims and not acts_told):
        return UnitFacts(unit=unit, is_claim=True)
    is_only_speech = acts_told <= vocabulary.get_stems("speech")
    if is_only_speech and vocabulary.get_phrase("disclaimer").search(text):
        return UnitFacts(unit=unit, is_disclaimer=True)
    return _read_facts(unit, acts_told, vocabulary, has_lasting_change=has_lasting_change)


def _read_facts(
    unit: TextUnit,
    acts_told: frozenset[str],
    vocabulary: LanguageVocabulary,
    *,
    has_lasting_change: bool,
) -> UnitFacts:
    text = unit.text
    names = acts.find_names(unit)
    numbers = frozenset(word.stem for word in unit.words if word.is_number)
    has_content = any(word.is_content for word in unit.words)
    is_particular = vocabulary.get_sign("event", "particular").search(text) is not None
    return UnitFacts(
        unit=unit,
        acts=acts_told,
        others_acts=0 if acts_told else _count_others_acts(unit, names),
        details=names | numbers if has_content else frozenset(),
        past_verbs=len(vocabulary.get_sign("event", "past").findall(text)),
        has_time=vocabulary.get_sign("event", "time").search(text) is not None,
        has_particular=bool(names) or is_particular,
        has_reason=vocabulary.get_sign("element", "reason").search(text) is not None,
        has_result=vocabulary.get_sign("element", "result").search(text) is not None,
        has_lasting_change=has_lasting_change,
        has_quoted_words=vocabulary.get_sign("element", "quoted").search(text) is not None,
    )


def tells_event(facts: Sequence[UnitFacts]) -> bool:
    """Return whether an answer tells of one event, by the rule by which the interviewer asks for one."""
    told = [each for each in facts if not each.tells_nothing]
    return acts.tells_event([each.unit for each in told])


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


def _find_acts(words: Sequence[TranscriptWord], vocabulary: LanguageVocabulary) -> frozenset[str]:
    """Return the stems of the verbs that tell an act of the speaker and are not negated."""
    negated = find_negated_places(words)
    claims, states = vocabulary.get_words("claims"), vocabulary.get_words("states")
    return frozenset(
        words[place].stem
        for place in acts.find_act_places(words)
        if place not in negated
        and (words[place].is_content or words[place].text in acts.PLAIN_VERBS)
        and words[place].text not in claims
        and words[place].text not in states
        and words[place].stem not in vocabulary.get_stems("states")
    )


def _count_others_acts(unit: TextUnit, names: frozenset[str]) -> int:
    """Return how much a unit without "I" or "we" tells of what a person did: "Renate found the invoice"."""
    words = unit.words
    if any(word.text in get_vocabulary(word.language).words.first_person for word in words):
        return 0
    places = [place for place in range(1, len(words)) if acts.is_past_act(words, place)]
    is_named = places[:1] == [1] and not words[0].is_function and unit.raw_text[:1].isupper()
    is_about_person = is_named or bool(names) or acts.names_other_person(unit)
    return len(places) if is_about_person else 0
