from typing import Annotated

import httpx
import pytest
from fastapi import APIRouter, Depends
from fastapi.routing import APIRoute
from tests.simulated_clock import CountingIds, SimulatedClock

from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.request_models import make_strict_router
from vivavoce.infra.web.routing import ApiRouter, DeferredRoute
from vivavoce.kernel.caller import Caller
from vivavoce.kernel.errors import ForbiddenError, UnauthenticatedError

NUMBERS = {"n": 2}


async def _authenticate(
    *, authorization: str, api_key: str, tenant: str, audience: str = "api"
) -> Caller:
    raise UnauthenticatedError


async def _refuse() -> None:
    raise ForbiddenError


def _number() -> int:
    return NUMBERS["n"]


def _routes() -> ApiRouter:
    routes = make_strict_router("numbers")

    @routes.get("/double/{count}")
    async def double(count: int, number: Annotated[int, Depends(_number)]) -> dict[str, int]:
        """Double a number.

        With a second paragraph.
        """
        return {"is": count * number}

    @routes.delete("/double/{count}", status_code=204)
    async def forget_double(count: int) -> None:
        """Forget a number."""

    return routes


def _client(*routers: APIRouter) -> httpx.AsyncClient:
    app = make_application(
        "Test", routers, authenticate=_authenticate, clock=SimulatedClock(), ids=CountingIds()
    )
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


def _nested() -> ApiRouter:
    router = ApiRouter(prefix="/api")
    router.include_router(_routes(), prefix="/v1")
    return router


def test_a_route_is_analyzed_when_something_asks_for_more_than_its_declaration() -> None:
    (route, _) = _routes().routes
    assert isinstance(route, DeferredRoute)
    assert (route.path, route.methods, route.summary) == (
        "/double/{count}",
        {"GET"},
        "Double a number",
    )
    assert not route.is_analyzed

    assert [field.name for field in route.dependant.path_params] == ["count"]

    assert route.is_analyzed
    assert route.summary == "Double a number"
    with pytest.raises(AttributeError, match="no_such_name"):
        route.no_such_name  # noqa: B018 - the attribute is what is tested


async def test_only_the_requested_route_is_analyzed() -> None:
    async with _client(_nested()) as client:
        answer = await client.get("/api/v1/double/21")

        assert answer.json() == {"is": 42}
        app = client._transport.app  # type: ignore[attr-defined]
        analyzed = [route.is_analyzed for route in app.routes if isinstance(route, DeferredRoute)]
        assert analyzed == [True, False]


async def test_included_routes_are_served_and_documented_below_every_prefix() -> None:
    async with _client(_nested()) as client:
        assert (await client.get("/api/v1/double/x")).status_code == 422
        assert (await client.delete("/api/v1/double/1")).status_code == 204
        assert (await client.post("/api/v1/double/1")).status_code == 405
        assert (await client.get("/double/1")).status_code == 404

        paths = (await client.get("/api/docs-json")).json()["paths"]
    assert set(paths) == {"/api/v1/double/{count}"}
    documented = paths["/api/v1/double/{count}"]["get"]
    assert (documented["operationId"], documented["tags"]) == ("double", ["numbers"])
    assert documented["description"].endswith("With a second paragraph.")
    assert "4XX" in documented["responses"]


async def test_dependencies_and_visibility_of_an_inclusion_apply_to_each_route() -> None:
    router = ApiRouter()
    router.include_router(_routes(), dependencies=[Depends(_refuse)], include_in_schema=False)
    async with _client(router) as client:
        assert (await client.get("/double/1")).status_code == 403
        assert (await client.get("/api/docs-json")).json()["paths"] == {}


async def test_routes_of_the_framework_are_included_unchanged() -> None:
    plain, router = APIRouter(), ApiRouter()

    @plain.get("/plain")
    async def answer() -> str:
        return "yes"

    router.include_router(plain, prefix="/api")
    assert not [route for route in plain.routes if not isinstance(route, APIRoute)]
    async with _client(router) as client:
        assert (await client.get("/api/plain")).json() == "yes"
