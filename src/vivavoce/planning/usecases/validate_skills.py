"""Validate and search skills by name, spelling, and by meaning if an embedder is configured."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

import structlog

from vivavoce.infra.embeddings import Embedder, EmbedderUnavailableError
from vivavoce.infra.unit_of_work import UnitOfWork, UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.ids import TenantId
from vivavoce.planning.domain.catalog import Skill, categorize_group, load_catalog
from vivavoce.planning.domain.skills import (
    SIMILARITY_THRESHOLD,
    SkillCatalog,
    SkillMatch,
    SkillReport,
    SkillSearchHit,
    load_skill_catalog,
    match_skill,
    validate_skills,
)
from vivavoce.planning.ports import (
    CatalogSkill,
    CatalogVector,
    SkillNameTakenError,
    SkillNotFoundError,
    SkillRepository,
)
from vivavoce.planning.ports.catalog_import import ATTRIBUTIONS, StoredImportedEntry

_log = structlog.get_logger(__name__)
_MAX_SIMILAR_SKILLS = 3
MAX_EMBEDDED_PER_REQUEST = 64
"""Skills without a vector that one request embeds; ``vivavoce skills embed`` embeds all at once."""
_METHOD_ORDER = ("name", "lemma", "spelling", "meaning")
SimilarSkills = Mapping[str, Sequence[tuple[str, float]]]


@dataclass(frozen=True, slots=True)
class SkillPage:
    """Skills, how many there are in all, and the texts that the publishers of imported ones ask for."""

    skills: tuple[CatalogSkill, ...]
    total: int
    attributions: tuple[str, ...] = ()


class ValidateSkills:
    """Matches typed skills with the skill catalog."""

    def __init__(
        self,
        open_work: UnitOfWorkFactory,
        skills: SkillRepository,
        embedder: Embedder | None = None,
    ) -> None:
        self._open_work = open_work
        self._skills = skills
        self._embedder = embedder
        self._has_all_vectors = False

    async def __call__(
        self,
        tenant_id: TenantId,
        names: Sequence[str],
        *,
        confirmed_skills: frozenset[str] = frozenset(),
        posting: str = "",
    ) -> SkillReport:
        """Return how each skill was matched: first with the organization's own, then with the catalog.

        ``confirmed_skills`` are skills that a person was already asked about: if no other skill is unclear,
        the report is confirmed and planning continues. ``posting`` decides what an ambiguous name means.
        """
        catalog = await asyncio.to_thread(load_skill_catalog)  # the first load takes 0.4 s
        unknown = [s for s in names if match_skill(s, catalog).status == "unvalidated"]
        named = await self._match_own_and_imported(tenant_id, unknown) if unknown else {}
        unknown = [name for name in unknown if name not in named]
        near = await self._find_similar_skills(tenant_id, unknown) if unknown else {}
        report = validate_skills(
            names, catalog, similar_skills=near, known_names=named, posting=posting
        )
        unclear = {match.requested_name for match in report.matches if match.status != "validated"}
        return SkillReport(
            report.matches, is_confirmed=bool(unclear) and unclear <= confirmed_skills
        )

    async def check(self, caller: Caller, names: Sequence[str]) -> SkillReport:
        """Return how these skills would be matched in an interview request."""
        caller.require(Permission.INTERVIEW_CREATE)
        return await self(caller.tenant_id, names)

    async def list_skills(
        self, caller: Caller, *, limit: int | None = None, offset: int = 0
    ) -> SkillPage:
        """Return the organization's own skills and the built-in catalog, without imported skills."""
        caller.require(Permission.INTERVIEW_READ)
        every = load_catalog().skills
        async with self._open_work(caller.tenant_id) as work:
            own = await self._skills.list_own(work)
            place = max(0, offset - len(own))
            rest = None if limit is None else max(0, limit - len(own[offset:]))
            shown = every[place:] if rest is None else every[place : place + rest]
            built_in = await self._with_ids(work, shown)
        end = None if limit is None else offset + limit
        return SkillPage((*own[offset:end], *built_in), len(own) + len(every))

    async def get_skill(self, caller: Caller, skill_id: UUID) -> CatalogSkill:
        """Return a skill of the organization's catalog, or raise ``SkillNotFoundError``."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            imported = await self._skills.get_imported(work, skill_id)
            if imported is not None and imported.entry.kind == "skill":
                return replace(to_catalog_skill(imported), matched_by=None)
            listed = [
                *await self._skills.list_own(work),
                *await self._with_ids(work, load_catalog().skills),
            ]
        found = next((one for one in listed if one.id == skill_id), None)
        if found is None:
            raise SkillNotFoundError
        return found

    async def search(self, caller: Caller, query: str, *, limit: int) -> SkillPage:
        """Return up to ``limit`` skills: by name, then other forms of the words, spelling and meaning.

        With equal methods, own skills come before built-in ones, and these before imported ones.
        """
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            own = {one.skill.name: one for one in await self._skills.list_own(work)}
            hits = SkillCatalog([one.skill for one in own.values()]).search(query, limit=limit)
            found = [replace(own[hit.skill.name], matched_by=hit.matched_by) for hit in hits]
            built_in = load_skill_catalog().search(query, limit=limit)
            found += await self._with_hits(work, built_in)
            imported = await self._skills.search_imported(work, "skill", query, limit=limit)
            found += [to_catalog_skill(one) for one in imported]
        if query.strip() and len(found) < limit:
            found += await self._search_by_meaning(caller.tenant_id, query, limit=limit)
        ranked = sorted(found, key=lambda one: _METHOD_ORDER.index(one.matched_by or "name"))
        distinct = {one.skill.name.casefold(): one for one in reversed(ranked)}
        shown = tuple(distinct.values())[::-1][:limit]
        return SkillPage(shown, len(shown), collect_attributions([one.source for one in shown]))

    async def add_own_skill(self, caller: Caller, skill: Skill) -> CatalogSkill:
        """Add a skill to the organization's catalog; raise ``SkillNameTakenError`` for a known name."""
        caller.require(Permission.TENANT_UPDATE)
        if load_skill_catalog().find_by_name(skill.name):
            raise SkillNameTakenError
        async with self._open_work(caller.tenant_id) as work:
            added = await self._skills.add_own(work, skill)
        if added is None:
            raise SkillNameTakenError
        return added

    async def delete_own_skill(self, caller: Caller, skill_id: UUID) -> None:
        """Delete an own skill, or raise ``SkillNotFoundError``; plans keep its name."""
        caller.require(Permission.TENANT_UPDATE)
        async with self._open_work(caller.tenant_id) as work:
            if not await self._skills.delete_own(work, skill_id):
                raise SkillNotFoundError

    async def _with_ids(self, work: UnitOfWork, skills: Sequence[Skill]) -> list[CatalogSkill]:
        ids = await self._skills.list_built_in_ids(work, [skill.name for skill in skills])
        return [CatalogSkill(ids[skill.name], skill) for skill in skills]

    async def _with_hits(
        self, work: UnitOfWork, hits: Sequence[SkillSearchHit]
    ) -> list[CatalogSkill]:
        listed = await self._with_ids(work, [hit.skill for hit in hits])
        return [
            replace(one, matched_by=hit.matched_by) for one, hit in zip(listed, hits, strict=True)
        ]

    async def _match_own_and_imported(
        self, tenant_id: TenantId, names: Sequence[str]
    ) -> dict[str, str]:
        """Return the names of own and imported skills, by the typed names that mean them."""
        async with self._open_work(tenant_id) as work:
            own = SkillCatalog([one.skill for one in await self._skills.list_own(work)])
            imported = await self._skills.match_imported(work, "skill", names)
        matches = {name: _match_own(name, own) for name in names}
        known = {name: match.canonical_name for name, match in matches.items()}
        for name, one in imported.items():
            known[name] = known.get(name) or one.entry.name
        return {name: meant for name, meant in known.items() if meant}

    async def _search_by_meaning(
        self, tenant_id: TenantId, query: str, *, limit: int
    ) -> list[CatalogSkill]:
        near = (await self._find_similar_skills(tenant_id, [query], limit=limit)).get(query, ())
        names = [name for name, cosine in near if cosine >= SIMILARITY_THRESHOLD]
        if not names:
            return []
        known = load_skill_catalog().skills
        async with self._open_work(tenant_id) as work:
            built_in = await self._with_ids(work, [known[name] for name in names if name in known])
            own = [one for one in await self._skills.list_own(work) if one.skill.name in names]
            rest = [name for name in names if name not in known]
            imported = await self._skills.match_imported(work, "skill", rest)
        every = [*own, *built_in, *(to_catalog_skill(one) for one in imported.values())]
        every.sort(key=lambda one: names.index(one.skill.name))
        return [replace(one, matched_by="meaning") for one in every]

    async def _find_similar_skills(
        self, tenant_id: TenantId, unknown: Sequence[str], *, limit: int = _MAX_SIMILAR_SKILLS
    ) -> SimilarSkills:
        if self._embedder is None:
            return {}
        try:
            vectors = await self._embedder.embed(unknown)
            await self._embed_new_skills(tenant_id, self._embedder)
        except EmbedderUnavailableError as error:
            _log.warning("skills.words_only", why=error.detail)
            return {}
        async with self._open_work(tenant_id) as work:
            return {
                skill: await self._skills.find_nearest(
                    work, self._embedder.name, vector, limit=limit
                )
                for skill, vector in zip(unknown, vectors, strict=True)
            }

    async def _embed_new_skills(self, tenant_id: TenantId, embedder: Embedder) -> None:
        async with self._open_work(tenant_id) as work:
            own = await self._skills.list_own_without_embedding(work, embedder.name)
            waiting = [] if self._has_all_vectors else await self._list_waiting(work, embedder)
        # Outside the transaction: the computation must not hold a database connection.
        if own:
            made = await embedder.embed([skill.embedding_text for skill in own])
            by_name = {skill.name: vector for skill, vector in zip(own, made, strict=True)}
            async with self._open_work(tenant_id) as work:
                await self._skills.store_own_embeddings(work, embedder.name, by_name)
        if waiting:
            vectors = await embed_skills(embedder, [(skill.name, skill) for skill in waiting])
            async with self._open_work(tenant_id) as work:
                await self._skills.store_vectors(work, embedder.name, vectors)

    async def _list_waiting(self, work: UnitOfWork, embedder: Embedder) -> list[Skill]:
        skills = load_catalog().skills
        stored = await self._skills.list_stored_vectors(
            work, embedder.name, [skill.name for skill in skills]
        )
        waiting = [one for one in skills if stored.get(one.name) != hash_embedding_text(one)]
        self._has_all_vectors = not waiting
        return waiting[:MAX_EMBEDDED_PER_REQUEST]


