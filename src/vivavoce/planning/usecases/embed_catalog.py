"""Embed the whole catalog, built-in and imported; a second run embeds only what is new."""

from __future__ import annotations

from collections.abc import Callable

from vivavoce.infra.embeddings import Embedder
from vivavoce.planning.domain.catalog import load_catalog
from vivavoce.planning.ports import CatalogVectorStore
from vivavoce.planning.usecases.validate_skills import embed_skills, hash_embedding_text

BATCH_SIZE = 64


class EmbedCatalog:
    """Stores a vector for each skill of the catalog."""

    def __init__(self, store: CatalogVectorStore, embedder: Embedder) -> None:
        self._store = store
        self._embedder = embedder

    async def __call__(self, *, on_progress: Callable[[int, int], None]) -> int:
        """Return how many skills were embedded; ``on_progress`` gets the number done and the total.

        Each batch is stored at once, so an interrupted run is resumed by running it again.
        """
        skills = [(skill.name, skill) for skill in load_catalog().skills]
        skills += await self._store.list_imported_skills()
        stored = await self._store.list_vector_hashes(self._embedder.name)
        waiting = [one for one in skills if stored.get(one[0]) != hash_embedding_text(one[1])]
        for start in range(0, len(waiting), BATCH_SIZE):
            vectors = await embed_skills(self._embedder, waiting[start : start + BATCH_SIZE])
            await self._store.store_vectors(self._embedder.name, vectors)
            on_progress(min(start + BATCH_SIZE, len(waiting)), len(waiting))
        return len(waiting)
