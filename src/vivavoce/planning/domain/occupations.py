"""Recognize the occupation of a title: by name or alias, by other forms of the words, by spelling, by field.

The words of a name count in any order: "Clerk, registration" is a registration clerk. Where a title says only
a rank and a field of work, the field decides: a head of fundraising is a fundraiser.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import islice
from typing import Literal

from vivavoce.kernel.text_matching import stem_word
from vivavoce.planning.domain.catalog import Occupation, load_catalog
from vivavoce.planning.domain.catalog_names import (
    NO_MATCH_RANK,
    compute_stem_key,
    normalize_name,
    rank_key,
    split_phrase,
)
from vivavoce.planning.domain.occupation_fields import list_fields, list_rank_stems
from vivavoce.planning.domain.spelling import Vocabulary, find_similar_keys

OccupationMatchMethod = Literal["name", "lemma", "spelling", "meaning"]
"""By meaning: the skills of the posting point to the occupation, and the title names none."""
_MAX_TITLE_CHARACTERS = 200
_LEVEL_WORDS = frozenset(
    stem_word(word)
    for words in (
        "apprentice assistant cadet chief deputy experienced head intern junior lead senior trainee",
        "m f d w x",
        "part full time temporary permanent remote hybrid shift night late hours hrs",
    )
    for word in words.split()
)
"""Stems of words of a title that say nothing about the occupation."""
_SOFTWARE_BRANCH = "S5"
_PARTS = re.compile(r" [-\u2013\u2014] |[/|(),;:]")
_PLACE_WORDS = "and area branch for in of regional section site the unit"
_PLACE_STEMS = frozenset(map(stem_word, _PLACE_WORDS.split()))
"""Stems of words of a title that say where somebody works, in any trade."""
_BEHIND = re.compile(r" [-\u2013\u2014] |[/|(]")
"""What parts the main words of a title from a specialty, a rank, or a second title."""
_SHORT_FORMS = {
    "adviser": "advisor",
    "asst": "assistant",
    "centre": "center",
    "coord": "coordinator",
    "counsellor": "counselor",
    "engr": "engineer",
    "exec": "executive",
    "fulfilment": "fulfillment",
    "mgr": "manager",
    "programme": "program",
    "rep": "representative",
    "reps": "representative",
    "tech": "technician",
    "techs": "technician",
}
LEARNERS = frozenset({"Apprentice", "Intern", "Summer job helper"})
"""Occupations that say how long a person is there or has been, and not what the work is."""
_PERSONS = frozenset({"driver", "fitter", "mechanic", "operator", "pilot", "rider"})
"""Words for whoever does the work, behind which a single name says with what: "driver low loader"."""
_RANKS = LEARNERS | {"Team lead"}
"""Occupations that say a rank, and not what the work is."""


@dataclass(frozen=True, slots=True)
class OccupationMatch:
    """The occupation that a title names, how it was recognized, and the words that name it."""

    occupation: Occupation
    matched_by: OccupationMatchMethod
    words: str

    @property
    def is_guessed(self) -> bool:
        """Whether the title names another occupation, and this is only the nearest one."""
        return self.matched_by == "meaning"


@dataclass(frozen=True, slots=True)
class OccupationHit:
    """An occupation that a search found, and how."""

    occupation: Occupation
    matched_by: OccupationMatchMethod


class OccupationIndex:
    """Occupations, indexed by name, stems and spelling."""

    def __init__(self, occupations: Sequence[Occupation]) -> None:
        self.occupations = tuple(occupations)
        self._by_key: dict[str, Occupation] = {}
        self._by_stems: dict[tuple[str, ...], Occupation] = {}
        self._stem_sets: list[tuple[frozenset[str], Occupation]] = []
        for occupation in occupations:
            for name in (occupation.name, *occupation.aliases):
                self._by_key.setdefault(normalize_name(name), occupation)
                written = " ".join(_write_out(split_phrase(name)))
                self._by_key.setdefault(normalize_name(written), occupation)
                stems = _list_stems(name)
                self._by_stems.setdefault(stems, occupation)
                self._stem_sets.append((frozenset(compute_stem_key(name).split()), occupation))
        self._vocabulary = Vocabulary(
            word
            for occupation in occupations
            for name in (occupation.name, *occupation.aliases)
            for word in split_phrase(name)
        )
        self._keys_by_letter: dict[str, list[str]] = {}
        for key in self._by_key:
            self._keys_by_letter.setdefault(key[:1], []).append(key)

    def match(self, title: str) -> OccupationMatch | None:
        """Return the occupation that a title names, or None; the longest name in the title wins.

        What stands before a dash, a slash or a bracket comes first: "Tax adviser - assistant manager". An
        apprentice plumber is a plumber, and a claims team lead adjusts claims: what a person learns or leads
        says more about the work than that they do. A field of work names the trade where no occupation does.
        """
        title = title[:_MAX_TITLE_CHARACTERS]
        words = _write_out(split_phrase(title))
        first = _write_out(split_phrase(_BEHIND.split(title)[0]))
        match = self._match_names(first) or self._match_words(words)
        if match is not None and _is_among_persons(match, first):
            match = None  # a "driver low loader" is no loader
        if match is not None and not _names_rank_only(match):
            return match
        said = match.words.split() if match is not None else []
        rest = [word for word in words if word not in said]
        is_learner = match is not None and match.occupation.name in LEARNERS
        trade = self._match_words(rest) if is_learner else None
        whole = self._match_in_any_order(words)
        if trade is None and whole is not None and len(whole.words.split()) > len(said) > 1:
            trade = whole  # "Deputy manager - care home": a care home manager
        trade = trade or self._match_field(title) or (self._match_names(rest) if said else None)
        is_word = len(said) == 1 and match is not None and match.occupation.name not in _RANKS
        is_doubtful = is_word and not _LEVEL_WORDS.issuperset(
            map(stem_word, set(first) - set(said))
        )
        return trade or (None if is_doubtful else match)

    def _match_field(self, title: str) -> OccupationMatch | None:
        """Return the occupation of the field of work that a title names beside a rank, or None.

        What stands first decides, and what stands behind a comma only if nothing but a rank stands before.
        """
        for place, part in enumerate(_PARTS.split(title)):
            words = _write_out(split_phrase(part))
            stems = [stem_word(word) for word in words]
            bare = [stem for stem in stems if stem not in _LEVEL_WORDS and len(stem) > 1]
            heads = {*stems[:1], *stems[-1:], *bare[-1:]}
            found = _find_field(stems)
            if found is not None and (place or heads & (list_rank_stems() | _LEVEL_WORDS)):
                occupation = self._by_key[normalize_name(found[0])]
                return OccupationMatch(occupation, "lemma", " ".join(words[found[1]]))
            if not set(stems) <= list_rank_stems() | _LEVEL_WORDS | _PLACE_STEMS:
                return None
        return None

    def _match_words(self, words: Sequence[str]) -> OccupationMatch | None:
        return (
            self._match_names(words)
            or self._match_in_any_order(words)
            or self._match_spelling(words)
            or self._match_corrected(words)
        )

    def search(self, query: str, *, limit: int = 10) -> tuple[OccupationHit, ...]:
        """Return occupations by name, then by other forms of the words, then by spelling; best first."""
        key = normalize_name(query)
        if not key:
            return tuple(OccupationHit(one, "name") for one in islice(self.occupations, limit))
        ranks: dict[str, tuple[int, int, str]] = {}
        held: dict[str, Occupation] = {}
        for name, occupation in self._by_key.items():
            rank = rank_key(key, name)
            if rank < NO_MATCH_RANK:
                is_alias = normalize_name(occupation.name) != name
                row = (rank + is_alias, len(name), occupation.name)
                ranks[occupation.name] = min(row, ranks.get(occupation.name, row))
                held[occupation.name] = occupation
        hits = {
            name: OccupationHit(held[name], "name") for name in sorted(ranks, key=ranks.__getitem__)
        }
        wanted = frozenset(compute_stem_key(query).split())
        if wanted and len(hits) < limit:
            for stems, occupation in self._stem_sets:
                if wanted <= stems:
                    hits.setdefault(occupation.name, OccupationHit(occupation, "lemma"))
        if not hits:
            for occupation in self._search_misspelled(split_phrase(query)):
                hits.setdefault(occupation.name, OccupationHit(occupation, "spelling"))
        return tuple(islice(hits.values(), limit))

    def _search_misspelled(self, words: Sequence[str]) -> list[Occupation]:
        near = self._match_spelling(words)
        wanted = frozenset(stem_word(word) for word in self._vocabulary.correct(words))
        similar = [one for stems, one in self._stem_sets if wanted and wanted <= stems]
        return [near.occupation, *similar] if near is not None else similar

    def _match_names(self, words: Sequence[str]) -> OccupationMatch | None:
        """Return the occupation with the longest name among the words, as it is written if possible.

        A senior account manager is no senior accountant, although the words have the same stems.
        """
        if exact := self._by_key.get(normalize_name(" ".join(words))):
            return OccupationMatch(exact, "name", " ".join(words))
        stems = tuple(stem_word(word) for word in words)
        for length in range(len(stems), 0, -1):
            starts = range(len(stems) - length + 1)
            for start in starts:
                named = " ".join(words[start : start + length])
                if found := self._by_key.get(normalize_name(named)):
                    return OccupationMatch(found, "name", named)
            for start in starts:
                found = self._by_stems.get(stems[start : start + length])
                if found and (length > 1 or _is_form_of(words[start], found)):
                    named = " ".join(words[start : start + length])
                    return OccupationMatch(found, "lemma", named)
        return None

    def _match_in_any_order(self, words: Sequence[str]) -> OccupationMatch | None:
        """Return the occupation with the longest name of two words or more that all are in the title."""
        stems = {stem_word(word) for word in words}
        names = [row for row in self._stem_sets if len(row[0]) > 1 and row[0] <= stems]
        if not names:
            return None
        named, occupation = max(names, key=lambda row: (len(row[0]), sorted(row[0])))
        own = " ".join(word for word in words if stem_word(word) in named)
        return OccupationMatch(occupation, "lemma", own)

    def _match_corrected(self, words: Sequence[str]) -> OccupationMatch | None:
        match = self._match_names(self._vocabulary.correct(words))
        return None if match is None else replace(match, matched_by="spelling")

    def _match_spelling(self, words: Sequence[str]) -> OccupationMatch | None:
        if len(words) > 1 and self._vocabulary.knows_all(words):
            return None  # "nursery manager" is no misspelled "nursing manager"
        for text in _list_bare_titles(words):
            key = normalize_name(text)
            found = find_similar_keys(key, self._keys_by_letter.get(key[:1], ()))
            named = {self._by_key[one].name: self._by_key[one] for one in found}
            if len(named) == 1:
                return OccupationMatch(next(iter(named.values())), "spelling", text)
        return None


@cache
def load_occupations() -> OccupationIndex:
    """Return the occupations of the built-in catalog with their indexes."""
    return OccupationIndex(load_catalog().occupations)


@lru_cache(maxsize=256)
def match_occupation(title: str) -> OccupationMatch | None:
    """Return the built-in occupation that a title names, or None."""
    return load_occupations().match(title)


def says_more(title: str, match: OccupationMatch) -> bool:
    """Return whether a title says more than the occupation and a rank: the oysters of an oyster farm worker.

    What stands behind a dash, comma or bracket does not count, nor does the software that a developer uses.
    """
    first = _write_out(split_phrase(_BEHIND.split(title)[0].partition(",")[0]))
    known = _LEVEL_WORDS.union(map(stem_word, match.words.split()))
    return not known.issuperset(stem_word(word) for word in first if word not in _list_software())


@cache
def _list_software() -> frozenset[str]:
    """Return the names of programs, languages and systems of the catalog that are one word."""
    tools = (one for one in load_catalog().skills if one.kind == "tool")
    names = (
        normalize_name(name)
        for one in tools
        if one.group.startswith(_SOFTWARE_BRANCH)
        for name in (one.name, *one.aliases)
    )
    return frozenset(name for name in names if " " not in name)


def _is_among_persons(match: OccupationMatch, words: Sequence[str]) -> bool:
    """Return whether one word names the occupation, and one before it another person: "driver low loader"."""
    if " " in match.words or match.words not in words or match.occupation.name in _RANKS:
        return False
    before = words[: words.index(match.words)]
    return not _PERSONS.isdisjoint(before)


def _is_form_of(word: str, occupation: Occupation) -> bool:
    """Return whether a single word is another number of a name, or the craft of it: "roofing", "porters".

    Words of other meanings have the same stem, too: who processes orders is no orderly.
    """
    return any(
        _cut_plural(name) == _cut_plural(word)
        or (word.endswith("ing") and name.endswith(("er", "or")))
        for name in map(normalize_name, (occupation.name, *occupation.aliases))
        if " " not in name and stem_word(name) == stem_word(word)
    )


def _cut_plural(word: str) -> str:
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def _names_rank_only(match: OccupationMatch) -> bool:
    """Return whether the words that name an occupation say a rank: "controller" of a bus depot."""
    stems = set(map(stem_word, match.words.split()))
    return match.occupation.name in _RANKS or stems <= list_rank_stems() | _LEVEL_WORDS


def _find_field(stems: Sequence[str]) -> tuple[str, slice] | None:
    """Return the occupation of the longest field among the words, or the first of several, and its place."""
    fields = list_fields()
    for length in range(max(map(len, fields)), 0, -1):
        for start in range(len(stems) - length + 1):
            name = fields.get(tuple(stems[start : start + length]))
            if name and not _says_which(stems[start + length :]):
                return name, slice(start, start + length)
    return None


def _says_which(behind: Sequence[str]) -> bool:
    """Return whether words behind a field name another field: the theatre in "youth theatre director"."""
    return len(behind) > 1 and behind[0] not in list_rank_stems() | _LEVEL_WORDS


def _list_stems(name: str) -> tuple[str, ...]:
    return tuple(stem_word(word) for word in split_phrase(name))


def _write_out(words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of a title: short forms in full, and British words as Americans spell them."""
    return tuple(_SHORT_FORMS.get(word, word) for word in words)


def _list_bare_titles(words: Sequence[str]) -> Iterable[str]:
    bare = [word for word in words if stem_word(word) not in _LEVEL_WORDS]
    return dict.fromkeys((" ".join(words), " ".join(bare)))
