"""The catalogue of skills, and how what a person typed is matched to it.

In this order: the name or an alias, a name within the words, a slip of the keys, and closeness in
meaning where vectors are at hand. Two answers are no answer: then a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from vivavoce.planning.domain.bank import bank_file
from vivavoce.planning.domain.words import fold, one_line

SkillStatus = Literal["validated", "ambiguous", "unvalidated"]
MatchedBy = Literal["name", "words", "spelling", "meaning", "nothing"]
NEAR = 0.62
"""Cosine from which a skill means one of the catalogue, whose vectors are of ``spoken_of``.

Of 20 phrases tried by hand the right ones lay from .69 to .85, the foreign ones below .49.
"""
APART = 0.06
"""A runner-up nearer than this makes the match ambiguous."""
_NO_RANK = 5
_PADDING = re.compile(
    r"\b(advanced|basic|strong|good|solid|expert|senior|junior|professional|proven|hands[- ]on|deep"
    r"|experience|experienced|knowledge|skills?|proficien\w+|familiar\w*|expertise|understanding"
    r"|working|development|developer|programming|language|framework|years?|yrs?|with|in|of|using)\b"
)
_NUMBERS = re.compile(r"\bv?\d+(\.\d+)*\+?(?=\s|$)")
_BRACKETS = re.compile(r"\([^)]{0,200}+\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """One skill of the catalogue."""

    name: str
    category: str
    description: str
    aliases: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    is_exact_only: bool = False
    """The name is an everyday word, so it counts only when it stands alone."""

    @property
    def spoken_of(self) -> str:
        """The text whose vector stands for the skill."""
        return f"{self.name}. {self.description}"


@dataclass(frozen=True, slots=True)
class SkillMatch:
    """What became of one skill as it was typed."""

    asked: str
    status: SkillStatus
    candidates: tuple[str, ...] = ()
    by: MatchedBy = "nothing"

    @property
    def canonical(self) -> str | None:
        """The catalogue's name for it, where there is exactly one."""
        return self.candidates[0] if self.status == "validated" else None


@dataclass(frozen=True, slots=True)
class SkillReport:
    """The outcome for every skill of a brief."""

    matches: tuple[SkillMatch, ...] = ()
    is_confirmed: bool = False

    @property
    def validated(self) -> tuple[str, ...]:
        """The catalogue's names that were found, each once."""
        return tuple(dict.fromkeys(m.canonical for m in self.matches if m.canonical))

    @property
    def unvalidated(self) -> tuple[str, ...]:
        """The skills that stay as they were typed."""
        return tuple(m.asked for m in self.matches if m.status != "validated")

    @property
    def questions(self) -> tuple[str, ...]:
        """What to ask the recruiter before planning; empty when planning can go on."""
        if self.is_confirmed or not self.matches:
            return ()
        unclear = [m for m in self.matches if m.status == "ambiguous"]
        if unclear:
            return tuple(_which(match) for match in unclear)
        return () if self.validated else (_none_known(self.matches),)


class Catalogue:
    """Skills by every name they go by."""

    def __init__(self, skills: Sequence[Skill], *, not_typos: Sequence[str] = ()) -> None:
        self.skills = {skill.name: skill for skill in skills}
        self._not_typos = {_key(word) for word in not_typos}
        self._names: dict[str, list[str]] = {}
        for skill in skills:
            for name in (skill.name, *skill.aliases):
                self._names.setdefault(_key(name), []).append(skill.name)
        self._phrases = self._spaced_names()

    def named(self, text: str) -> tuple[str, ...]:
        """Return the skills that go by exactly this name."""
        return tuple(dict.fromkeys(self._names.get(_key(text), ())))

    def within(self, text: str) -> tuple[str, ...]:
        """Return the skills whose name stands in ``text`` as whole words, longest names first."""
        rest, found = f" {_spaced(text)} ", []
        for name, skill in self._phrases:
            if f" {name} " in rest:
                found.append(skill)
                rest = rest.replace(f" {name} ", "  ")
        return tuple(dict.fromkeys(found))

    def spelled_like(self, text: str) -> tuple[str, ...]:
        """Return the skills whose name is one slip away (two from nine letters on)."""
        key = _key(text)
        allowed = 0 if len(key) < 5 or key in self._not_typos else 1 if len(key) < 9 else 2
        found: list[str] = []
        for slips in range(1, allowed + 1):
            for name, skills in self._names.items():
                if len(name) >= 4 and name[0] == key[0] and _slips(key, name, slips) == slips:
                    found += skills
            if found:
                break
        return tuple(dict.fromkeys(found))

    def search(self, query: str, *, limit: int = 10) -> tuple[Skill, ...]:
        """Return skills whose name, alias or description fits the typed letters, best first."""
        key = _key(query)
        ranked = []
        for skill in self.skills.values():
            names = [_key(name) for name in (skill.name, *skill.aliases)]
            rank = _rank(key, names, fold(skill.description))
            if rank < _NO_RANK:
                ranked.append((rank, skill.name, skill))
        close = [self.skills[name] for name in self.spelled_like(query)]
        found = [skill for _, _, skill in sorted(ranked, key=lambda row: row[:2])]
        return tuple(dict.fromkeys([*found, *close]))[:limit]

    def _spaced_names(self) -> list[tuple[str, str]]:
        """Return (name, skill) of the names that mean one skill, the longest names first."""
        phrases = [
            (_spaced(name), skill.name)
            for skill in self.skills.values()
            if not skill.is_exact_only
            for name in (skill.name, *skill.aliases)
            if len(_key(name)) > 2 and len(self.named(name)) == 1
        ]
        return sorted(phrases, key=lambda pair: (-len(pair[0]), pair))


