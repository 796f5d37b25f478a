"""The acts of the speaker in German: the perfect, the past, the present and the last verb of a clause.

A clause with "ich" or "wir" tells an own act. A clause without a subject goes on with the one before: "Ich
habe ihn geholt, den Druck gemessen und angerufen". A clause with "hat" or another subject tells the act of
another person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from vivavoce.assessment.domain.rules.lexicon import get_vocabulary, parse_words
from vivavoce.assessment.domain.rules.text_units import TextUnit, TranscriptWord

_GERMAN = get_vocabulary("de")
_OWN = _GERMAN.words.first_person
_CONJUNCTIONS = parse_words(
    "und aber sondern oder denn doch dann weil dass damit wenn als ob bis bevor nachdem"
)
_SUBORDINATE = parse_words(
    "weil dass damit wenn als ob bis bevor nachdem was wer wie wo warum welche welcher"
)
_OTHERS = parse_words(
    "er sie es man jemand niemand keiner hat ist haben hatten wird wurden waren sind werden wer du ihr chef "
    "chefin kollege kollegin kollegen"
)
_NEVER_VERBS = _GERMAN.get_words("never_verbs")
_STRONG_PAST = _GERMAN.get_words("strong_past")
_PARTICIPLE = re.compile(
    r"\A(?:\w{0,8}ge\w{2,}(?:t|en)|(?:be|ent|er|ver|zer|uber|unter|wider|hinter|miss)\w{3,}(?:t|en)|\w{3,}iert)"
)
_INFINITIVE = re.compile(r"\A\w{2,}(?:[^u]n|ern|eln|tun)")
_PRESENT = re.compile(r"\A\w{2,}(?:e|te|ten|en)")
_FINITE = re.compile(r"\A\w{2,}e")
"""The first person: "und schreibe es auf", "und fragte"."""
_JOINTS = frozenset(("und", "oder", "aber", "dann"))
_WEAK_PAST = re.compile(r"\A\w{2,}(?:te|ten)")
_NAME = re.compile(r"\b(?:Herr|Herrn|Frau|Familie|Dr\.|Doktor) [A-Z\u00c4\u00d6\u00dc]\w+")
PLAIN_VERBS = parse_words(
    "sage sagte gesagt gehe ging gegangen gebe gab gegeben nehme nahm genommen mache machte gemacht komme "
    "kam gekommen ließ gelassen"
)
"""Function words that are acts where they stand as verbs."""
_MAX_WORDS_TO_VERB = 3
_MIN_KINDS, _MIN_ACTS_ALONE = 2, 3


def find_act_places(words: Sequence[TranscriptWord]) -> list[int]:
    """Return the places of the verbs that tell an act of the speaker."""
    places: list[int] = []
    is_own = True
    for start, end in _split_clauses(words):
        clause = words[start:end]
        said = {word.text for word in clause}
        has_own = bool(said & _OWN)
        if not has_own and (said & _OTHERS or clause[0].text in _SUBORDINATE):
            is_own = is_own and clause[0].text in _SUBORDINATE
            continue
        if has_own:
            is_own = True
        if is_own:
            places += _find_verbs(words, start, end, has_subject=has_own)
    return sorted(set(places))


def is_past_act(words: Sequence[TranscriptWord], place: int) -> bool:
    """Return whether the word at ``place`` is a verb in the past: "gerufen", "rief", "fragte"."""
    word = words[place]
    if not _can_be_verb(word):
        return False
    if word.text in _STRONG_PAST or _PARTICIPLE.fullmatch(word.text):
        return True
    return _WEAK_PAST.fullmatch(word.text) is not None


def is_in_past(words: Sequence[TranscriptWord], place: int) -> bool:
    """Return whether the clause around ``place`` tells of the past."""
    return any(
        is_past_act(words, at)
        for start, end in _split_clauses(words)
        if start <= place < end
        for at in range(start, end)
    )


def find_names(raw_text: str) -> frozenset[str]:
    """Return the names with a title, in lower case; every noun has a capital letter."""
    return frozenset(match.group().lower() for match in _NAME.finditer(raw_text))


def names_other_person(unit: TextUnit) -> bool:
    """Return whether a unit without "ich" and "wir" is about a person."""
    return any(word.text in _OTHERS for word in unit.words) or bool(
        _GERMAN.get_sign("event", "particular").search(unit.text)
    )


def tells_event(units: Sequence[TextUnit]) -> bool:
    """Return whether units tell of one event: at least two of past acts, a time, an amount, a particular."""
    told = [unit for unit in units if not unit.is_question]
    acts = sum(is_past_act(unit.words, at) for unit in told for at in range(len(unit.words)))
    states = sum(bool(_GERMAN.get_sign("event", "state").search(unit.text)) for unit in told)
    steps = sum(len(find_act_places(unit.words)) for unit in told)
    has_amount = any(word.is_number for unit in told for word in unit.words)
    signs = {
        name: any(_GERMAN.get_sign("event", name).search(unit.text) for unit in told)
        for name in ("time", "particular", "supposed")
    }
    has_name = any(find_names(unit.raw_text) for unit in told)
    is_past = acts + states > 0 or (has_amount and steps >= _MIN_KINDS)
    if not is_past or (signs["supposed"] and not acts):
        return False
    kinds = (acts + states / 2 >= 1 or steps >= _MIN_KINDS, signs["time"], has_amount)
    count = sum((*kinds, signs["particular"] or has_name))
    return count >= _MIN_KINDS or acts >= _MIN_ACTS_ALONE


def _split_clauses(words: Sequence[TranscriptWord]) -> Iterator[tuple[int, int]]:
    start = 0
    for place, word in enumerate(words):
        if place > start and (word.is_after_break or word.text in _CONJUNCTIONS):
            yield start, place
            start = place
    if start < len(words):
        yield start, len(words)


def _find_verbs(
    words: Sequence[TranscriptWord], start: int, end: int, *, has_subject: bool
) -> list[int]:
    """Return the verbs of an own clause: participles, the last infinitive, the verb beside "ich"."""
    last = end - 1
    while last > start and words[last].is_function:  # "nachdem ich gerufen hatte"
        last -= 1
    first = start if has_subject else last
    places = [
        at
        for at in range(first, end)
        if _can_be_verb(words[at]) and _PARTICIPLE.fullmatch(words[at].text)
    ]
    if not places and _can_be_verb(words[last]) and _INFINITIVE.fullmatch(words[last].text):
        places.append(last)
    if not has_subject and start + 1 < end and words[start].text in _JOINTS:
        verb = words[start + 1]
        if _can_be_verb(verb) and (verb.text in _STRONG_PAST or _FINITE.fullmatch(verb.text)):
            places.append(start + 1)
    if has_subject:
        subject = next(at for at in range(start, end) if words[at].text in _OWN)
        finite = _find_finite(words, start, end, subject)
        if finite is not None:
            places.append(finite)
    return places


def _find_finite(words: Sequence[TranscriptWord], start: int, end: int, subject: int) -> int | None:
    """Return the place of the verb before or behind "ich": "rief ich", "ich selbst messe"."""
    before = range(max(start, subject - 1), subject)
    if any(words[at].text in _GERMAN.words.auxiliaries for at in before):
        return None
    near: list[int] = [*before, *range(subject + 1, min(end, subject + 1 + _MAX_WORDS_TO_VERB))]
    for at in near:
        word = words[at]
        if not _can_be_verb(word):
            continue
        if word.text in _STRONG_PAST or _PRESENT.fullmatch(word.text):
            return at
    last = end - 1
    if last <= subject or not _can_be_verb(words[last]):
        return None
    is_verb = _PRESENT.fullmatch(words[last].text) is not None
    return last if is_verb else None


def _can_be_verb(word: TranscriptWord) -> bool:
    if word.text in PLAIN_VERBS:
        return True
    return word.is_content and not word.is_noun and word.text not in _NEVER_VERBS
