from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from tests.simulated_clock import CountingIds, SimulatedClock

from vivavoce.infra.web.application import make_application
from vivavoce.infra.web.callers import CurrentCaller
from vivavoce.infra.web.request_models import (
    LenientRequestModel,
    StrictRequestModel,
    make_lenient_router,
    make_strict_router,
)
from vivavoce.kernel.caller import ROLE_PERMISSIONS, Caller, Permission, Role
from vivavoce.kernel.errors import NotFoundError, UnauthenticatedError
from vivavoce.kernel.ids import DEMO_TENANT_ID


class Seed(LenientRequestModel):
    full_name: str
    count: int = 0


class Own(StrictRequestModel):
    full_name: str


async def _authenticate(
    *, authorization: str, api_key: str, tenant: str, audience: str = "api"
) -> Caller:
    if not api_key:
        raise UnauthenticatedError
    return Caller(
        tenant_id=DEMO_TENANT_ID,
        kind="api_key",
        id=UUID(int=1),
        name=tenant,
        permissions=ROLE_PERMISSIONS[Role.VIEWER],
    )


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    seeds, own = make_lenient_router(), make_strict_router()

    @seeds.post("/seed")
    async def seed(body: Seed) -> dict[str, object]:
        """Keep the name.

        And tell what nobody reads.
        """
        return {"fullName": body.full_name, "warnings": []}

    @seeds.post("/batch")
    async def batch(body: Seed) -> dict[str, object]:
        return {"fullName": body.full_name, "warnings": []}

    @own.post("/own")
    async def ours(body: Own) -> dict[str, str]:
        return {"fullName": body.full_name}

    @own.get("/approve")
    async def approve(caller: CurrentCaller) -> None:
        caller.require(Permission.INTERVIEW_APPROVE)

    @own.get("/missing")
    async def missing() -> None:
        raise NotFoundError

    @own.get("/crash")
    async def crash() -> None:
        raise RuntimeError("inside of the house")

    app = make_application(
        "Test",
        [seeds, own],
        authenticate=_authenticate,
        clock=SimulatedClock(),
        ids=CountingIds(),
        body_limits={"/batch": 8 << 20},
    )
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        yield client


JSON = {"content-type": "application/json"}
HOSTILE = {
    "not JSON": b"{",
    "not UTF-8": b'{"fullName": "\xff"}',
    "NaN": b'{"fullName": "a", "count": NaN}',
    "infinity": b'{"fullName": "a", "count": 1e999}',
    "beyond 64 bits": b'{"fullName": "a", "count": 9223372036854775808}',
    "five thousand digits": b'{"fullName": "a", "count": ' + b"9" * 5000 + b"}",
    "duplicate key": b'{"fullName": "a", "fullName": "b"}',
    "NUL": b'{"fullName": "a\\u0000"}',
    "NUL in a key": b'{"fullName": "a", "\\u0000": 1}',
    "half a character": b'{"fullName": "\\ud800"}',
    "deep": b'{"fullName": ' + b"[" * 100 + b"]" * 100 + b"}",
    "very deep": b'{"fullName": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
}


@pytest.mark.parametrize("path", ["/seed", "/own"])
@pytest.mark.parametrize("name", HOSTILE)
async def test_malformed_json_returns_400_with_the_reason(
    client: httpx.AsyncClient, path: str, name: str
) -> None:
    answer = await client.post(path, content=HOSTILE[name], headers=JSON)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "malformed_json"


@pytest.mark.parametrize("path", ["/seed", "/own"])
@pytest.mark.parametrize(
    "value", [b"[" * 100_000, b"[" + b"[]," * 20_000 + b"0]", b"[" + b'"",' * 20_000 + b'""]']
)
async def test_more_values_than_the_limit_return_413_before_they_are_parsed(
    client: httpx.AsyncClient, path: str, value: bytes
) -> None:
    answer = await client.post(path, content=b'{"fullName": ' + value + b"}", headers=JSON)

    assert (answer.status_code, answer.json()["code"]) == (413, "too_many_values")
    assert answer.json()["detail"] == (
        "The JSON of the body has more than 20000 values. Send less at a time."
    )


@pytest.mark.parametrize(("path", "limit"), [("/seed", 20_000), ("/batch", 160_000)])
async def test_as_many_values_as_the_limit_are_read_and_a_larger_body_may_have_more(
    client: httpx.AsyncClient, path: str, limit: int
) -> None:
    def of(values: int) -> bytes:
        # The object, the name and the list count, too.
        return b'{"fullName": "a", "more": [' + b"0," * (values - 4) + b"0]}"

    most = await client.post(path, content=of(limit), headers=JSON)
    more = await client.post(path, content=of(limit + 1), headers=JSON)

    assert (most.status_code, more.status_code) == (200, 413)


