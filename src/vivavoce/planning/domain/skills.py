"""The skill catalog, and how typed skills are matched with it.

The methods are tried in this order: name or alias, a name within the text, similar spelling, and similar
meaning if embeddings are available. With more than one result, a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from vivavoce.kernel.text_matching import count_typos
from vivavoce.planning.domain.question_bank import load_bank_file
from vivavoce.planning.domain.text_matching import normalize_text, to_single_line

SkillStatus = Literal["validated", "ambiguous", "unvalidated"]
SkillMatchMethod = Literal["name", "words", "spelling", "meaning", "nothing"]
SIMILARITY_THRESHOLD = 0.62
"""The minimum cosine similarity with the vector of a skill's ``embedding_text``.

In a manual test with 20 phrases, correct matches had 0.69 to 0.85, unrelated ones less than 0.49.
"""
AMBIGUITY_MARGIN = 0.06
"""A second skill within this cosine distance of the best makes the match ambiguous."""
_NO_MATCH_RANK = 5
_FILLER_WORDS = re.compile(
    r"\b(advanced|basic|strong|good|solid|expert|senior|junior|professional|proven|hands[- ]on|deep"
    r"|experience|experienced|knowledge|skills?|proficien\w+|familiar\w*|expertise|understanding"
    r"|working|development|developer|programming|language|framework|years?|yrs?|with|in|of|using)\b"
)
_NUMBERS = re.compile(r"\bv?\d+(\.\d+)*\+?(?=\s|$)")
_BRACKETS = re.compile(r"\([^)]{0,200}+\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """One skill of the catalog."""

    name: str
    category: str
    description: str
    aliases: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    is_exact_only: bool = False
    """The name is an everyday word, so it matches only as the whole text."""

    @property
    def embedding_text(self) -> str:
        """The text that is embedded for the skill."""
        return f"{self.name}. {self.description}"


@dataclass(frozen=True, slots=True)
class SkillMatch:
    """How one typed skill was matched."""

    requested_name: str
    status: SkillStatus
    candidates: tuple[str, ...] = ()
    matched_by: SkillMatchMethod = "nothing"

    @property
    def canonical_name(self) -> str | None:
        """The name in the catalog, or None unless exactly one skill matches."""
        return self.candidates[0] if self.status == "validated" else None


@dataclass(frozen=True, slots=True)
class SkillReport:
    """The matches of all skills of a brief; with ``is_confirmed`` no question is asked about them."""

    matches: tuple[SkillMatch, ...] = ()
    is_confirmed: bool = False

    @property
    def validated_skills(self) -> tuple[str, ...]:
        """The matched names in the catalog, each once."""
        return tuple(dict.fromkeys(m.canonical_name for m in self.matches if m.canonical_name))

    @property
    def unvalidated_skills(self) -> tuple[str, ...]:
        """The unmatched and ambiguous skills, as typed."""
        return tuple(m.requested_name for m in self.matches if m.status != "validated")

    @property
    def clarification_questions(self) -> tuple[str, ...]:
        """The questions for the recruiter before planning; empty if planning can continue."""
        if self.is_confirmed or not self.matches:
            return ()
        unclear = [m for m in self.matches if m.status == "ambiguous"]
        if unclear:
            return tuple(_ask_which_skill(match) for match in unclear)
        return () if self.validated_skills else (_ask_about_unknown_skills(self.matches),)


class SkillCatalog:
    """Skills, indexed by name and alias."""

    def __init__(self, skills: Sequence[Skill], *, typo_exceptions: Sequence[str] = ()) -> None:
        self.skills = {skill.name: skill for skill in skills}
        self._typo_exceptions = {_normalize_name(word) for word in typo_exceptions}
        self._skills_by_key: dict[str, list[str]] = {}
        for skill in skills:
            for name in (skill.name, *skill.aliases):
                self._skills_by_key.setdefault(_normalize_name(name), []).append(skill.name)
        self._phrases = self._list_unambiguous_phrases()

    def find_by_name(self, text: str) -> tuple[str, ...]:
        """Return the skills with exactly this name or alias."""
        return tuple(dict.fromkeys(self._skills_by_key.get(_normalize_name(text), ())))

    def find_in_text(self, text: str) -> tuple[str, ...]:
        """Return the skills whose names occur in ``text`` as whole words, longest names first."""
        rest, names = f" {_normalize_phrase(text)} ", []
        for name, skill in self._phrases:
            if f" {name} " in rest:
                names.append(skill)
                rest = rest.replace(f" {name} ", "  ")
        return tuple(dict.fromkeys(names))

    def find_similar_spelling(self, text: str) -> tuple[str, ...]:
        """Return the skills at an edit distance of 1 (up to 2 for texts of nine or more letters)."""
        key = _normalize_name(text)
        allowed = 0 if len(key) < 5 or key in self._typo_exceptions else 1 if len(key) < 9 else 2
        names: list[str] = []
        for slips in range(1, allowed + 1):
            for name, skills in self._skills_by_key.items():
                if (
                    len(name) >= 4
                    and name[0] == key[0]
                    and count_typos(key, name, limit=slips) == slips
                ):
                    names += skills
            if names:
                break
        return tuple(dict.fromkeys(names))

    def search(self, query: str, *, limit: int = 10) -> tuple[Skill, ...]:
        """Return skills whose name, alias or description matches the typed query, best first."""
        key = _normalize_name(query)
        ranked = []
        for skill in self.skills.values():
            names = [_normalize_name(name) for name in (skill.name, *skill.aliases)]
            rank = _rank_match(key, names, normalize_text(skill.description))
            if rank < _NO_MATCH_RANK:
                ranked.append((rank, skill.name, skill))
        close = [self.skills[name] for name in self.find_similar_spelling(query)]
        ranked_skills = [skill for _, _, skill in sorted(ranked, key=lambda row: row[:2])]
        return tuple(dict.fromkeys([*ranked_skills, *close]))[:limit]

    def _list_unambiguous_phrases(self) -> list[tuple[str, str]]:
        """Return pairs of name and skill for names of exactly one skill, longest names first."""
        phrases = [
            (_normalize_phrase(name), skill.name)
            for skill in self.skills.values()
            if not skill.is_exact_only
            for name in (skill.name, *skill.aliases)
            if len(_normalize_name(name)) > 2 and len(self.find_by_name(name)) == 1
        ]
        return sorted(phrases, key=lambda pair: (-len(pair[0]), pair))


@cache
def load_skill_catalog() -> SkillCatalog:
    """Return the built-in catalog."""
    document = load_bank_file("skills")
    skills = [
        Skill(
            name=raw["name"],
            category=raw["category"],
            description=raw["description"],
            aliases=tuple(raw["aliases"]),
            related=tuple(raw["related"]),
            is_exact_only=raw.get("exact_only", False),
        )
        for raw in document["skill"]
    ]
    return SkillCatalog(skills, typo_exceptions=document["not_typos"])


def match_skill(
    name: str, catalog: SkillCatalog, *, similar_skills: Sequence[tuple[str, float]] = ()
) -> SkillMatch:
    """Match one skill. ``similar_skills`` are pairs of name and cosine similarity, best first."""
    requested_name = to_single_line(name, max_length=80)
    for by, candidates in _match_by_each_method(name, catalog, similar_skills):
        if candidates:
            status: SkillStatus = "validated" if len(candidates) == 1 else "ambiguous"
            return SkillMatch(requested_name, status, candidates, by)
    return SkillMatch(requested_name, "unvalidated")


def _match_by_each_method(
    requested_name: str, catalog: SkillCatalog, similar_skills: Sequence[tuple[str, float]]
) -> Iterator[tuple[SkillMatchMethod, tuple[str, ...]]]:
    """Yield the result of each method; the caller stops at the first non-empty one."""
    bare = _remove_filler_words(requested_name)
    yield "name", catalog.find_by_name(requested_name) or catalog.find_by_name(bare)
    yield "words", catalog.find_in_text(bare)
    yield "spelling", catalog.find_similar_spelling(bare)
    yield "meaning", _select_similar(similar_skills)


def validate_skills(
    names: Sequence[str],
    catalog: SkillCatalog,
    *,
    similar_skills: Mapping[str, Sequence[tuple[str, float]]] | None = None,
    is_confirmed: bool = False,
) -> SkillReport:
    """Match every skill of a brief; duplicates that differ only in case count once.

    ``similar_skills`` gives, by typed name, pairs of skill name and cosine similarity, best first.
    """
    similar_skills = similar_skills or {}
    wanted = {to_single_line(skill, max_length=80).casefold(): skill for skill in reversed(names)}
    matches = [
        match_skill(skill, catalog, similar_skills=similar_skills.get(skill, ()))
        for alias, skill in reversed(wanted.items())
        if alias
    ]
    return SkillReport(tuple(matches), is_confirmed)


def cosine_similarity(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the cosine similarity of two vectors; 0 if one is a zero vector.

    Raises ``ValueError`` if their lengths differ.
    """
    if len(first) != len(second):
        raise ValueError(f"vectors of {len(first)} and {len(second)} numbers cannot be compared")
    size = (sum(x * x for x in first) * sum(y * y for y in second)) ** 0.5
    return sum(x * y for x, y in zip(first, second, strict=True)) / size if size else 0.0


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


