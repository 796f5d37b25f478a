"""Stores imported classifications in PostgreSQL, as the owner of the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import NAMESPACE_URL, UUID, uuid5

from vivavoce.infra.database import Database, Row
from vivavoce.kernel.clock import Clock
from vivavoce.planning.adapters.postgres_skills import STORE_VECTORS, list_vector_values
from vivavoce.planning.domain.catalog import Skill, categorize_group
from vivavoce.planning.domain.catalog_names import compute_stem_key, normalize_name
from vivavoce.planning.ports import CatalogVector
from vivavoce.planning.ports.catalog_import import CatalogSource, ImportedEntry

_MAX_EMBEDDED_CHARACTERS = 300


class PostgresCatalogStore:
    """Writes releases; the app's own role can only read them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def begin(self, source: CatalogSource, version: str) -> Mapping[str, str]:
        """Mark the release as being imported; return the stored fingerprints by external id."""
        values = {"source": source, "version": version, "now": self._clock.now()}
        await self._database.execute(_BEGIN, values)
        rows = await self._database.execute_maintenance(_LIST_FINGERPRINTS, {"source": source})
        return {row["external_id"]: row["fingerprint"] for row in rows}

    async def store(
        self, source: CatalogSource, entries: Sequence[ImportedEntry], fingerprints: Sequence[str]
    ) -> None:
        """Store entries and replace older versions of them, in one transaction."""
        ids = [compute_entry_id(source, entry.external_id) for entry in entries]
        labels = [row for one in zip(ids, entries, strict=True) for row in _list_labels(*one)]
        async with self._database.transaction(None) as connection:
            await connection.execute(
                _STORE_ENTRIES,
                {
                    "source": source,
                    "ids": ids,
                    "kinds": [entry.kind for entry in entries],
                    "external_ids": [entry.external_id for entry in entries],
                    "names": [entry.name for entry in entries],
                    "aliases": ["\n".join(entry.aliases) for entry in entries],
                    "skill_kinds": [entry.skill_kind for entry in entries],
                    "groups": ["\n".join(entry.groups) for entry in entries],
                    "skills": ["\n".join(entry.skills) for entry in entries],
                    "descriptions": [entry.description for entry in entries],
                    "fingerprints": list(fingerprints),
                },
            )
            await connection.execute(_DELETE_LABELS, {"ids": ids})
            await connection.execute(
                _STORE_LABELS,
                {
                    "ids": [row[0] for row in labels],
                    "kinds": [row[1] for row in labels],
                    "keys": [row[2] for row in labels],
                    "stems": [row[3] for row in labels],
                    "are_names": [row[4] for row in labels],
                },
            )

    async def list_imported_skills(self) -> list[tuple[str, Skill]]:
        """Return the keys and skills of all imported entries."""
        rows = await self._database.execute_maintenance(_LIST_SKILLS)
        return [(str(row["id"]), _to_skill(row)) for row in rows]

    async def list_vector_hashes(self, model: str) -> Mapping[str, str]:
        """Return the hashes of the embedded texts by key."""
        rows = await self._database.execute_maintenance(_LIST_HASHES, {"model": model})
        return {row["key"]: row["text_hash"] for row in rows}

    async def store_vectors(self, model: str, vectors: Sequence[CatalogVector]) -> None:
        """Store vectors of the catalog."""
        await self._database.execute(STORE_VECTORS, list_vector_values(model, vectors))

    async def finish(
        self, source: CatalogSource, *, removed: Sequence[str], skills: int, occupations: int
    ) -> None:
        """Delete the entries that the release no longer has, and mark it as complete."""
        async with self._database.transaction(None) as connection:
            ids = [compute_entry_id(source, external_id) for external_id in removed]
            await connection.execute(_DELETE_ENTRIES, {"ids": ids})
            await connection.execute(_DELETE_VECTORS, {"keys": [str(one) for one in ids]})
            await connection.execute(
                _FINISH,
                {
                    "source": source,
                    "skills": skills,
                    "occupations": occupations,
                    "now": self._clock.now(),
                },
            )
        await self._database.execute_maintenance("ANALYZE catalog_entry, catalog_label")


