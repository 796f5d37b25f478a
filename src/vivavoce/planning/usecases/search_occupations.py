"""Search occupations, and recognize the occupation of a job title."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal
from uuid import NAMESPACE_URL, UUID, uuid5

from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.planning.domain.catalog import Occupation
from vivavoce.planning.domain.occupations import load_occupations, match_occupation
from vivavoce.planning.domain.skills import SearchMethod
from vivavoce.planning.ports import SkillRepository
from vivavoce.planning.ports.catalog_import import CatalogSource, StoredImportedEntry
from vivavoce.planning.usecases.validate_skills import collect_attributions

_METHOD_ORDER = ("name", "lemma", "spelling")


@dataclass(frozen=True, slots=True)
class CatalogOccupation:
    """An occupation, where it comes from, and how it was found."""

    id: UUID
    occupation: Occupation
    source: CatalogSource | Literal["built_in"]
    matched_by: SearchMethod
    description: str = ""


@dataclass(frozen=True, slots=True)
class OccupationPage:
    """Occupations, and the texts that the publishers of imported ones ask for."""

    occupations: tuple[CatalogOccupation, ...]
    attributions: tuple[str, ...]


class SearchOccupations:
    """Searches the built-in and the imported occupations."""

    def __init__(self, open_work: UnitOfWorkFactory, skills: SkillRepository) -> None:
        self._open_work = open_work
        self._skills = skills

    async def search(self, caller: Caller, query: str, *, limit: int) -> OccupationPage:
        """Return up to ``limit`` occupations: by name, then other forms of the words, then spelling.

        With equal methods, built-in occupations come first.
        """
        caller.require(Permission.INTERVIEW_READ)
        hits = load_occupations().search(query, limit=limit)
        found = [_to_built_in(hit.occupation, hit.matched_by) for hit in hits]
        async with self._open_work(caller.tenant_id) as work:
            imported = await self._skills.search_imported(work, "occupation", query, limit=limit)
        found += [_to_imported(one) for one in imported]
        found.sort(key=lambda one: _METHOD_ORDER.index(one.matched_by))
        distinct = {one.occupation.name.casefold(): one for one in reversed(found)}
        return _to_page(list(distinct.values())[::-1][:limit])

    async def match(self, caller: Caller, title: str) -> OccupationPage:
        """Return the occupation that a job title names, or an empty page."""
        caller.require(Permission.INTERVIEW_READ)
        if (match := match_occupation(title)) is not None:
            return _to_page([_to_built_in(match.occupation, match.matched_by)])
        async with self._open_work(caller.tenant_id) as work:
            imported = await self._skills.match_imported(work, "occupation", [title])
        return _to_page([_to_imported(one) for one in imported.values()])


def _to_built_in(occupation: Occupation, matched_by: SearchMethod) -> CatalogOccupation:
    occupation_id = uuid5(NAMESPACE_URL, f"built_in_occupation:{occupation.name}")
    return CatalogOccupation(occupation_id, occupation, "built_in", matched_by)


def _to_imported(stored: StoredImportedEntry) -> CatalogOccupation:
    entry = stored.entry
    occupation = Occupation(
        name=entry.name, aliases=entry.aliases, groups=entry.groups, skills=entry.skills
    )
    return CatalogOccupation(
        stored.id, occupation, stored.source, stored.matched_by, entry.description
    )


def _to_page(found: list[CatalogOccupation]) -> OccupationPage:
    return OccupationPage(tuple(found), collect_attributions([one.source for one in found]))
