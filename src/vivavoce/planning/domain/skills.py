"""The skill catalog, and how typed skills are matched with it.

The methods are tried in this order: name or alias, other forms of the same words, names within the text,
similar spelling, and similar meaning if embeddings are available.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import Literal

from vivavoce.planning.domain.catalog import Skill, load_catalog
from vivavoce.planning.domain.catalog_names import (
    FUNCTION_WORDS,
    are_forms,
    compute_stem_key,
    normalize_name,
    rank_key,
    remove_filler_words,
    split_phrase,
)
from vivavoce.planning.domain.question_bank import load_bank_file
from vivavoce.planning.domain.skill_mentions import SkillMention, SkillNameIndex
from vivavoce.planning.domain.skill_senses import choose_sense, qualifies_only
from vivavoce.planning.domain.spelling import (
    Vocabulary,
    are_spelled_alike,
    find_similar_keys,
    rank_similar_keys,
)
from vivavoce.planning.domain.text_matching import to_single_line

SkillStatus = Literal["validated", "ambiguous", "unvalidated"]
SkillMatchMethod = Literal["name", "lemma", "words", "spelling", "meaning", "nothing"]
SearchMethod = Literal["name", "lemma", "spelling", "meaning"]
SIMILARITY_THRESHOLD = 0.62
"""The minimum cosine similarity with the vector of a skill's ``embedding_text``.