@cache
def load_catalogue() -> Catalogue:
    """Return the catalogue that ships with the product."""
    document = bank_file("skills")
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
    return Catalogue(skills, not_typos=document["not_typos"])


def match_skill(
    asked: str, catalogue: Catalogue, *, near: Sequence[tuple[str, float]] = ()
) -> SkillMatch:
    """Match one skill. ``near`` holds (name, cosine) of the nearest in meaning, best first."""
    shown = one_line(asked, limit=80)
    for by, found in _ways(asked, catalogue, near):
        if found:
            status: SkillStatus = "validated" if len(found) == 1 else "ambiguous"
            return SkillMatch(shown, status, found, by)
    return SkillMatch(shown, "unvalidated")


def _ways(
    asked: str, catalogue: Catalogue, near: Sequence[tuple[str, float]]
) -> Iterator[tuple[MatchedBy, tuple[str, ...]]]:
    """Yield what each way of matching finds; the next way is only gone when this one found nothing."""
    bare = _bare(asked)
    yield "name", catalogue.named(asked) or catalogue.named(bare)
    yield "words", catalogue.within(bare)
    yield "spelling", catalogue.spelled_like(bare)
    yield "meaning", _nearest(near)


def validate_skills(
    asked: Sequence[str],
    catalogue: Catalogue,
    *,
    near: Mapping[str, Sequence[tuple[str, float]]] | None = None,
    is_confirmed: bool = False,
) -> SkillReport:
    """Match every skill of a brief; the same skill typed twice, in whatever case, counts once."""
    near = near or {}
    wanted = {one_line(skill, limit=80).casefold(): skill for skill in reversed(asked)}
    matches = [
        match_skill(skill, catalogue, near=near.get(skill, ()))
        for shown, skill in reversed(wanted.items())
        if shown
    ]
    return SkillReport(tuple(matches), is_confirmed)


def cosine(one: Sequence[float], other: Sequence[float]) -> float:
    """Return the cosine of two vectors of the same length; 0 when one is empty of direction."""
    if len(one) != len(other):
        raise ValueError(f"vectors of {len(one)} and {len(other)} numbers cannot be compared")
    size = (sum(x * x for x in one) * sum(y * y for y in other)) ** 0.5
    return sum(x * y for x, y in zip(one, other, strict=True)) / size if size else 0.0


def _nearest(near: Sequence[tuple[str, float]]) -> tuple[str, ...]:
    close = [(name, similarity) for name, similarity in near if similarity >= NEAR]
    if not close:
        return ()
    best = close[0][1]
    return tuple(name for name, similarity in close if best - similarity < APART)


def _key(text: str) -> str:
    return re.sub(r"[^a-z0-9+#]", "", fold(text))


def _spaced(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9+#.]", " ", fold(text)).replace(". ", " ").split()).strip(".")


def _bare(text: str) -> str:
    plain = _NUMBERS.sub(" ", _BRACKETS.sub(" ", fold(text)))
    stripped = " ".join(_PADDING.sub(" ", plain).split())
    return stripped or plain.strip()


def _slips(one: str, other: str, most: int) -> int:
    """Edit distance with swapped neighbours as one slip; ``most + 1`` when it is larger."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        above, row, older = row, [i], before
        before = above
        for j, b in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return min(row[-1], most + 1)


def _rank(key: str, names: Sequence[str], description: str) -> int:
    """Return how well the letters fit: the name before its aliases before its description."""
    if not key or key in names:
        return 0
    for rank, fits in enumerate(
        (
            names[0].startswith(key),
            any(name.startswith(key) for name in names),
            any(key in name for name in names),
            len(key) > 2 and key in _key(description),
        ),
        1,
    ):
        if fits:
            return rank
    return _NO_RANK


def _which(match: SkillMatch) -> str:
    *first, last = match.candidates
    return f'Which skill do you mean by "{match.asked}": {", ".join(first)} or {last}?'


def _none_known(matches: Sequence[SkillMatch]) -> str:
    listed = ", ".join(f'"{match.asked}"' for match in matches[:8])
    return (
        f"None of these skills is in the catalogue: {listed}. "
        "Are the names right? Correct them, or send them again unchanged to go on with them."
    )