def _normalize_name(text: str) -> str:
    return re.sub(r"[^a-z0-9+#]", "", normalize_text(text))


def _normalize_phrase(text: str) -> str:
    return " ".join(
        re.sub(r"[^a-z0-9+#.]", " ", normalize_text(text)).replace(". ", " ").split()
    ).strip(".")


def _remove_filler_words(text: str) -> str:
    plain = _NUMBERS.sub(" ", _BRACKETS.sub(" ", normalize_text(text)))
    stripped = " ".join(_FILLER_WORDS.sub(" ", plain).split())
    return stripped or plain.strip()


def _rank_match(key: str, names: Sequence[str], description: str) -> int:
    """Return a rank, 0 for an exact match: the name ranks before aliases and the description."""
    if not key or key in names:
        return 0
    for rank, fits in enumerate(
        (
            names[0].startswith(key),
            any(name.startswith(key) for name in names),
            any(key in name for name in names),
            len(key) > 2 and key in _normalize_name(description),
        ),
        1,
    ):
        if fits:
            return rank
    return _NO_MATCH_RANK


def _ask_which_skill(match: SkillMatch) -> str:
    *first, last = match.candidates
    return f'Which skill does "{match.requested_name}" mean: {", ".join(first)} or {last}?'


def _ask_about_unknown_skills(matches: Sequence[SkillMatch]) -> str:
    listed = ", ".join(f'"{match.requested_name}"' for match in matches[:8])
    return (
        f"None of these skills is in the catalog: {listed}. Check the names and correct "
        "them, or send them again unchanged to keep them."
    )
