"""Withdrawals: a speaker says that what they told before was not so, or was not their doing.

Some words withdraw wherever they are said: "scratch that". Others may belong to a story ("I only heard about
it the next day"), so they count only if no act of the speaker comes after them in the same turn. A speaker
who corrects themselves may also deny an act that they told: "No, I should be honest: I never told the lead."
"""

from __future__ import annotations

from collections.abc import Sequence

from vivavoce.assessment.domain.rules.acts import is_past_denial, tells_own_act
from vivavoce.assessment.domain.rules.lexicon import get_vocabulary
from vivavoce.assessment.domain.rules.negation import find_negations
from vivavoce.assessment.domain.rules.text_units import TextUnit, TranscriptWord

_CLAUSE_JOINTS = frozenset({"and", "but", "und", "aber"})


def matches_phrase(name: str, unit: TextUnit) -> bool:
    """Return whether a kind of phrase is in a unit, with or without its hedges."""
    phrase = get_vocabulary(unit.language).get_phrase(name)
    return bool(phrase.search(unit.text) or phrase.search(unit.text_without_hedges))


def is_retraction(unit: TextUnit, later: Sequence[TextUnit] = ()) -> bool:
    """Return whether a unit withdraws something said before; ``later`` are the units after it in its turn."""
    if unit.is_question:
        return False
    if matches_phrase("withdrawal", unit):
        return True
    vocabulary = get_vocabulary(unit.language)
    found = vocabulary.get_phrase("late_withdrawal").search(unit.text)
    if found is None or vocabulary.get_phrase("goes_on").search(unit.text[found.end() :]):
        return False
    return not any(map(tells_own_act, later))


def list_denied_acts(unit: TextUnit, before: TextUnit | None) -> list[frozenset[str]]:
    """Return the stems of what "I" did not do, for each denial of a correction; empty without a correction.

    ``before`` is the unit directly before: it may open the correction. An earlier unit with all stems of one
    denial is taken back.
    """
    if unit.is_question:
        return []
    denials = [each for each in find_negations(unit.words) if each.is_first_person]
    opens = [each for each in (unit, before) if each is not None]
    if not denials or not any(matches_phrase("correction", each) for each in opens):
        return []
    acts: list[frozenset[str]] = []
    for denial in denials:
        words = [unit.words[place] for place in denial.negated_places]
        if not words or not is_past_denial(unit.words, words[0]):
            continue
        denied = frozenset(word.stem for word in _take_clause(words) if word.is_content)
        partial = get_vocabulary(unit.language).get_words("partial_denial")
        if denied and partial.isdisjoint(word.text for word in words):
            acts.append(denied)
    return acts


def _take_clause(words: Sequence[TranscriptWord]) -> list[TranscriptWord]:
    """Return the words up to "and" or "but": what follows has its own denial."""
    ends = (at for at, word in enumerate(words) if word.text in _CLAUSE_JOINTS)
    return list(words[: next(ends, len(words))])