In a manual test with 20 phrases, correct matches had 0.69 to 0.85, unrelated ones less than 0.49.
"""
AMBIGUITY_MARGIN = 0.06
"""A second skill within this cosine distance of the best makes the match ambiguous."""
MAX_SUGGESTIONS = 3
_MAX_POSTING = 20_000
_MIN_COVERAGE = 0.5
"""The share of the words of a typed skill that names within it must cover to validate it."""


@dataclass(frozen=True, slots=True)
class SkillMatch:
    """How one typed skill was matched."""

    requested_name: str
    status: SkillStatus
    candidates: tuple[str, ...] = ()
    matched_by: SkillMatchMethod = "nothing"
    suggestions: tuple[str, ...] = ()
    """Names in the catalog that are spelled alike; a person may correct an unknown skill to one."""

    @property
    def canonical_name(self) -> str | None:
        """The name in the catalog, or None unless exactly one skill matches."""
        return self.candidates[0] if self.status == "validated" else None

    @property
    def canonical_names(self) -> tuple[str, ...]:
        """The names in the catalog: one, or several if the typed text names several skills."""
        return self.candidates if self.status == "validated" else ()


@dataclass(frozen=True, slots=True)
class SkillSearchHit:
    """A skill that a search found, and how."""

    skill: Skill
    matched_by: SearchMethod


@dataclass(frozen=True, slots=True)
class SkillReport:
    """The matches of all skills of a brief; with ``is_confirmed`` no question is asked about them."""

    matches: tuple[SkillMatch, ...] = ()
    is_confirmed: bool = False

    @property
    def validated_skills(self) -> tuple[str, ...]:
        """The matched names in the catalog, each once."""
        return tuple(dict.fromkeys(name for m in self.matches for name in m.canonical_names))

    @property
    def unvalidated_skills(self) -> tuple[str, ...]:
        """The unmatched and ambiguous skills, as typed."""
        return tuple(m.requested_name for m in self.matches if m.status != "validated")

    @property
    def corrections(self) -> Mapping[str, tuple[str, ...]]:
        """What an unvalidated skill may mean, by its typed name; a person decides."""
        offered = {
            m.requested_name: m.candidates or m.suggestions
            for m in self.matches
            if m.status != "validated"
        }
        return {name: meanings for name, meanings in offered.items() if meanings}

    @property
    def clarification_questions(self) -> tuple[str, ...]:
        """The questions for the recruiter before planning; empty if planning can continue.

        Only a name that two skills of the catalog share is asked about. An unknown skill is planned as it
        is typed.
        """
        if self.is_confirmed:
            return ()
        return tuple(
            _ask_which_skill(match)
            for match in self.matches
            if match.status == "ambiguous" and match.matched_by == "name"
        )


class SkillCatalog:
    """Skills, indexed by name, alias, stems, words and spelling."""

    def __init__(self, skills: Sequence[Skill], *, typo_exceptions: Sequence[str] = ()) -> None:
        self.skills = {skill.name: skill for skill in skills}
        self._typo_exceptions = {normalize_name(word) for word in typo_exceptions}
        self._skills_by_key: dict[str, tuple[str, ...]] = {}
        self._skills_by_stems: dict[str, tuple[str, ...]] = {}
        for skill in skills:
            for name in (skill.name, *skill.aliases, *skill.typed_aliases):
                _add(self._skills_by_key, normalize_name(name), skill.name)
                if _has_forms(skill, name):
                    _add(self._skills_by_stems, compute_stem_key(name), skill.name)
        self._stem_keys_by_stem = _index_stems(self._skills_by_stems)
        self._names_in_text = SkillNameIndex(self._list_names_in_text())
        # One string to search for parts of names: hundreds of times faster than a loop over them.
        self._joined_keys = "\n" + "\n".join(self._skills_by_key) + "\n"
        self._keys_by_letter = _group_by_first_letter(self._skills_by_key)
        self._vocabulary = Vocabulary(
            word
            for skill in skills
            for name in (skill.name, *skill.aliases)
            for word in split_phrase(name)
        )

    def find_by_name(self, text: str) -> tuple[str, ...]:
        """Return the skills with exactly this name or alias."""
        return self._skills_by_key.get(normalize_name(text), ())

    def find_by_stems(self, text: str) -> tuple[str, ...]:
        """Return the skills whose name has the same words in any form and order."""
        key = compute_stem_key(text)
        words = split_phrase(text)
        return tuple(
            skill
            for skill in self._skills_by_stems.get(key, ())
            if any(
                compute_stem_key(name) == key and are_forms(words, split_phrase(name))
                for name in (self.skills[skill].name, *self.skills[skill].aliases)
            )
        )

    def find_in_text(self, text: str) -> tuple[str, ...]:
        """Return the skills whose names occur in ``text`` as whole words, longest names first."""
        return self._names_in_text.find_names(text)

    def find_mentions(self, text: str) -> tuple[SkillMention, ...]:
        """Return the skills that ``text`` names in any form of the words, in the order of the text."""
        return self._names_in_text.find_mentions(text)

    def find_similar_spelling(self, text: str) -> tuple[str, ...]:
        """Return the skills that a text of six or more letters misspells (``find_similar_keys``).

        A text of known words misspells nothing: "inspections" are no injections. It may have another form.
        """
        key = normalize_name(text)
        if key in self._typo_exceptions:
            return ()
        keys = find_similar_keys(key, self._keys_by_letter.get(key[:1], ()))
        names = dict.fromkeys(name for found in keys for name in self._skills_by_key[found])
        if self._vocabulary.knows_all(split_phrase(text)):
            forms = self.find_by_stems(text)
            return tuple(name for name in names if name in forms)
        return tuple(names)

    def suggest_corrections(self, text: str) -> tuple[str, ...]:
        """Return up to three skills of whose names the text may be a misspelling, best first.

        Each word must be spelled alike: "team leadership" is no slip of "tenancy management".
        """
        if self._vocabulary.knows_all(split_phrase(text)):
            return ()
        key = normalize_name(text)
        keys = rank_similar_keys(key, self._keys_by_letter.get(key[:1], ()), limit=MAX_SUGGESTIONS)
        names = dict.fromkeys(
            name
            for found in keys
            if are_spelled_alike(key, found)
            for name in self._skills_by_key[found]
        )
        return tuple(names)[:MAX_SUGGESTIONS]

    def search(self, query: str, *, limit: int = 10) -> tuple[SkillSearchHit, ...]:
        """Return skills by name, then by other forms of the words, then by spelling; best first.

        An empty query returns the first skills of the catalog.
        """
        key = normalize_name(query)
        if not key:
            return tuple(
                SkillSearchHit(skill, "name") for skill in islice(self.skills.values(), limit)
            )
        hits: dict[str, SearchMethod] = dict.fromkeys(self._rank_by_name(key), "name")
        if len(hits) < limit:
            for skill in (*self.find_by_stems(query), *self._find_containing_stems(query)):
                hits.setdefault(skill, "lemma")
        if not hits:
            for skill in self.find_similar_spelling(query) or self._search_misspelled(query):
                hits.setdefault(skill, "spelling")
        found = (SkillSearchHit(self.skills[name], by) for name, by in hits.items())
        return tuple(islice(found, limit))

    def _search_misspelled(self, query: str) -> tuple[str, ...]:
        """Return the skills that the query finds after single words of it were corrected."""
        corrected = " ".join(self._vocabulary.correct(split_phrase(query)))
        if not corrected:
            return ()
        named = self._rank_by_name(normalize_name(corrected))
        return (*named, *self._find_containing_stems(corrected))

    def _rank_by_name(self, key: str) -> list[str]:
        """Return the skills with a name that is ``key``, begins with it or contains it, best first."""
        ranks: dict[str, tuple[int, int]] = {}
        for name in self._list_keys_with(key):
            for skill in self._skills_by_key[name]:
                row = (rank_key(key, name) + (normalize_name(skill) != name), len(name))
                ranks[skill] = min(row, ranks.get(skill, row))
        return sorted(ranks, key=lambda name: (ranks[name], name))

    def _list_keys_with(self, part: str) -> Iterator[str]:
        """Yield the keys that contain ``part``, or begin with it if it has one or two letters."""
        joined, wanted = self._joined_keys, part if len(part) > 2 else f"\n{part}"
        place = joined.find(wanted)
        while place >= 0:
            end = joined.index("\n", place + 1)
            yield joined[joined.rindex("\n", 0, place + 1) + 1 : end]
            place = joined.find(wanted, end)

    def _find_containing_stems(self, query: str) -> list[str]:
        """Return the skills whose names hold all stems of the query, shortest names first."""
        held = [
            self._stem_keys_by_stem.get(stem, frozenset())
            for stem in compute_stem_key(query).split()
        ]
        keys = frozenset.intersection(*held) if held else frozenset()
        found = sorted((len(key), name) for key in keys for name in self._skills_by_stems[key])
        return list(dict.fromkeys(name for _, name in found))

    def _list_names_in_text(self) -> Iterator[tuple[Skill, str]]:
        """Yield the names of exactly one skill, which can be recognized inside a text."""
        for skill in self.skills.values():
            for name in (skill.name, *skill.aliases):
                if len(self.find_by_name(name)) == 1:
                    yield skill, name


@cache
def load_skill_catalog() -> SkillCatalog:
    """Return the built-in catalog with its indexes."""
    return SkillCatalog(
        load_catalog().skills, typo_exceptions=load_bank_file("words")["not_typos"].split()
    )


def match_skill(
    name: str, catalog: SkillCatalog, *, similar_skills: Sequence[tuple[str, float]] = ()
) -> SkillMatch:
    """Match one skill. ``similar_skills`` are pairs of name and cosine similarity, best first."""
    requested_name = to_single_line(name, max_length=80)
    for by, candidates in _match_by_each_method(name, catalog, similar_skills):
        if candidates:
            # A text that names several skills means all of them.
            is_clear = len(candidates) == 1 or by == "words"
            status: SkillStatus = "validated" if is_clear else "ambiguous"
            return SkillMatch(requested_name, status, candidates, by)
    return SkillMatch(requested_name, "unvalidated")


def _match_by_each_method(
    requested_name: str, catalog: SkillCatalog, similar_skills: Sequence[tuple[str, float]]
) -> Iterator[tuple[SkillMatchMethod, tuple[str, ...]]]:
    """Yield the result of each method; the caller stops at the first non-empty one."""
    bare = remove_filler_words(requested_name)
    yield "name", catalog.find_by_name(requested_name) or catalog.find_by_name(bare)
    yield "lemma", _find_by_forms(requested_name, catalog) or _find_by_forms(bare, catalog)
    yield "words", _find_covering(bare, catalog)
    yield "spelling", catalog.find_similar_spelling(bare)
    yield "meaning", _select_similar(similar_skills)


def _find_by_forms(text: str, catalog: SkillCatalog) -> tuple[str, ...]:
    """Return the skills with the same words in other forms; one word is too little to tell.

    "Managing the inventory" is "inventory management", but "weather" is not "weatherization".
    """
    return catalog.find_by_stems(text) if " " in compute_stem_key(text) else ()


def _find_covering(text: str, catalog: SkillCatalog) -> tuple[str, ...]:
    """Return the skills named in a text if their names make up at least half of its words."""
    words = [word for word in split_phrase(text) if word not in FUNCTION_WORDS]
    found = tuple(
        name
        for name in catalog.find_in_text(text)
        if not (
            catalog.skills[name].kind == "field" and qualifies_only(catalog.skills[name], words)
        )
    )
    covered: set[str] = set()
    for skill in found:
        names = (catalog.skills[skill].name, *catalog.skills[skill].aliases)
        covered.update(
            word
            for name in names
            if _contains(split_phrase(text), split_phrase(name))
            for word in split_phrase(name)
        )
    return found if sum(word in covered for word in words) >= _MIN_COVERAGE * len(words) else ()


def _contains(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    return f" {' '.join(phrase)} " in f" {' '.join(words)} "


def validate_skills(
    names: Sequence[str],
    catalog: SkillCatalog,
    *,
    similar_skills: Mapping[str, Sequence[tuple[str, float]]] | None = None,
    known_names: Mapping[str, str] | None = None,
    is_confirmed: bool = False,
    posting: str = "",
) -> SkillReport:
    """Match every skill of a brief; duplicates that differ only in case count once.

    A name that two skills share means the one whose field the other names and the ``posting`` are about.

    ``similar_skills`` gives, by typed name, pairs of skill name and cosine similarity, best first.
    ``known_names`` gives, by typed name, the names of skills that are known beside the catalog.
    """
    similar_skills, known_names = similar_skills or {}, known_names or {}
    wanted = {to_single_line(skill, max_length=80).casefold(): skill for skill in reversed(names)}
    matches = [
        SkillMatch(to_single_line(skill, max_length=80), "validated", (known_names[skill],), "name")
        if skill in known_names
        else match_skill(skill, catalog, similar_skills=similar_skills.get(skill, ()))
        for alias, skill in reversed(wanted.items())
        if alias
    ]
    matches = [_settle_sense(match, names, catalog, posting) for match in matches]
    offered = [_offer_corrections(match, catalog) for match in matches]
    return SkillReport(tuple(offered), is_confirmed)


def _settle_sense(
    match: SkillMatch, names: Sequence[str], catalog: SkillCatalog, posting: str
) -> SkillMatch:
    if match.status != "ambiguous" or match.matched_by != "name":
        return match
    own = normalize_name(match.requested_name)
    others = [name for name in names if normalize_name(name) != own]
    words = "\n".join((*others, posting[:_MAX_POSTING]))
    meant = choose_sense(match.candidates, words, catalog.find_in_text(words), catalog.skills)
    return match if meant is None else replace(match, status="validated", candidates=(meant,))


def _offer_corrections(match: SkillMatch, catalog: SkillCatalog) -> SkillMatch:
    if match.status != "unvalidated":
        return match
    return replace(match, suggestions=catalog.suggest_corrections(match.requested_name))


def cosine_similarity(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the cosine similarity of two vectors; 0 if one is a zero vector.

    Raises ``ValueError`` if their lengths differ.
    """
    if len(first) != len(second):
        raise ValueError(f"vectors of {len(first)} and {len(second)} numbers cannot be compared")
    size = (sum(x * x for x in first) * sum(y * y for y in second)) ** 0.5
    return sum(x * y for x, y in zip(first, second, strict=True)) / size if size else 0.0


