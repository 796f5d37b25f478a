"""Skills and occupations in PostgreSQL: imported ones, an organization's own, and embeddings.

Vectors are compared by their exact cosine distance (pgvector). Imported entries and the vectors of the
catalog are the same for all organizations; own skills are under row-level security.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from vivavoce.infra.database import Row
from vivavoce.infra.unit_of_work import UnitOfWork
from vivavoce.kernel.ids import IdGenerator
from vivavoce.planning.domain.catalog import Skill
from vivavoce.planning.domain.catalog_names import compute_stem_key, normalize_name
from vivavoce.planning.domain.skills import SearchMethod
from vivavoce.planning.domain.spelling import find_similar_keys
from vivavoce.planning.ports import CatalogSkill, CatalogVector
from vivavoce.planning.ports.catalog_import import (
    EntryKind,
    ImportedEntry,
    StoredImportedEntry,
    StoredRelease,
)

_SPELLING_SLACK = 2
_MIN_SPELLING_LETTERS = 6


class PostgresSkillRepository:
    """Reads imported entries; reads and writes an organization's own skills, and vectors."""

    def __init__(self, ids: IdGenerator) -> None:
        self._ids = ids

    async def list_own(self, work: UnitOfWork) -> list[CatalogSkill]:
        """Return the skills that the organization added, by name."""
        rows = await work.fetch_all(_LIST_OWN, {"tenant": work.tenant_id})
        return [CatalogSkill(row["id"], _to_own_skill(row), "organization") for row in rows]

    async def list_built_in_ids(self, work: UnitOfWork, names: Sequence[str]) -> Mapping[str, UUID]:
        """Return the ids of built-in skills in this organization; an id never changes."""
        rows = await work.fetch_all(
            _LIST_KNOWN_IDS, {"tenant": work.tenant_id, "names": list(names)}
        )
        known = {row["name"]: row["id"] for row in rows}
        return {name: known.get(name) or uuid5(work.tenant_id, name) for name in names}

    async def add_own(self, work: UnitOfWork, skill: Skill) -> CatalogSkill | None:
        """Store an own skill; return None if the organization already has one of this name."""
        values = {
            "tenant": work.tenant_id,
            "id": self._ids.new_id(),
            "name": skill.name,
            "category": skill.category,
            "description": skill.description,
            "aliases": list(skill.aliases),
            "group": skill.group,
            "kind": skill.kind,
        }
        row = await work.fetch_one(_ADD_OWN, values)
        return None if row is None else CatalogSkill(row["id"], skill, "organization")

    async def delete_own(self, work: UnitOfWork, skill_id: UUID) -> bool:
        """Delete an own skill; return whether there was one."""
        values = {"tenant": work.tenant_id, "id": skill_id}
        return await work.execute(_DELETE_OWN, values) > 0

    async def list_releases(self, work: UnitOfWork) -> list[StoredRelease]:
        """Return the imported classifications."""
        rows = await work.fetch_all(_LIST_RELEASES)
        return [
            StoredRelease(
                source=row["source"],
                version=row["version"],
                is_complete=row["finished_at"] is not None,
                skill_count=row["skill_count"],
                occupation_count=row["occupation_count"],
            )
            for row in rows
        ]

    async def get_imported(self, work: UnitOfWork, entry_id: UUID) -> StoredImportedEntry | None:
        """Return an imported entry, or None."""
        row = await work.fetch_one(_GET_IMPORTED, {"id": entry_id})
        return None if row is None else _to_entry(row, "name")

    async def search_imported(
        self, work: UnitOfWork, kind: EntryKind, query: str, *, limit: int
    ) -> list[StoredImportedEntry]:
        """Return imported entries by name, then by other forms of the words, then by spelling."""
        key = normalize_name(query)
        if not key:
            return []
        values = {"kind": kind, "key": key, "after": f"{key}\uffff", "limit": limit}
        rows = await work.fetch_all(_SEARCH_BY_NAME, values)
        found = {row["id"]: _to_entry(row, "name") for row in rows}
        stems = compute_stem_key(query).split()
        if len(found) < limit and stems:
            values = {"kind": kind, "stems": stems, "limit": limit}
            for row in await work.fetch_all(_SEARCH_BY_STEMS, values):
                found.setdefault(row["id"], _to_entry(row, "lemma"))
        if not found:
            for row in await self._search_by_spelling(work, kind, key):
                found.setdefault(row["id"], _to_entry(row, "spelling"))
        return list(found.values())[:limit]

    async def match_imported(
        self, work: UnitOfWork, kind: EntryKind, texts: Sequence[str]
    ) -> Mapping[str, StoredImportedEntry]:
        """Return, by text, the imported entry with exactly this name or alias."""
        keys = {normalize_name(text): text for text in texts}
        rows = await work.fetch_all(_MATCH_NAMES, {"kind": kind, "keys": [*filter(None, keys)]})
        return {keys[row["key"]]: _to_entry(row, "name") for row in rows}

    async def list_stored_vectors(
        self, work: UnitOfWork, model: str, keys: Sequence[str]
    ) -> Mapping[str, str]:
        """Return the hashes of the embedded texts by key, of those ``keys`` that have a vector."""
        rows = await work.fetch_all(_LIST_VECTORS, {"model": model, "keys": list(keys)})
        return {row["key"]: row["text_hash"] for row in rows}

    async def store_vectors(
        self, work: UnitOfWork, model: str, vectors: Sequence[CatalogVector]
    ) -> None:
        """Store vectors of the catalog."""
        await work.execute(STORE_VECTORS, list_vector_values(model, vectors))

    async def list_own_without_embedding(self, work: UnitOfWork, model: str) -> list[Skill]:
        """Return the own skills that have no embedding of ``model`` yet."""
        rows = await work.fetch_all(
            _LIST_OWN_WITHOUT_EMBEDDING, {"tenant": work.tenant_id, "model": model}
        )
        return [_to_own_skill(row) for row in rows]

    async def store_own_embeddings(
        self, work: UnitOfWork, model: str, vectors: Mapping[str, Sequence[float]]
    ) -> None:
        """Store the vectors of own skills by name."""
        await work.execute(
            _STORE_OWN_EMBEDDINGS,
            {
                "tenant": work.tenant_id,
                "model": model,
                "names": list(vectors),
                "vectors": [format_vector(vector) for vector in vectors.values()],
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
                "vector": format_vector(vector),
                "limit": limit,
            },
        )
        found = {row["name"]: round(float(row["cosine"]), 4) for row in reversed(rows)}
        return tuple(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    async def _search_by_spelling(self, work: UnitOfWork, kind: EntryKind, key: str) -> list[Row]:
        if len(key) < _MIN_SPELLING_LETTERS:
            return []
        values = {
            "kind": kind,
            "letter": key[0],
            "least": len(key) - _SPELLING_SLACK,
            "most": len(key) + _SPELLING_SLACK,
        }
        candidates = await work.fetch_all(_LIST_SPELLING_CANDIDATES, values)
        keys = find_similar_keys(key, [row["key"] for row in candidates])
        return (
            await work.fetch_all(_MATCH_NAMES, {"kind": kind, "keys": list(keys)}) if keys else []
        )


def list_vector_values(model: str, vectors: Sequence[CatalogVector]) -> dict[str, object]:
    """Return the values of ``STORE_VECTORS``."""
    # In one order, so that two processes cannot block each other.
    ordered = sorted(vectors, key=lambda one: one.key)
    return {
        "model": model,
        "keys": [one.key for one in ordered],
        "names": [one.name for one in ordered],
        "hashes": [one.text_hash for one in ordered],
        "vectors": [format_vector(one.vector) for one in ordered],
    }


def format_vector(vector: Sequence[float]) -> str:
    """Return a vector as pgvector reads it."""
    return "[" + ",".join(f"{number:.7g}" for number in vector) + "]"


def _to_own_skill(row: Row) -> Skill:
    return Skill(
        name=row["name"],
        category=row["category"],
        description=row["description"],
        aliases=tuple(row["aliases"]),
        group=row["skill_group"],
        kind=row["kind"],
    )


def _to_entry(row: Row, matched_by: SearchMethod) -> StoredImportedEntry:
    entry = ImportedEntry(
        kind=row["kind"],
        external_id=row["external_id"],
        name=row["name"],
        aliases=tuple(row["aliases"]),
        skill_kind=row["skill_kind"],
        groups=tuple(row["groups"]),
        skills=tuple(row["skills"]),
        description=row["description"],
    )
    return StoredImportedEntry(row["id"], row["source"], entry, matched_by)


_LIST_OWN = """
    SELECT id, name, category, description, aliases, skill_group, kind
    FROM skill
    WHERE tenant_id = %(tenant)s AND catalog_version = 0
    ORDER BY name
"""
_LIST_KNOWN_IDS = """
    SELECT id, name
    FROM skill
    WHERE tenant_id = %(tenant)s AND catalog_version > 0 AND name = ANY(%(names)s::text[])
"""
_ADD_OWN = """
    INSERT INTO skill (tenant_id, id, name, category, description, aliases, related, position,
                       catalog_version, skill_group, kind)
    VALUES (%(tenant)s, %(id)s, %(name)s, %(category)s, %(description)s, %(aliases)s::text[], '{}', 0,
            0, %(group)s, %(kind)s)
    ON CONFLICT (tenant_id, name) DO NOTHING
    RETURNING id
"""
_DELETE_OWN = """
    DELETE FROM skill
    WHERE tenant_id = %(tenant)s AND id = %(id)s AND catalog_version = 0
"""
_LIST_RELEASES = """
    SELECT source, version, skill_count, occupation_count, finished_at
    FROM catalog_release
    ORDER BY source
"""
_GET_IMPORTED = """
    SELECT id, source, kind, external_id, name, aliases, skill_kind, groups, skills, description
    FROM catalog_entry
    WHERE id = %(id)s
"""
# Exact labels first, then beginnings; names before aliases, short before long.
_SEARCH_BY_NAME = """
    SELECT e.id, e.source, e.kind, e.external_id, e.name, e.aliases, e.skill_kind, e.groups, e.skills,
           e.description
    FROM (
        SELECT entry_id, min((key <> %(key)s)::int * 2 + (NOT is_name)::int) AS rank,
               min(length(key)) AS size
        FROM catalog_label
        WHERE kind = %(kind)s AND key >= %(key)s AND key < %(after)s
        GROUP BY entry_id
        ORDER BY rank, size, entry_id
        LIMIT %(limit)s) AS found
    JOIN catalog_entry e ON e.id = found.entry_id
    ORDER BY found.rank, found.size, e.name
"""
_SEARCH_BY_STEMS = """
    SELECT e.id, e.source, e.kind, e.external_id, e.name, e.aliases, e.skill_kind, e.groups, e.skills,
           e.description
    FROM (
        SELECT entry_id, min(cardinality(stems)) AS size, bool_or(is_name) AS is_name
        FROM catalog_label
        WHERE kind = %(kind)s AND stems @> %(stems)s::text[]
        GROUP BY entry_id
        ORDER BY size, is_name DESC, entry_id
        LIMIT %(limit)s) AS found
    JOIN catalog_entry e ON e.id = found.entry_id
    ORDER BY found.size, found.is_name DESC, e.name
"""
_LIST_SPELLING_CANDIDATES = """
    SELECT DISTINCT key
    FROM catalog_label
    WHERE kind = %(kind)s AND left(key, 1) = %(letter)s
      AND length(key) BETWEEN %(least)s AND %(most)s
"""
_MATCH_NAMES = """
    SELECT DISTINCT ON (l.key) l.key, e.id, e.source, e.kind, e.external_id, e.name, e.aliases,
           e.skill_kind, e.groups, e.skills, e.description
    FROM catalog_label l
    JOIN catalog_entry e ON e.id = l.entry_id
    WHERE l.kind = %(kind)s AND l.key = ANY(%(keys)s::text[])
    ORDER BY l.key, l.is_name DESC, e.name, e.id
"""
_LIST_VECTORS = """
    SELECT key, text_hash
    FROM catalog_vector
    WHERE model = %(model)s AND key = ANY(%(keys)s::text[])
"""
STORE_VECTORS = """
    INSERT INTO catalog_vector (model, key, name, text_hash, vector)
    SELECT %(model)s, one.key, one.name, one.text_hash, one.vector::vector
    FROM unnest(%(keys)s::text[], %(names)s::text[], %(hashes)s::text[], %(vectors)s::text[])
         AS one(key, name, text_hash, vector)
    ON CONFLICT (model, key) DO UPDATE
    SET name = excluded.name, text_hash = excluded.text_hash, vector = excluded.vector
"""
_LIST_OWN_WITHOUT_EMBEDDING = """
    SELECT name, category, description, aliases, skill_group, kind
    FROM skill
    WHERE tenant_id = %(tenant)s AND catalog_version = 0 AND model IS DISTINCT FROM %(model)s
    ORDER BY name
"""
_STORE_OWN_EMBEDDINGS = """
    UPDATE skill
    SET model = %(model)s, vector = one.vector::vector
    FROM unnest(%(names)s::text[], %(vectors)s::text[]) AS one(name, vector)
    WHERE skill.tenant_id = %(tenant)s AND skill.name = one.name AND skill.catalog_version = 0
"""
_FIND_NEAREST = """
    SELECT near.name, near.cosine
    FROM (
        (SELECT name, 1 - (vector <=> %(vector)s::vector) AS cosine
         FROM catalog_vector
         WHERE model = %(model)s
         ORDER BY vector <=> %(vector)s::vector, key
         LIMIT %(limit)s)
        UNION ALL
        (SELECT name, 1 - (vector <=> %(vector)s::vector) AS cosine
         FROM skill
         WHERE tenant_id = %(tenant)s AND model = %(model)s AND catalog_version = 0
         ORDER BY vector <=> %(vector)s::vector, name
         LIMIT %(limit)s)) AS near
    ORDER BY near.cosine DESC, near.name
    LIMIT %(limit)s
"""
