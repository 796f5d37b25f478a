"""The words that say what a skill is, and whether a question says them, their family or a synonym."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import takewhile

from vivavoce.planning.domain.text_matching import extract_content_stems, list_stems, tokenize

_CAPITAL_INSIDE = re.compile(r"[a-z][A-Z]")
"""In its only word, a product has one: such a name is no form of another word."""
_SERVED = "client customer guest passenger patient pupil resident tenant visitor caller"
_OF_A_KIND = re.compile(r"\b\w+ive\b(?= \w)", re.IGNORECASE)
"""An adjective that says which kind is meant, although its noun says little: "preventive conservation"."""
_MIN_PREFIX, _LEAST_COMMON = 4, 0.75
_GENERAL_WORDS = (
    "administration assessment assistance awareness basic care check collection contact control data "
    "delivery detail development entry etiquette good handling keeping knowledge liaison maintenance "
    "making management manner manufacturing method note operation people person planning practice "
    "preparation prevention procedure process processing product program report resolution safe service "
    "setting skill software solution support system team technique tool training use work working "
    "writing"
)
"""Words of skills that say little by themselves, or that questions of every kind have."""


def list_own_stems(name: str) -> tuple[str, ...]:
    """Return the stems that say what a skill is: no general words, and no people who are served."""
    kinds = frozenset(stem for word in _OF_A_KIND.findall(name) for stem in list_stems(word))
    general = (list_general_stems() - kinds) | _list_served()
    return tuple(one for one in list_stems(name) if one not in general)


def is_said_as_it_is(name: str) -> bool:
    """Return whether a name is said as it is or not at all: "C", "A/B testing", "CostX"."""
    is_brand = len(name.split()) == 1 and _CAPITAL_INSIDE.search(name) is not None
    return is_brand or any(len(token) == 1 for token in tokenize(name))


def is_said(stem: str, said: Collection[str], name: Collection[str] = ()) -> bool:
    """Return whether a stem is said, or a synonym of it in the ``name`` of a skill."""
    if stem in _list_served() and not _list_served().isdisjoint(said):
        return True
    return any(is_same_word(stem, one) for one in said) or has_synonym(stem, name, said, said)


def has_synonym(
    stem: str, name: Collection[str], work: Collection[str], said: Collection[str]
) -> bool:
    """Return whether a synonym of a stem is said; that of several words of a name holds for each of them.

    Most synonyms must be in the ``work`` that a question names, some anywhere in it.
    """
    return any(
        words <= set(name) and any(one <= set(place) for one in synonyms)
        for table, place in (("of_the_work", work), ("anywhere", said))
        for words, synonyms in _load_synonyms(table).get(stem, ())
    )


@cache
def _load_synonyms(
    table: str,
) -> Mapping[str, Sequence[tuple[frozenset[str], Sequence[frozenset[str]]]]]:
    """Return by stem the words that it is among, each with what says the same."""
    file = resources.files("vivavoce.planning.domain") / "skill_synonyms.toml"
    raw = tomllib.loads(file.read_text("utf-8"))[table]
    found: dict[str, list[tuple[frozenset[str], Sequence[frozenset[str]]]]] = {}
    for words, said in raw.items():
        stems = frozenset(list_stems(words))
        synonyms = [frozenset(list_stems(one)) for one in said.split()]
        for stem in stems:
            found.setdefault(stem, []).append((stems, synonyms))
    return found


@lru_cache(maxsize=32768)
def is_same_word(stem: str, other: str) -> bool:
    """Return whether two stems are of one family: "allergen" and "allergy", not "contract" and "control"."""
    if stem == other:
        return True
    common = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(stem, other, strict=False))
    )
    return common >= _MIN_PREFIX and common >= _LEAST_COMMON * max(len(stem), len(other))


@cache
def list_general_stems() -> frozenset[str]:
    """Return the stems of words that say little about a skill."""
    return frozenset(extract_content_stems(_GENERAL_WORDS))


@cache
def _list_served() -> frozenset[str]:
    return frozenset(extract_content_stems(_SERVED))