def _add(index: dict[str, tuple[str, ...]], key: str, name: str) -> None:
    held = index.get(key, ())
    if key and name not in held:
        index[key] = (*held, name)


def _has_forms(skill: Skill, name: str) -> bool:
    """Return whether a name is made of ordinary words; "reacting" is no form of the tool React."""
    return skill.kind in ("activity", "field") and name not in skill.typed_aliases


def _index_stems(stem_keys: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the stem keys by each of their stems."""
    index: dict[str, set[str]] = {}
    for key in stem_keys:
        for stem in key.split():
            index.setdefault(stem, set()).add(key)
    return {stem: frozenset(keys) for stem, keys in index.items()}


def _group_by_first_letter(keys: Mapping[str, object]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for key in keys:
        grouped.setdefault(key[0], []).append(key)
    return grouped


def _select_similar(similar_skills: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    close = [
        (name, similarity)
        for name, similarity in similar_skills
        if similarity >= SIMILARITY_THRESHOLD
    ]
    if not close:
        return ()
    best = close[0][1]
    return tuple(name for name, similarity in close if best - similarity < AMBIGUITY_MARGIN)


def _ask_which_skill(match: SkillMatch) -> str:
    *first, last = match.candidates
    return f'Which skill does "{match.requested_name}" mean: {", ".join(first)} or {last}?'
