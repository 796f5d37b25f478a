"""Validate skills by name, and by meaning where vectors are at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

import structlog

from vivavoce.infra.embeddings import Embedder, EmbedderUnavailable
from vivavoce.infra.work import OpenWork
from vivavoce.kernel.caller import Caller, Permission
from vivavoce.kernel.ids import TenantId
from vivavoce.planning.domain.skills import (
    SkillReport,
    load_catalogue,
    match_skill,
    validate_skills,
)
from vivavoce.planning.ports import ListedSkill, SkillShelf, UnknownSkill

_log = structlog.get_logger(__name__)
_NEAREST = 3
Near = Mapping[str, Sequence[tuple[str, float]]]


class ValidateSkills:
    """Compares what was typed with the organisation's catalogue."""

    def __init__(
        self, open_work: OpenWork, shelf: SkillShelf, embedder: Embedder | None = None
    ) -> None:
        self._open_work = open_work
        self._shelf = shelf
        self._embedder = embedder

    async def __call__(
        self, tenant_id: TenantId, asked: Sequence[str], *, confirmed: frozenset[str] = frozenset()
    ) -> SkillReport:
        """Return what became of each skill.

        ``confirmed`` are skills a person was asked about before: when nothing else is unclear,
        planning goes on.
        """
        catalogue = load_catalogue()
        unknown = [s for s in asked if match_skill(s, catalogue).status == "unvalidated"]
        near = await self._near(tenant_id, unknown) if unknown else {}
        report = validate_skills(asked, catalogue, near=near)
        unclear = {match.asked for match in report.matches if match.status != "validated"}
        return SkillReport(report.matches, is_confirmed=bool(unclear) and unclear <= confirmed)

    async def check(self, caller: Caller, asked: Sequence[str]) -> SkillReport:
        """Return what would become of these skills in a request."""
        caller.require(Permission.INTERVIEW_CREATE)
        return await self(caller.tenant_id, asked)

    async def listed(self, caller: Caller) -> list[ListedSkill]:
        """Return the organisation's catalogue."""
        caller.require(Permission.INTERVIEW_READ)
        async with self._open_work(caller.tenant_id) as work:
            return await self._shelf.listed(work)

    async def one(self, caller: Caller, skill_id: UUID) -> ListedSkill:
        """Return a skill of the organisation's catalogue, or raise ``UnknownSkill``."""
        for listed in await self.listed(caller):
            if listed.id == skill_id:
                return listed
        raise UnknownSkill

    async def search(self, caller: Caller, query: str, *, limit: int) -> list[ListedSkill]:
        """Return the skills that fit the typed letters, best first."""
        listed = {one.skill.name: one for one in await self.listed(caller)}
        found = load_catalogue().search(query, limit=limit)
        return [listed[skill.name] for skill in found if skill.name in listed]

    async def _near(self, tenant_id: TenantId, unknown: Sequence[str]) -> Near:
        if self._embedder is None:
            return {}
        try:
            vectors = await self._embedder.embed(unknown)
            await self._put_into_numbers(tenant_id, self._embedder)
        except EmbedderUnavailable as error:
            _log.warning("skills.words_only", why=error.detail)
            return {}
        async with self._open_work(tenant_id) as work:
            return {
                skill: await self._shelf.nearest(work, self._embedder.name, vector, limit=_NEAREST)
                for skill, vector in zip(unknown, vectors, strict=True)
            }

    async def _put_into_numbers(self, tenant_id: TenantId, embedder: Embedder) -> None:
        async with self._open_work(tenant_id) as work:
            waiting = await self._shelf.without_vector(work, embedder.name)
        if not waiting:
            return
        # Outside the transaction: half a second of arithmetic must not hold a connection.
        made = await embedder.embed([skill.spoken_of for skill in waiting])
        vectors = {skill.name: vector for skill, vector in zip(waiting, made, strict=True)}
        async with self._open_work(tenant_id) as work:
            await self._shelf.keep_vectors(work, embedder.name, vectors)
