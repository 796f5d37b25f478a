"""Imported skills and occupations: one import, found by every organization, over the real database."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from tests.database import TestDatabase
from tests.fakes.hiring import person
from tests.fakes.planning import PlanningWorld
from tests.fakes.scripted_embedder import ScriptedEmbedder
from tests.unit.planning.test_import import ESCO, ONET

from vivavoce.infra.clock import SystemClock
from vivavoce.infra.database import Database
from vivavoce.kernel.caller import Caller
from vivavoce.planning.adapters.esco_release import EscoRelease
from vivavoce.planning.adapters.onet_release import OnetRelease
from vivavoce.planning.adapters.postgres_catalog_store import PostgresCatalogStore
from vivavoce.planning.ports.catalog_import import CatalogRelease
from vivavoce.planning.usecases.embed_catalog import EmbedCatalog
from vivavoce.planning.usecases.import_catalog import ImportCatalog, ImportResult
from vivavoce.planning.usecases.search_occupations import SearchOccupations

ESCO_TEXT = "This service uses the ESCO classification of the European Commission."


@pytest.fixture
async def store(database: TestDatabase) -> AsyncIterator[PostgresCatalogStore]:
    owner = Database(database.owner_url, name="owner", max_size=1)
    await owner.open()
    yield PostgresCatalogStore(owner, SystemClock())
    await owner.execute("DELETE FROM catalog_release")
    await owner.execute("DELETE FROM catalog_vector")
    await owner.close()


async def import_release(store: PostgresCatalogStore, release: CatalogRelease) -> ImportResult:
    return await ImportCatalog(store)(
        release, on_progress=lambda _: None, on_rejected=lambda _: None
    )


@pytest.fixture
def caller(world: PlanningWorld) -> Caller:
    return person(world.tenant)


@pytest.mark.parametrize(
    ("query", "name", "by"),
    [
        ("Tend lighthouse lamps", "tend lighthouse lamps", "name"),
        ("lighthouse lamp care", "tend lighthouse lamps", "name"),
        ("polish fres", "polish Fresnel lenses", "name"),
        ("lamps of the lighthouse tended", "tend lighthouse lamps", "lemma"),
        ("coastal optcis", "coastal optics", "spelling"),
    ],
)
async def test_imported_skills_are_found_with_their_attribution(
    world: PlanningWorld,
    store: PostgresCatalogStore,
    caller: Caller,
    query: str,
    name: str,
    by: str,
) -> None:
    await import_release(store, EscoRelease(ESCO))

    page = await world.skills.search(caller, query, limit=5)

    found = {one.skill.name: (one.source, one.matched_by) for one in page.skills}
    assert found[name] == ("esco", by)
    assert page.attributions == (ESCO_TEXT,)
    shown = await world.skills.get_skill(caller, page.skills[0].id)
    assert shown.skill.name == page.skills[0].skill.name


async def test_built_in_skills_alone_need_no_attribution(
    world: PlanningWorld, store: PostgresCatalogStore, caller: Caller
) -> None:
    await import_release(store, EscoRelease(ESCO))

    assert (await world.skills.search(caller, "Kubernetes", limit=5)).attributions == ()


async def test_a_request_with_an_imported_skill_has_it_validated(
    world: PlanningWorld, store: PostgresCatalogStore
) -> None:
    await import_release(store, EscoRelease(ESCO))

    interview = await world.planned(skills=["Lighthouse lamp care", "origami"])

    document = (await world.current(interview))["document"]
    assert document["validated_skills"] == ["tend lighthouse lamps"]
    assert document["unvalidated_skills"] == ["origami"]


async def test_a_second_import_changes_no_row_and_no_id(
    world: PlanningWorld, store: PostgresCatalogStore, caller: Caller
) -> None:
    first = await import_release(store, EscoRelease(ESCO))
    before = await world.skills.search(caller, "coastal optics", limit=1)
    second = await import_release(store, EscoRelease(ESCO))

    assert (first.written, second.written) == (5, 0)
    assert await world.skills.search(caller, "coastal optics", limit=1) == before
    async with world.ground.open_work(world.tenant) as work:
        (release,) = await world.shelf.list_releases(work)
    assert (release.source, release.version, release.is_complete) == ("esco", "1.2.0", True)
    assert (release.skill_count, release.occupation_count) == (4, 1)


async def test_imported_occupations_are_searched_and_recognized(
    world: PlanningWorld, store: PostgresCatalogStore, caller: Caller
) -> None:
    await import_release(store, EscoRelease(ESCO))
    await import_release(store, OnetRelease(ONET))
    occupations = SearchOccupations(world.ground.open_work, world.shelf)

    found = await occupations.search(caller, "lighthouse", limit=10)
    match = await occupations.match(caller, "Keeper of the light")

    assert {one.source for one in found.occupations} == {"esco", "onet"}
    assert len(found.attributions) == 2
    assert [one.occupation.name for one in match.occupations] == ["lighthouse keeper"]
    assert match.occupations[0].occupation.skills[0] == "tend lighthouse lamps"


async def test_imported_skills_are_found_by_meaning_after_they_were_embedded(
    world: PlanningWorld, store: PostgresCatalogStore, caller: Caller
) -> None:
    await import_release(store, EscoRelease(ESCO))
    embed = EmbedCatalog(store, ScriptedEmbedder())

    first = await embed(on_progress=lambda *_: None)
    second = await embed(on_progress=lambda *_: None)
    query = "scratch without lenses Fresnel the polish polish"
    page = await world.skills.search(caller, query, limit=3)

    assert first > 0
    assert second == 0
    best = page.skills[0]
    assert (best.skill.name, best.matched_by) == ("polish Fresnel lenses", "meaning")


async def test_the_apps_role_cannot_write_imported_entries(
    world: PlanningWorld, store: PostgresCatalogStore
) -> None:
    async with world.ground.open_work(world.tenant) as work:
        rows = await work.fetch_all(
            "SELECT relname FROM unnest(ARRAY['catalog_release', 'catalog_entry', 'catalog_label']) relname"
            " WHERE has_table_privilege(relname, 'INSERT') OR has_table_privilege(relname, 'DELETE')"
        )

    assert rows == []
