"""The skill catalogue of an organisation, over the real edge and the real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
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


class KnownCaller:
    """Takes the role that the key names."""

    def __init__(self, tenant: TenantId) -> None:
        self._tenant = tenant

    async def __call__(self, *, authorization: str, api_key: str, tenant: str) -> Caller:
        if not api_key:
            raise UnauthenticatedError
        return person(self._tenant, Role(api_key))


@pytest.fixture
async def client(world: PlanningWorld) -> AsyncIterator[httpx.AsyncClient]:
    ground = world.ground
    app = make_application(
        "planning",
        [build_skill_router(world.skills)],
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


async def test_the_catalogue_lists_the_23_documented_skills_first(
    client: httpx.AsyncClient,
) -> None:
    body = (await client.get("/skills")).json()

    assert body["total"] == len(body["data"]) >= 23
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
    }


async def test_a_skill_keeps_its_id(client: httpx.AsyncClient) -> None:
    first = (await client.get("/skills")).json()
    second = (await client.get("/skills")).json()

    assert first == second


async def test_a_search_forgives_a_slip(client: httpx.AsyncClient) -> None:
    found = (await client.get("/skills/search", params={"q": "Kubernets"})).json()
    few = (await client.get("/skills/search", params={"q": "", "limit": 3})).json()

    assert [skill["name"] for skill in found["data"]] == ["Kubernetes"]
    assert len(few["data"]) == 3


async def test_a_check_tells_what_would_become_of_each_skill(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/skills/validate", json={"skills": ["ReactJS", "containers", "origami"]}
    )

    body = answer.json()
    assert [one["status"] for one in body["results"]] == ["validated", "ambiguous", "unvalidated"]
    assert body["results"][0]["canonical"] == "React"
    assert body["results"][1]["candidates"] == ["Docker", "Kubernetes"]
    assert body["validated"] == ["React"]
    assert body["unvalidated"] == ["containers", "origami"]
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


async def test_first_interviews_at_the_same_time_make_one_catalogue(
    ground: Ground, tenant: TenantId
) -> None:
    worlds = [planning_world(ground, tenant) for _ in range(4)]

    reports = await asyncio.gather(*(w.skills(tenant, ["knots", "stock where"]) for w in worlds))

    async with ground.open_work(tenant) as work:
        rows = await work.fetch_all("SELECT name, model FROM skill")
    assert len(rows) == len({row["name"] for row in rows})
    assert {row["model"] for row in rows} == {"scripted"}
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

    assert {one.id for one in ours}.isdisjoint({one.id for one in theirs})
