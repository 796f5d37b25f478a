"""The built-in catalog: competency groups, skills and occupations, read once from the TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from sys import intern
from typing import Any, Literal

SkillKind = Literal["tool", "activity", "field", "language", "license"]
"""A tool is used, an activity is done, a field is known, a language is spoken, a license is held."""
DOCUMENTED_CATEGORIES = ("FRONTEND", "BACKEND", "DATABASE", "CLOUD", "MOBILE")
"""The categories of the documented skills, which come first in the catalog."""
_TITLES_FILE = "titles.toml"
SkillCategory = Literal[
    "BACKEND",
    "CLOUD",
    "CRAFT",
    "DATABASE",
    "EDUCATION",
    "FINANCE",
    "FRONTEND",
    "HEALTH",
    "LOGISTICS",
    "MOBILE",
    "OFFICE",
    "SERVICE",
    "SOFTWARE",
]
_CATEGORY_BY_GROUP: Mapping[str, SkillCategory] = {
    "S5.1": "SOFTWARE",
    "S5.2": "CLOUD",
    "S1.3": "EDUCATION",
    "K01": "EDUCATION",
    "K04": "FINANCE",
    "T6.5": "FINANCE",
    "K09": "HEALTH",
    "T6.1": "HEALTH",
    "S6.1": "LOGISTICS",
    "S6.2": "LOGISTICS",
    "S8.1": "LOGISTICS",
    "S8.2": "LOGISTICS",
    "S1.6": "SERVICE",
    "S3.4": "SERVICE",
    "S3.5": "SERVICE",
    "K10": "SERVICE",
}
_CATEGORY_BY_BRANCH: Mapping[str, SkillCategory] = {
    "S3": "HEALTH",
    "S6": "CRAFT",
    "S7": "CRAFT",
    "S8": "CRAFT",
    "K07": "CRAFT",
}
_DEFAULT_CATEGORY: SkillCategory = "OFFICE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Skill:
    """One skill of the catalog."""

    name: str
    category: SkillCategory
    description: str
    aliases: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    is_exact_only: bool = False
    """The name is an everyday word, so it matches only as the whole text."""
    group: str = ""
    """The code of the competency group, or empty for a skill that an organization added without one."""
    kind: SkillKind = "activity"
    context: tuple[str, ...] = ()
    """Words of which one must stand near the name in a text, for names that are also everyday words."""
    typed_aliases: tuple[str, ...] = ()
    """Other names that count only as the whole typed text; two skills may share one."""

    @property
    def is_specific(self) -> bool:
        """Whether the name means this skill alone; "ownership" or "algorithms" is a competency first."""
        return self.kind not in ("activity", "field") or bool(self.description)

    @property
    def embedding_text(self) -> str:
        """The text that is embedded for the skill."""
        return f"{self.name}. {self.description or ', '.join(self.aliases[:4])}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupation:
    """An occupation, with its competency groups (most typical first) and typical skills."""

    name: str
    aliases: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalog:
    """The skills (documented ones first), the occupations, and the names of the groups by code."""

    skills: tuple[Skill, ...]
    occupations: tuple[Occupation, ...]
    group_names: Mapping[str, str]


@cache
def load_catalog() -> Catalog:
    """Return the built-in catalog; the first call takes about half a second."""
    documents = [_read(file) for file in _list_files() if file != _TITLES_FILE]
    skills = [_parse_skill(raw, one["group"]) for one in documents for raw in one["skill"]]
    return Catalog(
        skills=tuple(sorted(skills, key=_rank_by_documentation)),
        occupations=tuple(_parse_occupation(raw) for raw in _read(_TITLES_FILE)["title"]),
        group_names={one["group"]: one["name"] for one in documents},
    )


def _rank_by_documentation(skill: Skill) -> int:
    """Return a rank: documented categories first, then other skills with questions of their own."""
    if not skill.description:
        return len(DOCUMENTED_CATEGORIES) + 1
    known = skill.category in DOCUMENTED_CATEGORIES
    return DOCUMENTED_CATEGORIES.index(skill.category) if known else len(DOCUMENTED_CATEGORIES)


def _list_files() -> Iterator[str]:
    names = (file.name for file in (resources.files("vivavoce.planning") / "catalog").iterdir())
    yield from sorted(name for name in names if name.endswith(".toml"))


def _read(name: str) -> Mapping[str, Any]:  # Any: TOML
    file = resources.files("vivavoce.planning") / "catalog" / name
    return tomllib.loads(file.read_text("utf-8"))


def _parse_skill(raw: Mapping[str, Any], group: str) -> Skill:
    return Skill(
        name=raw["name"],
        category=raw.get("category") or categorize_group(group),
        description=raw.get("description", ""),
        aliases=tuple(raw.get("aliases", ())),
        related=tuple(intern(name) for name in raw.get("related", ())),
        is_exact_only=raw.get("exact_only", False),
        group=intern(group),
        kind=intern(raw["kind"]),  # type: ignore[arg-type]  # the lint of the files checks the kinds
        context=tuple(intern(word) for word in raw.get("context", ())),
        typed_aliases=tuple(raw.get("typed_aliases", ())),
    )


def categorize_group(group: str) -> SkillCategory:
    """Return the category of skills of a group, for the question bank and the documented API."""
    branch = group.partition(".")[0]
    return _CATEGORY_BY_GROUP.get(group) or _CATEGORY_BY_BRANCH.get(branch, _DEFAULT_CATEGORY)


def _parse_occupation(raw: Mapping[str, Any]) -> Occupation:
    return Occupation(
        name=raw["name"],
        aliases=tuple(raw.get("aliases", ())),
        groups=tuple(intern(group) for group in raw["groups"]),
        skills=tuple(intern(name) for name in raw.get("skills", ())),
    )
