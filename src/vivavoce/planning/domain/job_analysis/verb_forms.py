"""Forms of verbs: base form, gerund and third person, for a list of verbs that job texts use.

A verb outside the list has no forms: a phrase that cannot be made safely is not made.
"""

from __future__ import annotations

from functools import cache

from vivavoce.planning.domain.job_analysis.word_lists import load_words

_VOWELS = frozenset("aeiou")
_DOUBLED = load_words("doubling_verbs")
"""Verbs of several syllables that double their last consonant."""
_IRREGULAR_GERUNDS = {"bus": "busing", "age": "aging", "glue": "gluing", "program": "programming"}
_IRREGULAR_THIRD_PERSONS = {"do": "does", "go": "goes", "have": "has", "be": "is"}


def is_verb(word: str) -> bool:
    """Return whether ``word`` is the base form of a known verb."""
    return word in _load_verbs()


def get_gerund_base(word: str) -> str | None:
    """Return the base form of a known gerund: ``managing`` gives ``manage``."""
    return _index_gerunds().get(word)


def get_third_person_base(word: str) -> str | None:
    """Return the base form of a known third person: ``manages`` gives ``manage``."""
    return _index_third_persons().get(word)


def get_base(word: str) -> str | None:
    """Return the base form of a known verb in any of the three forms."""
    return word if is_verb(word) else get_gerund_base(word) or get_third_person_base(word)


def make_gerund(base: str) -> str:
    """Return the gerund of a verb: ``manage`` gives ``managing``, ``set`` gives ``setting``."""
    if base in _IRREGULAR_GERUNDS:
        return _IRREGULAR_GERUNDS[base]
    if base.endswith("ie"):
        return f"{base[:-2]}ying"
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return f"{base[:-1]}ing"
    if base.endswith("c"):
        return f"{base}king"
    return f"{base}{base[-1]}ing" if _doubles(base) else f"{base}ing"


def make_third_person(base: str) -> str:
    """Return the third person of a verb: ``carry`` gives ``carries``."""
    if base in _IRREGULAR_THIRD_PERSONS:
        return _IRREGULAR_THIRD_PERSONS[base]
    if base.endswith(("s", "x", "z", "ch", "sh")):
        return f"{base}es"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return f"{base[:-1]}ies"
    return f"{base}s"


def _doubles(base: str) -> bool:
    if base in _DOUBLED:
        return True
    ends_short = (
        len(base) > 2
        and base[-1] not in "aeiouwxy"
        and base[-2] in _VOWELS
        and (base[-3] not in _VOWELS or base[-3:-1] == "ui")
    )
    return ends_short and _count_syllables(base) == 1


def _count_syllables(base: str) -> int:
    groups, is_inside = 0, False
    for place, letter in enumerate(base):
        is_vowel = letter in _VOWELS or (letter == "y" and place > 0)
        groups += is_vowel and not is_inside
        is_inside = is_vowel
    return groups


@cache
def _load_verbs() -> frozenset[str]:
    verbs = load_words("verbs")
    british = {f"{verb[:-3]}ise" for verb in verbs if verb.endswith("ize") and len(verb) > 4}
    return verbs | british | {f"{verb[:-3]}yse" for verb in verbs if verb.endswith("yze")}


@cache
def _index_gerunds() -> dict[str, str]:
    bases = sorted(_load_verbs())
    british = {f"{base}ling": base for base in bases if base.endswith(("el", "al", "il"))}
    return british | {make_gerund(base): base for base in bases}


@cache
def _index_third_persons() -> dict[str, str]:
    return {make_third_person(base): base for base in sorted(_load_verbs())}
