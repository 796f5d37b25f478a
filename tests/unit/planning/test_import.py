"""The import of official releases: small files of the published format, and a store in memory."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from vivavoce.planning.adapters.esco_release import EscoRelease
from vivavoce.planning.adapters.onet_release import OnetRelease
from vivavoce.planning.ports.catalog_import import (
    CatalogRelease,
    CatalogSource,
    ImportedEntry,
    RejectedRow,
    UnreadableReleaseError,
)
from vivavoce.planning.usecases import import_catalog
from vivavoce.planning.usecases.import_catalog import ImportCatalog, ImportResult

FOLDER = Path(__file__).parents[2] / "data" / "classifications"
ESCO, ONET = FOLDER / "esco-v1.2.0-en", FOLDER / "db_30_0_text"


class CatalogInMemory:
    """A store that can break after a number of batches."""

    def __init__(self) -> None:
        self.entries: dict[str, tuple[ImportedEntry, str]] = {}
        self.is_complete = False
        self.batches_until_failure = 1_000

    async def begin(self, source: CatalogSource, version: str) -> Mapping[str, str]:
        self.is_complete = False
        return {external_id: mark for external_id, (_, mark) in self.entries.items()}

    async def store(
        self, source: CatalogSource, entries: Sequence[ImportedEntry], fingerprints: Sequence[str]
    ) -> None:
        self.batches_until_failure -= 1
        if self.batches_until_failure < 0:
            raise ConnectionError
        for entry, mark in zip(entries, fingerprints, strict=True):
            self.entries[entry.external_id] = (entry, mark)

    async def finish(
        self, source: CatalogSource, *, removed: Sequence[str], skills: int, occupations: int
    ) -> None:
        for external_id in removed:
            del self.entries[external_id]
        self.is_complete = True


async def imported(
    store: CatalogInMemory, release: CatalogRelease
) -> tuple[ImportResult, list[RejectedRow]]:
    rejected: list[RejectedRow] = []
    result = await ImportCatalog(store)(
        release, on_progress=lambda _: None, on_rejected=rejected.append
    )
    return result, rejected


def read_entries(release: CatalogRelease) -> dict[str, ImportedEntry]:
    return {one.name: one for one in release.read() if isinstance(one, ImportedEntry)}


def test_esco_gives_skills_with_aliases_kinds_and_groups() -> None:
    entries = read_entries(EscoRelease(ESCO))

    lamps = entries["tend lighthouse lamps"]
    assert lamps.aliases == (
        "tending lighthouse lamps",
        "keep lighthouse lamps lit",
        "lighthouse lamp care",
    )
    found = {name: (one.skill_kind, one.groups) for name, one in entries.items()}
    assert found["tend lighthouse lamps"] == ("activity", ("S8.8",))
    assert found["polish Fresnel lenses"] == ("activity", ("S8.8",))
    assert found["coastal optics"] == ("field", ("K05",))
    assert found["speak Manx"] == ("language", ("L",))
    assert "wind clockwork by hand" not in entries


def test_esco_gives_occupations_with_groups_and_essential_skills() -> None:
    keeper = read_entries(EscoRelease(ESCO))["lighthouse keeper"]

    assert keeper.kind == "occupation"
    assert keeper.aliases == ("lighthouse attendant", "keeper of the light")
    assert keeper.skills == ("tend lighthouse lamps", "polish Fresnel lenses")
    assert keeper.groups == ("S8.8",)


def test_onet_gives_occupations_titles_tools_and_skills() -> None:
    entries = read_entries(OnetRelease(ONET))

    keepers = entries["Lighthouse Keepers"]
    assert keepers.aliases == ("Light Station Attendant", "Lighthouse Attendant")
    assert keepers.skills == ("Microsoft Excel", "Quality Control Analysis")
    assert keepers.description == 'Keep the light of a "dark" coast burning.'
    assert entries["Microsoft Excel"].skill_kind == "tool"
    assert entries["Microsoft Excel"].groups == ("S5.3",)
    assert entries["Registered Nurses"].groups[0] == "S3.2"


@pytest.mark.parametrize(
    ("release", "rows"),
    [
        (
            EscoRelease(ESCO),
            {
                ("skills_en.csv", 8, "no conceptUri"),
                ("skills_en.csv", 9, "no preferredLabel"),
                ("skills_en.csv", 11, "3 cells instead of 13"),
                (
                    "occupationSkillRelations_en.csv",
                    5,
                    'no skill "http://data.europa.eu/esco/skill/unknown"',
                ),
            },
        ),
        (
            OnetRelease(ONET),
            {
                ("Technology Skills.txt", 4, "2 cells instead of 6"),
                ("Occupation Data.txt", 4, "no Title"),
            },
        ),
    ],
    ids=["esco", "onet"],
)
async def test_faulty_rows_are_named_by_file_and_line_and_stop_nothing(
    release: CatalogRelease, rows: set[tuple[str, int, str]]
) -> None:
    result, rejected = await imported(CatalogInMemory(), release)

    assert {(row.file, row.line, row.reason) for row in rejected} == rows
    assert result.rejected == len(rows)
    assert result.skills > 0
    assert result.occupations > 0


async def test_a_second_import_changes_nothing() -> None:
    store = CatalogInMemory()

    first, _ = await imported(store, EscoRelease(ESCO))
    before = dict(store.entries)
    second, _ = await imported(store, EscoRelease(ESCO))

    assert first.written == 5
    assert (second.written, second.removed) == (0, 0)
    assert store.entries == before


async def test_an_archive_says_the_same_as_its_folder(tmp_path: Path) -> None:
    archive = shutil.make_archive(
        str(tmp_path / "ESCO dataset v1.2.0"), "zip", ESCO.parent, ESCO.name
    )

    release = EscoRelease(Path(archive))

    assert release.version == "1.2.0"
    assert list(release.read()) == list(EscoRelease(ESCO).read())


async def test_an_interrupted_import_goes_on_where_it_stopped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(import_catalog, "BATCH_SIZE", 2)
    store = CatalogInMemory()
    store.batches_until_failure = 1
    with pytest.raises(ConnectionError):
        await imported(store, EscoRelease(ESCO))
    assert (len(store.entries), store.is_complete) == (2, False)

    store.batches_until_failure = 1_000
    result, _ = await imported(store, EscoRelease(ESCO))

    assert result.written == 3
    assert (len(store.entries), store.is_complete) == (5, True)


async def test_a_newer_release_removes_what_it_no_longer_has(tmp_path: Path) -> None:
    store = CatalogInMemory()
    await imported(store, EscoRelease(ESCO))
    newer = tmp_path / "ESCO v1.3"
    shutil.copytree(ESCO, newer)
    kept = (newer / "skills_en.csv").read_text().replace(",released,", ",obsolete,", 1)
    (newer / "skills_en.csv").write_text(kept)

    result, _ = await imported(store, EscoRelease(newer))

    assert result.removed == 1
    assert "http://data.europa.eu/esco/skill/lamp" not in store.entries


@pytest.mark.parametrize("release_type", [EscoRelease, OnetRelease])
async def test_a_folder_of_something_else_is_refused_and_deletes_nothing(
    release_type: type[EscoRelease | OnetRelease], tmp_path: Path
) -> None:
    store = CatalogInMemory()
    await imported(store, release_type(ESCO if release_type is EscoRelease else ONET))
    before = dict(store.entries)

    with pytest.raises(UnreadableReleaseError, match="There is no file"):
        await imported(store, release_type(tmp_path))

    assert store.entries == before


async def test_a_file_without_its_columns_is_refused(tmp_path: Path) -> None:
    (tmp_path / "skills_en.csv").write_text("uri,label\n1,2\n")

    with pytest.raises(UnreadableReleaseError, match='has no column "conceptUri"'):
        await imported(CatalogInMemory(), EscoRelease(tmp_path))


async def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "release.zip").write_text("no archive")

    with pytest.raises(UnreadableReleaseError, match="neither a folder nor a ZIP archive"):
        EscoRelease(tmp_path / "release.zip")
