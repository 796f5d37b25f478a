"""Import an official release of skills and occupations; a second run changes nothing.

Entries are stored in batches, each in its own transaction. An interrupted import is resumed by running it
again: entries that are already stored as the release has them are skipped.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from vivavoce.planning.ports.catalog_import import (
    CatalogRelease,
    CatalogStore,
    ImportedEntry,
    RejectedRow,
    UnreadableReleaseError,
)

BATCH_SIZE = 500
ReportProgress = Callable[[int], None]
ReportRejectedRow = Callable[[RejectedRow], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did."""

    skills: int
    occupations: int
    written: int
    """New and changed entries; 0 in a second run."""
    removed: int
    rejected: int


class ImportCatalog:
    """Imports a release."""

    def __init__(self, store: CatalogStore) -> None:
        self._store = store

    async def __call__(
        self,
        release: CatalogRelease,
        *,
        on_progress: ReportProgress,
        on_rejected: ReportRejectedRow,
    ) -> ImportResult:
        """Return the counts; ``on_progress`` gets the number of entries read so far.

        Raises ``UnreadableReleaseError`` for a folder without the release's files, and for a release without
        a single readable entry: it would delete what is stored.
        """
        stored = await self._store.begin(release.source, release.version)
        seen: dict[str, str] = {}
        counts = {"skill": 0, "occupation": 0}
        batch: list[ImportedEntry] = []
        written = rejected = 0
        for one in release.read():
            if isinstance(one, RejectedRow):
                rejected += 1
                on_rejected(one)
                continue
            if one.external_id in seen:
                continue
            seen[one.external_id] = fingerprint = _compute_fingerprint(one)
            counts[one.kind] += 1
            if stored.get(one.external_id) != fingerprint:
                batch.append(one)
            if len(batch) == BATCH_SIZE:
                written += await self._store_batch(release, batch, seen)
                batch = []
            if len(seen) % BATCH_SIZE == 0:
                on_progress(len(seen))
        if not seen:
            raise UnreadableReleaseError(
                "No row of the release could be read. Nothing was changed."
            )
        written += await self._store_batch(release, batch, seen)
        removed = [external_id for external_id in stored if external_id not in seen]
        await self._store.finish(
            release.source,
            removed=removed,
            skills=counts["skill"],
            occupations=counts["occupation"],
        )
        on_progress(len(seen))
        return ImportResult(
            skills=counts["skill"],
            occupations=counts["occupation"],
            written=written,
            removed=len(removed),
            rejected=rejected,
        )

    async def _store_batch(
        self, release: CatalogRelease, batch: list[ImportedEntry], fingerprints: dict[str, str]
    ) -> int:
        if batch:
            marks = [fingerprints[entry.external_id] for entry in batch]
            await self._store.store(release.source, batch, marks)
        return len(batch)


def _compute_fingerprint(entry: ImportedEntry) -> str:
    return hashlib.blake2b(repr(entry).encode(), digest_size=12).hexdigest()
