"""The organization's skills in PostgreSQL, with their embeddings (pgvector, exact cosine distance)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import IdGenerator
from vivavoce.planning.domain.question_bank import BANK_VERSION
from vivavoce.planning.domain.skills import Skill, load_skill_catalog
from vivavoce.planning.ports import CatalogSkill


class PostgresSkillRepository:
    """Stores an organization's skills; copies the built-in catalog to it at first use."""

    def __init__(self, ids: IdGenerator) -> None:
        self._ids = ids

    async def list_skills(self, work: UnitOfWork) -> list[CatalogSkill]:
        """Return every skill, in catalog order."""
        await self._ensure_seeded(work)
        rows = await work.fetch_all(_LIST, {"tenant": work.tenant_id})
        known = load_skill_catalog().skills
        return [CatalogSkill(row["id"], known[row["name"]]) for row in rows if row["name"] in known]

    async def list_without_embedding(self, work: UnitOfWork, model: str) -> list[Skill]:
        """Return the skills that have no embedding of ``model`` yet."""
        await self._ensure_seeded(work)
        rows = await work.fetch_all(
            _LIST_WITHOUT_EMBEDDING, {"tenant": work.tenant_id, "model": model}
        )
        known = load_skill_catalog().skills
        return [known[row["name"]] for row in rows if row["name"] in known]

    async def store_embeddings(
        self, work: UnitOfWork, model: str, vectors: Mapping[str, Sequence[float]]
    ) -> None:
        """Store embedding vectors by skill name."""
        await work.execute(
            _STORE_EMBEDDINGS,
            {
                "tenant": work.tenant_id,
                "model": model,
                "names": list(vectors),
                "vectors": [_format_vector(vector) for vector in vectors.values()],
            },
        )

    async def find_nearest(
        self, work: UnitOfWork, model: str, vector: Sequence[float], *, limit: int
    ) -> tuple[tuple[str, float], ...]:
        """Return up to ``limit`` pairs of skill name and cosine similarity (four digits), best first."""
        rows = await work.fetch_all(
            _FIND_NEAREST,
            {
                "tenant": work.tenant_id,
                "model": model,
                "vector": _format_vector(vector),
                "limit": limit,
            },
        )
        return tuple((row["name"], round(float(row["cosine"]), 4)) for row in rows)

    async def _ensure_seeded(self, work: UnitOfWork) -> None:
        if await self._is_seeded(work):
            return
        # Two concurrent first uses: the second one waits here and then finds the catalog copied.
        await work.execute(_LOCK_SEEDING, {"tenant": work.tenant_id})
        if await self._is_seeded(work):
            return
        skills = list(load_skill_catalog().skills.values())
        await work.execute(
            _SEED,
            {
                "tenant": work.tenant_id,
                "version": BANK_VERSION,
                "ids": [self._ids.new_id() for _ in skills],
                "names": [skill.name for skill in skills],
                "categories": [skill.category for skill in skills],
                "descriptions": [skill.description for skill in skills],
                "aliases": ["\n".join(skill.aliases) for skill in skills],
                "related": ["\n".join(skill.related) for skill in skills],
            },
        )

    async def _is_seeded(self, work: UnitOfWork) -> bool:
        row = await work.fetch_one(
            _COUNT_SEEDED, {"tenant": work.tenant_id, "version": BANK_VERSION}
        )
        return row is not None and row["count"] == len(load_skill_catalog().skills)


def _format_vector(vector: Sequence[float]) -> str:
    return "[" + ",".join(f"{number:.7g}" for number in vector) + "]"


_COUNT_SEEDED = """
    SELECT count(*) AS count
    FROM skill
    WHERE tenant_id = %(tenant)s AND catalog_version = %(version)s
"""
_LOCK_SEEDING = """
    SELECT pg_advisory_xact_lock(hashtext('skill catalogue'), hashtext(%(tenant)s::text))
"""
# A skill with a changed description loses its vector, because its meaning may have changed.
_SEED = """
    INSERT INTO skill AS kept (tenant_id, id, name, category, description, aliases, related, position,
                               catalog_version)
    SELECT %(tenant)s, one.id, one.name, one.category, one.description,
           string_to_array(one.aliases, E'\\n'), string_to_array(one.related, E'\\n'), one.position,
           %(version)s
    FROM unnest(%(ids)s::uuid[], %(names)s::text[], %(categories)s::text[], %(descriptions)s::text[],
                %(aliases)s::text[], %(related)s::text[])
         WITH ORDINALITY AS one(id, name, category, description, aliases, related, position)
    ON CONFLICT (tenant_id, name) DO UPDATE
    SET category = excluded.category, description = excluded.description, aliases = excluded.aliases,
        related = excluded.related, position = excluded.position,
        catalog_version = excluded.catalog_version,
        model = CASE WHEN kept.description = excluded.description THEN kept.model END,
        vector = CASE WHEN kept.description = excluded.description THEN kept.vector END
"""
_LIST = """
    SELECT id, name
    FROM skill
    WHERE tenant_id = %(tenant)s
    ORDER BY position, name
"""
_LIST_WITHOUT_EMBEDDING = """
    SELECT name
    FROM skill
    WHERE tenant_id = %(tenant)s AND model IS DISTINCT FROM %(model)s
    ORDER BY position, name
"""
_STORE_EMBEDDINGS = """
    UPDATE skill
    SET model = %(model)s, vector = one.vector::vector
    FROM unnest(%(names)s::text[], %(vectors)s::text[]) AS one(name, vector)
    WHERE skill.tenant_id = %(tenant)s AND skill.name = one.name
"""
_FIND_NEAREST = """
    SELECT name, 1 - (vector <=> %(vector)s::vector) AS cosine
    FROM skill
    WHERE tenant_id = %(tenant)s AND model = %(model)s
    ORDER BY vector <=> %(vector)s::vector, name
    LIMIT %(limit)s
"""