async def embed_skills(
    embedder: Embedder, skills: Sequence[tuple[str, Skill]]
) -> list[CatalogVector]:
    """Return the vectors of skills, which are given with their keys."""
    made = await embedder.embed([skill.embedding_text for _, skill in skills])
    return [
        CatalogVector(
            key=key, name=skill.name, text_hash=hash_embedding_text(skill), vector=tuple(vector)
        )
        for (key, skill), vector in zip(skills, made, strict=True)
    ]


def hash_embedding_text(skill: Skill) -> str:
    """Return a hash of what is embedded: a skill with another text needs a new vector."""
    return hashlib.blake2b(skill.embedding_text.encode(), digest_size=12).hexdigest()


def to_catalog_skill(stored: StoredImportedEntry) -> CatalogSkill:
    """Return an imported entry as a skill."""
    entry = stored.entry
    group = entry.groups[0] if entry.groups else ""
    skill = Skill(
        name=entry.name,
        category=categorize_group(group),
        description=entry.description,
        aliases=entry.aliases,
        group=group,
        kind=entry.skill_kind,
    )
    return CatalogSkill(stored.id, skill, stored.source, stored.matched_by)


def collect_attributions(sources: Sequence[str]) -> tuple[str, ...]:
    """Return the texts that the publishers of these sources ask for, each once."""
    return tuple(text for source, text in ATTRIBUTIONS.items() if source in sources)


def _match_own(name: str, own: SkillCatalog) -> SkillMatch:
    return match_skill(name, own) if own.skills else SkillMatch(name, "unvalidated")
