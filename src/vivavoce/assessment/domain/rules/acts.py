"""What the speaker did, and whether one event is told, in the language of the words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from vivavoce.assessment.domain.rules import english_acts, german_acts
from vivavoce.assessment.domain.rules.lexicon import get_vocabulary, parse_words
from vivavoce.assessment.domain.rules.text_units import TextUnit, TranscriptWord
from vivavoce.kernel import event_kinds

PLAIN_VERBS = english_acts.PLAIN_VERBS | german_acts.PLAIN_VERBS
_NAME = re.compile(r"(?<![.!?:\"'\u201c\u2018]\s)(?<=\w[\s,])\s?(?!I\b|I')[A-Z][a-z]{2,}")
_PAST_DENIALS = parse_words("did didn't didnt never")
_LIMITING = frozenset({"only", "just", "merely", "simply"})
_CONJUNCTIONS = frozenset({"when", "before", "until", "as", "after", "once"})
_MAX_WORDS_TO_ACT = 3


def find_act_places(words: Sequence[TranscriptWord]) -> list[int]:
    """Return the places of the verbs that tell an act of the speaker."""
    if _is_german(words):
        return german_acts.find_act_places(words)
    return english_acts.find_act_places(words)


def is_past_act(words: Sequence[TranscriptWord], place: int) -> bool:
    """Return whether the word at ``place`` is a verb in the past."""
    if _is_german(words):
        return german_acts.is_past_act(words, place)
    return event_kinds.is_past_act(words, place)


def find_names(unit: TextUnit) -> frozenset[str]:
    """Return the names in a unit, in lower case."""
    if unit.language == "de":
        return german_acts.find_names(unit.raw_text)
    return frozenset(match.group().strip().lower() for match in _NAME.finditer(unit.raw_text))


def names_other_person(unit: TextUnit) -> bool:
    """Return whether a unit without "I" and "we" is about a person."""
    if unit.language == "de":
        return german_acts.names_other_person(unit)
    return english_acts.names_other_person(unit.words, unit.text)


def tells_event(units: Sequence[TextUnit]) -> bool:
    """Return whether units tell of one event, in English by the interviewer's own rule."""
    if units and units[0].language == "de":
        return german_acts.tells_event(units)
    return event_kinds.tells_event(" ".join(unit.raw_text for unit in units))


def tells_own_act(unit: TextUnit) -> bool:
    """Return whether a unit tells something that the speaker did, other than "I only watched"."""
    if unit.language == "de":
        is_limited = get_vocabulary("de").get_phrase("limited").search(unit.text) is not None
        return not is_limited and bool(german_acts.find_act_places(unit.words))
    return _tells_english_act(unit)


def is_past_denial(words: Sequence[TranscriptWord], first: TranscriptWord) -> bool:
    """Return whether a denial is of the past: "did not tell", "never told"."""
    place = words.index(first)
    if first.language == "de":
        return german_acts.is_in_past(words, place)
    before = {word.text for word in words[max(0, place - 2) : place]}
    return bool(before & _PAST_DENIALS)


def _tells_english_act(unit: TextUnit) -> bool:
    for place, word in enumerate(unit.words):
        before = unit.words[place - 1].text if place else ""
        if word.text not in {"i", "we"} or before in _CONJUNCTIONS:
            continue
        behind = unit.words[place + 1 : place + 1 + _MAX_WORDS_TO_ACT]
        if any(each.text in _LIMITING for each in behind) or f"{word.text} just" in unit.text:
            continue
        if any(
            event_kinds.is_past_act(unit.words, place + 1 + step) for step in range(len(behind))
        ):
            return True
    return False


def _is_german(words: Sequence[TranscriptWord]) -> bool:
    return bool(words) and words[0].language == "de"
