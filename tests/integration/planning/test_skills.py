"""The skill catalogue of an organisation, over the real edge and the real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from tests.database import fresh_tenant
from tests.fakes.hiring import person
from tests.fakes.planning import PlanningWorld, planning_world
from tests.fakes.scripted_embedder import ScriptedEmbedder
from tests.infrastructure import Ground

from vivavoce.infra.embeddings import EmbedderUnavailableError
from vivavoce.infra.web.application import make_application
from vivavoce.kernel.caller import Caller, Role
from vivavoce.kernel.errors import UnauthenticatedError
from vivavoce.kernel.ids import TenantId
from vivavoce.planning.routes import build_skill_router
from vivavoce.planning.usecases.search_occupations import SearchOccupations
from vivavoce.planning.usecases.validate_skills import MAX_EMBEDDED_PER_REQUEST


class KnownCaller:
    """Takes the role that the key names."""

    def __init__(self, tenant: TenantId) -> None:
        self._tenant = tenant

    async def __call__(
        self, *, authorization: str, api_key: str, tenant: str, audience: str = "api"
    ) -> Caller:
        if not api_key:
            raise UnauthenticatedError
        return person(self._tenant, Role(api_key))


@asynccontextmanager
async def open_client(world: PlanningWorld) -> AsyncIterator[httpx.AsyncClient]:
    ground = world.ground
    app = make_application(
        "planning",
        [build_skill_router(world.skills, SearchOccupations(ground.open_work, world.shelf))],
        authenticate=KnownCaller(world.tenant),
        clock=ground.clock,
        ids=ground.ids,
    )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app),
        base_url="http://planning.example/api/v1/mcp",
        headers={"X-API-Key": "RECRUITER"},
    ) as client:
        yield client


@pytest.fixture
async def client(ground: Ground, tenant: TenantId) -> AsyncIterator[httpx.AsyncClient]:
    async with open_client(planning_world(ground, tenant, embedder=None)) as client:
        yield client


async def test_the_catalogue_lists_the_23_documented_skills_first(
    client: httpx.AsyncClient,
) -> None:
    body = (await client.get("/skills")).json()

    assert body["total"] >= 3_341
    assert len(body["data"]) == 100
    assert {skill["category"] for skill in body["data"][:23]} == {
        "FRONTEND",
        "BACKEND",
        "DATABASE",
        "CLOUD",
        "MOBILE",
    }
    assert set(body["data"][0]) == {
        "id",
        "name",
        "category",
        "description",
        "aliases",
        "relatedSkills",
        "kind",
        "group",
        "groupName",
        "source",
        "matchedBy",
    }
    assert body["attributions"] == []


async def test_the_catalogue_is_read_page_by_page(client: httpx.AsyncClient) -> None:
    pages = [
        (await client.get("/skills", params={"limit": 500, "offset": offset})).json()
        for offset in range(0, 4_000, 500)
    ]

    names = [skill["name"] for page in pages for skill in page["data"]]
    assert len(names) == len(set(names)) == pages[0]["total"]
    assert (await client.get("/skills", params={"limit": 501})).status_code == 400


async def test_a_skill_keeps_its_id(client: httpx.AsyncClient) -> None:
    first = (await client.get("/skills")).json()
    second = (await client.get("/skills")).json()

    assert first == second


async def test_a_search_forgives_a_slip(client: httpx.AsyncClient) -> None:
    found = (await client.get("/skills/search", params={"q": "Kubernets"})).json()
    few = (await client.get("/skills/search", params={"q": "", "limit": 3})).json()

    assert [(one["name"], one["matchedBy"]) for one in found["data"]] == [
        ("Kubernetes", "spelling")
    ]
    assert len(few["data"]) == 3


async def test_a_search_finds_by_meaning_what_it_does_not_find_by_words(
    world: PlanningWorld,
) -> None:
    async with open_client(world) as client:
        found = await client.get("/skills/search", params={"q": "stock what in where knowing"})
        body = found.json()

    assert [(one["name"], one["matchedBy"]) for one in body["data"]] == [
        ("Inventory control", "meaning")
    ]


async def test_a_check_tells_what_would_become_of_each_skill(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/skills/validate", json={"skills": ["ReactJS", "containers", "origami", "Postgras"]}
    )

    body = answer.json()
    assert [one["status"] for one in body["results"]] == [
        "validated",
        "ambiguous",
        "unvalidated",
        "unvalidated",
    ]
    assert body["results"][0]["canonical"] == "React"
    assert body["results"][1]["candidates"] == ["Docker", "Kubernetes"]
    assert body["validated"] == ["React"]
    assert body["results"][3]["suggestions"] == ["PostgreSQL"]
    assert body["unvalidated"] == ["containers", "origami", "Postgras"]
    assert len(body["questions"]) == 1


@pytest.mark.parametrize(
    ("body", "status"),
    [({}, 400), ({"skills": []}, 400), ({"skills": "React"}, 400), ({"skills": [1]}, 400)],
)
async def test_a_malformed_check_is_a_400(
    client: httpx.AsyncClient, body: dict[str, Any], status: int
) -> None:
    answer = await client.post("/skills/validate", json=body)

    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )


async def test_who_may_only_read_cannot_check(client: httpx.AsyncClient) -> None:
    viewer = {"X-API-Key": "VIEWER"}

    assert (await client.get("/skills", headers=viewer)).status_code == 200
    refused = await client.post("/skills/validate", json={"skills": ["React"]}, headers=viewer)
    assert refused.status_code == 403


async def test_first_interviews_at_the_same_time_agree(ground: Ground, tenant: TenantId) -> None:
    worlds = [planning_world(ground, tenant) for _ in range(4)]

    reports = await asyncio.gather(*(w.skills(tenant, ["knots", "stock where"]) for w in worlds))

    async with ground.open_work(tenant) as work:
        rows = await work.fetch_all("SELECT key FROM catalog_vector WHERE model = 'scripted'")
    assert len(rows) == len({row["key"] for row in rows}) >= MAX_EMBEDDED_PER_REQUEST
    assert len({report.validated_skills for report in reports}) == 1


async def test_vectors_of_another_model_are_never_compared(world: PlanningWorld) -> None:
    await world.skills(world.tenant, ["knots"])
    (vector,) = await ScriptedEmbedder().embed(["React. Component library"])

    async with world.ground.open_work(world.tenant) as work:
        ours = await world.shelf.find_nearest(work, "scripted", vector, limit=2)
        others = await world.shelf.find_nearest(work, "another", vector, limit=2)

    assert ours[0][0] == "React"
    assert ours[0][1] > ours[1][1]
    assert others == ()


async def test_an_organization_has_skills_of_its_own_that_no_other_sees(
    ground: Ground, tenant: TenantId, client: httpx.AsyncClient
) -> None:
    validate = planning_world(ground, tenant, embedder=None).skills
    admin = {"X-API-Key": "ADMIN"}
    own = {"name": "Glorbix", "aliases": ["the Glorb"], "kind": "tool", "group": "S5.1"}

    added = await client.post("/skills", json=own, headers=admin)
    again = await client.post("/skills", json=own, headers=admin)
    known = await client.post("/skills", json={"name": "react"}, headers=admin)
    found = (await client.get("/skills/search", params={"q": "glorb"})).json()["data"]
    listed = (await client.get("/skills")).json()["data"]
    ours = await validate(tenant, ["the glorb"])
    theirs = await validate(fresh_tenant(), ["the glorb"])

    assert added.status_code == 201
    assert (again.status_code, again.json()["code"]) == (409, "skill_name_taken")
    assert known.status_code == 409
    assert [(one["id"], one["source"]) for one in found] == [(added.json()["id"], "organization")]
    assert listed[0]["name"] == "Glorbix"
    assert ours.validated_skills == ("Glorbix",)
    assert theirs.validated_skills == ()

    gone = await client.delete(f"/skills/{added.json()['id']}", headers=admin)
    assert gone.status_code == 204
    assert (await client.get(f"/skills/{added.json()['id']}")).status_code == 404


@pytest.mark.parametrize(
    ("body", "role", "status"),
    [
        ({"name": "Glorbix"}, "RECRUITER", 403),
        ({"name": " "}, "ADMIN", 400),
        ({"name": "Glorbix", "group": "S99"}, "ADMIN", 400),
        ({"name": "Glorbix", "colour": "blue"}, "ADMIN", 422),
    ],
)
async def test_an_own_skill_needs_an_administrator_a_name_and_a_known_group(
    client: httpx.AsyncClient, body: dict[str, Any], role: str, status: int
) -> None:
    answer = await client.post("/skills", json=body, headers={"X-API-Key": role})

    assert answer.status_code == status


async def test_a_built_in_skill_cannot_be_deleted(client: httpx.AsyncClient) -> None:
    skill = (await client.get("/skills")).json()["data"][0]

    gone = await client.delete(f"/skills/{skill['id']}", headers={"X-API-Key": "ADMIN"})

    assert gone.status_code == 404


async def test_occupations_are_searched_and_recognized_by_their_titles(
    client: httpx.AsyncClient,
) -> None:
    found = (await client.get("/occupations/search", params={"q": "nurs"})).json()
    title = {"title": "Senior ICU nurse (m/f/d), nights"}
    match = (await client.get("/occupations/match", params=title)).json()
    slip = (await client.get("/occupations/match", params={"title": "Pharmacy tecnician"})).json()
    none = (await client.get("/occupations/match", params={"title": "Falconer of dreams"})).json()

    assert {one["source"] for one in found["data"]} == {"built_in"}
    assert [one["name"] for one in match["data"]] == ["ICU nurse"]
    assert match["data"][0]["groups"][0] == "S3.2"
    assert [(one["name"], one["matchedBy"]) for one in slip["data"]] == [
        ("Pharmacy technician", "spelling")
    ]
    assert none == {"data": [], "total": 0, "attributions": []}
    assert (await client.get("/occupations/match")).json()["total"] == 0


async def test_without_vectors_words_alone_decide(ground: Ground, tenant: TenantId) -> None:
    class Broken(ScriptedEmbedder):
        async def embed(self, texts: object) -> list[list[float]]:
            raise EmbedderUnavailableError

    for embedder in (None, Broken()):
        world = planning_world(ground, tenant, embedder=embedder)
        report = await world.skills(tenant, ["React", "stock what is in where knowing"])
        assert report.validated_skills == ("React",)
        assert len(report.unvalidated_skills) == 1


async def test_another_organisation_has_its_own_catalogue(
    world: PlanningWorld, ground: Ground
) -> None:
    other = fresh_tenant()
    ours = await world.skills.list_skills(person(world.tenant))
    theirs = await world.skills.list_skills(person(other))

    assert {one.id for one in ours.skills}.isdisjoint({one.id for one in theirs.skills})
