"""Negations: what each covers, what it says was not done, and whether not doing it was right.

A negation covers up to ``NEGATION_SCOPE_WORDS`` words to its right, within its clause. Only an undone act
of an anchor is a deficit. Keeping a secret, refusing what is not allowed and waiting until it is safe are
not deficits.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from vivavoce.assessment.domain.rules.lexicon import get_vocabulary, parse_words
from vivavoce.assessment.domain.rules.text_units import TextUnit, TranscriptWord

NEGATION_SCOPE_WORDS = 7
_BACKWARD_SCOPE_WORDS = 2
_BEHIND_THE_VERB = frozenset(("nicht", "nie", "niemals", "nichts"))
"""German negations behind the verb: "Ich rufe dort nicht an"."""


@dataclass(frozen=True, slots=True)
class Negation:
    """One negation: its word, the indexes of the negated words, and whether its subject is "I" or "we"."""

    word: str
    negated_places: tuple[int, ...]
    is_first_person: bool


def find_negations(words: Sequence[TranscriptWord]) -> tuple[Negation, ...]:
    """Return all negations in the words of one unit."""
    negations: list[Negation] = []
    for place, word in enumerate(words):
        if word.text not in get_vocabulary(word.language).words.negations:
            continue
        reached = _scope_to_the_right(words, place)
        if word.text == "nothing":
            reached = [*_scope_to_the_left(words, place), *reached]
        elif word.text in _BEHIND_THE_VERB:
            reached = [*_scope_to_clause_start(words, place), *reached]
        negations.append(Negation(word.text, tuple(reached), _is_first_person(words, place)))
    return tuple(negations)


def find_negated_places(words: Sequence[TranscriptWord]) -> frozenset[int]:
    """Return the indexes of all negated words."""
    return frozenset(place for denial in find_negations(words) for place in denial.negated_places)


def _scope_to_the_right(words: Sequence[TranscriptWord], place: int) -> list[int]:
    reached: list[int] = []
    is_reaching = False
    for ahead in range(place + 1, min(place + 1 + NEGATION_SCOPE_WORDS, len(words))):
        word = words[ahead]
        if word.is_after_break:
            break
        listed = get_vocabulary(word.language).words
        if word.text in listed.clause_heads and not is_reaching:
            break
        is_reaching = word.text in listed.reaching or (is_reaching and word.text == "that")
        reached.append(ahead)
    return reached


def _scope_to_the_left(words: Sequence[TranscriptWord], place: int) -> list[int]:
    reached: list[int] = []
    for behind in range(place - 1, max(-1, place - 1 - _BACKWARD_SCOPE_WORDS), -1):
        if words[behind + 1].is_after_break:
            break
        reached.insert(0, behind)
    return reached


def _scope_to_clause_start(words: Sequence[TranscriptWord], place: int) -> list[int]:
    heads = get_vocabulary(words[place].language).words.clause_heads
    start = place
    while start > 0 and not words[start].is_after_break and words[start].text not in heads:
        start -= 1
    return list(range(start, place))


def _is_first_person(words: Sequence[TranscriptWord], place: int) -> bool:
    for behind in range(place - 1, -1, -1):
        word = words[behind]
        listed = get_vocabulary(word.language).words
        if word.text in listed.first_person or word.text in {"i'm", "we're"}:
            return not words[behind + 1].is_after_break
        if word.text not in listed.auxiliaries:
            return False
    return False


_OPINION_VERBS = parse_words("think believe remember recall say claim know")
_BARRIERS = frozenset({"without", "until", "till", "unless", "alone", "except"})
_SECOND_NEGATIONS = frozenset({"nobody", "noone", "none", "nothing", "never"})
_RELATIVE = frozenset({"what", "which", "who", "whom", "whose", "whether", "if"})
_LIMITING_WORDS = frozenset({"only", "just", "merely"})
_FIRST_PERSON = frozenset(
    {"i", "we", "i've", "we've", "i'd", "we'd", "i'm", "we're", "i'll", "we'll"}
)
_SUBJECTS = parse_words("i we he she it they the a an my our their his her this that all")

_JUSTIFIED_REFUSALS = ("right_refusal", "reasoned_refusal", "secret")
"""The kinds of phrases that justify not saying or not doing something."""


def is_justified_refusal(unit: TextUnit) -> bool:
    """Return whether a unit justifies not saying or not doing something.

    It is not allowed, its condition is named ("I can't give a medicine without an order"), or its reason is.
    """
    vocabulary = get_vocabulary(unit.language)
    patterns = [vocabulary.get_phrase(kind) for kind in _JUSTIFIED_REFUSALS]
    return any(
        pattern.search(text) is not None
        for pattern in patterns
        for text in (unit.text, unit.text_without_hedges)
    )


def find_undone_act(
    words_of_unit: Sequence[TranscriptWord], negation: Negation
) -> tuple[TranscriptWord, ...]:
    """Return the words for the act that a negation says was not done, or an empty tuple.

    The act is the first content word; after a light verb ("tell", "do") the following content words count
    too.
    """
    place = negation.negated_places[0] - 1 if negation.negated_places else 0
    if (
        not negation.negated_places
        or words_of_unit[negation.negated_places[0]].text in _LIMITING_WORDS
        or _is_in_subordinate_clause(words_of_unit, place)
    ):
        return ()
    reached = [words_of_unit[at] for at in negation.negated_places]
    if _is_condition(words_of_unit, reached, negation):
        return ()
    acts = [
        word
        for word in _take_until_barrier(reached)
        if word.is_content and word.text not in _OPINION_VERBS
    ]
    if not acts:
        return ()
    vocabulary = get_vocabulary(acts[0].language)
    stances = vocabulary.get_words("stances")
    if acts[0].stem in stances or acts[0].text in stances:
        return ()
    return tuple(acts) if acts[0].text in vocabulary.get_words("light_acts") else (acts[0],)


def _is_in_subordinate_clause(words_of_unit: Sequence[TranscriptWord], place: int) -> bool:
    """Return whether the negation's subject is in a subordinate clause ("what I ...", "so that we ...")."""
    for at in range(place, -1, -1):
        if words_of_unit[at].text in _FIRST_PERSON:
            before = [word.text for word in words_of_unit[max(0, at - 2) : at]]
            return bool(before) and (before[-1] in _RELATIVE or before == ["so", "that"])
    return False


def _is_condition(
    words_of_unit: Sequence[TranscriptWord], reached: Sequence[TranscriptWord], negation: Negation
) -> bool:
    """Return whether the negation states a condition: not without, until, unless or before something."""
    texts = [word.text for word in reached]
    first = negation.negated_places[0]
    behind = [word.text for word in words_of_unit[first : first + len(reached) + 2]]
    if any(text in _BARRIERS for text in behind):
        return True
    past_denials = get_vocabulary(words_of_unit[0].language).get_words("past_denials")
    is_past = negation.word in past_denials or "did" in (
        word.text for word in words_of_unit[:first]
    )
    if not is_past and any(text in _SECOND_NEGATIONS for text in texts):
        return True
    if "before" not in texts or is_past or texts[0].endswith("ed"):
        return False
    after = texts[texts.index("before") + 1 :]
    return (bool(after) and after[0] in _SUBJECTS) or behind[-2:-1] == ["before"]


def _take_until_barrier(reached: Sequence[TranscriptWord]) -> list[TranscriptWord]:
    words_before = []
    for word in reached:
        if word.text == "before":
            break
        words_before.append(word)
    return words_before
