"""Validate skills by name, and by meaning if an embedder is configured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import structlog

from vivavoce.infra.embeddings import Embedder, EmbedderUnavailableError
from vivavoce.infra.unit_of_work import UnitOfWorkFactory
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.ids import TenantId
from vivavoce.planning.domain.skills import (
    SkillReport,
    load_skill_catalog,
    match_skill,
    validate_skills,
)
from vivavoce.planning.ports import CatalogSkill, SkillNotFoundError, SkillRepository

_log = structlog.get_logger(__name__)
_MAX_SIMILAR_SKILLS = 3
SimilarSkills = Mapping[str, Sequence[tuple[str, float]]]


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

    async def __call__(
        self,
        tenant_id: TenantId,
        names: Sequence[str],
        *,
        confirmed_skills: frozenset[str] = frozenset(),
    ) -> SkillReport:
        """Return how each skill was matched.

        ``confirmed_skills`` are skills that a person was already asked about: if no other skill is unclear,
        the report is confirmed and planning continues.
        """
        catalog = load_skill_catalog()
        unknown = [s for s in names if match_skill(s, catalog).status == "unvalidated"]
        near = await self._find_similar_skills(tenant_id, unknown) if unknown else {}
        report = validate_skills(names, catalog, similar_skills=near)
        unclear = {match.requested_name for match in report.matches if match.status != "validated"}
        return SkillReport(
            report.matches, is_confirmed=bool(unclear) and unclear <= confirmed_skills
        )

    async def check(self, caller: Caller, names: Sequence[str]) -> SkillReport:
        """Return how these skills would be matched in an interview request."""
        caller.require(Permission.INTERVIEW_CREATE)
        return await self(caller.tenant_id, names)

    async def list_skills(self, caller: Caller) -> list[CatalogSkill]:
        """Return the organization's catalog."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            return await self._skills.list_skills(work)

    async def get_skill(self, caller: Caller, skill_id: UUID) -> CatalogSkill:
        """Return a skill of the organization's catalog, or raise ``SkillNotFoundError``."""
        for listed in await self.list_skills(caller):
            if listed.id == skill_id:
                return listed
        raise SkillNotFoundError

    async def search(self, caller: Caller, query: str, *, limit: int) -> list[CatalogSkill]:
        """Return up to ``limit`` skills that match the typed query, best first."""
        listed = {skill.skill.name: skill for skill in await self.list_skills(caller)}
        matches = load_skill_catalog().search(query, limit=limit)
        return [listed[skill.name] for skill in matches if skill.name in listed]

    async def _find_similar_skills(
        self, tenant_id: TenantId, unknown: Sequence[str]
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
                    work, self._embedder.name, vector, limit=_MAX_SIMILAR_SKILLS
                )
                for skill, vector in zip(unknown, vectors, strict=True)
            }

    async def _embed_new_skills(self, tenant_id: TenantId, embedder: Embedder) -> None:
        async with self._open_work(tenant_id) as work:
            waiting = await self._skills.list_without_embedding(work, embedder.name)
        if not waiting:
            return
        # Outside the transaction: the computation must not hold a database connection.
        embeddings = await embedder.embed([skill.embedding_text for skill in waiting])
        vectors = {skill.name: vector for skill, vector in zip(waiting, embeddings, strict=True)}
        async with self._open_work(tenant_id) as work:
            await self._skills.store_embeddings(work, embedder.name, vectors)