@pytest.mark.parametrize(("path", "status"), [("/seed", 400), ("/own", 422)])
async def test_a_value_of_a_wrong_type_is_refused_in_the_format_of_the_route(
    client: httpx.AsyncClient, path: str, status: int
) -> None:
    answer = await client.post(path, json={"fullName": 7})

    body = answer.json()
    assert (answer.status_code, body["statusCode"], body["code"]) == (status, status, "validation")
    assert body["errors"][0]["field"] == "fullName"
    assert body["details"] == body["errors"]
    assert body["message"] == body["detail"]
    assert body["requestId"] == answer.headers["x-request-id"]


async def test_unknown_members_are_warned_about_on_specified_routes_and_refused_on_ours(
    client: httpx.AsyncClient,
) -> None:
    body = {"fullName": "a", "fulName": "b", "colour": "blue"}

    warned = (await client.post("/seed", json=body)).json()["warnings"]
    refused = await client.post("/own", json=body)

    assert [problem["message"] for problem in warned] == [
        "'fulName' is not a known field and was ignored. Did you mean 'fullName'?",
        "'colour' is not a known field and was ignored.",
    ]
    assert refused.status_code == 422
    assert [(problem["field"], problem["message"]) for problem in refused.json()["errors"]] == [
        ("fulName", "is not a known field. Did you mean 'fullName'?"),
        ("colour", "is not a known field."),
    ]


@pytest.mark.parametrize("name", ["tenantId", "tenant_id", "id", "state", "role", "createdBy"])
@pytest.mark.parametrize("path", ["/seed", "/own"])
async def test_reserved_names_are_refused_everywhere(
    client: httpx.AsyncClient, path: str, name: str
) -> None:
    answer = await client.post(path, json={"fullName": "a", name: "x"})

    assert answer.status_code in (400, 422)
    assert name in answer.json()["detail"]
    assert answer.json()["errors"][0]["field"] == name


async def test_a_large_body_returns_413_with_and_without_a_length(
    client: httpx.AsyncClient,
) -> None:
    large = b'{"fullName": "' + b"a" * (2 << 20) + b'"}'

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(large), 65536):
            yield large[start : start + 65536]

    announced = await client.post("/seed", content=large, headers=JSON)
    streamed = await client.post("/seed", content=pieces(), headers=JSON)

    assert [announced.status_code, streamed.status_code] == [413, 413]
    assert streamed.json()["code"] == "too_large"


async def test_a_nul_character_in_the_path_returns_400(client: httpx.AsyncClient) -> None:
    assert (await client.get("/missing?q=%00")).status_code == 400


async def test_a_missing_credential_returns_401_and_a_missing_permission_403(
    client: httpx.AsyncClient,
) -> None:
    assert (await client.get("/approve")).status_code == 401
    assert (await client.get("/approve", headers={"x-api-key": "k"})).status_code == 403


async def test_unknown_paths_methods_and_objects_share_one_error_format(
    client: httpx.AsyncClient,
) -> None:
    answers = [
        await client.get("/nowhere"),
        await client.get("/missing"),
        await client.get("/own"),
    ]

    assert [a.status_code for a in answers] == [404, 404, 405]
    assert [a.json()["code"] for a in answers] == ["not_found", "not_found", "method_not_allowed"]


async def test_an_internal_error_reveals_no_details(client: httpx.AsyncClient) -> None:
    answer = await client.get("/crash")

    assert answer.status_code == 500
    assert "inside of the house" not in answer.text
    assert answer.json()["requestId"]


async def test_a_valid_request_id_is_kept(
    client: httpx.AsyncClient,
) -> None:
    response = await client.get("/missing", headers={"x-request-id": "req_42"})
    replaced = await client.get("/missing", headers={"x-request-id": "a b\tc"})

    assert response.json()["requestId"] == "req_42"
    assert replaced.json()["requestId"].startswith("req_")


async def test_a_wrong_method_returns_the_allowed_ones(client: httpx.AsyncClient) -> None:
    answer = await client.delete("/missing")

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert "Allow" in answer.json()["detail"]


async def test_the_api_document_names_the_permissions_and_the_purpose_of_a_route(
    client: httpx.AsyncClient,
) -> None:
    document = (await client.get("/api/docs-json")).json()

    paths = document["paths"]
    assert set(document["components"]["securitySchemes"]) == {"bearer", "apiKey"}
    assert paths["/approve"]["get"]["security"] == [{"bearer": []}, {"apiKey": []}]
    assert "security" not in paths["/seed"]["post"]
    assert paths["/seed"]["post"]["summary"] == "Keep the name"