def _to_skill(row: Row) -> Skill:
    return Skill(
        name=row["name"],
        category=categorize_group(""),
        description=row["description"][:_MAX_EMBEDDED_CHARACTERS],
        aliases=tuple(row["aliases"]),
    )


def compute_entry_id(source: CatalogSource, external_id: str) -> UUID:
    """Return the id of an imported entry: the same after each import."""
    return uuid5(NAMESPACE_URL, f"{source}:{external_id}")


def _list_labels(entry_id: UUID, entry: ImportedEntry) -> list[tuple[UUID, str, str, str, bool]]:
    keys: dict[str, tuple[UUID, str, str, str, bool]] = {}
    for place, label in enumerate((entry.name, *entry.aliases)):
        if key := normalize_name(label):
            keys.setdefault(key, (entry_id, entry.kind, key, compute_stem_key(label), place == 0))
    return list(keys.values())


_BEGIN = """
    INSERT INTO catalog_release (source, version, started_at)
    VALUES (%(source)s, %(version)s, %(now)s)
    ON CONFLICT (source) DO UPDATE
    SET version = excluded.version, started_at = excluded.started_at, finished_at = NULL
"""
_LIST_FINGERPRINTS = """
    SELECT external_id, fingerprint
    FROM catalog_entry
    WHERE source = %(source)s
"""
_STORE_ENTRIES = """
    INSERT INTO catalog_entry (id, source, kind, external_id, name, aliases, skill_kind, groups, skills,
                               description, fingerprint)
    SELECT one.id, %(source)s, one.kind, one.external_id, one.name,
           string_to_array(one.aliases, E'\\n'), one.skill_kind, string_to_array(one.groups, E'\\n'),
           string_to_array(one.skills, E'\\n'), one.description, one.fingerprint
    FROM unnest(%(ids)s::uuid[], %(kinds)s::text[], %(external_ids)s::text[], %(names)s::text[],
                %(aliases)s::text[], %(skill_kinds)s::text[], %(groups)s::text[], %(skills)s::text[],
                %(descriptions)s::text[], %(fingerprints)s::text[])
         AS one(id, kind, external_id, name, aliases, skill_kind, groups, skills, description,
                fingerprint)
    ON CONFLICT (source, external_id) DO UPDATE
    SET kind = excluded.kind, name = excluded.name, aliases = excluded.aliases,
        skill_kind = excluded.skill_kind, groups = excluded.groups, skills = excluded.skills,
        description = excluded.description, fingerprint = excluded.fingerprint
"""
_DELETE_LABELS = """
    DELETE FROM catalog_label
    WHERE entry_id = ANY(%(ids)s::uuid[])
"""
_STORE_LABELS = """
    INSERT INTO catalog_label (entry_id, kind, key, stems, is_name)
    SELECT one.entry_id, one.kind, one.key, string_to_array(one.stems, ' '), one.is_name
    FROM unnest(%(ids)s::uuid[], %(kinds)s::text[], %(keys)s::text[], %(stems)s::text[],
                %(are_names)s::boolean[]) AS one(entry_id, kind, key, stems, is_name)
"""
_DELETE_ENTRIES = """
    DELETE FROM catalog_entry
    WHERE id = ANY(%(ids)s::uuid[])
"""
_DELETE_VECTORS = """
    DELETE FROM catalog_vector
    WHERE key = ANY(%(keys)s::text[])
"""
_LIST_SKILLS = """
    SELECT id, name, description, aliases
    FROM catalog_entry
    WHERE kind = 'skill'
    ORDER BY source, external_id
"""
_LIST_HASHES = """
    SELECT key, text_hash
    FROM catalog_vector
    WHERE model = %(model)s
"""
_FINISH = """
    UPDATE catalog_release
    SET finished_at = %(now)s, skill_count = %(skills)s, occupation_count = %(occupations)s
    WHERE source = %(source)s
"""
