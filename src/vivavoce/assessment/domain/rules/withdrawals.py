"""Withdrawals: a speaker says that what they told before was not so, or was not their doing.

Some words withdraw wherever they are said: "scratch that". Others may belong to a story ("I only heard about
it the next day"), so they count only if no act of the speaker comes after them in the same turn. A speaker
who corrects themselves may also deny an act that they told: "No, I should be honest: I never told the lead."
"""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.rules.lexicon import (
    PHRASE_PATTERNS,
    compile_alternation,
    parse_words,
)
from vivavoce.assessment.domain.rules.negation import find_negations
from vivavoce.assessment.domain.rules.text_units import TextUnit, TranscriptWord
from vivavoce.kernel.event_kinds import is_past_act
from vivavoce.kernel.text_matching import LazyPattern

_WITHDRAWAL = compile_alternation(*PHRASE_PATTERNS["withdrawal"])
_LATE_WITHDRAWAL = compile_alternation(*PHRASE_PATTERNS["late_withdrawal"])
_CORRECTION = compile_alternation(*PHRASE_PATTERNS["correction"])
_GOES_ON = LazyPattern(
    r"\b(?:and|then|so) (?:i|we) (?!only|just|merely|simply|was|were|had|did not|didn't|never)\w+"
)
"""What was done after words that may belong to a story: "I only heard of it later, and then I called"."""
_PARTIAL = parse_words(PHRASE_PATTERNS["partial_denial"])
_PAST_DENIALS = parse_words("did didn't didnt never")
_LIMITING = frozenset({"only", "just", "merely", "simply"})
_CONJUNCTIONS = frozenset({"when", "before", "until", "as", "after", "once"})
_MAX_WORDS_TO_ACT = 3


def matches_phrase(phrase: LazyPattern, unit: TextUnit) -> bool:
    """Return whether a pattern matches a unit, with or without its hedges."""
    return bool(phrase.search(unit.text) or phrase.search(unit.text_without_hedges))


def is_retraction(unit: TextUnit, later: Sequence[TextUnit] = ()) -> bool:
    """Return whether a unit withdraws something said before; ``later`` are the units after it in its turn."""
    if unit.is_question:
        return False
    if matches_phrase(_WITHDRAWAL, unit):
        return True
    found = _LATE_WITHDRAWAL.search(unit.text)
    if found is None or _GOES_ON.search(unit.text[found.end() :]):
        return False
    return not any(map(_tells_own_act, later))


def list_denied_acts(unit: TextUnit, before: TextUnit | None) -> list[frozenset[str]]:
    """Return the stems of what "I" did not do, for each denial of a correction; empty without a correction.

    ``before`` is the unit directly before: it may open the correction. An earlier unit with all stems of one
    denial is taken back.
    """
    if unit.is_question:
        return []
    denials = [each for each in find_negations(unit.words) if each.is_first_person]
    opens = [each for each in (unit, before) if each is not None]
    if not denials or not any(matches_phrase(_CORRECTION, each) for each in opens):
        return []
    acts: list[frozenset[str]] = []
    for denial in denials:
        words = [unit.words[place] for place in denial.negated_places]
        if not words or not _is_past_denial(unit.words, words[0]):
            continue
        denied = frozenset(word.stem for word in _take_clause(words) if word.is_content)
        if denied and _PARTIAL.isdisjoint(word.text for word in words):
            acts.append(denied)
    return acts


def _take_clause(words: Sequence[TranscriptWord]) -> list[TranscriptWord]:
    """Return the words up to "and" or "but": what follows has its own denial."""
    place = next((at for at, word in enumerate(words) if word.text in {"and", "but"}), len(words))
    return list(words[:place])


def _is_past_denial(words: Sequence[TranscriptWord], first: TranscriptWord) -> bool:
    """Return whether a denial is of the past: "did not tell", "never told"."""
    place = words.index(first)
    before = {word.text for word in words[max(0, place - 2) : place]}
    return bool(before & _PAST_DENIALS)


def _tells_own_act(unit: TextUnit) -> bool:
    """Return whether a unit tells something that "I" did, other than "I only watched"."""
    for place, word in enumerate(unit.words):
        before = unit.words[place - 1].text if place else ""
        if word.text not in {"i", "we"} or before in _CONJUNCTIONS:
            continue
        behind = unit.words[place + 1 : place + 1 + _MAX_WORDS_TO_ACT]
        if any(each.text in _LIMITING for each in behind) or f"{word.text} just" in unit.text:
            continue
        if any(is_past_act(unit.words, place + 1 + step) for step in range(len(behind))):
            return True
    return False
