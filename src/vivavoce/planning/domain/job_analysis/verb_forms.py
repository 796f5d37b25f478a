"""Forms of verbs: base form, gerund and third person, for a list of verbs that job texts use.

A verb outside the list has no forms: a phrase that cannot be made safely is not made. The exceptions are
verbs with a prefix and a hyphen, as "de-escalate", and the first word of an item in a list of verbs.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from vivavoce.planning.domain.job_analysis.word_lists import load_words

_VOWELS = frozenset("aeiou")
_DOUBLED = load_words("doubling_verbs")
"""Verbs of several syllables that double their last consonant."""
_IRREGULAR_GERUNDS = {
    "bus": "busing",
    "cue": "cueing",
    "age": "aging",
    "glue": "gluing",
    "program": "programming",
}
_IRREGULAR_THIRD_PERSONS = {"do": "does", "go": "goes", "have": "has", "be": "is"}
VerbEnding = Literal["base", "gerund", "third_person"]
_PREFIXED = re.compile(r"(?:co|de|mis|over|pre|re|under|up)-(?=[a-z]{3})")
_OTHER_WITHOUT_HYPHEN = frozenset(
    {"recollect", "recover", "recreate", "reform", "resign", "resort"}
)
"""Verbs that say something else without their hyphen: "re-cover the seats"."""
_OCCASIONS = frozenset({"pre-start", "pre-trip", "pre-use"})
"""When something is checked: "pre-use checks"."""
_REPEATED = "re-"
"""What has it is a verb, whatever follows, unless its end is that of a noun or an adjective."""
_NO_VERB_ENDINGS = (
    "able", "ably", "al", "ance", "ancy", "ary", "ed", "ence", "ency", "ent", "er", "ers", "ful",
    "gy", "ible", "ic", "ics", "ings", "ion", "ions", "ish", "ism", "ist", "ity", "ive", "less",
    "ly", "ment", "ments", "ness", "or", "ors", "ous", "ry", "ship", "sis", "sm", "ss", "ths", "ty",
    "ure", "us",
)  # fmt: skip
_SIBILANTS = ("sses", "xes", "zzes", "ches", "shes")
_SILENT_E = re.compile(r"(?:[bcdfgkptz]l|[cuvz]|dg|[aeiounr]s|.{3}at)\Z")
"""Ends of a gerund without "ing" that lack an "e": "whittling", "carving", "rinsing"."""
_MIN_LETTERS = 4


def is_verb(word: str) -> bool:
    """Return whether ``word`` is the base form of a known verb."""
    return word in _load_verbs() or _read_prefixed(word, "base") is not None


def get_gerund_base(word: str) -> str | None:
    """Return the base form of a known gerund: ``managing`` gives ``manage``."""
    return _index_gerunds().get(word) or _read_prefixed(word, "gerund")


def get_third_person_base(word: str) -> str | None:
    """Return the base form of a known third person: ``manages`` gives ``manage``."""
    return _index_third_persons().get(word) or _read_prefixed(word, "third_person")


def guess_base(word: str, form: VerbEnding) -> str | None:
    """Return the base form of a word that is a verb in a form by its place, or None if it looks like none.

    A list of which the other items begin with verbs in one form shows such a place: "debones the fish".
    """
    if len(word) < _MIN_LETTERS or not word.isalpha() or word.endswith(_NO_VERB_ENDINGS):
        return None
    if form == "base":
        return None if word.endswith(("s", "ing")) else word
    if form == "gerund":
        return _guess_gerund_base(word)
    if not word.endswith("s"):
        return None
    if word.endswith("ies"):
        return f"{word[:-3]}y" if len(word) > len("ties") else word[:-1]
    return word[:-2] if word.endswith(_SIBILANTS) else word[:-1]


def _guess_gerund_base(word: str) -> str | None:
    if word in load_words("no_gerunds"):
        return None
    stem = word.removesuffix("ing")
    if stem == word or len(stem) < 2:
        return None
    is_doubled = stem[-1] == stem[-2] and stem[-1] not in "aeflosz"
    with_e = (f"{stem}e", stem) if _SILENT_E.search(stem) else (stem, f"{stem}e")
    bases = (stem[:-1], *with_e) if is_doubled else (*with_e, stem[:-1])
    said = (base for base in bases if len(base) > 2 and not {*_VOWELS, "y"}.isdisjoint(base))
    known = (base for base in said if make_gerund(base) == word)
    return next(known, None)


def join_prefix(word: str) -> str | None:
    """Return a word with a prefix and a hyphen as one word if it is a verb: "co-leads", "restocks"."""
    if _PREFIXED.match(word) is None:
        return None
    closed = word.replace("-", "", 1)
    if get_base(closed) not in _OTHER_WITHOUT_HYPHEN | {None}:
        return closed
    return word if get_base(word) is not None else None


def _read_prefixed(word: str, form: VerbEnding) -> str | None:
    found = _PREFIXED.match(word)
    if found is None:
        return None
    rest = word[found.end() :]
    if form == "base" and found.group() not in {"re-", "de-"} and rest in load_words("verb_nouns"):
        return None  # "pre-season checks"
    known = {
        "base": rest if rest in _load_verbs() else None,
        "gerund": _index_gerunds().get(rest),
        "third_person": _index_third_persons().get(rest),
    }
    base = known[form]
    if word in _OCCASIONS:
        return None
    if base is None and found.group() == _REPEATED and not _has_form(rest):
        base = guess_base(rest, form)
    return None if base is None else f"{found.group()}{base}"


def _has_form(word: str) -> bool:
    return word in _load_verbs() or word in _index_gerunds() or word in _index_third_persons()


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
    gerunds = british | {make_gerund(base): base for base in bases}
    return {word: base for word, base in gerunds.items() if word not in load_words("no_gerunds")}


@cache
def _index_third_persons() -> dict[str, str]:
    return {make_third_person(base): base for base in sorted(_load_verbs())}
