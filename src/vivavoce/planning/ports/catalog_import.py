"""Ports of the import of official classifications: releases of skills and occupations, and their store."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol
from uuid import UUID

from vivavoce.kernel.errors import ConflictError
from vivavoce.planning.domain.catalog import SkillKind
from vivavoce.planning.domain.skills import SearchMethod

CatalogSource = Literal["esco", "onet"]
EntryKind = Literal["skill", "occupation"]
ATTRIBUTIONS: Mapping[CatalogSource, str] = {
    "esco": "This service uses the ESCO classification of the European Commission.",
    "onet": (
        "This product includes information from the O*NET Database by the U.S. Department of Labor, "
        "Employment and Training Administration (USDOL/ETA). Used under the CC BY 4.0 license. O*NET® is a "
        "trademark of USDOL/ETA. Vivavoce has modified all or some of this information. USDOL/ETA has not "
        "approved, endorsed, or tested these modifications."
    ),
}
"""The texts that the publishers ask for; shown wherever their entries are."""


class UnreadableReleaseError(ConflictError):
    """The folder or archive is not a release of this classification. The detail names what is missing."""

    code = "unreadable_release"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedEntry:
    """A skill or an occupation of a release."""

    kind: EntryKind
    external_id: str
    """The publisher's identifier: a URI, or a code."""
    name: str
    aliases: tuple[str, ...] = ()
    skill_kind: SkillKind = "activity"
    groups: tuple[str, ...] = ()
    """Codes of competency groups, most typical first; at most one for a skill."""
    skills: tuple[str, ...] = ()
    """Names of an occupation's typical skills."""
    description: str = ""


@dataclass(frozen=True, slots=True)
class StoredImportedEntry:
    """An entry of a release with its id, and how a search found it."""

    id: UUID
    source: CatalogSource
    entry: ImportedEntry
    matched_by: SearchMethod


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that could not be read, by file and line."""

    file: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRelease:
    """An imported release; ``is_complete`` is false while an import runs or after it was interrupted."""

    source: CatalogSource
    version: str
    is_complete: bool
    skill_count: int
    occupation_count: int

    @property
    def attribution(self) -> str:
        """The text that the publisher asks for."""
        return ATTRIBUTIONS[self.source]


class CatalogRelease(Protocol):
    """An official release in a folder or an archive."""

    @property
    def source(self) -> CatalogSource:
        """The classification."""

    @property
    def version(self) -> str:
        """The version as the folder or archive names it."""

    def read(self) -> Iterator[ImportedEntry | RejectedRow]:
        """Yield every entry and every unreadable row, without holding the release in memory.

        Raises ``UnreadableReleaseError`` if a file is missing.
        """


class CatalogStore(Protocol):
    """Stores the entries of releases, the same for all organizations."""

    async def begin(self, source: CatalogSource, version: str) -> Mapping[str, str]:
        """Mark the release as being imported; return the stored fingerprints by external id."""

    async def store(
        self, source: CatalogSource, entries: Sequence[ImportedEntry], fingerprints: Sequence[str]
    ) -> None:
        """Store entries and replace older versions of them, in one transaction."""

    async def finish(
        self, source: CatalogSource, *, removed: Sequence[str], skills: int, occupations: int
    ) -> None:
        """Delete the entries that the release no longer has, and mark it as complete."""
